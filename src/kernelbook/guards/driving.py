"""Guards of tracks, of who drives on them, and of small arguments that say yes or no."""

import numpy as np

from kernelbook.guards.scalars import shown
from kernelbook.guards.values import array, pixels


def track(name, value):
    """Refuse what is no track with a car."""
    if not hasattr(value, "simulator"):
        raise ValueError(f"{name}={shown(value)}: expected a track, such as driving.make_track() returns")


def policy(name, value):
    """Refuse what is no function of one frame, or None; a network needs `driving.as_policy`.

    Examples
    --------
    >>> policy("policy", "straight ahead")
    Traceback (most recent call last):
    ValueError: policy='straight ahead': expected a function from a frame to the steering, or None
    """
    if hasattr(value, "predict"):
        came = f"a {type(value).__name__}"
        raise ValueError(f"{name} is {came}: expected a function of one frame, so driving.as_policy(network)")
    optional(name, value, "a function from a frame to the steering")


def optional(name, value, words="a function"):
    """Refuse what is neither a function nor None."""
    if value is not None and not callable(value):
        raise ValueError(f"{name}={shown(value)}: expected {words}, or None")


def flag(name, value):
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name}={shown(value)}: expected True or False")


def point(name, value):
    """Refuse what is no point of the ground: two finite numbers."""
    array(name, value, "(2,)")
    if len(value) != 2:
        raise ValueError(f"{name}={shown(value)}: expected two numbers, x and y")


def frame(name, value, side):
    """Refuse what is no frame of a camera: (side, side), from 0 to 1."""
    pixels(name, value, f"({side}, {side})")
    if np.shape(value) != (side, side):
        raise ValueError(f"{name} has shape {np.shape(value)}: expected one frame, ({side}, {side})")


def sees(name, value, shape):
    """Refuse what is no network that takes images of one shape, as far as it tells."""
    if not callable(value):
        raise ValueError(f"{name}={shown(value)}: expected a network")
    taken = getattr(value, "input_shape", None)
    if isinstance(taken, tuple) and taken[1:] != tuple(shape):
        raise ValueError(f"{name} takes {taken[1:]}: expected a network of images of shape {tuple(shape)}")
