"""Archives of arrays that are verified when read and never half written."""

import hashlib
import io
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from kernelbook import guards

__all__ = ["read_npz", "sha256", "write_bytes", "write_npz"]


def sha256(path):
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    refuse_path(path)
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
    ImportError
        If the file is packed with LZMA, and this Python was built without it.
    ValueError
        If the file's SHA-256 differs, because it is truncated or altered; or if it has it, but is no ``.npz`` file.
    """
    refuse_path(path)
    guards.text("expected", expected, "a SHA-256, 64 hexadecimal digits")
    guards.text("remedy", remedy)
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing (expected SHA-256 {expected}). {remedy}")
    found = sha256(path)
    if found != expected:
        raise ValueError(f"{path} is damaged: expected SHA-256 {expected}, found {found}. {remedy}")
    if not zipfile.is_zipfile(path):
        raise ValueError(f"path={str(path)!r}: expected an .npz file")
    with zipfile.ZipFile(path) as members:
        if any(member.compress_type == zipfile.ZIP_LZMA for member in members.infolist()):
            lzma_module(path)
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def refuse_path(path):
    """Refuse what is no path, or the path of a folder."""
    if not isinstance(path, str | os.PathLike) or os.path.isdir(path):
        raise ValueError(f"path={guards.shown(path)}: expected the name of a file")


def lzma_module(what):
    """Return Python's module ``lzma``, or say what is packed with it, and where there is a Python that has it."""
    try:
        import lzma
    except ImportError:
        raise ImportError(
            f"{what}: packed with LZMA, and this Python was built without its module lzma. Take another Python, such "
            "as one of python.org, or install the headers of liblzma (on Debian liblzma-dev) and build it again."
        ) from None
    return lzma


def write_npz(path, arrays, smallest=False):
    """Write named arrays to an ``.npz`` file, all or nothing, and return its SHA-256.

    Parameters
    ----------
    path : str or Path
    arrays : dict of str to ndarray
    smallest : bool
        Pack with LZMA in place of zlib: smaller, but slow, and no matter for who reads it.

    Raises
    ------
    ValueError
        If `arrays` is no dict of names and arrays, or an array holds objects, which `read_npz` would have to unpickle.
    """
    refuse_path(path)
    if not isinstance(arrays, dict) or not all(
        isinstance(name, str) and name not in ("file", "allow_pickle") for name in arrays
    ):
        raise ValueError(f"arrays={guards.shown(arrays)}: expected a dict of arrays by names other than 'file'")
    for name, array in arrays.items():
        if guards.as_array(f"arrays[{name!r}]", array).dtype.hasobject:
            raise ValueError(f"arrays[{name!r}] holds objects: expected numbers or texts")
    guards.flag("smallest", smallest)
    if smallest:
        lzma_module(path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA if smallest else zipfile.ZIP_DEFLATED) as members:
        for name, array in arrays.items():
            with members.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
    return write_bytes(path, buffer.getvalue())


def write_bytes(path, content):
    """Write bytes to a file, all or nothing: to a temporary file first, which then takes the name.

    Returns
    -------
    str
        The SHA-256 of the content.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If `path` is no path, or `content` no bytes.
    """
    refuse_path(path)
    if not isinstance(content, bytes | bytearray | memoryview):
        raise ValueError(f"content is a {type(content).__name__}: expected bytes")
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"path={str(path)!r}: there is no folder {path.absolute().parent}")
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
