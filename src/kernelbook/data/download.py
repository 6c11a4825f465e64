"""Files that the book may not carry: fetched once, continued where they were cut, never half-written."""

import os
import sys
from http.client import HTTPException
from ssl import SSLError
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PATIENCE = 30  # seconds without a byte
PIECE = 1 << 18  # bytes at a time
LOST = (URLError, ConnectionError, TimeoutError, SSLError, HTTPException)  # a full disk is another matter


def fetch(url, path, verify):
    """Fetch a file into its place, all or nothing.

    What comes is kept beside it, under its name and ``.part``, until all has come and is verified. A transfer that was
    cut goes on from there if the server can, and begins anew if it cannot.

    Parameters
    ----------
    url : str
    path : Path
    verify : callable
        Takes the path of what came, and raises a ValueError if that is not the expected file.

    Raises
    ------
    ConnectionError
        If the server does not answer, has no such file, or the transfer was cut: the part is kept.
    ValueError
        If what came is not the expected file: the part is removed.
    OSError
        If the file cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    byhand = f"Or bring the file from elsewhere, to {path}."
    try:
        complete = receive(url, part)
    except HTTPError as error:
        raise ConnectionError(f"{url} gives no file: {error.code} {error.reason}. Try again later. {byhand}") from None
    except LOST as error:
        raise ConnectionError(
            f"{url} does not answer, or no longer: {error}. Is there a network? Call again once there is: whatever "
            f"came is kept, and the transfer goes on from there. {byhand}"
        ) from None
    if not complete:
        raise ConnectionError(f"{url} was cut short. What came is kept: call again, and the transfer goes on. {byhand}")
    try:
        verify(part)
    except ValueError:
        part.unlink()
        raise ValueError(
            f"{url} gave another file than expected, or a damaged one. Nothing was kept. Call again. {byhand}"
        ) from None
    os.replace(part, path)


def receive(url, part):
    """Add to a part what it lacks, and return whether all has come, as far as the server told how much that is."""
    done = part.stat().st_size if part.is_file() else 0
    try:
        answer = urlopen(Request(url, headers={"Range": f"bytes={done}-"} if done else {}), timeout=PATIENCE)
    except HTTPError as error:
        if error.code == 416 and done:  # nothing lies beyond what is here
            return True
        raise
    with answer:
        done = done if answer.status == 206 else 0
        length = answer.headers.get("Content-Length")
        total = done + int(length) if length else None
        part.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "ab" if done else "wb") as file:
            while piece := answer.read(PIECE):
                file.write(piece)
                done += len(piece)
                show(done, total)
    print(file=sys.stderr)
    return total is None or done == total


def show(done, total):
    """Write how much has come over the line before; a bar, if it is known how much there is."""
    bar = f"[{'#' * (30 * done // total):<30}] " if total else ""
    whole = f" of {total / 1e6:.1f}" if total else ""
    print(f"\r{bar}{done / 1e6:.1f}{whole} MB", end="", file=sys.stderr, flush=True)
