"""Exercises of chapter 11, "Label every pixel"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula, judge_number

NOT_THESE = "not these numbers. Try it on a table of two classes, by hand."

# 11-mean: the mean intersection over union from a confusion matrix.

ACCURACY = "that is the share of right pixels, in which the frequent classes drown the rare ones."
RECALLS = "that divides by the true pixels only: it is recall. What was called a class without being one counts too."
TWICE = "the common pixels stand in the row and in the column: subtract them once."
POOLED = "that adds up all classes first; take each class for itself, then the mean."
DICE = "that is the mean Dice coefficient."


def parts(C):
    """Return the common pixels of each class, and those in its row and its column together."""
    C = np.asarray(C, float)
    return np.diag(C), C.sum(axis=0) + C.sum(axis=1)


def mean_iou(C):
    """Return the mean over the classes."""
    common, both = parts(C)
    return np.mean(common / (both - common))


MEAN_WRONG = {
    ACCURACY: lambda C: np.trace(C) / np.sum(C),
    RECALLS: lambda C: np.mean(np.diag(C) / np.sum(C, axis=1)),
    TWICE: lambda C: np.mean(parts(C)[0] / parts(C)[1]),
    POOLED: lambda C: parts(C)[0].sum() / (parts(C)[1] - parts(C)[0]).sum(),
    DICE: lambda C: np.mean(2 * parts(C)[0] / parts(C)[1]),
}
TABLES = [(np.array([[6, 1], [1, 2]]),), (np.array([[90, 2, 3], [1, 5, 0], [4, 1, 2]]),)]

MEAN = Exercise(
    id="11-mean",
    judge=judge_formula("C", TABLES, mean_iou, MEAN_WRONG, NOT_THESE),
    praise="Common over covered, class by class; then the mean.",
    solution=lambda: mean_iou,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in MEAN_WRONG.items()},
        NOT_THESE: lambda: lambda C: 1.0,
        "expected one number": lambda: lambda C: np.diag(C),
        "expected a function": lambda: 0.625,
    },
)

# 11-convert: from Dice to the intersection over union.

FORTH = "that is the way from IoU to Dice; here the Dice coefficient is given."
SAME = "they are equal only at 0 and 1."
HALF = "at d = 1 it must be 1."
ABOVE = "the intersection over union is never above Dice."
CONVERT_WRONG = {
    FORTH: lambda d: 2 * d / (1 + d),
    SAME: lambda d: d,
    HALF: lambda d: d / 2,
    ABOVE: lambda d: d**0.5,
}

CONVERT = Exercise(
    id="11-convert",
    judge=judge_formula("d", [(0.5,), (0.8,), (0.1,), (1.0,)], lambda d: d / (2 - d), CONVERT_WRONG, NOT_THESE),
    praise="A Dice coefficient of 0.8 is an IoU of two thirds.",
    solution=lambda: lambda d: d / (2 - d),
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in CONVERT_WRONG.items()},
        NOT_THESE: lambda: lambda d: d**2,
        "expected one number": lambda: lambda d: [d],
        "expected a function": lambda: 0.5,
        "raised": lambda: lambda d: d[0],
    },
)

# 11-lost: how many images of 2 × 4 pixels, 0 or 1, are pooled to [1, 1]?

ALL_IMAGES = "that is all images of 8 pixels; a block that is all 0 gives 0."
ONE_BLOCK = "that is one block; there are two, free of each other, so multiply."
ADDED = "each image of the left block goes with each of the right: multiply, do not add."
ONE_ONLY = "a block gives 1 if at least one of its pixels is 1, not just one."
MINUS_ONE = "not only the empty image is out: one empty block is enough to give a 0."

LOST = Exercise(
    id="11-lost",
    judge=judge_number(
        225,
        {256: ALL_IMAGES, 15: ONE_BLOCK, 30: ADDED, 16: ONE_ONLY, 255: MINUS_ONE},
        "not this number. How many images of 2 × 2 pixels have at least one 1?",
    ),
    praise="15 · 15 images, and nothing after the pooling can tell them apart.",
    solution=lambda: 225,
    wrong={
        ALL_IMAGES: lambda: 256,
        ONE_BLOCK: lambda: 15,
        ADDED: lambda: 30,
        ONE_ONLY: lambda: 16,
        MINUS_ONE: lambda: 255,
        "How many images of 2 × 2": lambda: 4,
        "expected a whole number": lambda: 225.0,
    },
)

EXERCISES = [MEAN, CONVERT, LOST]
