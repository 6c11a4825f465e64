"""Hashes of images that stay nearly the same when the image changes a little. Derived in chapter 20."""

import numpy as np

from kernelbook import guards

MANY = 2**21  # pixels that are looked at together: what bounds the memory
TIE = 1e-6  # of an image's range: means that differ by less are equal, so that rounding decides nothing


def difference_hash(images, side=8):
    r"""Describe images by bits: 1 where a place is brighter than the next on its right.

    An image is shrunk to s rows of s + 1 columns. Each cell is the mean m of its area; pixels on a border count in
    parts.

    .. math:: b_{ij} = [\, m_{ij} > m_{i,j+1} \,]

    The order of brightnesses stays if an image becomes lighter, darker, or of less contrast, and so do the bits. Where
    neighbors are equal, as on white paper, a bit is 0: images of much paper have few bits that tell them apart.

    Parameters
    ----------
    images : ndarray of numbers, shape (n, h, w)
        Of s rows and s + 1 columns at least.
    side : int
        s: 8 gives 64 bits, 16 gives 256.

    Returns
    -------
    ndarray of uint8, shape (n, ⌈s² / 8⌉)
        Eight bits a byte, row by row from the upper left; what lacks in the last byte is 0.

    Raises
    ------
    ValueError
        If `images` are no finite numbers of that shape, or too small, or `side` is no whole number from 1.

    References
    ----------
    N. Krawetz: Kind of like that. The Hacker Factor Blog, 2013.
    https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html

    Examples
    --------
    Two rows of three pixels, twice 90 > 50 > 50, no and yes: the bits are 10 01.

    >>> code = difference_hash(np.array([[[90, 50, 50], [10, 20, 15]]]), side=2)
    >>> f"{code.item():08b}"
    '10010000'
    """
    guards.array("images", images, "(n, h, w)", kinds="iuf")
    guards.whole("side", side, 1)
    images = np.asarray(images)
    if images.shape[1] < side or images.shape[2] < side + 1:
        raise ValueError(f"images has shape {images.shape}: expected {side} rows and {side + 1} columns at least")
    many = max(1, MANY // images[0].size)
    blocks = [falling(images[start : start + many], side) for start in range(0, len(images), many)]
    return np.concatenate(blocks)


def hamming(a, b):
    """Count the bits in which codes differ.

    Parameters
    ----------
    a, b : ndarray of uint8, shape (..., bytes)
        Codes as `difference_hash` gives them; their shapes are broadcast.

    Returns
    -------
    ndarray of int, shape (...)

    Raises
    ------
    ValueError
        If one is no array of uint8, or they cannot be broadcast.

    Examples
    --------
    >>> hamming(np.array([[0b1100], [0b1111]], np.uint8), np.array([0b1010], np.uint8)).tolist()
    [2, 2]
    """
    bits("a", a)
    bits("b", b)
    pairs = zip(np.shape(a)[-2::-1], np.shape(b)[-2::-1], strict=False)
    if np.shape(a)[-1] != np.shape(b)[-1] or any(n != m and 1 not in (n, m) for n, m in pairs):
        raise ValueError(f"a has shape {np.shape(a)} and b {np.shape(b)}: expected as many bytes, and as many codes")
    return np.bitwise_count(np.asarray(a) ^ np.asarray(b)).sum(axis=-1, dtype=int)


def falling(images, side):
    """Return the bits of images that are handled together, packed into bytes."""
    n, h, w = images.shape
    images = images.astype(float)
    m = shares(h, side) @ images @ shares(w, side + 1).T
    tie = TIE * np.ptp(images, axis=(1, 2), keepdims=True)
    return np.packbits((m[:, :, :-1] - m[:, :, 1:] > tie).reshape(n, -1), axis=1)


def shares(pixels, cells):
    """Return which share each pixel of a line has in the mean of each cell: shape (cells, pixels).

    Examples
    --------
    >>> shares(3, 2).round(3).tolist()
    [[0.667, 0.333, 0.0], [0.0, 0.333, 0.667]]
    """
    ends = np.arange(cells + 1) * pixels / cells
    places = np.arange(pixels)
    overlap = np.minimum(ends[1:, np.newaxis], places + 1) - np.maximum(ends[:-1, np.newaxis], places)
    return overlap.clip(0) * cells / pixels


def bits(name, codes, shape=None):
    """Refuse what are no codes."""
    guards.array(name, codes, shape, kinds="u")
    if np.asarray(codes).dtype != np.uint8 or np.ndim(codes) == 0:
        raise ValueError(f"{name}={guards.shown(codes)}: expected codes of bytes, an array of uint8")
