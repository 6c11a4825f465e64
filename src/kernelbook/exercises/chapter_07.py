"""Exercises of chapter 07, "Look inside the network"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula, judge_number, judge_value

NOT_THIS = "not this number. Write down how far the pixel went, and at what rate."

# 07-linear: the share of the second pixel in z = 2 X0 - 3 X1 + 1, from (0.5, 0.2) to (0.5, 0.8).

ONLY_RATE = "that is the gradient alone; multiply it by how far the pixel went."
FROM_ZERO = "that is the way from zero; the baseline of this pixel is 0.2."
NO_SIGN = "the right size, but this pixel lowers the score."
WHOLE_SCORE = "that is the score of the image; the share is what this pixel did on the way from the baseline."
OTHER_PIXEL = "that is the first pixel, which did not move."

LINEAR = Exercise(
    id="07-linear",
    judge=judge_value(
        -1.8,
        {ONLY_RATE: -3.0, FROM_ZERO: -2.4, NO_SIGN: 1.8, WHOLE_SCORE: -0.4, OTHER_PIXEL: 0.0},
        NOT_THIS,
    ),
    praise="It has all of the difference of the scores, 1.4 before and -0.4 after, since the first pixel did not move.",
    solution=lambda: -3 * (0.8 - 0.2),
    wrong={
        ONLY_RATE: lambda: -3.0,
        FROM_ZERO: lambda: -3 * 0.8,
        NO_SIGN: lambda: 1.8,
        WHOLE_SCORE: lambda: 2 * 0.5 - 3 * 0.8 + 1,
        OTHER_PIXEL: lambda: 0.0,
        NOT_THIS: lambda: 7.0,
        "expected a number": lambda: [0.0, -1.8],
    },
)

# 07-places: a square of 8 moves by 4 over an image of 32, and the image itself.

NO_IMAGE = "one run is missing: the image without a square, which the others are compared with."
EVERY_PIXEL = "the square moves four pixels at a time."
OVER_THE_EDGE = "the square would leave the image: its last place begins at pixel 24."
ONE_AXIS = "that is one direction; the square moves in two."

PLACES = Exercise(
    id="07-places",
    judge=judge_number(
        50,
        {
            49: NO_IMAGE,
            25**2 + 1: EVERY_PIXEL,
            25**2: EVERY_PIXEL,
            65: OVER_THE_EDGE,
            64: OVER_THE_EDGE,
            8: ONE_AXIS,
            7: ONE_AXIS,
        },
        "not this number. Where can a kernel of 8 with stride 4 stand in 32 pixels?",
    ),
    praise="Seven places in each direction, and the image itself.",
    solution=lambda: ((32 - 8) // 4 + 1) ** 2 + 1,
    wrong={
        NO_IMAGE: lambda: 7**2,
        EVERY_PIXEL: lambda: (32 - 8 + 1) ** 2 + 1,
        OVER_THE_EDGE: lambda: (32 // 4) ** 2 + 1,
        ONE_AXIS: lambda: 7 + 1,
        "not this number": lambda: 3,
        "expected a whole number": lambda: 50.0,
    },
)

# 07-cam: Grad-CAM from maps and their gradients.

NO_CUT = "what speaks against is still there: keep what is positive, at the very end."
CUT_EARLY = "that cuts each map by itself; add the maps up first, and cut at the end."
NO_MEAN = "that multiplies every place by its own gradient. In Grad-CAM a map has one weight, the mean of its gradient."
SUM = "that weighs by the sum of the gradient; Grad-CAM takes the mean."
NO_GRADIENT = "that adds up all maps alike; weigh each by the mean of its gradient."
NOT_CAM = "not these numbers. Try it on two maps of 2 × 2, by hand."

GENERATOR = np.random.default_rng(7)
CASES = [tuple(GENERATOR.normal(size=(2, 3, 4, 5)).round(2)), tuple(GENERATOR.normal(size=(2, 2, 2, 3)).round(2))]


def cam(A, dA):
    """Weigh each map by the mean of its gradient, add up, and keep what is positive."""
    return np.maximum(A @ dA.mean(axis=(0, 1)), 0)


CAM_WRONG = {
    NO_CUT: lambda A, dA: A @ dA.mean(axis=(0, 1)),
    CUT_EARLY: lambda A, dA: np.maximum(A * dA.mean(axis=(0, 1)), 0).sum(axis=2),
    NO_MEAN: lambda A, dA: np.maximum((A * dA).sum(axis=2), 0),
    SUM: lambda A, dA: np.maximum(A @ dA.sum(axis=(0, 1)), 0),
    NO_GRADIENT: lambda A, dA: np.maximum(A.sum(axis=2), 0),
}

CAM = Exercise(
    id="07-cam",
    judge=judge_formula("A and dA", CASES, cam, CAM_WRONG, NOT_CAM),
    praise="One weight a map, and the cut at the end.",
    solution=lambda: cam,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in CAM_WRONG.items()},
        NOT_CAM: lambda: lambda A, dA: np.zeros(A.shape[:2]),
        "expected shape": lambda: lambda A, dA: A,
        "expected a function": lambda: np.zeros((3, 4)),
    },
)

EXERCISES = [LINEAR, PLACES, CAM]
