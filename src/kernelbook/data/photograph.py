"""A photograph in color."""

from kernelbook import archive
from kernelbook.data.collections import REINSTALL, shipped

PHOTOGRAPH_PATH, PHOTOGRAPH_SHA256 = shipped("photograph")


def load_photograph():
    """Load a photograph: a cup of coffee on a wooden table, in color.

    Returns
    -------
    ndarray, shape (200, 300, 3), uint8
        Red, green and blue, from 0 to 255.

    References
    ----------
    Rachel Michetti, CC0, from the package scikit-image. See datasets/photograph.md.

    Examples
    --------
    >>> load_photograph().shape
    (200, 300, 3)
    """
    return archive.read_npz(PHOTOGRAPH_PATH, PHOTOGRAPH_SHA256, REINSTALL)["picture"]
