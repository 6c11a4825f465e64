"""Guards of files: what cannot be read is refused before anything is done with it."""

import os

import numpy as np


def weights_file(path):
    """Refuse what is no ``.npz`` file of arrays, or a damaged one: all of it is read. A missing file stays missing.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it cannot be read to its end, for whatever reason: what a damaged archive leads to is no matter of kind.
    """
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"path={path!r}: expected the name of a file")
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
            for name in arrays.files:
                arrays[name]
            file.seek(-12, os.SEEK_END)  # an archive ends in a record that counts its members
            if int.from_bytes(file.read(2), "little") != len(arrays.files):
                raise ValueError("its directory lacks a member")
    except FileNotFoundError:
        raise
    except Exception as error:
        raise ValueError(f"{path} is no file of weights, or a damaged one: {error}") from None
