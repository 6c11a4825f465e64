"""Boxes that move with their picture: what is cut out, mirrored, turned or scaled, and where its boxes are then."""

import numpy as np

from kernelbook import guards
from kernelbook.detection.boxes import area, as_boxes

LONGEST = 20_000  # pixels of a side that `scale` makes, at most


def crop(picture, boxes, corner, size, visible=0.5):
    """Cut a piece out of a picture, with the boxes in it; one that the edge cuts is kept by its visible part.

    Parameters
    ----------
    picture : ndarray, shape (h, w, 3), uint8
    boxes : ndarray, shape (n, 4)
        Within the picture.
    corner : (int, int)
        Row and column of the piece's upper left pixel.
    size : (int, int)
        Height and width of the piece. It lies within the picture.
    visible : float
        The least share of a box's area that must lie in the piece; if less does, the box is left out.

    Returns
    -------
    piece : ndarray, shape (height, width, 3), uint8
    boxes : ndarray, shape (k, 4), float64
        Counted from the piece's own corner.
    kept : ndarray of int, shape (k,)
        Which of the boxes these are, so that labels can go with them.

    Raises
    ------
    ValueError
        If the picture has another shape or type, a box has no area, its corners swapped, or reaches out of the picture,
        the piece does so, or `visible` is no share.

    Examples
    --------
    Of the first box half is visible, of the second a quarter.

    >>> boxes = [[0, 2, 4, 6], [6, 2, 10, 6]]
    >>> piece, inside, kept = crop(np.zeros((12, 12, 3), np.uint8), boxes, (0, 4), (7, 8))
    >>> piece.shape, inside.tolist(), kept.tolist()
    ((7, 8, 3), [[0.0, 0.0, 4.0, 2.0]], [0])
    """
    picture, boxes = as_picture(picture), as_boxes_within(boxes, np.shape(picture))
    guards.share("visible", visible)
    (top, left), (height, width) = as_pair("corner", corner, 0), as_pair("size", size, 1)
    if top + height > picture.shape[0] or left + width > picture.shape[1]:
        place = f"corner={guards.shown(corner)}, size={guards.shown(size)}: such a piece"
        raise ValueError(f"{place} reaches out of the picture of {picture.shape[0]} × {picture.shape[1]} pixels")
    inside = (boxes - [top, left, top, left]).clip(0, [height, width, height, width])
    share = np.zeros(len(boxes)) if len(boxes) == 0 else area(inside) / area(boxes)
    kept = np.flatnonzero((share >= visible) & (share > 0))
    return picture[top : top + height, left : left + width].copy(), inside[kept], kept


def flip(picture, boxes):
    """Mirror a picture left to right, with its boxes.

    Parameters
    ----------
    picture : ndarray, shape (h, w, 3), uint8
    boxes : ndarray, shape (n, 4)
        Within the picture.

    Returns
    -------
    picture : ndarray, shape (h, w, 3), uint8
    boxes : ndarray, shape (n, 4), float64

    Raises
    ------
    ValueError
        As `crop`.

    Examples
    --------
    >>> flip(np.zeros((10, 20, 3), np.uint8), [[1, 2, 3, 8]])[1].tolist()
    [[1.0, 12.0, 3.0, 18.0]]
    """
    picture, boxes = as_picture(picture), as_boxes_within(boxes, np.shape(picture))
    top, left, bottom, right = boxes.T
    w = picture.shape[1]
    return picture[:, ::-1].copy(), np.stack([top, w - right, bottom, w - left], axis=1)


def turn(picture, boxes, quarters):
    """Turn a picture by quarters, counterclockwise as `numpy.rot90`, with its boxes.

    Parameters
    ----------
    picture : ndarray, shape (h, w, 3), uint8
    boxes : ndarray, shape (n, 4)
        Within the picture.
    quarters : int
        How many quarter turns; four lead back.

    Returns
    -------
    picture : ndarray, uint8
        Shape (w, h, 3) for an odd number of quarters, otherwise (h, w, 3).
    boxes : ndarray, shape (n, 4), float64

    Raises
    ------
    ValueError
        As `crop`, and if `quarters` is no whole number from 0.

    Examples
    --------
    What lay at the right edge lies at the top.

    >>> turn(np.zeros((10, 20, 3), np.uint8), [[1, 17, 4, 20]], 1)[1].tolist()
    [[0.0, 1.0, 3.0, 4.0]]
    """
    picture, boxes = as_picture(picture), as_boxes_within(boxes, np.shape(picture))
    guards.whole("quarters", quarters, 0)
    boxes = boxes.copy()
    for k in range(quarters % 4):
        w = picture.shape[1 - k % 2]
        top, left, bottom, right = boxes.T
        boxes = np.stack([w - right, top, w - left, bottom], axis=1)
    return np.rot90(picture, quarters).copy(), boxes


def scale(picture, boxes, factor):
    """Scale a picture, linearly between pixels, with its boxes.

    Parameters
    ----------
    picture : ndarray, shape (h, w, 3), uint8
    boxes : ndarray, shape (n, 4)
        Within the picture.
    factor : float
        Above 0: 2 for twice as high and wide. Both are rounded to whole pixels, one at least; boxes follow exactly.

    Returns
    -------
    picture : ndarray, shape (h · factor, w · factor, 3), uint8
    boxes : ndarray, shape (n, 4), float64

    Raises
    ------
    ValueError
        As `crop`, and if `factor` is no number above 0, or so large that a side has more than 20,000 pixels.

    Examples
    --------
    >>> larger, boxes = scale(np.zeros((10, 20, 3), np.uint8), [[1, 2, 3, 8]], 1.5)
    >>> larger.shape, boxes.tolist()
    ((15, 30, 3), [[1.5, 3.0, 4.5, 12.0]])
    """
    from PIL import Image

    picture, boxes = as_picture(picture), as_boxes_within(boxes, np.shape(picture))
    guards.number("factor", factor, above=0)
    h, w = picture.shape[:2]
    if factor * max(h, w) > LONGEST:
        raise ValueError(f"factor={factor!r}: expected at most {LONGEST / max(h, w):g}, for sides of {LONGEST} pixels")
    height, width = (max(1, round(float(factor) * length)) for length in (h, w))
    larger = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
    moved = boxes * [height / h, width / w, height / h, width / w]
    return np.array(larger), moved.clip(0, [height, width, height, width])  # rounding may carry an edge a hair outside


def as_picture(picture, name="picture"):
    """Return a picture in color as an array, or say why it is none."""
    guards.array(name, picture, kinds="u")
    picture = np.asarray(picture)
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise ValueError(
            f"{name} has shape {picture.shape}, dtype {picture.dtype}: expected (h, w, 3), uint8, red, green and blue"
        )
    return picture


def as_boxes_within(boxes, shape):
    """Return boxes as `as_boxes` does, or say which reaches out of a picture of this height and width."""
    boxes = as_boxes(boxes)
    outside = (boxes[:, :2] < 0).any(axis=1) | (boxes[:, 2:] > np.array(shape[:2])).any(axis=1)
    if outside.any():
        k = int(np.argmax(outside))
        raise ValueError(f"boxes[{k}] is {boxes[k].tolist()}: it reaches out of the picture of {shape[0]} × {shape[1]}")
    return boxes


def as_pair(name, pair, low):
    """Return two whole numbers, or say that these are none: of rows and of columns."""
    guards.array(name, pair, "(2,)", kinds="iu")
    if np.shape(pair) != (2,) or np.min(pair) < low:
        raise ValueError(f"{name}={guards.shown(pair)}: expected two whole numbers from {low}")
    return int(pair[0]), int(pair[1])
