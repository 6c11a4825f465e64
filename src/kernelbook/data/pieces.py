"""The connected pieces of ink in a picture: which of them are the digit, and which are dust or the edge of a table."""

import numpy as np

SMALLEST = 10  # pixels: shorter ink counts as dust in a picture of more than `PLENTY` pixels
PLENTY = 10_000  # pixels
MINIMUM_CONTRAST = 0.1  # of the full gray range: below it a picture counts as blank
CUT_OUT = "cut the digit out, and leave a margin of paper around it"


def label(mask):
    """Return the numbers of the connected pieces of a mask, corners included: from 1 on, 0 outside, shape (h, w)."""
    from scipy import ndimage

    return ndimage.label(mask, np.ones((3, 3)))[0]


def grow(mask, down, across):
    """Widen a mask by so many pixels up and down, and to both sides."""
    from scipy import ndimage

    return ndimage.maximum_filter(mask, (2 * down + 1, 2 * across + 1), mode="constant")


def extent(mask):
    """Return the height and the width of the box around all that is True: (0, 0) if nothing is."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if rows.size else (0, 0)


def longest(mask):
    """Return the longer side of the longest connected piece, in pixels; 0 if nothing is True."""
    from scipy import ndimage

    boxes = ndimage.find_objects(label(mask))
    return max((max(part.stop - part.start for part in box) for box in boxes), default=0)


def largest(pieces, mask):
    """Return, as a mask, the piece with the most pixels of another mask."""
    return pieces == np.bincount(pieces[mask], minlength=2)[1:].argmax() + 1


def level_of_ink(ink):
    """Return how far the ink differs from the paper: one number for a picture.

    It is the 99.9% quantile, so that a few odd pixels do not decide. Where fewer than one pixel in a thousand is
    ink, it is the level that 20 pixels reach, if they hang together over 10 pixels and more.
    """
    if ink.size <= PLENTY:
        return float(ink.max())
    level, peak = float(np.quantile(ink, 0.999)), float(np.partition(ink.ravel(), -20)[-20])
    thin = level < peak / 2 and peak >= MINIMUM_CONTRAST and longest(ink > peak / 2) >= SMALLEST
    return peak if thin else level


def without_edges(ink, level):
    """Leave out what comes in over the border of a picture, such as the table, if a digit stands free of it.

    Parameters
    ----------
    ink : ndarray, shape (h, w)
    level : float
        Ink counts from half of this on.

    Returns
    -------
    ndarray, shape (h, w)
        As it came if no digit stands free: then what touches the border is the digit.

    Raises
    ------
    ValueError
        If what comes in over two sides is near the digit, or is all there is, along a third of the border.
    """
    pieces = label(ink > level / 2)
    sides = [np.unique(side[side > 0]) for side in (pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1])]
    touching, times = np.unique(np.concatenate(sides), return_counts=True)
    if touching.size == 0:
        return ink
    rest = np.where(around(np.isin(pieces, touching)), 0, ink)
    free = rest > level_of_ink(rest) / 2
    if level_of_ink(rest) < MINIMUM_CONTRAST or longest(free) < smallest(ink):
        refuse_much_border(pieces > 0)
        return ink
    digit = largest(label(free), free)
    reach = round(0.15 * max(extent(digit)))
    near = np.unique(pieces[grow(digit, reach, reach)])
    if np.isin(touching[times > 1], near).any():
        raise ValueError(f"the image's ink reaches from the border to the digit: {CUT_OUT}")
    foreign = np.isin(pieces, touching[~np.isin(touching, near)])
    return np.where(around(foreign), 0, ink)


def around(mask):
    """Return a mask with the soft rim that a photograph gives it."""
    rim = max(1, max(mask.shape) // 200)
    return grow(mask, rim, rim)


def smallest(ink):
    """Return the fewest pixels that the longer side of a digit has in this picture."""
    return SMALLEST if ink.size > PLENTY else max(ink.shape) / 4


def refuse_much_border(mask):
    """Refuse a picture with ink along a third of its border and more."""
    border = np.concatenate([mask[0], mask[-1], mask[1:-1, 0], mask[1:-1, -1]])
    if border.mean() > 1 / 3:
        raise ValueError(f"the image's border is ink for {border.mean():.0%}, and no digit stands free: {CUT_OUT}")


def digit_alone(ink):
    """Leave out dust and other small marks away from the digit.

    Parts of a digit that do not touch hang together if they are nearer than a fifth of its size in height, or a tenth
    to the side. What is farther belongs to it if it is no dust and nearer than three tenths.

    Parameters
    ----------
    ink : ndarray, shape (h, w)
        From 0 (paper) to 1.

    Returns
    -------
    ndarray, shape (h, w)

    Raises
    ------
    ValueError
        If something else is half as high as the digit and higher: two digits; or if the ink is an area.
    """
    mask = ink > 0.5
    pieces = label(mask)
    areas = np.bincount(pieces.ravel())
    areas[0] = 0
    solid = (areas >= areas.max() / 100)[pieces] & mask
    digit, groups = main_group(solid)
    kept, size, height = digit, max(extent(digit)), extent(digit)[0]
    near = grow_box(digit, round(0.3 * size))
    for k in np.unique(groups[solid & ~digit]):
        group = solid & (groups == k)
        if extent(group)[0] >= height / 2 and max(extent(group)) >= smallest(ink):
            raise ValueError(f"the image holds several digits, or pieces as high as one: expected one digit; {CUT_OUT}")
        if max(extent(group)) >= size / 5 and (group & near).any():
            kept = kept | group
    refuse_area(kept)
    return np.where(around(mask & ~kept) & ~kept, 0, ink)


def refuse_area(mask):
    """Refuse what is filled like an area, not drawn with strokes: a sheet on a dark table, a stain."""
    height, width = extent(mask)
    share, longer = np.count_nonzero(mask) / (height * width), max(height, width) / min(height, width)
    if share > 0.8 and longer < 1.5 and np.count_nonzero(mask) > PLENTY / 100:
        raise ValueError(f"the image's ink is an area of {height} × {width} pixels, no strokes: {CUT_OUT}")


def main_group(mask):
    """Return the pieces that are the digit, as a mask, and the numbers of all groups of pieces that are near."""
    height, width = extent(mask)
    size = max(height, width)
    while True:
        groups = label(grow(mask, round(0.1 * min(height, 1.5 * width)), round(0.05 * height)))
        digit = largest(groups, mask) & mask
        height, width = extent(digit)
        if max(height, width) >= size:
            return digit, groups
        size = max(height, width)


def grow_box(mask, by):
    """Return a mask of the box around all that is True, wider by so many pixels on each side."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    box = np.zeros_like(mask)
    box[max(0, rows[0] - by) : rows[-1] + by + 1, max(0, columns[0] - by) : columns[-1] + by + 1] = True
    return box
