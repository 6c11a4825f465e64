"""Exercises of chapter 02, "Slide a kernel over an image"."""

import numpy as np

from kernelbook.convolution import correlate2d
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_number, judge_shape

# 02-window: one number of a cross-correlation, by hand.

X = np.array([[2, 0, 1, 0], [1, 4, 0, 2], [3, 1, 2, 3]])
K = np.array([[1, 2], [0, -1]])

TURNED = "that is the convolution: you turned the kernel. Here it stays as it is."
OTHER_PLACE = (
    "that is the window at another place. Row 1, column 2 of Y begins at row 1, column 2 of X, counted from 0."
)

WINDOW = Exercise(
    id="02-window",
    judge=judge_number(
        1,
        {7: TURNED, -2: OTHER_PLACE, 2: OTHER_PLACE, -1: OTHER_PLACE, 8: OTHER_PLACE},
        "not this number. Lay the kernel on the window [[0, 2], [2, 3]], multiply number by number, and add.",
    ),
    praise="1·0 + 2·2 + 0·2 - 1·3 = 1.",
    solution=lambda: int(correlate2d(X, K)[1, 2]),
    wrong={
        TURNED: lambda: 7,
        OTHER_PLACE: lambda: 2,
        "Lay the kernel on the window": lambda: 5,
        "expected a whole number": lambda: 1.0,
    },
)

# 02-output: 9 × 12 pixels, a kernel of 3 × 4, stride (2, 3), one pixel of padding on each side.

TOTAL = "the padding is one pixel on each side, so each axis grows by two pixels."
CEIL = "a window that does not fit anymore is left out: round down."
SWAPPED = "rows first: (height, width)."
MISSING = "either the padding or the + 1 for the first position is missing."
NO_STRIDE = "that is the result with stride 1; the window moves 2 rows or 3 columns at a time."

OUTPUT = Exercise(
    id="02-output",
    judge=judge_shape(
        (5, 4),
        {(4, 4): TOTAL, (5, 5): CEIL, (4, 5): SWAPPED, (4, 3): MISSING, (9, 11): NO_STRIDE},
        "not this shape. Take each axis alone: pixels with padding, minus the kernel, divided by the stride, plus 1.",
        parts="height, width",
    ),
    praise="(9 + 2 - 3) / 2 + 1 = 5, and (12 + 2 - 4) / 3 + 1 = 4, rounded down.",
    solution=lambda: (5, 4),
    wrong={
        TOTAL: lambda: (4, 4),
        CEIL: lambda: (5, 5),
        SWAPPED: lambda: (4, 5),
        MISSING: lambda: (4, 3),
        NO_STRIDE: lambda: (9, 11),
        "Take each axis alone": lambda: (3, 3),
        "expected 2 numbers": lambda: (5, 4, 1),
    },
)

# 02-shift: a kernel that moves an image one pixel to the right.

LEFT = "it moves the image to the left: the cross-correlation fetches from where the 1 stands, so put it on the left."
STAYS = "it leaves the image where it is."
VERTICAL = "it moves the image up or down; the right is along a row."
NOT_A_MOVE = "a kernel that moves an image has a single 1, and zeros elsewhere."


def judge_shift(answer):
    """Judge a 3 × 3 kernel by what it does to an image."""
    try:
        kernel = np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError):
        return f"expected 3 × 3 numbers, got {type(answer).__name__}."
    if kernel.shape != (3, 3):
        return f"expected 3 × 3 numbers, got shape {kernel.shape}."
    image = np.random.default_rng(2).normal(size=(5, 7))
    moved = correlate2d(image, kernel, mode="same")

    def is_moved(rows, columns):
        expected = np.roll(image, (rows, columns), axis=(0, 1))
        return np.allclose(moved[1:-1, 1:-1], expected[1:-1, 1:-1])

    if is_moved(0, 1):
        return None
    if is_moved(0, -1):
        return LEFT
    if is_moved(0, 0):
        return STAYS
    return VERTICAL if is_moved(1, 0) or is_moved(-1, 0) else NOT_A_MOVE


def single(i, j):
    """Return a 3 × 3 kernel with a single 1."""
    kernel = np.zeros((3, 3))
    kernel[i, j] = 1
    return kernel


SHIFT = Exercise(
    id="02-shift",
    judge=judge_shift,
    praise="Every pixel fetches its left neighbor, so the image moves to the right.",
    solution=lambda: single(1, 0),
    wrong={
        LEFT: lambda: single(1, 2),
        STAYS: lambda: single(1, 1),
        VERTICAL: lambda: single(0, 1),
        NOT_A_MOVE: lambda: np.ones((3, 3)) / 9,
        "got shape (2, 2)": lambda: [[1, 0], [0, 0]],
        "got str": lambda: "right",
    },
)

# 02-stride: a cross-correlation with a stride, as a function.

FLIPPED = "it turns the kernel: that is a convolution."
ROUNDED_UP = "one row or column too many: where the window would hang over the edge, it does not stand."
EVERY_PLACE = "it has a number for every place; with stride s, the window stands only at every s-th."
FIRST_ONLY = "right for the first row and column, then the window is read from the wrong place: it starts at s·i, s·j."


def judge_stride(answer):
    """Judge a function (X, K, s) against the slices of the full cross-correlation."""
    generator = np.random.default_rng(2)
    X, K = generator.normal(size=(8, 10)), generator.normal(size=(3, 2))
    given, complaint = call(answer, "X, K and s", [(X, K, 3), (X, K, 1)])
    if complaint:
        return complaint
    found, plain = given
    expected = correlate2d(X, K)
    if plain.shape == expected.shape and np.allclose(plain, correlate2d(X, K[::-1, ::-1])):
        return FLIPPED
    if found.shape == expected.shape:
        return EVERY_PLACE
    if found.shape != (2, 3):
        return f"for X of (8, 10), K of (3, 2) and s = 3 it gave shape {found.shape}, expected (2, 3): " + ROUNDED_UP
    if np.allclose(found, expected[::3, ::3]):
        return None
    return FIRST_ONLY if np.isclose(found[0, 0], expected[0, 0]) else "not these numbers. Try it on numbers by hand."


def strided(X, K, s, turn=False, up=False, step=None):
    """Compute a cross-correlation with stride s: the reference solution, or with other arguments a wrong one."""
    K = K[::-1, ::-1] if turn else K
    (h, w), (kh, kw), step = X.shape, K.shape, step or s
    h_out, w_out = (h - kh) // s + 1 + up, (w - kw) // s + 1 + up
    X = np.pad(X, ((0, s * up), (0, s * up)))
    windows = [[X[step * i :, step * j :][:kh, :kw] for j in range(w_out)] for i in range(h_out)]
    return (np.array(windows) * K).sum(axis=(2, 3))


STRIDE = Exercise(
    id="02-stride",
    judge=judge_stride,
    praise="The window starts at s·i, s·j and never hangs over.",
    solution=lambda: strided,
    wrong={
        FLIPPED: lambda: lambda X, K, s: strided(X, K, s, turn=True),
        ROUNDED_UP: lambda: lambda X, K, s: strided(X, K, s, up=True),
        EVERY_PLACE: lambda: lambda X, K, s: strided(X, K, 1),
        FIRST_ONLY: lambda: lambda X, K, s: strided(X, K, s, step=1),
        "Try it on numbers": lambda: lambda X, K, s: np.zeros_like(strided(X, K, s)),
        "expected a function": lambda: correlate2d(X, K),
        "raised": lambda: lambda X, K, s: X @ K,
    },
)

# 02-field: the receptive field of a convolution of 5 with stride 3, then one of 3 with dilation 2.

NO_STEP = "the second layer's steps are 3 pixels of the input long, because the first layer has stride 3."
NO_GAPS = "with dilation 2 the three weights of the second layer lie two apart."
JUST_ADDED = "kernel sizes cannot just be added: neighbors' fields overlap."

FIELD = Exercise(
    id="02-field",
    judge=judge_number(
        17,
        {9: NO_STEP, 11: NO_GAPS, 8: JUST_ADDED, 15: JUST_ADDED},
        "not this number. Begin with the 5 pixels of the first layer; add what the outer weights of the second reach.",
    ),
    praise="5 pixels, and two steps of 2·3 pixels more.",
    solution=lambda: 17,
    wrong={
        NO_STEP: lambda: 9,
        NO_GAPS: lambda: 11,
        JUST_ADDED: lambda: 8,
        "Begin with the 5 pixels": lambda: 12,
    },
)

EXERCISES = [WINDOW, OUTPUT, SHIFT, STRIDE, FIELD]
