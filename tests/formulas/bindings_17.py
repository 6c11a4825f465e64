"""The letters of chapter 17."""

import numpy as np

from formulas.binding import bound
from formulas.bindings_10 import six_cells
from kernelbook import detection


@bound("17_find_trees: L")
def focal_loss(draw):
    target, answers, letters = six_cells(draw)
    alpha = np.where(np.isin(letters["C"], letters["D"]), 0.3, 0.7)
    return {**letters, "alpha": alpha, "gamma": 1.7, "L": float(detection.focal_loss(1.7, 0.3)(target, answers))}


@bound(r"17_find_trees: \text{pieces}")
def pieces(draw):
    found = []
    for n, k, o in ((1249, 256, 96), (40, 16, 4), (20, 20, 0)):
        corners = detection.piece_corners((k, n), k, o)
        found.append({"n": n, "k": k, "o": o, "pieces": len(corners)})
    return found
