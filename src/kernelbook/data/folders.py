"""Your own photographs: a folder of folders, one for each class, read as a whole or not at all."""

import unicodedata
import warnings
from pathlib import Path

import numpy as np

from kernelbook import guards
from kernelbook.data.decoding import read_photograph

FEW = 5  # pictures of a class: with fewer, there is hardly one to learn from and one to judge by
TOLD = 10  # files that a message names
WRITTEN_BY_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx"}  # hidden, though their names begin with no dot


def read_photographs(folder, size=224, leave_out=False):
    """Read the photographs of a folder that has a folder for each class; all of them, or none and why.

    Each is turned as its camera was held, cut to the square in its middle, and scaled to `size`. Palettes, gray values
    and 16 bits become red, green and blue; what is transparent is laid on white; of moving pictures the first is taken.
    Hidden files are passed over. A gray file of 16 bits counts as one of the fewest bits, of 8, 10, 12, 14 and 16, that
    hold its brightest pixel, as `as_gray` counts.

    Parameters
    ----------
    folder : str or Path
        Its folders are the classes, their names the names; each holds pictures, of any size and kind that Pillow reads.
    size : int
        The side of each image in pixels.
    leave_out : bool
        Whether to warn of what cannot be read and go on without it, instead of an error.

    Returns
    -------
    images : ndarray, shape (n, size, size, 3), uint8
    labels : ndarray of int64, shape (n,)
        Numbers of the classes.
    classes : tuple of str
        Their names, in the order of the alphabet.
    names : tuple of str
        ``class/file`` of each image, in the order of classes and files.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If it has no folders or only one, or a class without pictures; or if something cannot be read: a broken file,
        what is no picture, one of more than 120 million pixels, or what lies beside the folders or in folders within
        them. The message names the first ten and counts all.

    Warns
    -----
    UserWarning
        If a class has fewer than five pictures, or something was left out.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> fruit = Path(tempfile.mkdtemp())
    >>> for name in ("apple", "pear"):
    ...     (fruit / name).mkdir()
    ...     for k in range(5):
    ...         Image.new("RGB", (40, 30), (50 * k, 200, 0)).save(fruit / name / f"{k}.png")
    >>> images, labels, classes, names = read_photographs(fruit, 16)
    >>> images.shape, labels.tolist(), classes, names[0]
    ((10, 16, 16, 3), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], ('apple', 'pear'), 'apple/0.png')
    """
    if not isinstance(folder, str | Path):
        raise ValueError(f"folder={guards.shown(folder)}: expected a path")
    guards.whole("size", size, 1)
    guards.flag("leave_out", leave_out)
    classes, files, faults = survey(Path(folder))
    images, kept = [], []
    for label, file in files:
        try:
            images.append(read_photograph(file, size))
            kept.append((label, file))
        except Exception as error:  # decoders of damaged files fail in many ways
            faults.append((file, f"no picture that can be read ({error})"))
    tell_faults(folder, faults, len(files), leave_out)
    labels = np.array([label for label, _ in kept], np.int64)
    tell_counts(folder, classes, np.bincount(labels, minlength=len(classes)))
    names = tuple(file.relative_to(folder).as_posix() for _, file in kept)
    return np.stack(images), labels, classes, names


def survey(folder):
    """Return the names of the classes, (label, path) of each file in them, and (path, fault) of what lies elsewhere."""
    if not folder.is_dir():
        raise FileNotFoundError(f"folder={str(folder)!r}: there is no such folder in {folder.absolute().parent}")
    inside = shown(folder)
    folders = [path for path in inside if path.is_dir()]
    if len(folders) < 2:
        held = f"only one, {folders[0].name!r}" if folders else f"none, and {len(inside)} files"
        raise ValueError(
            f"folder={str(folder)!r}: expected two folders or more in it, one for each class, and found {held}"
        )
    faults = [(path, "lies beside the folders of the classes") for path in inside if not path.is_dir()]
    files = []
    for label, path in enumerate(folders):
        for each in shown(path):
            if each.is_dir():
                faults.append((each, "a folder within a class"))
            else:
                files.append((label, each))
    return tuple(path.name for path in folders), files, faults


def shown(folder):
    """Return what a folder holds that is not hidden, in the order of the alphabet, on every system alike."""
    paths = [
        path
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.name.lower() not in WRITTEN_BY_SYSTEMS
    ]
    return sorted(paths, key=lambda path: (unicodedata.normalize("NFC", path.name), path.name))


def tell_faults(folder, faults, count, leave_out):
    """Refuse a folder in which something cannot be read, or warn of it: by name, and how many."""
    if not faults:
        return
    told = "; ".join(f"{path.relative_to(folder).as_posix()!r}: {fault}" for path, fault in faults[:TOLD])
    more = f"; and {len(faults) - TOLD} more" if len(faults) > TOLD else ""
    if any(path.suffix.lower() in (".heic", ".heif") for path, _ in faults):
        more += " (HEIC, as telephones write it, is not read: export such photographs as JPEG)"
    message = f"folder={str(folder)!r}: {len(faults)} beside or among its {count} files cannot be taken: {told}{more}."
    if not leave_out:
        raise ValueError(f"{message} Remove them, or read the others with leave_out=True.")
    warnings.warn(f"{message} They were left out.", UserWarning, stacklevel=3)


def tell_counts(folder, classes, counts):
    """Refuse a class without pictures, and warn of classes with too few to learn from some and judge by others."""
    if not counts.all():
        empty = [name for name, count in zip(classes, counts, strict=True) if not count]
        raise ValueError(f"folder={str(folder)!r}: there is no picture in {', '.join(map(repr, empty))}")
    if counts.min() < FEW:
        few = [f"{name!r} has {count}" for name, count in zip(classes, counts, strict=True) if count < FEW]
        warnings.warn(
            f"folder={str(folder)!r}: {', '.join(few)}: fewer than {FEW} pictures of a class are too few to learn from "
            "some and judge by others",
            UserWarning,
            stacklevel=3,
        )
