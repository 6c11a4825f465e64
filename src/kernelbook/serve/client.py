"""Who asks: a server started for the time of a ``with``, and one request to it."""

import http.client
import json
import select
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from kernelbook import guards

__all__ = ["ask", "fetch", "running"]

PROGRAM = ("-m", "kernelbook.serve.program", "--leash")


def ask(address, body, kind):
    """Send one image to a server.

    Parameters
    ----------
    address : str
        Such as ``"http://127.0.0.1:8000"``.
    body : bytes
    kind : str
        Its media type, such as "image/png".

    Returns
    -------
    int, dict
        The status of HTTP, and what the answer says: "class", "confidence", "logits" and "version", or "error".

    Raises
    ------
    ValueError
        If an argument makes no sense.
    OSError
        If nobody listens there, or does not answer within ten seconds.
    """
    if not isinstance(body, bytes):
        raise ValueError(f"body={guards.shown(body)}: expected bytes")
    guards.text("kind", kind, "a media type, such as 'image/png'")
    return exchange(address, "POST", "/digits", body, {"Content-Type": kind})


def fetch(address, path):
    """Return the status and the content of ``/health``, ``/version`` or ``/card``; errors as `ask`."""
    guards.one_of("path", path, ["/health", "/version", "/card"])
    return exchange(address, "GET", path, None, {})


def exchange(address, method, path, body, headers):
    """Send a request, and read its answer also where the server did not read the whole body."""
    guards.text("address", address, "a text such as 'http://127.0.0.1:8000'")
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname or not parts.port:
        raise ValueError(f"address={address!r}: expected one such as 'http://127.0.0.1:8000'")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent: the answer says why
            connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        is_json = answer.getheader("Content-Type", "").startswith("application/json")
        return answer.status, json.loads(content) if is_json else {"error": content.decode(errors="replace")}
    finally:
        connection.close()


def running(model=None, options=(), patience=120.0):
    """Serve a network for the time of a ``with``: a process of its own, on loopback, at a port the system chose.

    Parameters
    ----------
    model : str or Path, optional
        An ONNX or LiteRT file. Without it, the digit network that ships; if it has not been exported, it is, in a
        quarter of a minute.
    options : sequence of str
        More words for the program, such as ``("--size", "1")``: see ``python scripts/serve_model.py --help``.
    patience : float
        Seconds until it must listen.

    Returns
    -------
    context manager
        It gives the server's address. At the end, also after an error, the server gets SIGTERM, answers what is in
        flight, and ends; if it has not after 15 s, it is killed. It also ends when this process is killed.

    Raises
    ------
    ValueError
        If an argument makes no sense, or, inside, the program refuses to start, with what it says.
    FileNotFoundError
        If there is no such file.
    """
    if model is not None and not isinstance(model, str | Path):
        raise ValueError(f"model={guards.shown(model)}: expected the name of a file, or None")
    if model is not None and not Path(model).is_file():
        raise FileNotFoundError(f"model={str(model)!r}: there is no such file")
    if not isinstance(options, list | tuple) or not all(isinstance(word, str) for word in options):
        raise ValueError(f"options={guards.shown(options)}: expected a list of texts")
    guards.number("patience", patience, above=0)
    chosen = ["--model", str(model)] if model is not None else []
    return started([sys.executable, *PROGRAM, *chosen, *options], patience)


@contextmanager
def started(command, patience):
    """Run a program that prints its address when it listens, and end it."""
    with tempfile.TemporaryFile("w+") as complaints:  # a pipe that nobody reads would fill, and hold the server up
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": complaints}
        process = subprocess.Popen(command, text=True, **streams)
        try:
            address = first_line(process, time.monotonic() + patience)
            if not address:
                end(process)
                complaints.seek(0)
                said = complaints.read().strip() or "it said nothing"
                raise ValueError(f"the server did not start: {said.splitlines()[-1]}")
            yield address
        finally:
            end(process)


def first_line(process, until):
    """Return the address that a server prints, or an empty text if it ends or takes too long."""
    ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
    return process.stdout.readline().strip() if ready else ""


def end(process):
    """Let a server drain, and wait until it has ended; kill it if it does not."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
    process.stdin.close()
