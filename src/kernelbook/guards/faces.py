"""Guards of pictures of one size, of angles, and of directions."""

import numpy as np

from kernelbook.guards.scalars import shown
from kernelbook.guards.values import array, axes, labels, pixels, rank

READ = ("list", "tuple", "ndarray", "EagerTensor")  # what holds its numbers now: a tensor of a graph does not


def squares(name, value, side=None, *, light=False):
    """Refuse what is no array of square images of a side, or of any; with `light`, also values not from 0 to 1.

    Examples
    --------
    >>> squares("images", np.zeros((3, 32, 32)), 64)
    Traceback (most recent call last):
    ValueError: images has shape (3, 32, 32): expected (n, 64, 64)
    """
    side = side or (np.shape(value) or ("side",))[-1]
    words = f"(n, {side}, {side})"
    (pixels if light else array)(name, value, words)
    if not isinstance(value, np.ndarray):
        raise ValueError(f"{name} is a {type(value).__name__}: expected an array, {words}")
    if value.shape[1:] != (side, side):
        raise ValueError(f"{name} has shape {value.shape}: expected {words}")


def cosines(name, value, shape):
    """Refuse what is no array or tensor of cosines, from -1 to 1 up to rounding. Tensors of a graph are let pass.

    Examples
    --------
    >>> cosines("cosines", np.array([[0.5, 1.2]]), "(n, people)")
    Traceback (most recent call last):
    ValueError: cosines has values from 0.5 to 1.2: expected -1 to 1
    """
    rank(name, value, shape)
    if type(value).__name__ in READ:
        array(name, value)
        low, high = np.min(value), np.max(value)
        if low < -1.0001 or high > 1.0001:
            raise ValueError(f"{name} has values from {low:g} to {high:g}: expected -1 to 1")


def people(name, value, scores):
    """Refuse labels, (n,), that are no columns of an array of scores, (n, people). Tensors of a graph are let pass.

    Whole numbers in a floating type are taken, as Keras hands labels on.

    Examples
    --------
    >>> people("labels", [0, 2], np.zeros((2, 2)))
    Traceback (most recent call last):
    ValueError: labels holds labels from 0 to 2: expected 0 to 1
    """
    if type(value).__name__ not in READ:
        rank(name, value, "(n,)")
        return
    array(name, value, "(n,)")
    x = np.asarray(value)
    labels(name, x.astype(int) if x.dtype.kind == "f" and not (x % 1).any() else x, scores.shape[1])
    if scores.shape[0] not in (None, len(x)):
        raise ValueError(f"{name} has shape {x.shape}: expected a label for each of {scores.shape[0]} rows")


def unit_rows(name, value, shape="(n, features)"):
    """Refuse directions whose rows are not of length 1, up to rounding.

    Examples
    --------
    >>> unit_rows("directions", [[1.0, 1.0]])
    Traceback (most recent call last):
    ValueError: directions has rows of length 1.41421 to 1.41421: expected 1, so divide each by its length
    """
    array(name, value, shape)
    lengths = np.linalg.norm(np.asarray(value, np.float64), axis=-1)
    if (abs(lengths - 1) > 1e-3).any():
        words = f"{lengths.min():g} to {lengths.max():g}"
        raise ValueError(f"{name} has rows of length {words}: expected 1, so divide each by its length")


def whole_range(name, value, shape, low, high):
    """Refuse what is no array of whole numbers in a range, both ends included."""
    array(name, value, shape, kinds="iu")
    if np.min(value) < low or np.max(value) > high:
        raise ValueError(f"{name} has values from {np.min(value)} to {np.max(value)}: expected {low} to {high}")


def images_of_any_size(name, value, least):
    """Refuse what is no list of images, (h, w), from 0 to 1 and of a least side."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"{name}={shown(value)}: expected a list of images, (h, w)")
    for number, image in enumerate(value):
        pixels(f"{name}[{number}]", image, "(h, w)")
        if min(np.shape(image)) < least:
            raise ValueError(f"{name}[{number}] has shape {np.shape(image)}: expected {least}x{least} pixels or more")


def slides(name, value):
    """Refuse what is no network that answers for each place of an image: of rank 4, as far as it tells."""
    if not callable(value):
        raise ValueError(f"{name}={shown(value)}: expected a network, made fully convolutional")
    shape = getattr(value, "output_shape", None)
    if isinstance(shape, tuple) and len(shape) != axes("(n, h, w, c)"):
        raise ValueError(f"{name} gives {shape}: expected (n, rows, columns, 1), so make it fully convolutional")
