"""Aerial photographs of trees, with the boxes that people drew around their crowns."""

import io

import numpy as np

from kernelbook import archive
from kernelbook.data.collections import REINSTALL, shipped

TREES_PATH, TREES_SHA256 = shipped("trees")
TREE_PLACES = ("Yellowstone", "neighbor", "Florida", "California")


def load_trees():
    """Load four aerial photographs in color, and the boxes around the crowns of 951 trees.

    Returns
    -------
    dict of str to (picture, boxes)
        By place, as in `TREE_PLACES`. ``Yellowstone`` has 574 boxes, ``neighbor``, of the same park, 279, ``Florida``
        61, ``California`` 37. A picture is an ndarray, shape (h, w, 3), uint8, red, green and blue; its boxes one of
        shape (n, 4), float64: the top, left, bottom and right edge of each in pixels.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    B. G. Weinstein, S. Marconi, S. Bohlman, A. Zare, E. White: Individual tree-crown detection in RGB imagery using
    semi-supervised deep learning neural networks. Remote Sensing, 2019. doi:10.3390/rs11111309. See datasets/trees.md.

    Examples
    --------
    >>> trees = load_trees()
    >>> picture, boxes = trees["Yellowstone"]
    >>> picture.shape, boxes.shape, sum(len(boxes) for _, boxes in trees.values())
    ((2472, 2299, 3), (574, 4), 951)
    """
    from PIL import Image

    arrays = archive.read_npz(TREES_PATH, TREES_SHA256, REINSTALL)
    trees = {}
    for place in TREE_PLACES:
        with Image.open(io.BytesIO(arrays[f"{place}/jpeg"].tobytes())) as file:
            trees[place] = np.array(file), arrays[f"{place}/boxes"].astype(np.float64)
    return trees
