"""What a mask cuts out of one photograph, pasted on another."""

import numpy as np

from kernelbook import guards

LONGEST = 20_000  # pixels, of a side of what is pasted


def paste(background, photograph, mask, place=(0, 0), scale=1.0):
    r"""Paste what a mask cuts out of a photograph F on a background B, its upper left corner at a place (t, l).

    .. math:: Y_{i,j,c} = M_{i-t,\; j-l} F_{i-t,\; j-l,\; c} + (1 - M_{i-t,\; j-l}) B_{i,j,c}

    Outside of the photograph M is 0, and what reaches over the background's edges is left out. At another scale, M and
    the product M F are resized, so that no color from behind the object comes along.

    Parameters
    ----------
    background : ndarray, shape (h, w, 3), uint8
    photograph : ndarray, shape (rows, columns, 3), uint8
    mask : ndarray, shape (rows, columns)
        From 0, the background, to 1, the photograph; booleans will do.
    place : sequence of int
        Row and column of the background, negative ones too.
    scale : float
        By which the photograph is enlarged before.

    Returns
    -------
    ndarray, shape (h, w, 3), uint8

    Raises
    ------
    ValueError
        If shapes or types differ from these, nothing of the photograph would lie on the background, or `scale` is no
        number above 0, or so large that a side has more than 20,000 pixels.

    References
    ----------
    T. Porter, T. Duff: Compositing digital images. SIGGRAPH, 1984.

    Examples
    --------
    >>> wall, light = np.zeros((1, 3, 3), np.uint8), np.full((1, 2, 3), 200, np.uint8)
    >>> paste(wall, light, [[0.5, 1]], place=(0, 1))[0, :, 0].tolist()
    [0, 100, 200]
    """
    check(background, photograph, mask)
    if not isinstance(place, tuple | list) or len(place) != 2 or not all(map(guards.is_whole, place)):
        raise ValueError(f"place={guards.shown(place)}: expected two whole numbers, row and column")
    guards.number("scale", scale, above=0)
    if scale * max(np.shape(mask)) > LONGEST:
        most = LONGEST / max(np.shape(mask))
        raise ValueError(f"scale={scale!r}: expected at most {most:g}, for sides of {LONGEST} pixels")
    M = np.asarray(mask, np.float32)[..., np.newaxis]
    M, MF = resized(M, scale), resized(M * photograph, scale)
    (h, w), (t, l) = np.shape(background)[:2], place  # noqa: E741, as the formula has it
    rows, columns = ((max(0, -at), min(n, size - at)) for at, n, size in zip(place, M.shape, (h, w), strict=False))
    if rows[0] >= rows[1] or columns[0] >= columns[1]:
        came = f"a photograph of {M.shape[0]} × {M.shape[1]} lies outside of a background of {h} × {w}"
        raise ValueError(f"place={guards.shown(place)}: {came}; expected some of it to lie on it")
    part = slice(*rows), slice(*columns)
    under = slice(t + rows[0], t + rows[1]), slice(l + columns[0], l + columns[1])
    Y = np.array(background)
    Y[under] = np.round(MF[part] + (1 - M[part]) * Y[under]).clip(0, 255)
    return Y


def resized(maps, scale):
    """Resize maps, (h, w, c), by the line between two pixels, or by means where they shrink."""
    from PIL import Image

    if scale == 1:
        return maps
    h, w = (max(1, round(float(scale) * length)) for length in maps.shape[:2])
    layers = [Image.fromarray(maps[..., c]).resize((w, h), Image.Resampling.BILINEAR) for c in range(maps.shape[2])]
    return np.stack([np.asarray(layer) for layer in layers], axis=2)


def check(background, photograph, mask):
    """Refuse what are no pictures in color, and what is no mask of the second."""
    for name, picture in (("background", background), ("photograph", photograph)):
        guards.array(name, picture, "(h, w, 3)", kinds="u")
        if np.shape(picture)[2] != 3 or np.asarray(picture).dtype != np.uint8:
            dtype = np.asarray(picture).dtype
            raise ValueError(f"{name} has shape {np.shape(picture)}, dtype {dtype}: expected (h, w, 3), uint8")
    guards.pixels("mask", mask if np.asarray(mask).dtype != bool else np.asarray(mask, np.uint8), "(rows, columns)")
    if np.shape(mask) != np.shape(photograph)[:2]:
        expected = "{} × {}, one for each pixel of the photograph".format(*np.shape(photograph)[:2])
        raise ValueError(f"mask has shape {np.shape(mask)}: expected {expected}")
