"""Archives of arrays that are verified when read and never half written."""

import hashlib
import io
import os
import tempfile
from pathlib import Path

import numpy as np

__all__ = ["read_npz", "sha256", "write_bytes", "write_npz"]


def sha256(path):
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_npz(path, expected, remedy):
    """Read all arrays of an ``.npz`` file after checking the file's SHA-256. Nothing is unpickled.

    Parameters
    ----------
    path : str or Path
    expected : str
        The SHA-256 that the file must have.
    remedy : str
        What the reader can do when the file is missing or damaged; ends the error message.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file's SHA-256 differs, because it is truncated or altered.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing (expected SHA-256 {expected}). {remedy}")
    found = sha256(path)
    if found != expected:
        raise ValueError(f"{path} is damaged: expected SHA-256 {expected}, found {found}. {remedy}")
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def write_npz(path, arrays):
    """Write named arrays to an ``.npz`` file, all or nothing, and return its SHA-256."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return write_bytes(path, buffer.getvalue())


def write_bytes(path, content):
    """Write bytes to a file, all or nothing: to a temporary file first, which then takes the name.

    Returns
    -------
    str
        The SHA-256 of the content.
    """
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return hashlib.sha256(content).hexdigest()
