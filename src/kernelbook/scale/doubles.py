"""Doubles: images that are in two collections, or twice in one, equal or nearly so. Derived in chapter 20.

Pairs are rows (i, j): i counts the images of the first collection, j those of the second. Within one collection i < j,
and no image is a double of itself.
"""

import hashlib

import numpy as np

from kernelbook import guards
from kernelbook.scale.hashes import bits

ROWS, COLUMNS = 256, 8192  # pairs are looked at in blocks of so many, which bounds the memory


def exact_doubles(images, others=None):
    """Find images that are equal in each number, by the SHA-256 of their bytes.

    What was met before is looked up in a dict. So the time grows with the number of images, and of doubles, not with
    that of all pairs. Bytes are compared: 0.0 and -0.0 are equal numbers and no doubles.

    Parameters
    ----------
    images : ndarray, shape (n, ...)
    others : ndarray, shape (m, ...), optional
        A second collection, of images of the same shape and dtype; without it, doubles within the first are found.

    Returns
    -------
    ndarray of int, shape (k, 2)
        All pairs (i, j), in order.

    Raises
    ------
    ValueError
        If one is no array of numbers, or the others have another shape or dtype.

    References
    ----------
    National Institute of Standards and Technology: Secure Hash Standard. FIPS 180-4, 2015. doi:10.6028/NIST.FIPS.180-4

    Examples
    --------
    >>> exact_doubles(np.array([[1, 2], [3, 4], [1, 2], [2, 1]])).tolist()
    [[0, 2]]
    >>> exact_doubles(np.array([[1, 2], [3, 4]]), np.array([[3, 4], [5, 6], [3, 4]])).tolist()
    [[1, 0], [1, 2]]
    """
    images = as_images("images", images)
    second = images if others is None else as_images("others", others)
    if second.shape[1:] != images.shape[1:] or second.dtype != images.dtype:
        came, right = (f"shape {each.shape} and dtype {each.dtype}" for each in (second, images))
        raise ValueError(f"others has {came}, images {right}: expected images of the same shape and dtype")
    places = {}
    for j, image in enumerate(second):
        places.setdefault(digest(image), []).append(j)
    met = ((i, j) for i, image in enumerate(images) for j in places.get(digest(image), ()))
    return np.array([(i, j) for i, j in met if others is not None or i < j], int).reshape(-1, 2)


def near_pairs(codes, others=None, *, radius):
    """Find pairs of codes that differ in few bits, in blocks: memory grows with the pairs found, not with all pairs.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n, bytes)
    others : ndarray of uint8, shape (m, bytes), optional
        Codes of a second collection; without it, pairs within the first are found.
    radius : int
        The most bits in which a pair may differ, from 0.

    Returns
    -------
    ndarray of int, shape (k, 3)
        Rows (i, j, distance), in order.

    Raises
    ------
    ValueError
        If codes are no uint8, or not of as many bytes, or `radius` is no whole number from 0.

    Examples
    --------
    >>> near_pairs(np.array([[0b0000], [0b0001], [0b0111]], np.uint8), radius=2).tolist()
    [[0, 1, 1], [1, 2, 2]]
    """
    guards.whole("radius", radius, 0)
    bits("codes", codes, "(n, bytes)")
    second = codes if others is None else others
    bits("others", second, "(n, bytes)")
    as_wide("others", second, "codes", codes)
    pairs, distances = compare(words(codes), words(second), others is None, differing, lambda d: d <= radius)
    return np.column_stack([pairs, distances]).astype(int)


def near_features(features, others=None, *, cosine):
    r"""Find pairs of directions with a small angle between them, in blocks: memory grows with the pairs found.

    .. math:: x_i \cdot y_j > c

    Parameters
    ----------
    features : ndarray of float, shape (n, features)
        Rows of length 1: what a network makes of images, or the images themselves, each divided by its length.
    others : ndarray of float, shape (m, features), optional
        Those of a second collection; without it, pairs within the first are found.
    cosine : float
        c: pairs above it are found. From -1 to below 1. Products are taken in float32, so those of equal rows miss 1
        by some ten-millionths.

    Returns
    -------
    pairs : ndarray of int, shape (k, 2)
        Rows (i, j), in order.
    cosines : ndarray of float32, shape (k,)

    Raises
    ------
    ValueError
        If rows are not of length 1, or not as wide as the others, or `cosine` is outside its range.

    Examples
    --------
    >>> pairs, cosines = near_features(np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]]), cosine=0.7)
    >>> pairs.tolist(), cosines.round(3).tolist()
    ([[1, 2]], [0.800000011920929])
    """
    guards.number("cosine", cosine, -1, below=1)
    directions("features", features)
    second = features if others is None else others
    directions("others", second)
    as_wide("others", second, "features", features)
    rows, columns = (np.asarray(each, np.float32) for each in (features, second))
    return compare(rows, columns, others is None, lambda a, b: a @ b.T, lambda c: c > cosine)


def compare(a, b, within, measure, near):
    """Return which pairs of rows are near, by a measure of them, and that measure: (k, 2) and (k,), in order."""
    pairs, measured = [np.empty((0, 2), int)], [measure(a[:0], b[:0]).ravel()]
    for top, left in np.ndindex(-(-len(a) // ROWS), -(-len(b) // COLUMNS)):
        first = np.array([top * ROWS, left * COLUMNS])
        if within and first[1] + COLUMNS <= first[0]:
            continue  # here each j is below i
        block = measure(a[first[0] :][:ROWS], b[first[1] :][:COLUMNS])
        found = np.argwhere(near(block))
        found = found[found[:, 0] + first[0] < found[:, 1] + first[1]] if within else found
        pairs.append(found + first)
        measured.append(block[tuple(found.T)])
    pairs, measured = np.concatenate(pairs), np.concatenate(measured)
    order = np.lexsort(pairs.T[::-1])
    return pairs[order], measured[order]


def differing(a, b):
    """Return in how many bits each of some codes differs from each of others, by words of 64 bits."""
    total = np.zeros((len(a), len(b)), np.uint16)
    for k in range(a.shape[1]):
        total += np.bitwise_count(a[:, np.newaxis, k] ^ b[np.newaxis, :, k])
    return total


def words(codes):
    """Return codes as words of 64 bits, filled up with bits that are 0 in all: uint64, shape (n, words)."""
    codes = np.asarray(codes)
    return np.pad(codes, ((0, 0), (0, -codes.shape[1] % 8))).view(np.uint64)


def digest(image):
    """Return the SHA-256 of an image's bytes."""
    return hashlib.sha256(image.tobytes()).digest()


def as_images(name, value):
    """Return images as an array, or refuse them."""
    guards.array(name, value, ["(n, w)", "(n, h, w)", "(n, h, w, c)"])
    return np.asarray(value)


def directions(name, features):
    """Refuse what are no rows of length 1; they are looked at in blocks."""
    guards.array(name, features, "(n, features)", kinds="f")
    for start in range(0, len(features), COLUMNS):
        guards.unit_rows(name, features[start : start + COLUMNS])


def as_wide(name, value, other, first):
    """Refuse two collections whose rows are not of one length."""
    if np.shape(value)[1] != np.shape(first)[1]:
        came = f"{name} has shape {np.shape(value)} and {other} {np.shape(first)}"
        raise ValueError(f"{came}: expected rows of the same length")
