"""A large picture in overlapping pieces: what is found in each is joined without seams, and judged piece by piece."""

import numpy as np

from kernelbook import guards
from kernelbook.detection.boxes import Detections, as_boxes, iou, non_max_suppression
from kernelbook.detection.moves import as_pair, as_picture

BATCH = 16  # pieces that a detector gets at once


def piece_corners(size, side, overlap):
    """Return where to cut square pieces out of a large picture so that they cover it all, and neighbors overlap.

    They stand evenly along each axis, as few as do: the first begins at the first pixel, the last ends at the last.

    Parameters
    ----------
    size : (int, int)
        Height and width of the picture.
    side : int
        Height and width of a piece; no more than those of the picture.
    overlap : int
        How many pixels neighbors share at least; below `side`.

    Returns
    -------
    ndarray of int, shape (n, 2)
        Row and column of the upper left pixel of each piece, row by row.

    Raises
    ------
    ValueError
        If the picture is smaller than a piece, or another argument lies outside its range.

    Examples
    --------
    >>> piece_corners((4, 10), 4, 1).tolist()
    [[0, 0], [0, 3], [0, 6]]
    """
    height, width = as_pair("size", size, 1)
    guards.whole("side", side, 1)
    guards.whole("overlap", overlap, 0, side - 1)
    if side > min(height, width):
        raise ValueError(f"side={side}: the picture of {height} × {width} is smaller than a piece")
    counts = [-(-(length - side) // (side - overlap)) + 1 for length in (height, width)]
    starts = [
        np.linspace(0, length - side, n).astype(np.int64) for length, n in zip((height, width), counts, strict=True)
    ]
    return np.stack(np.meshgrid(*starts, indexing="ij"), axis=-1).reshape(-1, 2)


def join_pieces(found, corners, size, side, *, margin=4.0, threshold=0.4):
    """Join what was found in overlapping pieces of a picture, so that everything is found once, wherever seams lie.

    A seam runs in the middle of what two neighbors share. A piece answers for boxes whose middle lies on its own side:
    there a thing no larger than the overlap is whole, while one that the edge cuts has its middle beyond the seam.
    Since two pieces need not see a middle at quite the same pixel, each also answers for a margin beyond the seam, and
    of two boxes on one thing `non_max_suppression` keeps one.

    Parameters
    ----------
    found : sequence of Detections
        One for each piece, counted from its own corner.
    corners : ndarray of int, shape (n, 2)
        As `piece_corners` returns them, for the same `size` and `side`.
    size : (int, int)
        Height and width of the picture.
    side : int
        Height and width of a piece.
    margin : float
        In pixels. To be safe, let pieces share twice as much, and the longest side of a thing.
    threshold : float
        Of `non_max_suppression`.

    Returns
    -------
    Detections
        Counted from the corner of the picture, the surest first.

    Raises
    ------
    ValueError
        If there are not as many detections as corners, or the pieces do not cover the picture.

    Examples
    --------
    Both pieces have seen the box in the middle; the second has cut it.

    >>> found = [Detections([[2, 3, 6, 7]], [0], [0.9]), Detections([[2, 0, 6, 2]], [0], [0.8])]
    >>> joined = join_pieces(found, [[0, 0], [0, 5]], (10, 15), 10, margin=0)
    >>> joined.boxes.tolist(), joined.scores.tolist()
    ([[2.0, 3.0, 6.0, 7.0]], [0.9])
    """
    height, width = as_pair("size", size, 1)
    guards.whole("side", side, 1)
    guards.number("margin", margin, 0)
    guards.share("threshold", threshold)
    guards.array("corners", corners, "(n, 2)", kinds="iu")
    corners = np.asarray(corners, np.int64)
    check_found(found, corners)
    rows, columns = (own_part(corners[:, k], length, side) for k, length in enumerate((height, width)))
    parts = []
    for piece, (top, left) in zip(found, corners, strict=True):
        boxes = piece.boxes + np.array([top, left, top, left], np.float64)
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2
        low, high = np.transpose([rows[int(top)], columns[int(left)]])
        own = ((middle >= low - margin) & (middle < high + margin)).all(axis=1)
        parts.append((boxes[own], piece.labels[own], piece.scores[own]))
    joined = Detections(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    return joined.take(non_max_suppression(joined.boxes, joined.scores, threshold))


def find_in_pieces(find, picture, side=256, overlap=64, *, margin=4.0, threshold=0.4):
    """Let a detector of small pictures find what is in a large one: cut it into pieces, look at each, and join.

    Parameters
    ----------
    find : callable
        Takes pieces, shape (n, side, side, 3), uint8, and returns Detections for each.
    picture : ndarray, shape (h, w, 3), uint8
    side, overlap
        Of `piece_corners`.
    margin, threshold
        Of `join_pieces`.

    Returns
    -------
    Detections
        Counted from the corner of the picture, the surest first.

    Raises
    ------
    ValueError
        As `piece_corners` and `join_pieces`, and if the picture is none.
    """
    guards.function("find", find, "a function from pieces to a list of Detections")
    picture = as_picture(picture)
    corners, found = piece_corners(picture.shape[:2], side, overlap), []
    for first in range(0, len(corners), BATCH):
        some = corners[first : first + BATCH]
        found += list(find(np.stack([picture[i : i + side, j : j + side] for i, j in some])))
    return join_pieces(found, corners, picture.shape[:2], side, margin=margin, threshold=threshold)


def split_by_pieces(found, truth, size, side):
    """Deal out what was found in a picture, and what is there, to pieces side by side: cases for a bootstrap.

    A true box belongs to the piece in which its middle lies; one that was found belongs where the true box does that it
    overlaps most, so that a seam parts no match, and if it overlaps none where its own middle lies.

    Parameters
    ----------
    found : Detections
    truth
        With `boxes` and `labels`, such as `Detections`.
    size : (int, int)
        Height and width of the picture.
    side : int
        Height and width of a piece; the last ones take what is left, up to twice as much.

    Returns
    -------
    found, truth : ndarray of Detections, shape (pieces,)
        Both in the same order; `mean_average_precision` takes them, also after a draw of `bootstrap_interval`.

    Raises
    ------
    ValueError
        If `found` are no Detections, `truth` has none, or the picture is smaller than a piece.

    Examples
    --------
    >>> found = Detections([[0, 2, 4, 6.5]], [0], [0.9])
    >>> truth = Detections([[0, 2, 4, 5]], [0], [1])
    >>> [len(part.boxes) for part in split_by_pieces(found, truth, (4, 8), 4)[0]]
    [1, 0]
    """
    height, width = as_pair("size", size, 1)
    guards.whole("side", side, 1, min(height, width))
    for name, each in (("found", found), ("truth", truth)):
        if not hasattr(each, "boxes") or not hasattr(each, "labels"):
            raise ValueError(f"{name} is a {type(each).__name__}: expected Detections")
    truth = Detections(truth.boxes, truth.labels, np.ones(len(truth.labels)))
    across, down = width // side, height // side

    def place(boxes):
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2
        row, column = (middle // side).clip(0, [down - 1, across - 1]).astype(np.int64).T
        return row * across + column

    theirs, ours = place(as_boxes(truth.boxes)), place(found.boxes)
    if len(theirs) and len(ours):
        overlaps = iou(found.boxes, truth.boxes)
        ours = np.where(overlaps.max(axis=1) > 0, theirs[overlaps.argmax(axis=1)], ours)
    parts = np.empty((2, down * across), object)
    for k in range(down * across):
        parts[0, k], parts[1, k] = found.take(ours == k), truth.take(theirs == k)
    return parts[0], parts[1]


def own_part(starts, length, side):
    """Return, by where a piece starts along an axis, from where to where it answers: up to the seams beside it."""
    starts = np.unique(starts)
    gaps = starts[1:] - starts[:-1]
    if starts[0] != 0 or starts[-1] + side != length or (gaps > side).any():
        raise ValueError(f"corners start at {starts.tolist()}: expected pieces of side={side} that cover {length}")
    seams = [-np.inf, *((starts[1:] + starts[:-1] + side) / 2), np.inf]
    return {int(start): (seams[k], seams[k + 1]) for k, start in enumerate(starts)}


def check_found(found, corners):
    """Refuse what is no list of Detections, one for each corner."""
    if not isinstance(found, list | tuple | np.ndarray) or not all(isinstance(each, Detections) for each in found):
        raise ValueError(f"found={guards.shown(found)}: expected a list of Detections, one for each piece")
    if corners.shape[1] != 2 or len(found) != len(corners):
        raise ValueError(
            f"found has {len(found)} items, corners the shape {corners.shape}: expected a row of two for each"
        )
