"""Guards of single numbers; `kernelbook.guards` tells what a guard is."""

from numbers import Integral, Real

import numpy as np


def shown(value):
    """Return a value as an error message shows it: short, on one line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def bounds(low, high):
    """Return the words for a range, both ends included."""
    return ("" if low is None else f" from {low}") + ("" if high is None else f" to {high}")


def whole(name, value, low=None, high=None):
    """Refuse what is no whole number (2.5, "3", True) or outside a range, both ends included; and a `narrow` one.

    Examples
    --------
    >>> whole("stride", 2, 1)
    >>> whole("stride", 0, 1)
    Traceback (most recent call last):
    ValueError: stride=0: expected a whole number from 1
    """
    if not is_whole(value) or (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(f"{name}={shown(value)}: expected a whole number{bounds(low, high)}")
    wide(name, value)


def wide(name, value):
    """Refuse a `narrow` number by name.

    Examples
    --------
    >>> wide("n", np.uint8(200))
    Traceback (most recent call last):
    ValueError: n=np.uint8(200): expected a number of 64 bits, such as int(n): sums of narrower ones wrap around
    """
    if narrow(value):
        kind, fault = ("float", "lose digits") if value.dtype.kind == "f" else ("int", "wrap around")
        came = f"{name}={shown(value)}"
        raise ValueError(f"{came}: expected a number of 64 bits, such as {kind}({name}): sums of narrower ones {fault}")


def narrow(value):
    """Say whether a number is of a NumPy type in which a sum of two may be another number: uint8, int32, float16.

    So it is with all whole ones but int64; float32 is wide enough for what a function is told.
    """
    dtype = getattr(value, "dtype", None) if isinstance(value, np.generic | np.ndarray) else None
    return dtype is not None and (dtype == np.float16 or (dtype.kind in "iu" and dtype != np.int64))


def is_whole(value):
    """Say whether a value is a whole number; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool | np.bool_)


def is_number(value):
    """Say whether a value is one finite real number; True and False are none, a 0-d array is."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_) and bool(np.isfinite(float(value)))


def number(name, value, low=None, high=None, *, above=None, below=None):
    """Refuse what is no finite number, or outside a range: `low` and `high` belong to it, `above` and `below` do not.

    Examples
    --------
    >>> number("sigma", 0.0, above=0)
    Traceback (most recent call last):
    ValueError: sigma=0.0: expected a number above 0
    """
    outside = is_number(value) and (
        (low is not None and value < low)
        or (high is not None and value > high)
        or (above is not None and value <= above)
        or (below is not None and value >= below)
    )
    if outside or not is_number(value):
        ends = [f"above {above}"] * (above is not None) + [f"below {below}"] * (below is not None)
        words = bounds(low, high) + (" " + " and ".join(ends) if ends else "")
        raise ValueError(f"{name}={shown(value)}: expected a number{words}")
    wide(name, value)


def share(name, value, *, ends=True):
    """Refuse what is no share of a whole; without `ends`, 0 and 1 are refused too. A percentage is told as such.

    Examples
    --------
    >>> share("confidence", 95, ends=False)
    Traceback (most recent call last):
    ValueError: confidence=95: expected a share between 0 and 1, such as 0.95 for 95%
    """
    if not is_number(value) or not 0 <= value <= 1 or (not ends and value in (0, 1)):
        hint = f", such as {value / 100:g} for {value:g}%" if is_number(value) and 1 < value <= 100 else ""
        raise ValueError(f"{name}={shown(value)}: expected a share {'from 0 to' if ends else 'between 0 and'} 1{hint}")
    wide(name, value)
