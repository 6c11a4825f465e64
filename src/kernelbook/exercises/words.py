"""What the judges of functions say: arguments, shapes, and two numbers with as many digits as tell them apart."""

import numpy as np

from kernelbook.guards import shown

DIGITS = 4  # that numbers are shown with, if that tells them apart


def worded(name, value):
    """Return an argument in words.

    Examples
    --------
    >>> worded("s", 3), worded("X", np.zeros((2, 3))), worded("X", np.zeros((20, 30))), worded("r", np.array([True]))
    ('s = 3', 'X = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]', 'X of shape (20, 30)', 'r = [True]')
    """
    small = np.size(value) <= 6
    return f"{name} = {shown(simple([value]))}" if small else f"{name} of shape {np.shape(value)}"


def simple(values, digits=DIGITS):
    """Return results or arguments as Python's numbers, rounded for the eye; of a list of one, that one."""
    plain = [np.round(value, digits) if np.asarray(value).dtype.kind in "fiu" else value for value in values]
    plain = [value.tolist() if hasattr(value, "tolist") else value for value in plain]
    return plain[0] if len(plain) == 1 else plain


def told_apart(found, expected):
    """Return two outcomes of the same shapes in words, with as many digits as tell them apart.

    Of results that are long and begin alike, the place that differs most is shown.

    Examples
    --------
    >>> told_apart([np.array(0.5)], [np.array(0.25)]), told_apart([np.array(0.66667)], [np.array(2 / 3)])
    (('0.5', '0.25'), ('0.66667', '0.666667'))
    >>> told_apart([np.zeros((9, 9))], [np.eye(9) / 2 * (np.arange(9) == 8)])
    ('0 at (8, 8)', '0.5 there')
    """
    for digits in range(DIGITS, 16):
        given, right = (shown(simple(values, digits)) for values in (found, expected))
        if given != right:
            return given, right
    off = [np.abs(np.nan_to_num(one - other.reshape(one.shape))) for one, other in zip(found, expected, strict=True)]
    part = int(np.argmax([array.max(initial=0) for array in off]))
    place = np.unravel_index(off[part].argmax(), off[part].shape)
    given, right = (float(values[part].reshape(off[part].shape)[place]) for values in (found, expected))
    return f"{unlike(given, right)} at {tuple(map(int, place))}", f"{unlike(right, given)} there"


def shapes(arrays):
    """Return the shapes of an outcome; a single number has none, even in a list."""
    return [() if array.size == 1 else array.shape for array in arrays]


def in_words(arrays):
    """Return the shapes of an outcome in words."""
    words = ["one number" if shape == () else f"shape {shape}" for shape in shapes(arrays)]
    return words[0] if len(words) == 1 else f"{len(words)} results ({', '.join(words)})"


def digits_kept(found, expected):
    """Say in words to which digits numbers are others, rounded or cut; None if they are not.

    Examples
    --------
    >>> third = np.array([1 / 3, 20 / 3])
    >>> digits_kept(third.round(2), third), digits_kept(np.array([0.33, 6.66]), third)
    ('rounded to 2 digits after the point', 'cut to 2 digits after the point')
    >>> digits_kept(np.array([0.333, 6.67]), third), digits_kept(third.round(), third), digits_kept(third + 1, third)
    ('rounded to 3 digits', 'rounded to whole numbers', None)
    """
    size = 10.0 ** np.floor(np.log10(np.abs(expected), where=expected != 0, out=np.zeros(expected.shape)))
    steps = {f"{d} digit{'s'[: d - 1]} after the point": 10.0**-d for d in range(1, 10)}
    steps |= {f"{d} digits": size / 10.0 ** (d - 1) for d in range(2, 9)} | {"whole numbers": 1.0}
    if not found.any() or np.array_equal(expected, np.round(expected)):
        return None
    slack = 4.0 * np.finfo(found.dtype).eps * np.abs(found).astype(float)
    found = found.astype(float)
    for words, step in steps.items():
        parts, off, near = found / step, np.abs(found - expected) / step, 1e-3 + slack / step
        if (np.abs(parts - np.round(parts)) < near).all() and (off < 1 + near).all():
            if (off < 0.5 + near).all():
                return f"rounded to {words}"
            if (np.abs(found) <= np.abs(expected)).all() or (found <= expected).all():
                return f"cut to {words}"
    return None


def unlike(value, other):
    """Return a number with as many digits as tell it from another, six of them or more.

    Examples
    --------
    >>> unlike(5.5, 5), unlike(5.00000002, 5)
    ('5.5', '5.00000002')
    """
    for digits in range(6, 18):
        text = f"{value:.{digits}g}"
        if text != f"{other:.{digits}g}":
            return text
    return f"{value:g}"
