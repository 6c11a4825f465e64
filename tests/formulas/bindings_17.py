"""The letters of chapter 17; its loss is bound beside that of the library."""

from formulas.binding import bound
from kernelbook import detection


@bound(r"17_find_trees: \text{pieces}")
def pieces(draw):
    found = []
    for n, k, o in ((1249, 256, 96), (40, 16, 4), (20, 20, 0)):
        corners = detection.piece_corners((k, n), k, o)
        found.append({"n": n, "k": k, "o": o, "pieces": len(corners)})
    return found
