"""Photographs of hands that show the digits. This package would be half as large again with them: they are fetched."""

import hashlib
import io
import re
import zipfile
from pathlib import Path

import numpy as np

from kernelbook import archive, guards
from kernelbook.data.collections import REINSTALL, shipped
from kernelbook.data.download import fetch

HAND_FEATURES_PATH, HAND_FEATURES_SHA256 = shipped("hand_features")
FEATURE_STEPS = 42  # of 1 in a feature, so that 6, the most that there can be, is 252
OTHER_CAMERA = 1331  # the last number of a camera that took the first day's pictures
HANDS_COMMIT = "4b09433ef9d5c60602e8805bb54b8aa2428527f8"
HANDS_URL = f"https://github.com/ardamavi/Sign-Language-Digits-Dataset/archive/{HANDS_COMMIT}.zip"
HANDS_FILE = "sign_language_digits_4b09433.zip"  # in the folder `hands` of scikit-learn's
HANDS_SHA256 = "0200f3e507faeea6d63bab938c3ea1e5ed84be13acca429473b3bd43d10b0b9f"  # of all pictures, in their order
HANDS_COUNT, HANDS_SIDE = 2062, 100
PICTURE = re.compile(r"/Dataset/(\d)/IMG_(\d{4})\.JPG$")


def load_hands(download=False, folder=None):
    """Load photographs of hands that show the digits 0 to 9: one of each digit by most of 218 pupils in Ankara.

    They are not part of this package. The archive of their repository lies in the folder ``hands`` of scikit-learn's
    folder, ``~/scikit_learn_data`` or what the environment's SCIKIT_LEARN_DATA names. The SHA-256 of all pictures,
    in the order of their full paths, is compared at each reading. Three pictures of 3024 × 3024 pixels are turned as
    their camera was held and reduced to the size of the others.

    Parameters
    ----------
    download : bool
        Whether the archive (about 25 MB) may be fetched from GitHub if it is missing. A transfer that was cut goes on
        where the server can continue one.
    folder : str or Path, optional
        What to take in place of scikit-learn's folder.

    Returns
    -------
    images : ndarray, shape (2062, 100, 100, 3), uint8
        Red, green and blue, from 0 to 255.
    labels : ndarray of int64, shape (2062,)
        The digits, 204 to 208 of each.
    numbers : ndarray of int64, shape (2062,)
        Those of the files, from 1118 to 5999, each once. Neighbors in them were mostly taken one after the other.

    Raises
    ------
    FileNotFoundError
        If there is no archive, and `download` is False.
    ConnectionError
        If the archive cannot be fetched; nothing half-written takes its place.
    ValueError
        If the archive is not the expected one, or an argument makes no sense.

    References
    ----------
    A. Mavi: A new dataset and proposed convolutional neural network architecture for classification of American Sign
    Language digits. 2020. arXiv:2011.08927. See datasets/hands.md.

    Examples
    --------
    ::

        images, labels, numbers = load_hands(download=True)
        images.shape, labels[:3].tolist(), numbers[:3].tolist()
        # ((2062, 100, 100, 3), [0, 0, 0], [1118, 1128, 1138])
    """
    from sklearn.datasets import get_data_home

    guards.flag("download", download)
    if folder is not None and not isinstance(folder, str | Path):
        raise ValueError(f"folder={guards.shown(folder)}: expected a path")
    path = Path(get_data_home(folder)) / "hands" / HANDS_FILE
    if not path.is_file():
        if not download:
            raise FileNotFoundError(
                f"{path} is missing: the photographs of hands are not part of this book. load_hands(download=True), or "
                "`make data` in a checkout, fetches them once (25 MB); or set SCIKIT_LEARN_DATA to a folder that has "
                f"them as hands/{HANDS_FILE}."
            )
        fetch(HANDS_URL, path, read_archive)
    pictures = read_archive(path)
    labels, numbers = np.array([(digit, number) for digit, number, _ in pictures], np.int64).T
    return np.stack([decode(content) for _, _, content in pictures]), labels.copy(), numbers.copy()


def read_archive(path):
    """Return (digit, number, content) of each picture in the order of the full paths, after checking their SHA-256."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if PICTURE.search(name))
            contents = [archive.read(name) for name in names]
    except Exception as error:  # archives are damaged in many ways
        raise unexpected(path, f"it cannot be unpacked ({error})") from None
    found = hashlib.sha256(b"".join(contents)).hexdigest()
    if found != HANDS_SHA256:
        held = f"its {len(names)} pictures have" if names else "it holds no pictures of hands, and has"
        raise unexpected(path, f"expected SHA-256 {HANDS_SHA256} over {HANDS_COUNT} pictures, {held} {found}")
    places = [PICTURE.search(name) for name in names]
    return [(int(place[1]), int(place[2]), content) for place, content in zip(places, contents, strict=True)]


def unexpected(path, reason):
    """Return the error for a file that is not the archive of the hands."""
    return ValueError(f"{path} is damaged, or another file: {reason}. Remove it, and call load_hands(download=True).")


def decode(content):
    """Return a picture as its camera was held, shape (100, 100, 3)."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as file:
        picture = ImageOps.exif_transpose(file)
    if picture.size != (HANDS_SIDE, HANDS_SIDE):
        picture = picture.resize((HANDS_SIDE, HANDS_SIDE), Image.Resampling.BOX)
    return np.asarray(picture)


def load_hand_features():
    """Load what EfficientNet-Lite0 says of each photograph of `load_hands`, in their order. It ships with this package.

    Each photograph was enlarged to 224 × 224 pixels. The features were rounded to 1/42.

    Returns
    -------
    features : ndarray of float32, shape (2062, 1280)
        From 0 to 6.
    labels : ndarray of int64, shape (2062,)
        The digits.
    numbers : ndarray of int64, shape (2062,)
        Those of the files. Up to 1331 a camera took the pictures, later a telephone.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    See datasets/hand_features.md.

    Examples
    --------
    >>> features, labels, numbers = load_hand_features()
    >>> features.shape, labels[:3].tolist(), numbers[:3].tolist()
    ((2062, 1280), [0, 0, 0], [1118, 1128, 1138])
    """
    arrays = archive.read_npz(HAND_FEATURES_PATH, HAND_FEATURES_SHA256, REINSTALL)
    features = arrays["features"].T.astype(np.float32) / FEATURE_STEPS
    return features, arrays["labels"].astype(np.int64), arrays["numbers"].astype(np.int64)


def pupils(labels, numbers):
    """Tell who showed each picture, as far as digits and order let one guess: each showed 0 to 9, one after the other.

    In the order of their numbers, a new pupil begins where the digit falls to one that was already shown. A digit
    shown twice in a row, or two exchanged, begin none.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
    numbers : ndarray of int, shape (n,)
        Those of the files, each once.

    Returns
    -------
    ndarray of int64, shape (n,)
        Pupils from 0 on, in the order in which the pictures were taken.

    Raises
    ------
    ValueError
        If they are not as many, or a number stands there twice.

    Examples
    --------
    >>> pupils(np.array([0, 1, 1, 2, 0, 2, 1]), np.array([10, 11, 12, 13, 20, 21, 22])).tolist()
    [0, 0, 0, 0, 1, 1, 1]
    """
    guards.labels("labels", labels)
    guards.array("numbers", numbers, "(n,)", kinds="iu")
    guards.as_many(labels=labels, numbers=numbers)
    order = np.argsort(numbers)
    if (np.diff(np.asarray(numbers)[order]) == 0).any():
        raise ValueError(f"numbers={guards.shown(numbers)}: expected each once")
    found, pupil, before, shown = np.empty(len(order), np.int64), 0, -1, set()
    for row, digit in zip(order, np.asarray(labels)[order].tolist(), strict=True):
        if digit < before and digit in shown:
            pupil, shown = pupil + 1, set()
        shown.add(digit)
        found[row], before = pupil, digit
    return found
