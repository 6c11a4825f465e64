"""Exercises of chapter 03 about products: taps, the matrix of windows, factors of a kernel, and the machine's limit."""

import numpy as np

from kernelbook.convolution import conv2d
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_number, judge_shape

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 03-taps: a cross-correlation with dilation, by taps.

FLIPPED = "it turns the kernel: that is a convolution."
COUNTED_FROM_0 = "with d = 1 the weights touch: dilation counts from 1."
TOO_LARGE = "too many rows or columns: the kernel now covers d (k - 1) + 1 pixels, and must not hang over."
NO_GAPS = "it has no gaps: weight m lies on row d·m of its window."


def layer(X, K, d):
    """Compute a cross-correlation with dilation d by the tested library."""
    return conv2d(X[np.newaxis, :, :, np.newaxis], K[:, :, np.newaxis, np.newaxis], dilation=d)[0, :, :, 0]


def judge_taps(answer):
    """Judge a function (X, K, d) against the library."""
    generator = np.random.default_rng(3)
    X, K = generator.normal(size=(8, 10)), generator.normal(size=(3, 2))
    given, complaint = call(answer, "X, K and d", [(X, K, 2), (X, K, 1)])
    if complaint:
        return complaint
    found, plain = given
    expected = layer(X, K, 2)
    if plain.shape == (4, 8) and np.allclose(plain, expected):
        return COUNTED_FROM_0
    if found.shape != expected.shape:
        return f"for X of (8, 10), K of (3, 2) and d = 2 it gave shape {found.shape}, expected (4, 8): " + TOO_LARGE
    if np.allclose(found, expected):
        return None if np.allclose(plain, layer(X, K, 1)) else NOT_THESE
    if np.allclose(found, layer(X, K[::-1, ::-1], 2)):
        return FLIPPED
    return NO_GAPS if np.allclose(found, layer(X, K, 1)[:4, :8]) else NOT_THESE


def dilated(X, K, d, turn=False, gap=None, cover=None):
    """Compute a cross-correlation with dilation d by taps: the reference, or with other arguments a wrong one."""
    K = K[::-1, ::-1] if turn else K
    gap, cover = d if gap is None else gap, d if cover is None else cover
    rows, columns = (n - cover * (k - 1) for n, k in zip(X.shape, K.shape, strict=True))
    X = np.pad(X, ((0, d * len(K)), (0, d * len(K))))
    taps = [X[gap * m :, gap * n :][:rows, :columns] * K[m, n] for m, n in np.ndindex(K.shape)]
    return np.sum(taps, axis=0)


TAPS = Exercise(
    id="03-taps",
    judge=judge_taps,
    praise="Weight (m, n) meets the image from row d·m and column d·n on.",
    solution=lambda: dilated,
    wrong={
        FLIPPED: lambda: lambda X, K, d: dilated(X, K, d, turn=True),
        COUNTED_FROM_0: lambda: lambda X, K, d: dilated(X, K, d + 1),
        TOO_LARGE: lambda: lambda X, K, d: dilated(X, K, d, cover=1),
        NO_GAPS: lambda: lambda X, K, d: dilated(X, K, d, gap=1),
        NOT_THESE: lambda: lambda X, K, d: 0 * dilated(X, K, d),
        "expected a function": lambda: np.zeros((4, 8)),
        "raised": lambda: lambda X, K, d: X @ K,
    },
)

# 03-memory: the matrix of windows of 4 images of 20 × 30 × 3 under kernels of 5 × 3.

ONE_IMAGE = "that is the matrix of one image; there are four, and their windows stand below each other."
PADDED = "without padding the window does not hang over: 20 rows leave 16, 30 columns leave 28."
TURNED = "each window is a row, so the long side is first."
KERNEL_TURNED = "the kernel has 5 rows and 3 columns: height first."
NO_CHANNELS = "a window reaches through all 3 channels."
KERNELS = "the 8 kernels are columns of the other matrix; here, a column is a place in the window."

MEMORY = Exercise(
    id="03-memory",
    judge=judge_shape(
        (1792, 45),
        {
            (448, 45): ONE_IMAGE,
            (2400, 45): PADDED,
            (45, 1792): TURNED,
            (1872, 45): KERNEL_TURNED,
            (1792, 15): NO_CHANNELS,
            (1792, 8): KERNELS,
            (1792, 360): KERNELS,
        },
        "not this shape. Rows: images times positions of the window. Columns: numbers in one window.",
        parts="rows, columns",
    ),
    praise="4 · 16 · 28 windows of 5 · 3 · 3 numbers: more than eleven times as many as the images hold.",
    solution=lambda: (1792, 45),
    wrong={
        ONE_IMAGE: lambda: (448, 45),
        PADDED: lambda: (2400, 45),
        TURNED: lambda: (45, 1792),
        KERNEL_TURNED: lambda: (1872, 45),
        NO_CHANNELS: lambda: (1792, 15),
        KERNELS: lambda: (1792, 8),
        "Rows: images times positions": lambda: (16, 28),
        "expected 2 numbers": lambda: (4, 16, 28, 45),
    },
)

# 03-separable: the factors of a kernel.

KERNEL = np.array([[1, 4, 1], [0, 0, 0], [-1, -4, -1]])
OTHER_WAY = "that is the kernel turned on its side: the column comes first, then the row."
SIGN = "the signs are turned around: the first row of the kernel is positive."
NOT_A_ROW = "the row is right, or a multiple; the column says which multiple of it each row of the kernel is."
NOT_FACTORS = "not these factors. Which row are all rows of the kernel multiples of?"


def judge_separable(answer):
    """Judge a pair (u, v) by its outer product."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return f"expected a pair (u, v) of three numbers each, got {answer!r}."
    try:
        u, v = (np.asarray(part, dtype=np.float64) for part in answer)
    except (TypeError, ValueError):
        return "expected numbers in u and in v."
    if u.shape != (3,) or v.shape != (3,):
        return f"expected three numbers in u and three in v, got shapes {u.shape} and {v.shape}."
    for factor, complaint in ((KERNEL, None), (KERNEL.T, OTHER_WAY), (-KERNEL, SIGN)):
        if np.allclose(np.outer(u, v), factor):
            return complaint
    parallel = v.any() and np.allclose(np.outer(v, KERNEL[0]), np.outer(KERNEL[0], v))
    return NOT_A_ROW if parallel else NOT_FACTORS


SEPARABLE = Exercise(
    id="03-separable",
    judge=judge_separable,
    praise="Six products instead of nine, and every multiple of u by a number with v divided by it does as well.",
    solution=lambda: ([1, 0, -1], [1, 4, 1]),
    wrong={
        OTHER_WAY: lambda: ([1, 4, 1], [1, 0, -1]),
        SIGN: lambda: ([-1, 0, 1], [1, 4, 1]),
        NOT_A_ROW: lambda: ([1, 1, 1], [1, 4, 1]),
        NOT_FACTORS: lambda: ([1, 0, -1], [1, 2, 1]),
        "three numbers in u": lambda: ([1, 0], [1, 4, 1]),
        "a pair (u, v)": lambda: [1, 0, -1],
        "expected numbers": lambda: ("column", "row"),
    },
)

# 03-limit: 20 GB and 100 billion multiply-accumulates per second; each pixel read and each result written once.

BYTES = "count bytes, not numbers: a float32 has four."
ONE_WAY = "count both ways: four bytes are read and four written for each result."
SQUARED = "that is k², the multiply-accumulates of a result; the question is for k."
EVEN = "k is odd."

LIMIT = Exercise(
    id="03-limit",
    judge=judge_number(
        7,
        {3: BYTES, 5: ONE_WAY, 40: SQUARED, 49: SQUARED, 6: EVEN, 8: EVEN},
        "not this number. Each result takes k² multiply-accumulates and moves 8 bytes; compare with 100 / 20.",
    ),
    praise="49 multiply-accumulates for 8 bytes are more than 5 for each; 25 would be fewer.",
    solution=lambda: 7,
    wrong={
        BYTES: lambda: 3,
        ONE_WAY: lambda: 5,
        SQUARED: lambda: 40,
        EVEN: lambda: 6,
        "Each result takes": lambda: 31,
        "expected a whole number": lambda: 7.0,
    },
)
