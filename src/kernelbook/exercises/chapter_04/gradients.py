"""Exercises of chapter 04 about errors that go back: to a weight, to a pixel, through a stride and a mean."""

import numpy as np

from kernelbook.convolution import convolve2d, correlate2d
from kernelbook.exercises.arrays import quarters, sizes
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

NOT_THESE = "not these numbers. Try it on a row of three pixels, by hand."

# 04-weight: X = [2, 0, 1, 3], K = [1, 4], E = [1, -1, 2]; the derivative with respect to the second weight.

TIMES_WEIGHT = "the weight itself does not enter: a product's derivative with respect to one factor is the other one."
ONE_WINDOW = "that is the share of one window; the weight was used in all three, so add."

WEIGHT = asks_for_number(
    "04-weight",
    right=int(correlate2d([[2, 0, 1, 3]], [[1, -1, 2]])[0, 1]),
    known={
        4: "that is the derivative with respect to the first weight, or the sum of the pixels that the second met: "
        "0, 1, 3. Each of them counts as much as its window's error says.",
        2: "the errors are turned around: window j met pixel j + 1, in the same order. "
        "Only the input's errors need a turn.",
        20: TIMES_WEIGHT,
        8: TIMES_WEIGHT,
        6: ONE_WINDOW,
        0: ONE_WINDOW,
        -1: ONE_WINDOW,
        7: "one of the errors is negative: take it with its sign.",
        5 / 3: "that is the mean over the windows; the derivative is their sum.",
    },
    otherwise="not this number. Which pixel did the weight meet in each of the three windows?",
    praise="1·0 + (-1)·1 + 2·3 = 5.",
    tolerance=1e-6,
)

# 04-corner: K = [[1, 2], [3, 4]], E = [[5, -1], [2, 3]] on an image of 3 × 3; the error of its upper right pixel.

OTHER_CORNER = "that is another corner of the image."
OTHER_WINDOW = "only one window reaches the upper right pixel: the one at row 0, column 1."

CORNER = asks_for_number(
    "04-corner",
    right=int(convolve2d([[5, -1], [2, 3]], [[1, 2], [3, 4]], mode="full")[0, 2]),
    known={
        -3: "that takes the weight from the lower left: the corner lay under the upper right weight of its window.",
        -4: "that takes the weight from the lower right: the corner lay under the upper right weight of its window.",
        5: OTHER_CORNER,
        6: OTHER_CORNER,
        12: OTHER_CORNER,
        2: "that is the weight that met the pixel; it counts as much as its window's error says.",
        -1: "that is the error of the window that reaches the pixel; it counts as much as the weight there says.",
        10: OTHER_WINDOW,
        4: OTHER_WINDOW,
    },
    otherwise="not this number. Which window covers the upper right pixel, and with which of its weights?",
    praise="One window reaches it, with its upper right weight: 2·(-1).",
    tolerance=1e-6,
)

# 04-stride: the errors of a row of n pixels, through a convolution with stride s.

OVERWRITTEN = "where windows overlap a pixel hears from several of them: add, do not overwrite."


def back(E, K, s, n):
    """Return the errors of n pixels."""
    G = np.zeros(n)
    for j in range(len(E)):
        for m in range(len(K)):
            G[s * j + m] += E[j] * K[m]
    return G


def overwritten(E, K, s, n):
    """Return the errors of n pixels, each from the last window that met it."""
    G = np.zeros(n)
    for j in range(len(E)):
        G[s * j : s * j + len(K)] = E[j] * K
    return G


def spread(E, K, s, n):
    """Return the errors of n pixels as if the weights were s pixels apart, not the windows."""
    return back(K, E, s, max(n, s * (len(K) - 1) + len(E)))[:n]


def is_overwritten(found, expected, E, K, s, n):
    """Say whether every pixel heard from just one of the windows that met it."""
    heard = np.full((len(E), n), np.nan)
    for j in range(len(E)):
        heard[j, s * j : s * j + len(K)] = E[j] * K
    unmet = np.isnan(heard).all(axis=0)
    return found.shape == (n,) and np.where(unmet, found == 0, np.isclose(heard, found).any(axis=0)).all()


def errors_kernel_stride_and_pixels(generator, shape=None):
    """Draw errors, a kernel, a stride, and a number of pixels on which not one more window would stand.

    A `shape` is the number of errors, that of weights, and the stride; without it they are small.
    """
    results, weights, s = shape or sizes(generator, 3, most=4)
    more = int(generator.integers(s))
    return quarters(generator, results), quarters(generator, weights), s, s * (results - 1) + weights + more


STRIDE = asks_for_function(
    "04-stride",
    praise="Pixels that no window met get a zero: changing them would change nothing.",
    arguments="E, K, s and n",
    reference=back,
    inputs=errors_kernel_stride_and_pixels,
    edges=(
        (np.array([1.0, -2.0, 4.0]), np.array([3.0, 1.0, 5.0]), 2, 8),
        (np.array([2.0, 7.0]), np.array([1.0, 4.0]), 3, 6),
        (np.array([1.0, -2.0, 3.0]), np.array([5.0, 2.0]), 1, 4),
        (np.array([2.0]), np.array([-3.0]), 1, 1),
        (np.array([2.0]), np.array([-3.0, 1.0]), 3, 4),
        errors_kernel_stride_and_pixels(np.random.default_rng(1), (12, 13, 5)),
        errors_kernel_stride_and_pixels(np.random.default_rng(2), (11, 3, 12)),
    ),
    wrong={
        "it forgets the stride: window j begins at pixel s·j.": lambda E, K, s, n: back(E, K, 1, n),
        "right places, wrong weights: pixel s·j + m was met by weight m, not by the last but m.": (
            lambda E, K, s, n: back(E, K[::-1], s, n)
        ),
        OVERWRITTEN: overwritten,
        "it spreads the weights apart: that is dilation. Here the windows stand s pixels apart.": spread,
        "pixels that no window met belong to the result: it has n numbers.": (
            lambda E, K, s, n: back(E, K, s, n)[: s * (len(E) - 1) + len(K)]
        ),
        "the errors are in the wrong order: window j met the pixels from s·j on.": (
            lambda E, K, s, n: back(E[::-1], K, s, n)
        ),
    },
    signs={OVERWRITTEN: is_overwritten},
    otherwise=NOT_THESE,
)

# 04-average: the errors of the pixels, through an average pooling with blocks of r × r.

FIRST_ONLY = "only one pixel of each block gets something: that is maximum pooling. A mean heard all of them."


def average(E, r):
    """Return the errors of the pixels."""
    return np.kron(E, np.ones((r, r))) / r**2


def first_of_block(E, r):
    """Return the errors as if only the first pixel of a block had been heard."""
    corner = np.zeros((r, r))
    corner[0, 0] = 1
    return np.kron(E, corner)


def one_of_block(found, expected, E, r):
    """Say whether at most one pixel of each block has an error."""
    blocks = found.reshape(E.shape[0], r, E.shape[1], r)
    return r > 1 and (np.count_nonzero(blocks, axis=(1, 3)) <= 1).all()


def errors_and_side(generator):
    """Draw errors of results, and the side of a block."""
    h, w, r = sizes(generator, 3, most=4)
    return quarters(generator, h, w), r


AVERAGE = asks_for_function(
    "04-average",
    praise="Every pixel of a block had the same part in the mean.",
    arguments="E and r",
    reference=average,
    inputs=errors_and_side,
    edges=(
        (np.array([[4.0, 8.0, -4.0], [12.0, 0.0, 20.0]]), 2),
        (np.array([[9.0, 18.0]]), 3),
        (np.array([[-8.0]]), 2),
        (np.array([[3.0], [-1.0]]), 1),
        (quarters(np.random.default_rng(1), 12, 11), 5),
        (quarters(np.random.default_rng(2), 2, 3), 12),
    ),
    wrong={
        "each pixel gets the whole error of its block, but it moved the mean by 1/r² only.": (
            lambda E, r: average(E, r) * r**2
        ),
        "a block has r·r pixels, not r.": lambda E, r: average(E, r) * r,
        FIRST_ONLY: first_of_block,
        "the values are right, the places are not: each error belongs to a block of neighbors, "
        "not to every h'-th row.": lambda E, r: np.tile(E, (r, r)) / r**2,
        "that is one number for a block: each of its r·r pixels gets an error.": lambda E, r: E / r**2,
    },
    signs={FIRST_ONLY: one_of_block},
    otherwise=NOT_THESE,
)
