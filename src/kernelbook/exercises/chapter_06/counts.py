"""Exercises of chapter 06 about counts: recall, how many images prove a claim, and which network is better."""

from math import ceil, comb, erfc, sqrt

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 06-recall: the recall of each class, from a confusion matrix.

WHOLE = "that is one figure for all; every class has a recall of its own, shape (k,)."


def recall(matrix):
    """Return which share of the images of each class was called so."""
    return np.diag(matrix) / matrix.sum(axis=1)


def confusion(generator):
    """Draw the matrix of two to six classes; none is without images, but some are never called rightly."""
    matrix = generator.integers(0, 30, size=2 * [generator.integers(2, 7)])
    matrix[:, 0] += 1
    return (matrix,)


RECALL = asks_for_function(
    "06-recall",
    praise="The diagonal, divided by the sums of the rows.",
    arguments="a confusion matrix",
    reference=recall,
    inputs=confusion,
    edges=(
        (np.array([[8, 2], [1, 9]]),),
        (np.array([[0, 5], [0, 5]]),),
        (np.array([[3, 1, 0], [0, 7, 0], [4, 0, 0]]),),
        (np.array([[4]]),),
        (np.random.default_rng(1).integers(0, 900, size=(12, 12)),),
    ),
    wrong={
        "that is the precision: of what was called k. The recall divides by what is k, the sum of its row.": (
            lambda matrix: np.diag(matrix) / matrix.sum(axis=0)
        ),
        WHOLE: lambda matrix: np.trace(matrix) / matrix.sum(),
        "these are counts; divide each by the number of images of its class.": np.diag,
        "that divides by all images; divide by those of the class.": lambda matrix: np.diag(matrix) / matrix.sum(),
        "that is the share that was missed; the recall is what was found.": lambda matrix: 1 - recall(matrix),
        "that divides by the others of the class; divide by all of them, the found ones too.": lambda matrix: (
            np.diag(matrix) / (matrix.sum(axis=1) - np.diag(matrix))
        ),
        "that is F1, which mixes recall and precision.": lambda matrix: (
            2 * np.diag(matrix) / (matrix.sum(axis=0) + matrix.sum(axis=1))
        ),
        "that is the accuracy of each class against all others; the images of other classes do not count here.": (
            lambda matrix: 1 - (matrix.sum(axis=0) + matrix.sum(axis=1) - 2 * np.diag(matrix)) / matrix.sum()
        ),
        "that is the whole matrix divided by the sums of its rows; the recall is its diagonal.": lambda matrix: (
            matrix / matrix.sum(axis=1, keepdims=True)
        ),
    },
    signs={WHOLE: lambda found, expected, matrix: found.size == 1},
    otherwise="not these numbers. Try it on two classes, by hand.",
)

# 06-images: how many right answers in a row prove 99 %?

THREE = "that is the rule of three, 3 / 0.01, which bounds from one side only."
HUNDRED = "one error in 100 would be 99 %; but no error in 100 does not rule out more: the lower end is 0.963."
Z_ONCE = "z is squared in the formula."

IMAGES = asks_for_number(
    "06-images",
    right=ceil(0.99 / (1 - 0.99) * 1.96**2),
    known={
        380: "at 380 images the lower end is still below 0.99: round up.",
        99
        * 1.96
        ** 2: "that is the formula, but images are counted, and at 380 the lower end is still below 0.99: round up.",
        300: THREE,
        299: THREE,
        100: HUNDRED,
        99: HUNDRED,
        194: Z_ONCE,
        195: Z_ONCE,
    },
    otherwise="not this number. If all n answers are right, Wilson's lower end is 1 / (1 + z²/n), with z = 1.96.",
    praise="99 · 1.96² = 380.3, so 381 answers, all of them right.",
)

# 06-mcnemar: the p-value of McNemar's exact test.

ONE_SIDED = "that counts one side only: the coins could have been as uneven to the other side; double it."
ALL_IMAGES = "images on which both are right or both wrong tell nothing: n is the number of the others."
ABOVE_ONE = "a probability cannot exceed 1: when both sides are equal, the doubled one must be cut."
ONLY_THIS = "that is the chance of exactly this split; add those of all more uneven ones."
BELL = "that is the chi-squared test, which replaces the coins by a bell curve; the exact one adds up the coins."


def mcnemar(only_first, only_second):
    """Return the chance that as many fair coins are at least as uneven."""
    return min(1.0, 2 * tail(min(only_first, only_second), only_first + only_second))


def tail(smaller, n):
    """Return the chance that n fair coins show at most `smaller` heads."""
    return sum(comb(n, k) for k in range(smaller + 1)) / 2**n


def bell(a, b, correction=0):
    """Return the p-value of the chi-squared test."""
    return erfc(abs(abs(a - b) - correction) / sqrt(2 * (a + b)))


MCNEMAR = asks_for_function(
    "06-mcnemar",
    praise="Twice the chance of a split at least this uneven, and 1 at the most.",
    arguments="only_first and only_second",
    reference=mcnemar,
    inputs=lambda generator: (int(generator.integers(0, 25)), int(generator.integers(1, 25))),
    edges=((3, 9), (9, 3), (5, 5), (4, 5), (0, 1), (1, 0), (0, 6), (7, 0), (1, 1), (40, 60), (0, 80), (170, 140)),
    wrong={
        ONE_SIDED: lambda a, b: tail(min(a, b), a + b),
        ABOVE_ONE: lambda a, b: 2 * tail(min(a, b), a + b),
        ONLY_THIS: lambda a, b: 2 * comb(a + b, a) / 2 ** (a + b),
        ALL_IMAGES: lambda a, b: 2 * tail(min(a, b), 500),
        "this very split belongs to those that are at least as uneven.": lambda a, b: 2 * tail(min(a, b) - 1, a + b),
        "that is the chance of a split at most this uneven; count those at least as uneven.": lambda a, b: (
            1 - mcnemar(a, b)
        ),
        "that is the statistic of the chi-squared test; a p-value is asked for.": lambda a, b: (a - b) ** 2 / (a + b),
        BELL: bell,
    },
    signs={
        ONLY_THIS: lambda found, expected, a, b: np.isclose(found, comb(a + b, a) / 2 ** (a + b)),
        ONE_SIDED: lambda found, expected, a, b: np.isclose(found, [tail(a, a + b), tail(b, a + b)]).any(),
        BELL: lambda found, expected, a, b: np.isclose(found, [bell(a, b), bell(a, b, 1)]).any(),
        ALL_IMAGES: lambda found, expected, a, b: 0 <= found < expected / 50,
    },
    otherwise="not this probability. With 3 and 9, it is 2 · (1 + 12 + 66 + 220) / 2¹².",
)
