"""Pictures of any kind as gray values: files of all depths, arrays, and what is too large to be held at once."""

import warnings
from pathlib import Path

import numpy as np

from kernelbook import guards

LARGEST_PICTURE = 120_000_000  # pixels: a larger file is refused
DEPTHS = (8, 10, 12, 14, 16)  # bits that cameras and scanners give
STRIP = 64  # rows that are turned into gray at a time, at least
TURNS = {  # by the number that a camera writes into a file
    2: lambda gray: gray[:, ::-1],
    3: lambda gray: gray[::-1, ::-1],
    4: lambda gray: gray[::-1],
    5: lambda gray: gray.T,
    6: lambda gray: np.rot90(gray, -1),
    7: lambda gray: gray[::-1, ::-1].T,
    8: lambda gray: np.rot90(gray),
}


def as_gray(image, side=None):
    """Return a picture file or array as gray values, from 0 (black) to 1 (white). Colors count alike.

    Parameters
    ----------
    image : str or Path, PIL image, or array_like, shape (h, w), (h, w, 1), (h, w, 2), (h, w, 3) or (h, w, 4)
        A picture file of up to 120 million pixels, or gray, gray with opacity, RGB or RGBA values: booleans, floats
        from 0 to 1, or whole numbers from 0 to 255, or to the most that 10, 12, 14 or 16 bits hold, whichever is the
        first that none exceeds. Transparent pixels count as white paper.
    side : int, optional
        A picture twice as long and more is reduced while it is read, by the means of square blocks, to less than
        twice this.

    Returns
    -------
    ndarray, shape (h, w), float64

    Raises
    ------
    FileNotFoundError
        If there is no such file; the message names the folder.
    ValueError
        If the file is no picture or too large, or the array has another shape or range.

    Examples
    --------
    >>> as_gray(np.array([[0, 255]])).tolist(), as_gray(np.array([[[0, 0, 255]]], np.uint8)).round(3).tolist()
    ([[0.0, 1.0]], [[0.333]])
    """
    if side is not None:
        guards.whole("side", side, 1)
    if isinstance(image, str | Path) or hasattr(image, "getexif"):
        return read_picture(image, side)
    guards.array("image", image, finite=False, empty=True)
    values = np.asarray(image)
    if values.ndim not in (2, 3) or values.size == 0 or (values.ndim == 3 and values.shape[2] > 4):
        raise ValueError(f"image has shape {values.shape}: expected (h, w), (h, w, 3) or (h, w, 4)")
    return gray_of_values(values, scale_of(values), side)


def read_picture(image, side):
    """Return a picture file or a PIL image as gray values, as `as_gray` does."""
    from PIL import Image

    name = f"image={str(image)!r}" if isinstance(image, str | Path) else "image"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if not isinstance(image, str | Path):
                return gray_of_picture(image, name, side)
            with Image.open(image) as file:
                return gray_of_picture(file, name, side, draft=True)
    except FileNotFoundError:
        raise FileNotFoundError(f"{name}: there is no such file in {Path(image).absolute().parent}") from None
    except Image.DecompressionBombError:
        raise ValueError(f"{name} is too large: expected up to {LARGEST_PICTURE:,} pixels") from None
    except ValueError as error:
        raise error if str(error).startswith("image") else unreadable(name, error) from None
    except Exception as error:  # decoders of damaged files fail in many ways
        raise unreadable(name, error) from None


def unreadable(name, error):
    """Return the error for what is no picture, or a damaged one."""
    return ValueError(f"{name} is not a picture file that can be read: {error}")


def gray_of_picture(file, name, side, draft=False):
    """Return an opened picture as gray values, turned as its camera was held."""
    width, height = file.size
    if not 0 < width * height <= LARGEST_PICTURE:
        raise ValueError(f"{name} has {width} × {height} pixels: expected 1 to {LARGEST_PICTURE:,} in all")
    turn = TURNS.get(file.getexif().get(0x0112), lambda gray: gray)
    if side and draft and hasattr(file, "draft"):  # a JPEG is decoded smaller
        file.draft(None, tuple(max(1, 2 * side * length // max(width, height)) for length in (width, height)))
    if file.mode.startswith(("I", "F")):
        values = np.asarray(file)
        return turn(gray_of_values(values, scale_of(values, of_file=True), side))

    def strip(top, bottom):
        return gray_of_colors(np.asarray(file.crop((0, top, file.width, bottom)).convert("RGBA")) / 255.0)

    return turn(in_strips(strip, file.height, file.width, side))


def scale_of(values, of_file=False):
    """Return what counts as white, or refuse values that are no brightness. Floats may exceed 1 in a file alone."""
    low, high = values.min(), values.max()
    deep = values.dtype.kind in "iu" or (of_file and high > 1)
    depths = [2**bits - 1 for bits in DEPTHS] if deep else [1]
    if not (low >= 0 and high <= depths[-1]):
        raise ValueError(
            f"image has values from {low} to {high}: expected integers 0 to 255, or to 65535, or floats 0 to 1"
        )
    return next(float(most) for most in depths if high <= most)


def gray_of_values(values, scale, side):
    """Return an array as gray values, strip by strip."""

    def strip(top, bottom):
        return gray_of_colors(values[top:bottom].astype(np.float64) / scale)

    return in_strips(strip, *values.shape[:2], side)


def gray_of_colors(values):
    """Return the mean of the colors, on white paper where a last channel says that they are transparent."""
    if values.ndim == 2:
        return values
    colored = values.shape[2] >= 3
    opacity = values[..., -1] if values.shape[2] in (2, 4) else 1.0
    color = values[..., : 3 if colored else 1].mean(axis=2)
    return color * opacity + (1.0 - opacity)


def in_strips(strip, height, width, side):
    """Put gray strips together, each reduced at once by the means of square blocks, so that little is held."""
    factor = max(1, max(height, width) // side) if side else 1
    rows = factor * max(1, STRIP // factor)
    return np.concatenate([block_means(strip(top, min(top + rows, height)), factor) for top in range(0, height, rows)])


def block_means(gray, factor):
    """Return the means of square blocks; those at the end may be cut."""
    for axis, length in enumerate(gray.shape if factor > 1 else ()):
        starts = np.arange(0, length, factor)
        counts = np.diff(starts, append=length)
        gray = np.add.reduceat(gray, starts, axis=axis) / np.expand_dims(counts, 1 - axis)
    return gray
