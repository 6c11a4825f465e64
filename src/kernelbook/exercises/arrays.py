"""What exercises about arrays share: numbers to draw, and a look at how results begin."""

import numpy as np


def quarters(generator, *shape):
    """Draw numbers from -2 to 2 in steps of 1/4: sums of their products are exact even in 16 bits."""
    return generator.integers(-8, 9, shape) / 4


def sizes(generator, count, most):
    """Draw sizes from 1 to `most`: a list of Python's integers."""
    return generator.integers(1, most + 1, count).tolist()


def begins(long, short):
    """Say whether an array goes on behind a smaller one, and begins as it does; any begins as an empty one.

    Examples
    --------
    >>> begins(np.array([1, 2, 0]), np.array([1, 2])), begins(np.array([1, 2]), np.array([1, 2]))
    (True, False)
    """
    if not short.size:
        return long.size > 0
    if long.ndim != short.ndim or long.shape == short.shape or np.any(np.less(long.shape, short.shape)):
        return False
    return np.allclose(long[tuple(slice(n) for n in short.shape)], short, atol=1e-4)
