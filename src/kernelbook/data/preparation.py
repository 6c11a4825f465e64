"""The preparation that makes your own picture of a digit look like those of MNIST."""

from pathlib import Path

import numpy as np

DIGIT_SIDE = 28  # pixels: the side of an MNIST image
DIGIT_BOX = 20  # pixels: the longer side of the ink, scaled to fit
LARGEST_SIDE = 1000  # pixels: a larger picture is first reduced to this
MINIMUM_CONTRAST = 0.1  # of the full gray range: below it a picture counts as blank


def prepare_digit(image):
    """Prepare the picture of one digit as the MNIST images were prepared.

    The ink becomes bright on black, whichever of the two was darker; it is cropped, scaled so that its longer
    side is 20 pixels, and set into 28 × 28 pixels with its center of mass in the middle.

    Parameters
    ----------
    image : str or Path, or ndarray, shape (h, w), (h, w, 3) or (h, w, 4)
        A picture file, or gray, RGB or RGBA values: integers from 0 to 255, or floats from 0 to 1.
        Transparent pixels count as white paper.

    Returns
    -------
    ndarray, shape (28, 28), float32
        From 0 (paper) to 1 (ink).

    Raises
    ------
    ValueError
        If the array has another shape or range, or the picture is blank.

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
    gray = as_gray(image)
    if max(gray.shape) > LARGEST_SIDE:
        gray = fit_into_box(gray, LARGEST_SIDE)
    ink = separate_ink(gray)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    ink = fit_into_box(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], DIGIT_BOX)
    return center_by_mass(ink / ink.max(), DIGIT_SIDE)


def as_gray(image):
    """Return a picture file or array as gray values, shape (h, w), float64 from 0 (black) to 1 (white)."""
    if isinstance(image, str | Path):
        from PIL import Image, ImageOps

        try:
            with Image.open(image) as file:
                image = np.asarray(ImageOps.exif_transpose(file).convert("RGBA"))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise ValueError(f"image={str(image)!r} is not a picture file that can be read: {error}") from None
    image = np.asarray(image)
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in (1, 3, 4)) or image.size == 0:
        raise ValueError(f"image has shape {image.shape}; expected (h, w), (h, w, 3) or (h, w, 4)")
    values = image / 255.0 if np.issubdtype(image.dtype, np.integer) else image.astype(np.float64)
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > 1:
        low, high = (image.min(), image.max())
        raise ValueError(f"image has values from {low} to {high}; expected integers 0 to 255 or floats 0 to 1")
    if values.ndim == 2:
        return values
    opacity = values[..., 3] if values.shape[2] == 4 else 1.0
    color = values[..., :3].mean(axis=2)
    return color * opacity + (1.0 - opacity)


def separate_ink(gray):
    """Return how much ink each pixel holds, from 0 (paper) to 1, shape (h, w).

    The paper is what most of the border shows. Its brightness may change over the picture, from one border to
    the other, as a photograph's does.
    """
    paper = light_of_paper(gray)
    difference = gray - paper
    dark_ink = -difference.min() >= difference.max()
    ink = np.clip(-difference if dark_ink else difference, 0, None)
    contrast = np.quantile(ink, 0.999) if ink.size > 10_000 else ink.max()
    if contrast < MINIMUM_CONTRAST:
        raise ValueError(
            f"the image is blank: its ink differs from its paper by {contrast:.2f} of the gray range, "
            f"less than {MINIMUM_CONTRAST}; draw with more contrast"
        )
    ink = np.clip(ink / contrast, 0, 1)
    return np.where(ink < 0.25, 0, ink)


def light_of_paper(gray):
    """Return the brightness of the paper: a plane fitted to the border, shape (h, w)."""
    h, w = gray.shape
    margin = max(1, min(h, w) // 20)
    border = np.ones((h, w), bool)
    border[margin : h - margin, margin : w - margin] = False
    i, j = np.indices((h, w))
    plane = np.stack([np.ones(h * w), i.ravel() / h, j.ravel() / w], axis=1)
    chosen = border.ravel() & (np.abs(gray.ravel() - np.median(gray[border])) < 0.25)
    coefficients = np.linalg.lstsq(plane[chosen], gray.ravel()[chosen], rcond=None)[0]
    return (plane @ coefficients).reshape(h, w)


def fit_into_box(ink, side):
    """Scale an image so that its longer side has `side` pixels, its proportions kept, no pixel lost."""
    from PIL import Image

    scale = side / max(ink.shape)
    height, width = (max(1, round(scale * length)) for length in ink.shape)
    filter_ = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    resized = Image.fromarray(ink.astype(np.float32)).resize((width, height), filter_)
    return np.clip(np.asarray(resized), 0, 1)


def center_by_mass(ink, side):
    """Set an image into a square of `side` pixels, its center of mass as near to the middle as it fits."""
    canvas = np.zeros((side, side), np.float32)
    corner = []
    for axis, length in enumerate(ink.shape):
        mass = ink.sum(axis=1 - axis)
        center = (mass @ (np.arange(length) + 0.5)) / mass.sum()
        corner.append(int(np.clip(round(side / 2 - center), 0, side - length)))
    i, j = corner
    canvas[i : i + ink.shape[0], j : j + ink.shape[1]] = ink
    return canvas
