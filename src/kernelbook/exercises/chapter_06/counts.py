"""Exercises of chapter 06 about counts: recall, how many images prove a claim, and which network is better."""

from math import comb

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_number

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 06-recall: the recall of each class, from a confusion matrix.

COLUMNS = "that is the precision: of what was called k. The recall divides by what is k, the sum of its row."
WHOLE = "that is one figure for all; every class has a recall of its own, shape (k,)."
COUNTS = "these are counts; divide each by the number of images of its class."
SHARES = "that divides by all images; divide by those of the class."


def judge_recall(answer):
    """Judge a function of a confusion matrix."""
    matrix = np.random.default_rng(6).integers(1, 50, size=(4, 4))
    given, complaint = call(answer, "a confusion matrix", [(matrix,)])
    if complaint:
        return complaint
    (found,) = given
    hits = np.diag(matrix)
    if found.ndim == 0:
        return WHOLE
    if found.shape != (4,):
        return f"for 4 classes it gave shape {found.shape}, expected (4,)."
    for values, complaint in (
        (hits / matrix.sum(axis=1), None),
        (hits / matrix.sum(axis=0), COLUMNS),
        (hits, COUNTS),
        (hits / matrix.sum(), SHARES),
    ):
        if np.allclose(found, values):
            return complaint
    return NOT_THESE


RECALL = Exercise(
    id="06-recall",
    judge=judge_recall,
    praise="The diagonal, divided by the sums of the rows.",
    solution=lambda: lambda matrix: np.diag(matrix) / matrix.sum(axis=1),
    wrong={
        COLUMNS: lambda: lambda matrix: np.diag(matrix) / matrix.sum(axis=0),
        WHOLE: lambda: lambda matrix: np.trace(matrix) / matrix.sum(),
        COUNTS: lambda: np.diag,
        SHARES: lambda: lambda matrix: np.diag(matrix) / matrix.sum(),
        NOT_THESE: lambda: lambda matrix: np.ones(4),
        "expected (4,)": lambda: lambda matrix: matrix / 2,
        "expected a function": lambda: [0.5, 0.5],
        "raised": lambda: lambda matrix: matrix @ np.ones(3),
    },
)

# 06-images: how many right answers in a row prove 99 %?

ROUNDED = "at 380 images the lower end is still below 0.99: round up."
THREE = "that is the rule of three, 3 / 0.01, which bounds from one side only."
HUNDRED = "one error in 100 would be 99 %; but no error in 100 does not rule out more: the lower end is 0.963."
Z_ONCE = "z is squared in the formula."

IMAGES = Exercise(
    id="06-images",
    judge=judge_number(
        381,
        {380: ROUNDED, 300: THREE, 299: THREE, 100: HUNDRED, 99: HUNDRED, 194: Z_ONCE, 195: Z_ONCE},
        "not this number. If all n answers are right, Wilson's lower end is 1 / (1 + z²/n), with z = 1.96.",
    ),
    praise="99 · 1.96² = 380.3, so 381 answers, all of them right.",
    solution=lambda: 381,
    wrong={
        ROUNDED: lambda: 380,
        THREE: lambda: 300,
        HUNDRED: lambda: 100,
        Z_ONCE: lambda: 195,
        "Wilson's lower end is": lambda: 10_000,
        "expected a whole number": lambda: 380.3,
    },
)

# 06-mcnemar: the p-value of McNemar's exact test.

ONE_SIDED = "that counts one side only: the coins could have been as uneven to the other side; double it."
ALL_IMAGES = "images on which both are right or both wrong tell nothing: n is the number of the others."
ABOVE_ONE = "a probability cannot exceed 1: when both sides are equal, the doubled one must be cut."
ONLY_THIS = "that is the chance of exactly this split; add those of all more uneven ones."


def tail(smaller, n):
    """Return the chance that n fair coins show at most `smaller` heads."""
    return sum(comb(n, k) for k in range(smaller + 1)) / 2**n


def judge_mcnemar(answer):
    """Judge a function of two counts."""
    given, complaint = call(answer, "only_first and only_second", [(3, 9), (9, 3), (5, 5), (40, 60)])
    if complaint:
        return complaint
    if any(value.ndim or value.dtype.kind not in "if" for value in given):
        return f"expected one number for each call, got {given[0]!r}."
    found, turned, even, larger = map(float, given)
    if np.isclose(even, 1 + comb(10, 5) / 2**10) and np.isclose(found, 2 * tail(3, 12)):
        return ABOVE_ONE
    if np.allclose([found, turned, even, larger], [2 * tail(3, 12), 2 * tail(3, 12), 1, 2 * tail(40, 100)]):
        return None
    if np.isclose(found, tail(3, 12)) or np.isclose(turned, tail(3, 12)):
        return ONE_SIDED
    if np.isclose(found, comb(12, 3) / 2**12) or np.isclose(found, 2 * comb(12, 3) / 2**12):
        return ONLY_THIS
    return ALL_IMAGES if found < 1e-6 else "not this probability. With 3 and 9, it is 2 · (1 + 12 + 66 + 220) / 2¹²."


MCNEMAR = Exercise(
    id="06-mcnemar",
    judge=judge_mcnemar,
    praise="Twice the chance of a split at least this uneven, and 1 at the most.",
    solution=lambda: lambda a, b: min(1.0, 2 * tail(min(a, b), a + b)),
    wrong={
        ONE_SIDED: lambda: lambda a, b: tail(min(a, b), a + b),
        ABOVE_ONE: lambda: lambda a, b: 2 * tail(min(a, b), a + b),
        ONLY_THIS: lambda: lambda a, b: 2 * comb(a + b, a) / 2 ** (a + b),
        ALL_IMAGES: lambda: lambda a, b: 2 * tail(min(a, b), 10_000 // 20),
        "not this probability": lambda: lambda a, b: 0.5,
        "expected one number": lambda: lambda a, b: [a, b],
        "expected a function": lambda: 0.146,
        "raised": lambda: lambda a, b: comb(a, b - 100),
    },
)
