"""Programs that the tests start, read and end; and how a page is asked for a value."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE = 60  # seconds until a browser must have answered
CALLED = """(async (values) => {
  const made = (EXPRESSION);
  return JSON.stringify((await (typeof made === "function" ? made(...values) : made)) ?? null);
})"""


class Process:
    """A program in a group of its own, with what it says in a file, ended with all that it began."""

    def __init__(self, command, **environment):
        self.folder = tempfile.TemporaryDirectory(prefix="engine-", ignore_cleanup_errors=True)
        self.log = Path(self.folder.name) / "log"
        command = [word.replace("FOLDER", self.folder.name) for word in command]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
            )

    def said(self, pattern):
        """Wait until the program has said something, and return it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.search(pattern, self.text()):
                return found[1]
            time.sleep(0.05)
        raise TimeoutError(f"{self.process.args[0]} has not said {pattern!r} in {PATIENCE} s: {self.text()}")

    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def close(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.folder.cleanup()


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]
