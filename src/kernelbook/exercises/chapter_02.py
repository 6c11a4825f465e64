"""Exercises of chapter 02, "Slide a kernel over an image"."""

import numpy as np

from kernelbook.convolution import correlate2d, output_size, receptive_field
from kernelbook.exercises.arrays import begins, quarters, sizes
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import asks_for_function, same
from kernelbook.exercises.values import asks_for_number, asks_for_shape, real
from kernelbook.guards import shown

# 02-window: one number of the cross-correlation of X = [[2, 0, 1, 0], [1, 4, 0, 2], [3, 1, 2, 3]] with
# K = [[1, 2], [0, -1]], by hand.

OTHER_PLACE = (
    "that is the window at another place. Row 1, column 2 of Y begins at row 1, column 2 of X, counted from 0."
)

WINDOW = asks_for_number(
    "02-window",
    right=int(correlate2d([[2, 0, 1, 0], [1, 4, 0, 2], [3, 1, 2, 3]], [[1, 2], [0, -1]])[1, 2]),
    known={
        7: "that is the convolution: you turned the kernel. Here it stays as it is, with its minus.",
        -2: OTHER_PLACE,
        2: OTHER_PLACE,
        -1: OTHER_PLACE,
        8: OTHER_PLACE,
    },
    otherwise="not this number. Lay the kernel on the window [[0, 2], [2, 3]], multiply number by number, and add.",
    praise="1·0 + 2·2 + 0·2 - 1·3 = 1.",
    tolerance=1e-6,
)

# 02-output: 9 × 12 pixels, a kernel of 3 × 4, stride (2, 3), one pixel of padding on each side.

ROUND_DOWN = "a window that does not fit anymore is left out: round down."

OUTPUT = asks_for_shape(
    "02-output",
    right=(output_size(9 + 2, 3, strides=2), output_size(12 + 2, 4, strides=3)),
    known={
        (4, 4): "the padding is one pixel on each side, so each axis grows by two pixels.",
        (5, 5): ROUND_DOWN,
        (5, 13 / 3): ROUND_DOWN,
        (4, 5): "rows first: (height, width).",
        (4, 3): "either the padding or the + 1 for the first position is missing.",
        (9, 11): "that is the result with stride 1; the window moves 2 rows or 3 columns at a time.",
        (3, 6): "the strides are exchanged: the window moves 2 rows or 3 columns at a time.",
    },
    otherwise="not this shape. Take each axis alone: pixels with padding, minus the kernel, over the stride, plus 1.",
    praise="⌊(9 + 2 - 3) / 2⌋ + 1 = 5, and ⌊(12 + 2 - 4) / 3⌋ + 1 = 4.",
    parts="height, width",
)

# 02-shift: a kernel of 3 × 3 that moves an image one pixel to the right.

LEFT = "it moves the image to the left: the cross-correlation fetches from where the 1 stands, so put it on the left."
STAYS = "it leaves the image where it is."
VERTICAL = "it moves the image up or down; the right is along a row."
DIAGONAL = "it moves the image up or down as well; the right is along a row."
NOT_A_MOVE = "a kernel that moves an image has a single 1, and zeros elsewhere."
MOVES = {(1, 0): None, (1, 1): STAYS, (1, 2): LEFT, (0, 1): VERTICAL, (2, 1): VERTICAL}


def single(i, j):
    """Return a 3 × 3 kernel with a single 1."""
    kernel = np.zeros((3, 3))
    kernel[i, j] = 1
    return kernel


def judge_shift(answer):
    """Judge a 3 × 3 kernel by where its single 1 stands."""
    kernel = real(answer)
    if kernel is None:
        return f"expected 3 × 3 numbers, got {shown(answer)}."
    if kernel.squeeze().shape != (3, 3):
        return f"expected 3 × 3 numbers, got shape {kernel.shape}."
    for place in np.ndindex(3, 3):
        if same([kernel.squeeze()], [single(*place)]):
            return MOVES.get(place, DIAGONAL)
    return NOT_A_MOVE


SHIFT = Exercise(
    id="02-shift",
    judge=judge_shift,
    praise="Every pixel fetches its left neighbor, so the image moves to the right.",
    solution=lambda: single(1, 0),
    wrong=(
        (LEFT, lambda: [[0, 0, 0], [0, 0, 1], [0, 0, 0]]),
        (STAYS, lambda: single(1, 1)),
        (VERTICAL, lambda: single(0, 1)),
        (VERTICAL, lambda: single(2, 1)),
        (DIAGONAL, lambda: single(0, 0)),
        (NOT_A_MOVE, lambda: np.ones((3, 3)) / 9),
        (NOT_A_MOVE, lambda: [[0, 0, 0], [1, 0, -1], [0, 0, 0]]),
        ("got shape (2, 2)", lambda: [[1, 0], [0, 0]]),
    ),
)

# 02-stride: a cross-correlation with a stride, as a function.

TOO_MANY = "rows or columns too many: where the window would hang over the edge, it does not stand."
TOO_FEW = "rows or columns are missing: the first place counts in any case, so divide n - k by s, then add 1."
ONE_AXIS = "it has the stride in one direction only: the window moves s rows, and s columns."


def strided(X, K, s):
    """Compute a cross-correlation with stride s."""
    (h, w), (kh, kw) = X.shape, K.shape
    Y = np.zeros(((h - kh) // s + 1, (w - kw) // s + 1))
    for i, j in np.ndindex(Y.shape):
        Y[i, j] = (X[s * i : s * i + kh, s * j : s * j + kw] * K).sum()
    return Y


def beginning(Y, X, K, s):
    """Return as many rows and columns of Y, from the first on, as a cross-correlation with stride s has."""
    return Y[: (X.shape[0] - K.shape[0]) // s + 1, : (X.shape[1] - K.shape[1]) // s + 1]


def hanging(X, K, s):
    """Compute a cross-correlation with stride s whose last windows may hang over onto zeros."""
    (h, w), (kh, kw) = X.shape, K.shape
    return strided(np.pad(X, ((0, (kh - h) % s), (0, (kw - w) % s))), K, s)


def image_kernel_and_stride(generator):
    """Draw an image, a kernel that is not larger, and a stride."""
    kh, kw = sizes(generator, 2, most=3)
    more_rows, more_columns, s = sizes(generator, 3, most=4)
    return quarters(generator, kh + more_rows - 1, kw + more_columns - 1), quarters(generator, kh, kw), s


def large_image(kernel, s):
    """Draw an image of 38 × 41 pixels and a kernel of a shape; add a stride."""
    generator = np.random.default_rng(1)
    return quarters(generator, 38, 41), quarters(generator, *kernel), s


STRIDE = asks_for_function(
    "02-stride",
    praise="The window starts at s·i, s·j and never hangs over.",
    arguments="X, K and s",
    reference=strided,
    inputs=image_kernel_and_stride,
    edges=(
        (np.array([[1.0, -2.0, 0.5, 3.0]]), np.array([[1.0, -0.5]]), 2),
        (np.array([[1.0, 2.0, 4.0, -1.0, 3.0]]), np.array([[2.0]]), 3),
        (np.array([[1.5], [-2.0], [1.0]]), np.array([[2.0], [1.0]]), 1),
        (np.arange(80.0).reshape(8, 10) ** 2, np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]]), 3),
        (np.arange(49.0).reshape(7, 7) ** 2, np.arange(9.0).reshape(3, 3) - 3, 3),
        large_image((13, 12), 5),
        large_image((2, 3), 12),
    ),
    wrong={
        "it turns the kernel: that is a convolution.": lambda X, K, s: strided(X, K[::-1, ::-1], s),
        TOO_MANY: hanging,
        TOO_FEW: lambda X, K, s: strided(X, K, s)[: (len(X) - len(K) + 1) // s, : (X[0].size - K[0].size + 1) // s],
        "it has a number for every place; with stride s, the window stands only at every s-th.": (
            lambda X, K, s: correlate2d(X, K)
        ),
        "right for the first row and column, then the window is read from the wrong place: it starts at s·i, s·j.": (
            lambda X, K, s: beginning(correlate2d(X, K), X, K, s)
        ),
        ONE_AXIS: lambda X, K, s: correlate2d(X, K)[::s],
        "it adds the pixels of each window; multiply them by the kernel first.": (
            lambda X, K, s: strided(X, np.ones(K.shape), s)
        ),
    },
    signs={
        TOO_MANY: lambda found, expected, *_: begins(found, expected),
        TOO_FEW: lambda found, expected, *_: begins(expected, found),
        ONE_AXIS: lambda found, expected, X, K, s: same([found], [correlate2d(X, K)[:, ::s]]),
    },
    otherwise="not these numbers. Try it on numbers by hand.",
)

# 02-field: the receptive field of a convolution of 5 with stride 3, then a second of 3 with dilation 2.

JUST_ADDED = "kernel sizes cannot just be added: neighbors' fields overlap."
OWN_STRIDE = "a layer's stride sets its windows apart, which the next layer sees; its own weights stay together."

FIELD = asks_for_number(
    "02-field",
    right=receptive_field([(5, 3, 1), (3, 1, 2)])[0],
    known={
        9: "the second layer's steps are 3 pixels of the input long, because the first layer has stride 3.",
        11: "with dilation 2 the three weights of the second layer lie two apart.",
        7: "that is with stride 1 and dilation 1: both spread what the second layer sees.",
        13: "dilation and stride multiply: the weights of the second layer lie two steps apart, of 3 pixels each.",
        8: JUST_ADDED,
        10: JUST_ADDED,
        15: "that is three windows of 5; two pixels between them meet no weight, and the width counts them too.",
        25: OWN_STRIDE,
    },
    otherwise="not this number. Begin with the 5 pixels of the first layer; add what the second's outer weights reach.",
    praise="5 pixels, and two steps of 2·3 pixels more.",
)

EXERCISES = [WINDOW, OUTPUT, SHIFT, STRIDE, FIELD]
