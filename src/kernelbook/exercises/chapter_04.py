"""Exercises of chapter 04, "Learn the kernels: send errors back through a convolution"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula, judge_number

NOT_THESE = "not these numbers. Try it on a row of three pixels, by hand."

# 04-weight: X = [2, 0, 1, 3], K = [1, 4], E = [1, -1, 2]; the derivative with respect to the second weight.

FIRST_WEIGHT = "that is the derivative with respect to the first weight; the second met the pixels 0, 1, 3."
TURNED = (
    "the errors are turned around: window j met pixel j + 1, in the same order. Only the input's errors need a turn."
)
TIMES_WEIGHT = "the weight itself does not enter: a product's derivative with respect to one factor is the other one."
ONE_WINDOW = "that is the share of one window; the weight was used in all three, so add."
NO_ERRORS = "you added the pixels that the weight met; each counts as much as its window's error says."

WEIGHT = Exercise(
    id="04-weight",
    judge=judge_number(
        5,
        {4: FIRST_WEIGHT, 2: TURNED, 20: TIMES_WEIGHT, 6: ONE_WINDOW, 0: ONE_WINDOW, -1: ONE_WINDOW, 8: NO_ERRORS},
        "not this number. Which pixel did the weight meet in each of the three windows?",
    ),
    praise="1·0 + (-1)·1 + 2·3 = 5.",
    solution=lambda: 5,
    wrong={
        FIRST_WEIGHT: lambda: 4,
        TURNED: lambda: 2,
        TIMES_WEIGHT: lambda: 20,
        ONE_WINDOW: lambda: 6,
        NO_ERRORS: lambda: 4 + 4,
        "Which pixel did the weight meet": lambda: 7,
        "expected a whole number": lambda: 5.0,
    },
)

# 04-corner: K = [[1, 2], [3, 4]], E = [[5, -1], [2, 3]] on an image of 3 × 3; the error of its upper right pixel.

NOT_TURNED = "that takes the weight from the lower left: the corner lay under the upper right weight of its window."
OTHER_CORNER = "that is another corner of the image."
WEIGHT_ALONE = "that is the weight that met the pixel; it counts as much as its window's error says."
OTHER_WINDOW = "only one window reaches the upper right pixel: the one at row 0, column 1."

CORNER = Exercise(
    id="04-corner",
    judge=judge_number(
        -2,
        {
            -3: NOT_TURNED,
            5: OTHER_CORNER,
            6: OTHER_CORNER,
            12: OTHER_CORNER,
            2: WEIGHT_ALONE,
            10: OTHER_WINDOW,
            4: OTHER_WINDOW,
        },
        "not this number. Which window covers the upper right pixel, and with which of its weights?",
    ),
    praise="One window reaches it, with its upper right weight: 2·(-1).",
    solution=lambda: -2,
    wrong={
        NOT_TURNED: lambda: -3,
        OTHER_CORNER: lambda: 5,
        WEIGHT_ALONE: lambda: 2,
        OTHER_WINDOW: lambda: 10,
        "Which window covers": lambda: 9,
        "expected a whole number": lambda: "-2",
    },
)

# 04-stride: the errors of a row of n pixels, through a convolution with stride s.

NO_STRIDE = "it forgets the stride: window j begins at pixel s·j."
FLIPPED = "right places, wrong weights: pixel s·j + m was met by weight m, not by the last but m."
OVERWRITTEN = "where windows overlap a pixel hears from several of them: add, do not overwrite."
GAPS = "it spreads the weights apart: that is dilation. Here the windows stand s pixels apart."


def back(E, K, n, s, turn=False, add=True, gap=1):
    """Return the errors of n pixels: the reference solution, or with other arguments a wrong one."""
    G = np.zeros(max(n, s * (len(E) - 1) + gap * (len(K) - 1) + 1))
    for j, error in enumerate(E):
        for m, weight in enumerate(K[::-1] if turn else K):
            at = s * j + gap * m
            G[at] = error * weight + (G[at] if add else 0)
    return G[:n]


STRIDE_WRONG = {
    NO_STRIDE: lambda E, K, s, n: back(E, K, n, 1),
    FLIPPED: lambda E, K, s, n: back(E, K, n, s, turn=True),
    OVERWRITTEN: lambda E, K, s, n: back(E, K, n, s, add=False),
    GAPS: lambda E, K, s, n: back(E, K, n, 1, gap=s),
}
CASES = [
    (np.array([1.0, -2.0, 4.0]), np.array([3.0, 1.0, 5.0]), 2, 8),
    (np.array([2.0, 7.0]), np.array([1.0, 4.0]), 3, 6),
    (np.array([1.0, -2.0, 3.0]), np.array([5.0, 2.0]), 1, 4),
]

STRIDE = Exercise(
    id="04-stride",
    judge=judge_formula("E, K, s and n", CASES, lambda E, K, s, n: back(E, K, n, s), STRIDE_WRONG, NOT_THESE),
    praise="Pixels that no window met get a zero: changing them would change nothing.",
    solution=lambda: lambda E, K, s, n: back(E, K, n, s),
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in STRIDE_WRONG.items()},
        "expected shape (8,), got (7,)": lambda: lambda E, K, s, n: back(E, K, s * (len(E) - 1) + len(K), s),
        NOT_THESE: lambda: lambda E, K, s, n: np.zeros(n),
        "expected a function": lambda: np.zeros(8),
        "raised": lambda: lambda E, K, s, n: E @ K,
    },
)

# 04-average: the errors of the pixels, through an average pooling with blocks of r × r.

NOT_SHARED = "each pixel gets the whole error of its block, but it moved the mean by 1/r² only."
SIDE = "a block has r·r pixels, not r."
FIRST_ONLY = "only one pixel of each block gets something: that is maximum pooling. A mean heard all of them."
TILED = "the values are right, the places are not: each error belongs to a block of neighbors, not to every h'-th row."


def average(E, r):
    """Return the errors of the pixels."""
    return np.kron(E, np.ones((r, r))) / r**2


def first_of_block(E, r):
    """Return the errors as if only the first pixel of a block had been heard."""
    corner = np.zeros((r, r))
    corner[0, 0] = 1
    return np.kron(E, corner)


AVERAGE_WRONG = {
    NOT_SHARED: lambda E, r: average(E, r) * r**2,
    SIDE: lambda E, r: average(E, r) * r,
    FIRST_ONLY: first_of_block,
    TILED: lambda E, r: np.tile(E, (r, r)) / r**2,
}

AVERAGE = Exercise(
    id="04-average",
    judge=judge_formula(
        "E and r",
        [(np.array([[4.0, 8.0, -4.0], [12.0, 0.0, 20.0]]), 2), (np.array([[9.0, 18.0]]), 3)],
        average,
        AVERAGE_WRONG,
        NOT_THESE,
    ),
    praise="Every pixel of a block had the same part in the mean.",
    solution=lambda: average,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in AVERAGE_WRONG.items()},
        "expected shape (4, 6), got (2, 3)": lambda: lambda E, r: E / r**2,
        NOT_THESE: lambda: lambda E, r: -average(E, r),
        "expected numbers": lambda: lambda E, r: None,
        "raised": lambda: lambda E, r: E.reshape(r, r, r, r, r),
    },
)

# 04-adam: a parameter after two steps of Adam, with β₁ = 0.9, β₂ = 0.999, a learning rate of 0.1 and no epsilon.

UNCORRECTED = "the averages begin at zero and are too small at first: divide them by 1 - 0.9^t and 1 - 0.999^t."
PLAIN = "that is plain gradient descent; Adam divides by the root of the average square."
NO_ROOT = "divide by the root of the average square, or the step depends on the gradient's unit."
ONE_CORRECTED = "at the second step both corrections have t = 2."
FORGETFUL = "that lets each gradient stand alone; the second step uses the averages over both."
UPHILL = "that goes uphill: subtract."


def two_steps(w, g1, g2, root=0.5, correct=lambda t: t, begin=0.0, sign=1):
    """Return the parameter after two steps: the reference solution, or with other arguments a wrong one."""
    m = v = begin
    for t, g in enumerate((g1, g2), start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        power = correct(t)
        m_now, v_now = m / (1 - 0.9**power), v / (1 - 0.999**power)
        w = w - sign * 0.1 * m_now / v_now**root
    return w


ADAM_WRONG = {
    UNCORRECTED: lambda w, g1, g2: two_steps(w, g1, g2, correct=lambda t: 10**6),
    PLAIN: lambda w, g1, g2: w - 0.1 * g1 - 0.1 * g2,
    NO_ROOT: lambda w, g1, g2: two_steps(w, g1, g2, root=1),
    ONE_CORRECTED: lambda w, g1, g2: two_steps(w, g1, g2, correct=lambda t: 1),
    FORGETFUL: lambda w, g1, g2: w - 0.1 * np.sign(g1) - 0.1 * np.sign(g2),
    UPHILL: lambda w, g1, g2: two_steps(w, g1, g2, sign=-1),
}

ADAM = Exercise(
    id="04-adam",
    judge=judge_formula(
        "w, g1 and g2",
        [(1.0, 4.0, -2.0), (0.0, 0.01, 0.03), (-2.0, -5.0, -1.0)],
        two_steps,
        ADAM_WRONG,
        "not these numbers. Do the first step alone: it is the learning rate long, whatever the gradient's size.",
    ),
    praise="The first step is 0.1 long, whatever the gradient's size; from the second on, its history counts.",
    solution=lambda: two_steps,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in ADAM_WRONG.items()},
        "Do the first step alone": lambda: lambda w, g1, g2: w,
        "expected one number": lambda: lambda w, g1, g2: [w, w],
        "expected a function": lambda: 0.9,
    },
)

EXERCISES = [WEIGHT, CORNER, STRIDE, AVERAGE, ADAM]
