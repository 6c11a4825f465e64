"""The preparation that makes your own picture of a digit look like those of MNIST."""

import numpy as np

from kernelbook import guards
from kernelbook.data.pictures import as_gray
from kernelbook.data.pieces import CUT_OUT, MINIMUM_CONTRAST, digit_alone, level_of_ink, without_edges

DIGIT_SIDE = 28  # pixels: the side of an MNIST image
DIGIT_BOX = 20  # pixels: the longer side of the ink, scaled to fit
LARGEST_SIDE = 1000  # pixels: a larger picture is first reduced to this


def prepare_digit(image):
    """Prepare the picture of one digit as the MNIST images were prepared.

    The ink becomes bright on black, whichever of the two was darker; it is cropped, scaled so that its longer
    side is 20 pixels, and set into 28 × 28 pixels with its center of mass in the middle.

    Parameters
    ----------
    image : str or Path, PIL image, or array_like, shape (h, w), (h, w, 3) or (h, w, 4)
        A picture file of up to 120 million pixels, or gray, RGB or RGBA values: integers from 0 to 255 or of 16 bits,
        or floats from 0 to 1, as `as_gray` takes them. Transparent pixels count as white paper.

    Returns
    -------
    ndarray, shape (28, 28), float32
        From 0 (paper) to 1 (ink).

    Raises
    ------
    FileNotFoundError
        If there is no such file; the message names the folder.
    ValueError
        If the file is no picture or too large, or the array has another shape or range; if the picture is blank, or
        its digit, in a picture of more than 10,000 pixels, is shorter than 10 pixels once the longer side is reduced
        to 1,000; if it holds several digits, or ink that is an area and no strokes; if its border shows no one paper,
        or something that comes in over the border, such as the table, reaches to the digit.

    Notes
    -----
    Dust, other small marks away from the digit, and a table beside the sheet are left out. Digits that touch cannot
    be told from one.

    References
    ----------
    The preparation that Y. LeCun, C. Cortes and C. J. C. Burges describe for the MNIST database.

    Examples
    --------
    A black bar of 10 × 4 pixels on white paper becomes a white bar of 20 × 8 pixels on black.

    >>> paper = np.full((30, 30), 255, np.uint8)
    >>> paper[5:15, 20:24] = 0
    >>> digit = prepare_digit(paper)
    >>> digit.shape, int((digit > 0.5).any(axis=1).sum()), int((digit > 0.5).any(axis=0).sum())
    ((28, 28), 20, 8)
    """
    gray = as_gray(image, LARGEST_SIDE)
    if max(gray.shape) > LARGEST_SIDE:
        gray = fit_into_box(gray, LARGEST_SIDE)
    ink = digit_alone(separate_ink(gray))
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    ink = fit_into_box(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], DIGIT_BOX)
    return center_by_mass(ink / ink.max(), DIGIT_SIDE)


def separate_ink(gray):
    """Return how much ink each pixel holds, from 0 (paper) to 1, shape (h, w).

    The paper is what most of the border shows. Its brightness may change over the picture, from one border to
    the other, as a photograph's does. What comes in over the border is left out if a digit stands free of it.
    """
    guards.pixels("gray", gray, "(h, w)")
    gray = np.asarray(gray, np.float64)
    paper = light_of_paper(gray)
    difference = gray - paper
    dark_ink = -difference.min() >= difference.max()
    ink = np.clip(-difference if dark_ink else difference, 0, None)
    if level_of_ink(ink) >= MINIMUM_CONTRAST:
        ink = without_edges(ink, level_of_ink(ink))
    contrast = level_of_ink(ink)
    if contrast < MINIMUM_CONTRAST:
        raise ValueError(
            f"the image is blank: its ink differs from its paper by {np.floor(1000 * contrast) / 1000} of the gray "
            f"range, less than {MINIMUM_CONTRAST}; draw with more contrast, or, if the digit is small, {CUT_OUT}"
        )
    ink = np.clip(ink / contrast, 0, 1)
    return np.where(ink < 0.25, 0, ink)


def light_of_paper(gray):
    """Return the brightness of the paper: a plane fitted to the border, shape (h, w).

    Raises
    ------
    ValueError
        If less than half of the border is near its median: then it does not show one paper.
    """
    guards.pixels("gray", gray, "(h, w)")
    gray = np.asarray(gray, np.float64)
    h, w = gray.shape
    margin = max(1, min(h, w) // 20)
    border = np.ones((h, w), bool)
    border[margin : h - margin, margin : w - margin] = False
    i, j = np.indices((h, w))
    plane = np.stack([np.ones(h * w), i.ravel() / h, j.ravel() / w], axis=1)
    chosen = border.ravel() & (np.abs(gray.ravel() - np.median(gray[border])) < 0.25)
    if 2 * np.count_nonzero(chosen) < np.count_nonzero(border):
        raise ValueError(f"the image's border has no one brightness that could be the paper's: {CUT_OUT}")
    coefficients = np.linalg.lstsq(plane[chosen], gray.ravel()[chosen], rcond=None)[0]
    return (plane @ coefficients).reshape(h, w)


def fit_into_box(ink, side):
    """Scale an image so that its longer side has `side` pixels, its proportions kept, no pixel lost.

    Parameters
    ----------
    ink : ndarray, shape (h, w)
        From 0 to 1.
    side : int

    Returns
    -------
    ndarray, shape (h', w'), float32

    Raises
    ------
    ValueError
        If `ink` has another shape or range, or `side` is no whole number from 1.
    """
    from PIL import Image

    guards.rank("ink", ink, "(h, w)")
    guards.array("ink", ink, "(h, w)")
    guards.whole("side", side, 1)
    if ink.min() < -1e-3 or ink.max() > 1 + 1e-3:
        raise ValueError(f"ink has values from {ink.min():g} to {ink.max():g}: expected 0 to 1")

    scale = side / max(ink.shape)
    height, width = (max(1, round(scale * length)) for length in ink.shape)
    filter_ = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    resized = Image.fromarray(ink.astype(np.float32)).resize((width, height), filter_)
    return np.clip(np.asarray(resized), 0, 1)


def center_by_mass(ink, side):
    """Set an image into a square of `side` pixels, its center of mass as near to the middle as it fits.

    Parameters
    ----------
    ink : ndarray, shape (h, w)
        From 0, neither side longer than `side`.
    side : int

    Returns
    -------
    ndarray, shape (side, side), float32

    Raises
    ------
    ValueError
        If `ink` has another shape or does not fit, or holds no ink or negative one.

    Examples
    --------
    >>> center_by_mass(np.ones((1, 1)), 3).tolist()
    [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    guards.array("ink", ink, "(h, w)")
    guards.whole("side", side, 1)
    ink = np.asarray(ink)
    if max(ink.shape) > side:
        raise ValueError(f"ink has shape {ink.shape}: expected at most side={side} rows and columns")
    if ink.min() < 0 or not ink.any():
        raise ValueError(f"ink has values from {ink.min():g} to {ink.max():g}: expected some above 0, none below")
    canvas = np.zeros((side, side), np.float32)
    corner = []
    for axis, length in enumerate(ink.shape):
        mass = ink.sum(axis=1 - axis)
        center = (mass @ (np.arange(length) + 0.5)) / mass.sum()
        corner.append(int(np.clip(round(side / 2 - center), 0, side - length)))
    i, j = corner
    canvas[i : i + ink.shape[0], j : j + ink.shape[1]] = ink
    return canvas
