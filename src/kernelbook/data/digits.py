"""Handwritten digits: MNIST, one that was drawn for this book, and another collection of small ones."""

import numpy as np

from kernelbook import archive
from kernelbook.data.collections import REINSTALL, shipped
from kernelbook.data.preparation import DIGIT_BOX, DIGIT_SIDE, center_by_mass, fit_into_box

MNIST_PATH, MNIST_SHA256 = shipped("mnist")
DRAWN_PATH, DRAWN_SHA256 = shipped("drawn_digit")


def load_mnist():
    """Load the MNIST handwritten digits that ship with this package.

    The arrays are those of ``keras.datasets.mnist.load_data()``, so one call can replace the other; this one
    needs no network.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        Images as ndarray, shape (60000, 28, 28) and (10000, 28, 28), uint8 from 0 (paper) to 255 (ink);
        labels as ndarray, shape (60000,) and (10000,), uint8 from 0 to 9.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits. See datasets/mnist.md.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_mnist()
    >>> x_train.shape, x_test.shape, y_train[:5].tolist()
    ((60000, 28, 28), (10000, 28, 28), [5, 0, 4, 1, 9])
    """
    arrays = archive.read_npz(MNIST_PATH, MNIST_SHA256, REINSTALL)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def load_drawn_digit():
    """Load the sample picture of a digit: blue ink on unevenly lit paper, drawn by scripts/builders/draw_digit.py.

    Returns
    -------
    ndarray, shape (h, w, 3), uint8

    Examples
    --------
    >>> load_drawn_digit().shape
    (240, 200, 3)
    """
    return archive.read_npz(DRAWN_PATH, DRAWN_SHA256, REINSTALL)["picture"]


def load_small_digits():
    """Load another collection of handwritten digits, 8 × 8 pixels each, enlarged and prepared as MNIST was.

    The images are those of scikit-learn's ``load_digits``: the test part of the digits that E. Alpaydin and C. Kaynak
    collected in Istanbul. Each is cropped to its ink, scaled to a box of 20 pixels, and centered by its mass.

    Returns
    -------
    images : ndarray, shape (1797, 28, 28), float32
        From 0 (paper) to 1 (ink).
    labels : ndarray, shape (1797,), uint8

    References
    ----------
    E. Alpaydin, C. Kaynak: Optical recognition of handwritten digits. UCI Machine Learning Repository, 1998.
    doi:10.24432/C50P49

    Examples
    --------
    >>> images, labels = load_small_digits()
    >>> images.shape, labels[:5].tolist()
    ((1797, 28, 28), [0, 1, 2, 3, 4])
    """
    from sklearn.datasets import load_digits

    small = load_digits()
    prepared = []
    for image in small.images / 16:
        rows, columns = (np.flatnonzero((image > 0).any(axis=axis)) for axis in (1, 0))
        ink = fit_into_box(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], DIGIT_BOX)
        prepared.append(center_by_mass(ink / ink.max(), DIGIT_SIDE))
    return np.stack(prepared), small.target.astype(np.uint8)
