"""Run pytest again and again, each time in a fork of this process, which has imported what takes long.

Reads lines of JSON, the arguments of pytest, and answers each with a line of JSON, exit status and output. What is
under test is imported in the fork alone, as it is by then.
"""

import importlib
import json
import os
import signal
import sys
import tempfile

import pytest

SLOW_TO_IMPORT = ("tensorflow", "keras", "matplotlib.pyplot", "nbformat", "scipy.stats", "sklearn.metrics")
LIMIT = 600  # seconds; a chapter may be executed


def run(arguments):
    """Return exit status and output of one run; a run that takes too long ends by the signal of an alarm."""
    with tempfile.TemporaryFile() as output:
        if (child := os.fork()) == 0:
            signal.alarm(LIMIT)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            status = pytest.ExitCode.INTERNAL_ERROR
            try:
                status = pytest.main(arguments)
            finally:
                sys.stdout.flush()
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        return status, output.read().decode(errors="replace")


if __name__ == "__main__":
    for name in SLOW_TO_IMPORT:
        importlib.import_module(name)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
