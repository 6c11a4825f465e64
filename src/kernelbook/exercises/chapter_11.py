"""Exercises of chapter 11, "Label every pixel"."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 11-mean: the mean intersection over union from a confusion matrix; its rows are the truth.


def mean_iou(C):
    """Return the mean over the classes."""
    common = np.diag(C)
    return np.mean(common / (C.sum(axis=0) + C.sum(axis=1) - common))


def covered(C):
    """Return how many pixels are a class, or are called it, or both."""
    return C.sum(axis=0) + C.sum(axis=1) - np.diag(C)


def table(generator):
    """Draw a confusion matrix in which all classes occur, some often and some rarely."""
    classes = int(generator.integers(2, 6))
    often = generator.integers(1, 30, size=(classes, 1))
    C = generator.integers(0, often, size=(classes, classes)) * generator.integers(0, 2, size=(classes, classes))
    return (C + np.diag(generator.integers(0, 60, size=classes)) + np.eye(classes, dtype=int)[::-1],)


MEAN = asks_for_function(
    "11-mean",
    praise="Common over covered, class by class; then the mean.",
    arguments="C",
    reference=mean_iou,
    inputs=table,
    edges=(
        (np.array([[6, 1], [1, 2]]),),
        (np.array([[90, 2, 3], [1, 5, 0], [4, 1, 2]]),),
        (np.array([[3, 0], [0, 4]]),),
        (np.array([[0, 2], [5, 0]]),),
        (np.array([[8, 0], [3, 0]]),),
        (np.array([[7]]),),
        (np.array([[5, 2], [0, 0]]),),
        (np.array([[0, 0, 0], [1, 30, 4], [2, 0, 9]]),),
        (np.random.default_rng(1).integers(1, 20_000, size=(12, 12)),),
    ),
    wrong={
        "that is the share of right pixels, in which the frequent classes drown the rare ones.": (
            lambda C: np.trace(C) / np.sum(C)
        ),
        "that divides by the true pixels only: it is recall. What was called a class without being one counts too.": (
            lambda C: np.mean(np.diag(C) / C.sum(axis=1))
        ),
        "that divides by the pixels called a class only: it is precision. What is a class without being called it "
        "counts too.": lambda C: np.mean(np.diag(C) / C.sum(axis=0)),
        "the common pixels stand in the row and in the column: subtract them once.": (
            lambda C: np.mean(np.diag(C) / (C.sum(axis=0) + C.sum(axis=1)))
        ),
        "that adds up all classes first; take each class for itself, then the mean.": (
            lambda C: np.trace(C) / covered(C).sum()
        ),
        "that is the mean Dice coefficient.": lambda C: np.mean(2 * np.diag(C) / (C.sum(axis=0) + C.sum(axis=1))),
        "that gives each class a weight by its pixels; in the mean all classes count alike.": (
            lambda C: np.average(np.diag(C) / covered(C), weights=C.sum(axis=1))
        ),
        "a class that is called but never true has nothing in common, and counts too, as 0.": (
            lambda C: np.mean((np.diag(C) / covered(C))[C.sum(axis=1) > 0])
        ),
        "a class that is true but never called has nothing in common, and counts too, as 0.": (
            lambda C: np.mean((np.diag(C) / covered(C))[C.sum(axis=0) > 0])
        ),
        "classes without a hit count too, as 0: the mean is over all of them.": (
            lambda C: np.mean((np.diag(C) / covered(C))[np.diag(C) > 0])
        ),
        "those are the classes, each for itself; the mean over them is missing.": lambda C: np.diag(C) / covered(C),
        "that is the sum over the classes; divide by how many they are.": lambda C: np.sum(np.diag(C) / covered(C)),
    },
    otherwise="not these numbers. Try it on a table of two classes, by hand.",
)

# 11-convert: from Dice to the intersection over union.


def convert(d):
    """Return the intersection over union."""
    return d / (2 - d)


CONVERT = asks_for_function(
    "11-convert",
    praise="A Dice coefficient of 0.8 is an IoU of two thirds.",
    arguments="d",
    reference=convert,
    inputs=lambda generator: (generator.uniform(0.02, 0.98),),
    edges=((0.5,), (0.8,), (0.01,), (1.0,)),
    wrong={
        "that is the way from IoU to Dice; here the Dice coefficient is given.": lambda d: 2 * d / (1 + d),
        "they are equal only at 0 and 1.": lambda d: d,
        "at d = 1 it must be 1.": lambda d: d / 2,
        "at d = 1 it must be 1, and 1 + d is then 2.": lambda d: d / (1 + d),
        "that is twice the right number: at d = 1 it must be 1.": lambda d: 2 * d / (2 - d),
        "the intersection over union is never above Dice.": lambda d: d**0.5,
    },
    otherwise="not these numbers. Two masks of 4 pixels with 2 in common: Dice 1/2, IoU 1/3.",
)

# 11-lost: how many images of 2 × 4 pixels, 0 or 1, are pooled to [1, 1]?

LOST = asks_for_number(
    "11-lost",
    right=(2 ** (2 * 2) - 1) ** 2,
    known={
        256: "that is all images of 8 pixels; a block that is all 0 gives 0.",
        15: "that is one block; there are two, free of each other, so multiply.",
        30: "each image of the left block goes with each of the right: multiply, do not add.",
        16: "a block gives 1 if at least one of its pixels is 1, not just one.",
        255: "not only the empty image is out: one empty block is enough to give a 0.",
        1: "a block need not be full of ones: the largest of its pixels is what is left.",
    },
    otherwise="not this number. How many images of 2 × 2 pixels have at least one 1?",
    praise="15 · 15 images, and nothing after the pooling can tell them apart.",
)

EXERCISES = [MEAN, CONVERT, LOST]
