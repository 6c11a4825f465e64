"""Exercises of chapter 03 about products: taps, the matrix of windows, factors of a kernel, and the machine's limit."""

import numpy as np

from kernelbook.convolution import correlate2d, output_size
from kernelbook.exercises.arrays import begins, quarters, sizes
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import asks_for_function, same
from kernelbook.exercises.values import asks_for_number, asks_for_shape, real
from kernelbook.guards import shown

# 03-taps: a cross-correlation with dilation, by taps; 1 means no gaps.

TOO_MANY = "too many rows or columns: the kernel now covers d (k - 1) + 1 pixels, and must not hang over."
TOO_FEW = "rows or columns are missing: the kernel covers d (k - 1) + 1 pixels, there is no gap behind the last weight."
ONE_AXIS = "it has gaps in one direction only: weight (m, n) meets row d·m and column d·n of its window."


def dilated(X, K, d):
    """Compute a cross-correlation with dilation d by taps."""
    rows = X.shape[0] - d * (K.shape[0] - 1)
    columns = X.shape[1] - d * (K.shape[1] - 1)
    Y = np.zeros((rows, columns))
    for m, n in np.ndindex(K.shape):
        Y += X[d * m : d * m + rows, d * n : d * n + columns] * K[m, n]
    return Y


def spread(K, down, across):
    """Return a kernel with its weights so many rows and columns apart, zeros between them."""
    (kh, kw) = K.shape
    wide = np.zeros((down * (kh - 1) + 1, across * (kw - 1) + 1))
    wide[::down, ::across] = K
    return wide


def hanging(X, K, d):
    """Compute as many numbers as without dilation, from windows that hang over onto zeros."""
    below, right = ((d - 1) * (k - 1) for k in K.shape)
    return dilated(np.pad(X, ((0, below), (0, right))), K, d)


def image_kernel_and_dilation(generator):
    """Draw an image in which a kernel has places, even with its weights one pixel farther apart."""
    kh, kw, d = sizes(generator, 3, most=3)
    more_rows, more_columns = sizes(generator, 2, most=4)
    return (
        quarters(generator, (d + 1) * kh + more_rows - 1, (d + 1) * kw + more_columns - 1),
        quarters(generator, kh, kw),
        d,
    )


def large_image(kernel, d):
    """Draw an image of 38 × 41 pixels and a kernel of a shape; add a dilation."""
    generator = np.random.default_rng(1)
    return quarters(generator, 38, 41), quarters(generator, *kernel), d


TAPS = asks_for_function(
    "03-taps",
    praise="Weight (m, n) meets the image from row d·m and column d·n on.",
    arguments="X, K and d",
    reference=dilated,
    inputs=image_kernel_and_dilation,
    edges=(
        (np.array([[1.0, -2.0, 0.5, 3.0, 2.0, -1.0]]), np.array([[1.0, 2.0]]), 2),
        (np.array([[1.0], [-2.0], [0.5], [3.0], [2.0], [-1.0]]), np.array([[1.0], [-0.5]]), 2),
        (np.array([[1.5, -2.0, 1.0, 4.0]]), np.array([[2.0, -1.0]]), 1),
        large_image((12, 13), 2),
        large_image((3, 2), 12),
    ),
    wrong={
        "it turns the kernel: that is a convolution.": lambda X, K, d: dilated(X, K[::-1, ::-1], d),
        "with d = 1 the weights touch: dilation counts from 1.": lambda X, K, d: dilated(X, K, d + 1),
        TOO_MANY: hanging,
        TOO_FEW: lambda X, K, d: dilated(X, K, d)[: 1 - d or None, : 1 - d or None],
        "it has no gaps: weight m lies on row d·m of its window.": (
            lambda X, K, d: correlate2d(X, K)[: X.shape[0] - d * (len(K) - 1), : X.shape[1] - d * (K[0].size - 1)]
        ),
        "that is a stride: it sets the windows apart. Dilation sets the weights apart.": (
            lambda X, K, d: correlate2d(X, K)[::d, ::d]
        ),
        ONE_AXIS: lambda X, K, d: correlate2d(X, spread(K, d, 1)),
    },
    signs={
        TOO_MANY: lambda found, expected, *_: begins(found, expected),
        TOO_FEW: lambda found, expected, *_: begins(expected, found),
        ONE_AXIS: lambda found, expected, X, K, d: same([found], [correlate2d(X, spread(K, 1, d))]),
    },
    otherwise="not these numbers. Try it on numbers by hand.",
)

# 03-memory: the matrix of windows of 4 images of 20 × 30 × 3 under 8 kernels of 5 × 3.

KERNELS = "the 8 kernels are columns of the other matrix; here, a column is a place in the window."

MEMORY = asks_for_shape(
    "03-memory",
    right=(4 * output_size(20, 5) * output_size(30, 3), 5 * 3 * 3),
    known={
        (448, 45): "that is the matrix of one image; there are four, and their windows stand below each other.",
        (2400, 45): "without padding the window does not hang over: 20 rows leave 16, 30 columns leave 28.",
        (1620, 45): "the first place counts as well: 20 - 5 + 1 rows, 30 - 3 + 1 columns.",
        (45, 1792): "each window is a row, so the long side is first.",
        (1872, 45): "the kernel has 5 rows and 3 columns: height first.",
        (1792, 15): "a window reaches through all 3 channels.",
        (1792, 8): KERNELS,
        (1792, 360): KERNELS,
    },
    otherwise="not this shape. Rows: images times positions of the window. Columns: numbers in one window.",
    praise="4 · 16 · 28 windows of 5 · 3 · 3 numbers: more than eleven times as many as the images hold.",
    parts="rows, columns",
)

# 03-separable: the factors of [[1, 4, 1], [0, 0, 0], [-1, -4, -1]].

KERNEL = np.array([[1, 4, 1], [0, 0, 0], [-1, -4, -1]])
PAIR = "expected a pair (u, v) of three numbers each"
OTHER_WAY = "that is the kernel turned on its side: the column comes first, then the row."
SIGN = "the signs are turned around: the first row of the kernel is positive."
ROW_ONLY = "the row is right, or a multiple; the column says which multiple of it each row of the kernel is."
COLUMN_ONLY = "the column is right, or a multiple; all rows of the kernel are multiples of the row."
NOT_FACTORS = "not these factors. Which row are all rows of the kernel multiples of?"


def judge_separable(answer):
    """Judge a pair (u, v) by its outer product: every multiple of u with v divided by it is right."""
    try:
        u, v = (real(part).ravel() for part in answer)
    except (TypeError, ValueError, AttributeError):
        return f"{PAIR}, got {shown(answer)}."
    if u.shape != (3,) or v.shape != (3,):
        return f"{PAIR}, got {u.size} and {v.size}: {shown(answer)}."
    product = np.outer(u, v)
    for factor, complaint in ((KERNEL, None), (KERNEL.T, OTHER_WAY), (-KERNEL, SIGN)):
        if same([product], [factor]):
            return complaint
    if is_multiple(v, KERNEL[0]):
        return ROW_ONLY
    return COLUMN_ONLY if is_multiple(u, KERNEL[:, 0]) else NOT_FACTORS


def is_multiple(part, whole):
    """Say whether numbers are a multiple of others, but not all zero."""
    return part.any() and same([np.outer(part, whole)], [np.outer(whole, part)])


SEPARABLE = Exercise(
    id="03-separable",
    judge=judge_separable,
    praise="Six products instead of nine, and every multiple of u by a number with v divided by it does as well.",
    solution=lambda: ([1, 0, -1], [1, 4, 1]),
    wrong=(
        (OTHER_WAY, lambda: ([1, 4, 1], [1, 0, -1])),
        (SIGN, lambda: ([-1, 0, 1], [1, 4, 1])),
        (ROW_ONLY, lambda: ([1, 1, 1], [1, 4, 1])),
        (ROW_ONLY, lambda: ([2, 0, -2], [1, 4, 1])),
        (COLUMN_ONLY, lambda: ([1, 0, -1], [1, 2, 1])),
        (NOT_FACTORS, lambda: ([1, 2, 1], [1, 0, -1])),
        ("got 2 and 3", lambda: ([1, 0], [1, 4, 1])),
        ("a pair (u, v)", lambda: [1, 0, -1]),
        ("a pair (u, v)", lambda: ("column", "row")),
    ),
)

# 03-limit: 20 GB and 100 billion multiply-accumulates per second; each pixel read and each result written once.

SQUARED = "that is k², the multiply-accumulates of a result; the question is for k."
EVEN = "k is odd."

LIMIT = asks_for_number(
    "03-limit",
    right=next(k for k in range(1, 99, 2) if k**2 / (4 + 4) >= 100 / 20),
    known={
        3: "count bytes, not numbers: a float32 has four.",
        5: "each result moves eight bytes: four are read and four written.",
        40: SQUARED,
        49: SQUARED,
        6: EVEN,
        8: EVEN,
        40**0.5: "that is where both take as long; the question is for the next odd k.",
    },
    otherwise="not this number. Each result takes k² multiply-accumulates and moves 8 bytes; compare with 100 / 20.",
    praise="49 multiply-accumulates for 8 bytes are more than 5 for each; 25 would be fewer.",
)
