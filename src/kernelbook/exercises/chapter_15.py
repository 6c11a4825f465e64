"""Exercises of chapter 15, "Place today's models"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula, judge_number

# 15-stack: weights that three layers of 3 × 3 save against one of 7 × 7, with 64 channels throughout.

ONE_PAIR = "that is for one channel in and one out; there are 64 of each."
ONE_SIDE = "each of the 64 kernels of a layer reads all 64 channels."
ONE_LAYER = "that is one small layer against the large one; the stack has three."
NOT_SAVED = "that is what the stack has, not what it saves."
LARGE = "that is what the large layer has; take off what the stack has."
FIVE = "three layers of 3 × 3 see as far as 7 × 7, not 5 × 5."
WITH_BIAS = "the layers have no bias."

STACK = Exercise(
    id="15-stack",
    judge=judge_number(
        90_112,
        {
            22: ONE_PAIR,
            22 * 64: ONE_SIDE,
            64**2 * 40: ONE_LAYER,
            64**2 * 27: NOT_SAVED,
            64**2 * 49: LARGE,
            -(64**2) * 2: FIVE,
            64**2 * 22 - 128: WITH_BIAS,
        },
        "not this number. Count the weights of each layer: height × width × channels in × channels out.",
    ),
    praise="Nearly half, with as many pixels in sight, and two more activations on the way.",
    solution=lambda: 64 * 64 * (7 * 7 - 3 * 3 * 3),
    wrong={
        ONE_PAIR: lambda: 49 - 27,
        ONE_SIDE: lambda: 64 * (49 - 27),
        ONE_LAYER: lambda: 64**2 * (49 - 9),
        NOT_SAVED: lambda: 3 * 9 * 64**2,
        LARGE: lambda: 49 * 64**2,
        FIVE: lambda: 64**2 * (25 - 27),
        WITH_BIAS: lambda: 64**2 * (49 - 27) + 64 - 3 * 64,
        "not this number": lambda: 12,
        "expected a whole number": lambda: 90_112.0,
    },
)

# 15-patches: shares that one head computes for one image.

ONLY_TOKENS = "that counts the tokens; there is a share for each pair of them."
ONE_AXIS = "that is the pairs along one axis; the patches lie in two."
PIXELS = "that pairs pixels; a token is a whole patch."
EACH_PAIR_ONCE = "each token asks all tokens, itself too, and is asked by all: every ordered pair counts."
WITHIN = "that pairs the pixels within a patch; tokens are patches."
NOT_SHARES = "not these numbers. Try it on an image of 4 pixels with patches of 2: four tokens, sixteen shares."
SIDES = [(28, 7), (28, 4), (32, 8), (224, 16)]


def shares(side, patch):
    """Return how many pairs of patches there are."""
    return (side // patch) ** 4


PATCHES_WRONG = {
    ONLY_TOKENS: lambda side, patch: (side // patch) ** 2,
    ONE_AXIS: lambda side, patch: 2 * (side // patch) ** 2,
    PIXELS: lambda side, patch: side**4,
    EACH_PAIR_ONCE: lambda side, patch: (side // patch) ** 2 * ((side // patch) ** 2 - 1) // 2,
    WITHIN: lambda side, patch: patch**4,
}

PATCHES = Exercise(
    id="15-patches",
    judge=judge_formula("side and patch", SIDES, shares, PATCHES_WRONG, NOT_SHARES),
    praise="The fourth power: half the patch, sixteen times the shares.",
    solution=lambda: shares,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in PATCHES_WRONG.items()},
        NOT_SHARES: lambda: lambda side, patch: side + patch,
        "expected one number": lambda: lambda side, patch: [side, patch],
        "expected a function": lambda: 256,
    },
)

# 15-law: by what factor the images must grow for the error to halve.

EXPONENT = "that is the exponent taken the wrong way round: from a factor of the images to a factor of the error."
TWICE = "twice the images halve the error only if the exponent is 1."
SMALLER = "that is below 1: fewer images cannot halve the error."
PRODUCT = "the factor is a power: it must give 1/2 when raised to minus the exponent."
NOT_FACTOR = "not these numbers. With an exponent of 0.5 the factor is 4."
EXPONENTS = [(0.5,), (0.25,), (0.8,), (0.4,)]


def factor(beta):
    """Return what f must be for f ** -beta = 1 / 2."""
    return 2 ** (1 / beta)


LAW_WRONG = {
    EXPONENT: lambda beta: 2**beta,
    TWICE: lambda beta: 2.0,
    SMALLER: lambda beta: 0.5 ** (1 / beta),
    PRODUCT: lambda beta: 2 / beta,
}

LAW = Exercise(
    id="15-law",
    judge=judge_formula("beta", EXPONENTS, factor, LAW_WRONG, NOT_FACTOR),
    praise="The smaller the exponent, the dearer the next half.",
    solution=lambda: factor,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in LAW_WRONG.items()},
        NOT_FACTOR: lambda: lambda beta: 17.0,
        "expected one number": lambda: lambda beta: [beta],
        "expected a function": lambda: 4.0,
    },
)

# 15-zero-shot: the class of the sentence that points in the most similar direction.

NO_LENGTH = "a long list wins too often: divide each sentence's list by its length."
LEAST = "that takes the least similar sentence."
OTHER_WAY = "that finds an image for each sentence; a class for each image is asked."
DISTANCE = "that takes the nearest point, where length counts; only the direction should."
SCORES = "those are the similarities; the class of the largest is asked."
NOT_CLASSES = "not these classes. Try it with two images and three sentences of two numbers each, on paper."
DRAWN = np.random.default_rng(15)
LISTS = [
    (DRAWN.normal(size=(9, d)).round(2), (DRAWN.normal(size=(k, d)) * DRAWN.uniform(0.3, 4, (k, 1))).round(2))
    for d, k in ((5, 4), (3, 6))
]


def directions(lists):
    """Scale each row to length 1."""
    return lists / np.linalg.norm(lists, axis=1, keepdims=True)


def nearest_sentence(U, V):
    """Return the row of V with the largest cosine, for each row of U."""
    return (directions(U) @ directions(V).T).argmax(axis=1)


ZERO_SHOT_WRONG = {
    NO_LENGTH: lambda U, V: (U @ V.T).argmax(axis=1),
    LEAST: lambda U, V: (directions(U) @ directions(V).T).argmin(axis=1),
    OTHER_WAY: lambda U, V: (directions(U) @ directions(V).T).argmax(axis=0),
    DISTANCE: lambda U, V: np.linalg.norm(U[:, np.newaxis] - V, axis=2).argmin(axis=1),
    SCORES: lambda U, V: directions(U) @ directions(V).T,
}

ZERO_SHOT = Exercise(
    id="15-zero-shot",
    judge=judge_formula("U and V", LISTS, nearest_sentence, ZERO_SHOT_WRONG, NOT_CLASSES),
    praise="The classes were words until you asked.",
    solution=lambda: nearest_sentence,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in ZERO_SHOT_WRONG.items()},
        NOT_CLASSES: lambda: lambda U, V: np.zeros(len(U), int),
        "expected shape": lambda: lambda U, V: np.zeros((len(U), 7), int),
        "expected a function": lambda: np.zeros(3, int),
    },
)

EXERCISES = [STACK, PATCHES, LAW, ZERO_SHOT]
