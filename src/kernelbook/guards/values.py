"""Guards of arrays, texts and functions; `kernelbook.guards` tells what a guard is."""

import numpy as np

from kernelbook.guards.scalars import shown

NUMBERS = "biuf"


def one_of(name, value, choices):
    """Refuse what is not among some choices."""
    if not isinstance(value, str | int | float | None) or value not in list(choices):
        raise ValueError(f"{name}={shown(value)}: expected one of {', '.join(map(repr, choices))}")


def function(name, value, words="a function"):
    """Refuse what cannot be called."""
    if not callable(value):
        raise ValueError(f"{name}={shown(value)}: expected {words}")


def generator(name, value):
    """Refuse what is no random generator of NumPy, such as the seed itself."""
    if not isinstance(value, np.random.Generator):
        raise ValueError(f"{name}={shown(value)}: expected a generator, such as np.random.default_rng(0)")


def text(name, value, words="a text"):
    """Refuse what is no text."""
    if not isinstance(value, str):
        raise ValueError(f"{name}={shown(value)}: expected {words}")


def rank(name, tensor, shape):
    """Refuse a tensor without the number of axes that `shape` names, such as "(n, h, w, c)". It is never evaluated."""
    came = getattr(tensor, "shape", None)
    if came is None:
        raise ValueError(f"{name} is a {type(tensor).__name__}: expected an array, {shape}")
    if len(came) != axes(shape):
        raise ValueError(f"{name} has shape {tuple(came)}: expected {shape}")


def axes(shape):
    """Return how many axes the words for a shape name.

    Examples
    --------
    >>> axes("(n, h, w, c)"), axes("(n,)"), axes("()")
    (4, 1, 0)
    """
    return len([part for part in shape.strip("()").split(",") if part.strip()])


def as_array(name, value):
    """Return what came as an array of any kind, or refuse rows of different lengths."""
    try:
        return np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(f"{name}={shown(value)}: expected an array of numbers") from error


def array(name, value, shape=None, *, kinds=NUMBERS, finite=True, empty=False):
    """Refuse what is no array of numbers, of the number of axes that a shape names.

    Parameters
    ----------
    name : str
    value : array_like
    shape : str or sequence of str, optional
        Such as "(n, h, w, c)"; of several, one must fit. Only the number of axes is compared.
    kinds : str
        Of dtypes, by NumPy's letters: b for booleans, i and u whole numbers, f floating ones.
    finite : bool
        Refuse NaN and infinity.
    empty : bool
        Take an array without items.

    Examples
    --------
    >>> array("image", [[1, 2], [3, 4]], "(h, w)")
    >>> array("image", [1, 2], "(h, w)")
    Traceback (most recent call last):
    ValueError: image has shape (2,): expected (h, w)
    """
    shapes = [shape] if isinstance(shape, str) else list(shape or [])
    x, words = as_array(name, value), " or ".join(shapes)
    if x.dtype.kind not in kinds and x.size:
        words = {"iu": "whole numbers", "b": "booleans", "f": "floating numbers"}
        raise ValueError(f"{name} has dtype {x.dtype}: expected {words.get(kinds, 'numbers')}")
    if shapes and x.ndim not in [axes(one) for one in shapes]:
        raise ValueError(f"{name} has shape {x.shape}: expected {words}")
    if x.size == 0 and not empty:
        raise ValueError(f"{name} has shape {x.shape}: expected one item at least")
    if finite and x.dtype.kind == "f" and not np.isfinite(x).all():
        raise ValueError(f"{name} holds NaN or infinity: expected finite numbers")


def pixels(name, value, shape=None):
    """Refuse images whose values do not lie from 0 to 1, such as those of a file, from 0 to 255.

    Examples
    --------
    >>> pixels("image", [[0, 255]], "(h, w)")
    Traceback (most recent call last):
    ValueError: image has values from 0 to 255: expected 0 to 1, so divide by 255
    """
    array(name, value, shape)
    low, high = np.min(value), np.max(value)
    if low < 0 or high > 1:
        hint = ", so divide by 255" if low >= 0 and high <= 255 else ""
        raise ValueError(f"{name} has values from {low:g} to {high:g}: expected 0 to 1{hint}")


def photographs(name, value):
    """Refuse what are no color photographs, (n, h, w, 3), of whole numbers from 0 to 255.

    Examples
    --------
    >>> photographs("photographs", np.full((1, 2, 2, 3), 256))
    Traceback (most recent call last):
    ValueError: photographs has values from 256 to 256: expected 0 to 255
    """
    array(name, value, "(n, h, w, 3)", kinds="iu")
    if np.shape(value)[3] != 3:
        raise ValueError(f"{name} has shape {np.shape(value)}: expected (n, h, w, 3), red, green and blue")
    if np.min(value) < 0 or np.max(value) > 255:
        raise ValueError(f"{name} has values from {np.min(value)} to {np.max(value)}: expected 0 to 255")


def labels(name, value, classes=None, shape="(n,)", *, empty=False):
    """Refuse what are no labels: whole numbers from 0, below the number of classes if it is known."""
    array(name, value, shape, kinds="iu", empty=empty)
    if np.size(value) == 0:
        return
    low, high = np.min(value), np.max(value)
    if low < 0 or (classes is not None and high >= classes):
        expected = "0 on" if classes is None else f"0 to {classes - 1}"
        raise ValueError(f"{name} holds labels from {low} to {high}: expected {expected}")


def countable(name, value):
    """Refuse labels of a narrow type whose largest is the last of the type: the next number would wrap around.

    Examples
    --------
    >>> countable("labels", np.array([0, 255], np.uint8))
    Traceback (most recent call last):
    ValueError: labels has dtype uint8 and reaches 255, its last number: expected a wider one, .astype(int)
    """
    x = np.asarray(value)
    if x.size and x.dtype.kind in "iu" and x.max() == np.iinfo(x.dtype).max:
        came = f"{name} has dtype {x.dtype} and reaches {x.max()}, its last number"
        raise ValueError(f"{came}: expected a wider one, .astype(int)")


def as_many(**arrays):
    """Refuse arrays or sequences of different lengths.

    Examples
    --------
    >>> as_many(truth=[1, 2], scores=[0.5])
    Traceback (most recent call last):
    ValueError: truth has 2 items and scores 1: expected as many
    """
    (first, one), *others = arrays.items()
    for name, other in others:
        if len(one) != len(other):
            raise ValueError(f"{first} has {len(one)} items and {name} {len(other)}: expected as many")


def same_shape(**arrays):
    """Refuse arrays of different shapes."""
    (first, one), *others = arrays.items()
    for name, other in others:
        if np.shape(one) != np.shape(other):
            raise ValueError(f"{first} has shape {np.shape(one)} and {name} {np.shape(other)}: expected the same")
