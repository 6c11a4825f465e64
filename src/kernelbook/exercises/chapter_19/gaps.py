"""How far images are from what was learned, which of them are copies, and images to ask about."""

import numpy as np

from kernelbook.exercises.arrays import quarters


def share_of_copies(drawn, learned, held):
    """Return the share of drawings that lie below the threshold."""
    return np.mean(to_nearest(drawn, learned) < np.quantile(to_nearest(held, learned), 0.01))


def to_nearest(images, learned):
    """Return the squared distance from each image to the nearest learned one."""
    return squares(images, learned).min(axis=1)


def squares(images, learned):
    """Return the squared distances between all pairs: ndarray, shape (n, m)."""
    return ((images[:, np.newaxis] - learned) ** 2).sum(axis=2)


def pictures(generator, shape=None):
    """Draw arguments: held-out images around learned ones, and drawings, some nearer to them and some not.

    Numbers are quarters, so that squared distances are exact. None is the threshold itself.
    """
    n, m, k, p = shape or generator.integers([2, 1, 1, 1], [9, 9, 31, 7])
    while True:
        learned = quarters(generator, m, p)
        held = generator.choice(learned, k) + shifts(generator, k, p)
        drawn = generator.choice(learned, n) + shifts(generator, n, p, generator.choice([0, 0.3, 0.7, 1], n))
        threshold = np.quantile(to_nearest(held, learned), 0.01)
        if (np.abs(to_nearest(drawn, learned) - threshold) > 1e-5).all():
            return drawn, learned, held


def shifts(generator, rows, columns, shares=1.0):
    """Draw what an image is changed by; of its pixels, a share."""
    there = generator.uniform(size=(rows, columns)) < np.reshape(shares, (-1, 1))
    return quarters(generator, rows, columns) * there


def of_one_pixel(*rows):
    """Return images of one pixel each, for each row of numbers."""
    return tuple(np.array(row, float)[:, np.newaxis] for row in rows)
