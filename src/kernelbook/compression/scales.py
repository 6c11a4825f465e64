"""Numbers of 8 bits: what a step is worth, which code is zero, and how whole numbers change their scale.

LiteRT's specification of 8-bit quantization: real number = scale · (code - zero point). Derived in chapter 21.
"""

import numpy as np

from kernelbook import guards

LOWEST, HIGHEST = -128, 127


def scale_of(low, high):
    r"""Return scale and zero point, so that the codes from -128 to 127 reach from `low` to `high`.

    .. math:: s = \frac{x_{\max} - x_{\min}}{255}, \qquad z = \operatorname{round}(-128 - x_{\min} / s)

    The range is widened first, so that 0 lies in it: what is padded with zeros, or cut off at zero, has a code.

    Parameters
    ----------
    low, high : float
        Smallest and largest number that is to be coded.

    Returns
    -------
    s : float
    z : int
        From -128 to 127.

    Raises
    ------
    ValueError
        If they are no numbers, the first is above the second, or both are 0: then nothing is to be coded.

    Examples
    --------
    >>> scale_of(0.0, 63.75), scale_of(-25.0, 38.75)
    ((0.25, -128), (0.25, -28))
    """
    guards.number("low", low)
    guards.number("high", high)
    if low > high or low == high == 0:
        raise ValueError(f"low={low!r}, high={high!r}: expected a range, the smaller number first")
    low, high = min(0.0, float(low)), max(0.0, float(high))
    scale = (high - low) / (HIGHEST - LOWEST)
    return scale, int(np.clip(np.rint(LOWEST - low / scale), LOWEST, HIGHEST))


def channel_scales(K):
    """Return a scale for each output channel of a kernel: its largest weight, without sign, becomes 127.

    Parameters
    ----------
    K : ndarray of float, shape (…, c_out)

    Returns
    -------
    ndarray of float, shape (c_out,)
        1 for a channel of zeros, whose codes are 0 with any scale.

    Raises
    ------
    ValueError
        If K is no array of two axes or more, of finite numbers.

    Examples
    --------
    >>> channel_scales(np.array([[1.27, 0.0], [-0.5, 0.0]])).tolist()
    [0.01, 1.0]
    """
    guards.array("K", K)
    if np.ndim(K) < 2:
        raise ValueError(f"K has shape {np.shape(K)}: expected two axes or more, the last of output channels")
    largest = np.abs(np.asarray(K, float)).reshape(-1, np.shape(K)[-1]).max(axis=0)
    return np.where(largest > 0, largest / HIGHEST, 1.0)


def quantize(X, s, z=0):
    r"""Return the codes of numbers.

    .. math:: Q = \operatorname{clip}(\operatorname{round}(X / s) + z, -128, 127)

    Parameters
    ----------
    X : ndarray of float
    s : float or ndarray
        Scale, above 0; one for each item of the last axis, if it is an array.
    z : int
        Zero point: the code of 0.

    Returns
    -------
    ndarray of int8, the shape of X
        A half is rounded away from zero, as LiteRT does.

    Raises
    ------
    ValueError
        If X is no array of finite numbers, a scale is not above 0, or z is no code.

    Examples
    --------
    >>> quantize(np.array([-0.5, 0.0, 0.125, 99.0]), 0.25, 10).tolist()
    [8, 10, 11, 127]
    """
    guards.array("X", X)
    refuse_scale(s, X)
    guards.whole("z", z, LOWEST, HIGHEST)
    ratio = np.asarray(X) / np.asarray(s, np.asarray(X).dtype if np.asarray(X).dtype.kind == "f" else float)
    return np.clip(away_from_zero(ratio) + z, LOWEST, HIGHEST).astype(np.int8)


def dequantize(Q, s, z=0):
    r"""Return the numbers that codes stand for: s · (Q - z).

    Parameters
    ----------
    Q : ndarray of int8
    s : float or ndarray
        Scale; one for each item of the last axis, if it is an array.
    z : int
        Zero point.

    Returns
    -------
    ndarray of float32, the shape of Q

    Raises
    ------
    ValueError
        If Q is no array of codes, a scale is not above 0, or z is no code.

    Examples
    --------
    >>> dequantize(np.array([8, 10, 11], np.int8), 0.25, 10).tolist()
    [-0.5, 0.0, 0.25]
    """
    guards.array("Q", Q, kinds="iu")
    refuse_codes("Q", Q)
    refuse_scale(s, Q)
    guards.whole("z", z, LOWEST, HIGHEST)
    return np.float32(s) * (np.asarray(Q, np.int32) - z).astype(np.float32)


def away_from_zero(x):
    """Round to whole numbers, a half away from zero: as C's ``round``, where NumPy's goes to the even one.

    Examples
    --------
    >>> away_from_zero(np.array([0.5, -0.5, 2.5, 0.49])).tolist()
    [1.0, -1.0, 3.0, 0.0]
    """
    whole = np.trunc(x)
    return whole + np.sign(x) * (np.abs(x - whole) >= 0.5)


def refuse_scale(s, X, name="s"):
    """Refuse what is no scale of an array: a number above 0, or one for each item of its last axis."""
    guards.array(name, s)
    if np.ndim(s) > 1 or (np.ndim(s) == 1 and (np.ndim(X) == 0 or np.shape(s)[0] != np.shape(X)[-1])):
        raise ValueError(f"{name} has shape {np.shape(s)}: expected a number, or one for each item of the last axis")
    if np.min(s) <= 0:
        raise ValueError(f"{name}={guards.shown(s)}: expected scales above 0")


def refuse_codes(name, Q):
    """Refuse numbers that do not fit into 8 bits."""
    low, high = np.min(Q), np.max(Q)
    if low < LOWEST or high > HIGHEST:
        raise ValueError(f"{name} has values from {low} to {high}: expected codes from {LOWEST} to {HIGHEST}")
