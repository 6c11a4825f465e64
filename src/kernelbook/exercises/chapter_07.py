"""Exercises of chapter 07, "Look inside the network"."""

import numpy as np

from kernelbook.convolution import output_size
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 07-linear: the share of the second pixel in z = 2 X0 - 3 X1 + 1, from [0.5, 0.2] to [0.5, 0.8].

LINEAR = asks_for_number(
    "07-linear",
    right=-3 * (0.8 - 0.2),
    tolerance=0.001,
    known={
        -3.0: "that is the gradient alone; multiply it by how far the pixel went.",
        -2.4: "that is the way from zero; the baseline of this pixel is 0.2.",
        1.8: "the right size, but this pixel lowers the score.",
        -0.4: "that is the score of the image; the share is what this pixel did on the way from the baseline.",
        1.4: "that is the score of the baseline; the share is what this pixel did on the way from there to the image.",
        0.6: "that is how far the pixel went; multiply it by the gradient.",
        0.0: "that is the first pixel, which did not move.",
    },
    otherwise="not this number. Write down how far the pixel went, and at what rate.",
    praise="It has all of the difference of the scores, 1.4 before and -0.4 after, since the first pixel did not move.",
)

# 07-places: a square of 8 × 8 moves by 4 over an image of 32 × 32, and the image itself.

EVERY_PIXEL = "the square moves four pixels at a time."
OVER_THE_EDGE = "the square would leave the image: its last place begins at pixel 24."
ONE_AXIS = "that is one direction; the square moves in two."
ONE_LESS = "count the place at the start too: one more in each direction."

PLACES = asks_for_number(
    "07-places",
    right=output_size(32, 8, strides=4) ** 2 + 1,
    known={
        49: "one run is missing: the image without a square, which the others are compared with.",
        25**2 + 1: EVERY_PIXEL,
        25**2: EVERY_PIXEL,
        65: OVER_THE_EDGE,
        64: OVER_THE_EDGE,
        8: ONE_AXIS,
        7: ONE_AXIS,
        37: ONE_LESS,
        36: ONE_LESS,
        17: "the squares overlap: they stand 4 pixels apart, not 8.",
        16: "the squares overlap: they stand 4 pixels apart, not 8; and the image without a square is a run too.",
    },
    otherwise="not this number. Where can a kernel of 8 with stride 4 stand in 32 pixels?",
    praise="Seven places in each direction, and the image itself.",
)

# 07-cam: Grad-CAM from maps and their gradients.

NO_CUT = "what speaks against is still there: keep what is positive, at the very end."
OWN_WEIGHTS = "that multiplies every place by its own gradient. A map has one weight, the mean of its gradient."
SCALED = "the pattern is right, its size is not: weigh by the mean of the gradient, and leave the sum as it is."


def cam(A, dA):
    """Weigh each map by the mean of its gradient, add up, and keep what is positive."""
    return np.maximum(A @ dA.mean(axis=(0, 1)), 0)


def maps_and_gradients(generator):
    """Draw one to four maps of one to four rows and columns."""
    return tuple(generator.normal(size=(2, *generator.integers(1, 5, size=3))).round(2))


def parallel(found, expected, A, dA):
    """Say whether a map is the right one times some number; divided by its largest, one of zeros is none."""
    return found.shape == expected.shape and np.allclose(found / found.max(), expected / expected.max(), equal_nan=True)


CAM = asks_for_function(
    "07-cam",
    praise="One weight a map, and the cut at the end.",
    arguments="A and dA",
    reference=cam,
    inputs=maps_and_gradients,
    edges=(
        (np.array([[[2.0]]]), np.array([[[3.0]]])),
        (np.array([[[2.0]]]), np.array([[[-3.0]]])),
        (np.zeros((2, 3, 2)), np.ones((2, 3, 2))),
        tuple(np.random.default_rng(1).normal(0, 20, size=(2, 12, 13, 11)).round(1)),
        (np.array([[[1.0, 2.0], [0.0, 4.0]]]), np.array([[[1.0, -1.0], [3.0, 0.0]]])),
    ),
    wrong={
        NO_CUT: lambda A, dA: A @ dA.mean(axis=(0, 1)),
        "what speaks against does not count at all: set it to zero, do not turn its sign.": lambda A, dA: np.abs(
            A @ dA.mean(axis=(0, 1))
        ),
        "that cuts each map by itself; add the maps up first, and cut at the end.": lambda A, dA: np.maximum(
            A * dA.mean(axis=(0, 1)), 0
        ).sum(axis=2),
        "that cuts the weights; add up with their signs, and cut at the end.": lambda A, dA: np.maximum(
            A @ np.maximum(dA.mean(axis=(0, 1)), 0), 0
        ),
        "that cuts the gradient before its mean; cut once, at the end.": lambda A, dA: np.maximum(
            A @ np.maximum(dA, 0).mean(axis=(0, 1)), 0
        ),
        OWN_WEIGHTS: (lambda A, dA: np.maximum((A * dA).sum(axis=2), 0)),
        "a map has a weight of its own: take the mean over its places alone, axis=(0, 1).": lambda A, dA: np.maximum(
            A.sum(axis=2) * dA.mean(), 0
        ),
        "the mean runs over the places of a map, axis=(0, 1), not over the maps.": lambda A, dA: np.maximum(
            A.sum(axis=2) * dA.mean(axis=2), 0
        ),
        "that weighs by the sum of the gradient; Grad-CAM takes the mean.": lambda A, dA: np.maximum(
            A @ dA.sum(axis=(0, 1)), 0
        ),
        "that adds up all maps alike; weigh each by the mean of its gradient.": lambda A, dA: np.maximum(
            A.sum(axis=2), 0
        ),
        "the weighted maps are added up; that takes their mean.": lambda A, dA: cam(A, dA) / A.shape[2],
        "the other way around: the gradients give the weights, and the maps are what is weighed.": lambda A, dA: cam(
            dA, A
        ),
        SCALED: lambda A, dA: cam(A, dA) / cam(A, dA).max(),
    },
    signs={SCALED: parallel},
    otherwise="not these numbers. Try it on two maps of 2 × 2, by hand.",
)

EXERCISES = [LINEAR, PLACES, CAM]
