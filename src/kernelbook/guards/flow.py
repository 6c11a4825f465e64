"""Guards of flows from noise to data: what lies on a path, the times of it, and what a field answers."""

import numpy as np

from kernelbook.guards.networks import floating, keras_model
from kernelbook.guards.scalars import share, shown
from kernelbook.guards.values import array


def visible(value):
    """Say whether an array or tensor has values that can be looked at; a tensor of a graph has none yet."""
    return isinstance(value, np.ndarray | np.generic) or callable(getattr(value, "numpy", None))


def on_path(name, value):
    """Refuse what is no array or tensor of floating numbers with an axis at least, or holds NaN where that is seen.

    Examples
    --------
    >>> on_path("x0", np.zeros((5, 28, 28, 1), "float32"))
    >>> on_path("x0", np.array([0.0, np.nan]))
    Traceback (most recent call last):
    ValueError: x0 holds NaN or infinity: expected finite numbers
    """
    floating(name, value)
    if len(value.shape) == 0:
        raise ValueError(f"{name} has shape (): expected (n, ...), one row for each image")
    if visible(value):
        array(name, np.asarray(value))


def alike(**tensors):
    """Refuse tensors of different shapes, as far as they are known; None is a length not known yet."""
    (first, one), *others = tensors.items()
    for name, other in others:
        pairs = list(zip(one.shape, other.shape, strict=False))
        if len(one.shape) != len(other.shape) or any(None not in pair and pair[0] != pair[1] for pair in pairs):
            came = f"{first} has shape {tuple(one.shape)} and {name} {tuple(other.shape)}"
            raise ValueError(f"{came}: expected the same")


def times(name, value, x, *, end=True):
    """Refuse what is neither one time from 0 to 1 nor one for each row of x; without `end`, 1 is refused too.

    Examples
    --------
    >>> times("t", np.array([0.0, 0.5]), np.zeros((2, 3)))
    >>> times("t", 20, np.zeros((2, 3)))
    Traceback (most recent call last):
    ValueError: t=20: expected a share from 0 to 1, such as 0.2 for 20%
    """
    shape = tuple(getattr(value, "shape", ()))
    if shape not in ((), (None,), (x.shape[0],)):
        raise ValueError(f"{name} has shape {shape}: expected one number, or one for each of {x.shape[0]}")
    if hasattr(value, "shape") and not visible(value):
        return
    found = np.asarray(value) if hasattr(value, "shape") else value
    if shape == ():
        share(name, found[()] if isinstance(found, np.ndarray) else found)
    array(name, found)
    if np.min(found) < 0 or np.max(found) > 1:
        raise ValueError(f"{name} has values from {np.min(found):g} to {np.max(found):g}: expected 0 to 1")
    if not end and np.max(found) == 1:
        raise ValueError(f"{name} reaches 1: expected times below 1, since at 1 no noise is left to divide by")


def velocities(name, value, x):
    """Refuse what a field answers for x if it is not one finite number for each of x's.

    Examples
    --------
    >>> velocities("field", np.zeros((2, 3)), np.zeros((2, 4)))
    Traceback (most recent call last):
    ValueError: field gives shape (2, 3) for x of shape (2, 4): expected the same
    """
    if np.shape(value) != np.shape(x):
        raise ValueError(f"{name} gives shape {np.shape(value)} for x of shape {np.shape(x)}: expected the same")
    array(f"the answer of {name}", value)


def known_pixels(name, value, x):
    """Refuse what does not say True or False for each number of x, or of one row of it.

    Examples
    --------
    >>> known_pixels("mask", np.array([True, False, True]), np.zeros((5, 2)))
    Traceback (most recent call last):
    ValueError: mask has shape (3,): expected (5, 2) or (2,), as x0
    """
    array(name, value, kinds="b")
    if np.shape(value) not in (x.shape, x.shape[1:]):
        raise ValueError(f"{name} has shape {np.shape(value)}: expected {x.shape} or {x.shape[1:]}, as x0")


def draws(name, value):
    """Refuse what is no Keras model of an image, a time and a label that answers with an image."""
    keras_model(name, value, single=False)
    taken = [tuple(each.shape[1:]) for each in value.inputs]
    if len(taken) != 3 or taken[1:] != [(), ()] or tuple(value.outputs[0].shape[1:]) != taken[0]:
        came = f"{name}={shown(value)} takes {taken}, gives {tuple(value.outputs[0].shape[1:])}"
        raise ValueError(f"{came}: expected image, time and label, as models.flow_unet")
