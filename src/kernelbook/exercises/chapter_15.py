"""Exercises of chapter 15, "Place today's models"."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 15-stack: weights that three layers of 3 × 3, a stack of three, save against one of 7 × 7, with 64 channels.

WITH_BIAS = "the layers have no bias."

STACK = asks_for_number(
    "15-stack",
    right=64**2 * (7 * 7 - 3 * (3 * 3)),
    known={
        49 - 27: "that is for one channel in and one out; there are 64 of each.",
        64 * (49 - 27): "each of the 64 kernels of a layer reads all 64 channels.",
        64**2 * (49 - 9): "that is one small layer against the large one; the stack has three.",
        64**2 * 27: "that is what the stack has, not what it saves.",
        64**2 * 49: "that is what the large layer has; take off what the stack has.",
        64**2 * (25 - 27): "three layers of 3 × 3 see as far as 7 × 7, not 5 × 5.",
        64**2 * (27 - 49): "the stack has fewer weights: take them off from those of the large layer.",
        64**2 * (49 - 27) + 64 - 3 * 64: WITH_BIAS,
        64**2 * (49 - 27) - 64 + 3 * 64: WITH_BIAS,
    },
    otherwise="not this number. Count the weights of each layer: height × width × channels in × channels out.",
    praise="Nearly half, with as many pixels in sight, and two more activations on the way.",
)

# 15-patches: shares that one head computes for one image.


def shares(side, patch):
    """Return how many pairs of patches there are."""
    return (side // patch) ** 4


def side_and_patch(generator):
    """Draw arguments: patches that cover the image exactly."""
    patch = int(generator.integers(2, 17))
    return patch * int(generator.integers(1, 10)), patch


PATCHES = asks_for_function(
    "15-patches",
    praise="The fourth power: half the patch, sixteen times the shares.",
    arguments="side and patch",
    reference=shares,
    inputs=side_and_patch,
    edges=((4, 2), (28, 7), (28, 4), (32, 8), (224, 16), (7, 7), (6, 1), (96, 32), (1024, 32), (1200, 60)),
    wrong={
        "that counts the tokens; there is a share for each pair of them.": lambda side, patch: (side // patch) ** 2,
        "that is the patches along one axis; they lie in two, and each pair of them has a share.": (
            lambda side, patch: side // patch
        ),
        "that is the pairs along one axis; the patches lie in two.": lambda side, patch: 2 * (side // patch) ** 2,
        "that pairs pixels; a token is a whole patch.": lambda side, patch: side**4,
        "each token asks all tokens, itself too, and is asked by all: every ordered pair counts.": (
            lambda side, patch: (side // patch) ** 2 * ((side // patch) ** 2 - 1) // 2
        ),
        "each token is asked by all and asks all: a pair counts in both orders.": (
            lambda side, patch: (side // patch) ** 2 * ((side // patch) ** 2 + 1) // 2
        ),
        "each token asks itself too.": lambda side, patch: (side // patch) ** 2 * ((side // patch) ** 2 - 1),
        "that pairs the pixels within a patch; tokens are patches.": lambda side, patch: patch**4,
        "that divides by the side of a patch; its area is the square of it.": (
            lambda side, patch: (side**2 // patch) ** 2
        ),
    },
    otherwise="not these numbers. Try it on an image of 4 pixels with patches of 2: four tokens, sixteen shares.",
)

# 15-law: by what factor the images must grow for half the error.


def factor(beta):
    """Return what f must be for f ** -beta = 1 / 2."""
    return 2 ** (1 / beta)


LAW = asks_for_function(
    "15-law",
    praise="The smaller the exponent, the dearer the next half.",
    arguments="beta",
    reference=factor,
    inputs=lambda generator: (generator.uniform(0.2, 2),),
    edges=((0.5,), (0.25,), (0.8,), (0.4,), (1.0,), (0.1,), (0.05,), (6.0,)),
    wrong={
        "that is the exponent taken the wrong way round: from a factor of the images to a factor of the error.": (
            lambda beta: 2**beta
        ),
        "twice the images halve the error only if the exponent is 1.": lambda beta: 2.0,
        "that is what the error becomes with twice the images.": lambda beta: 2**-beta,
        "that is below 1: fewer images cannot halve the error.": lambda beta: 0.5 ** (1 / beta),
        "the factor is a power: it must give 1/2 when raised to minus the exponent.": lambda beta: 2 / beta,
        "that is the exponent of the factor: 2 is to be raised to it.": lambda beta: 1 / beta,
        "with e in the place of 2 the error falls to 37 in 100, not to half.": lambda beta: np.exp(1 / beta),
        "that is the logarithm of the factor.": lambda beta: np.log(2) / beta,
    },
    otherwise="not these numbers. With an exponent of 0.5 the factor is 4.",
)

# 15-zero-shot: the class, from 0 on, of the sentence that points in the most similar direction.


def nearest_sentence(U, V):
    """Return the row of V with the largest cosine, for each row of U."""
    return cosines(U, V).argmax(axis=1)


def cosines(U, V):
    """Return the cosine of the angle between each row of U and each row of V."""
    return directions(U) @ directions(V).T


def directions(lists):
    """Scale each row to length 1."""
    return lists / np.linalg.norm(lists, axis=1, keepdims=True)


def images_and_sentences(generator, shape=None):
    """Draw arguments, of a shape (n, k, d) or of a small one.

    In each row the largest cosine is larger than the next by more than rounding to 16 bits.
    """
    n, k, d = shape or (generator.integers(2, 8), generator.integers(2, 7), generator.integers(2, 6))
    while True:
        U = generator.normal(size=(n, d)).round(2)
        V = (generator.normal(size=(k, d)) * generator.uniform(0.3, 4, size=(k, 1))).round(2)
        second, first = np.sort(cosines(U, V), axis=1)[:, -2:].T
        if (first - second).min() > 0.02:
            return U, V


ZERO_SHOT = asks_for_function(
    "15-zero-shot",
    praise="The classes were words until you asked.",
    arguments="U and V",
    reference=nearest_sentence,
    inputs=images_and_sentences,
    edges=(
        (np.array([[-1.0, -1.0], [3.0, 0.1]]), np.array([[1.0, 2.0]])),
        (np.array([[0.0, 1.0], [1.0, 0.0], [0.0, -2.0]]), np.array([[5.0, 0.0], [0.0, 0.1], [-1.0, -2.0]])),
        (np.array([[1.0, 0.5]]), np.array([[2.0, 0.5], [0.2, 0.1], [-1.0, 3.0]])),
        images_and_sentences(np.random.default_rng(1), (12, 13, 14)),
    ),
    wrong={
        "a long list wins too often: divide each sentence's list by its length.": lambda U, V: (U @ V.T).argmax(axis=1),
        "that scales columns; a sentence is a row: its length is the norm over axis 1.": (
            lambda U, V: (U @ (V / np.linalg.norm(V, axis=0)).T).argmax(axis=1)
        ),
        "that takes the least similar sentence.": lambda U, V: cosines(U, V).argmin(axis=1),
        "opposite directions are not similar: their cosine is -1.": lambda U, V: np.abs(cosines(U, V)).argmax(axis=1),
        "that finds an image for each sentence; a class for each image is asked.": (
            lambda U, V: cosines(U, V).argmax(axis=0)
        ),
        "that takes the nearest point, where length counts; only the direction should.": (
            lambda U, V: np.linalg.norm(U[:, np.newaxis] - V, axis=2).argmin(axis=1)
        ),
        "those are the similarities; the class of the largest is asked.": cosines,
        "those are the largest similarities; their places are asked.": lambda U, V: cosines(U, V).max(axis=1),
        "classes are counted from 0.": lambda U, V: cosines(U, V).argmax(axis=1) + 1,
        "it looks at the first image alone; a class for each is asked.": lambda U, V: cosines(U, V).argmax(axis=1)[0],
    },
    otherwise="not these classes. Try it with two images and three sentences of two numbers each, on paper.",
)

EXERCISES = [STACK, PATCHES, LAW, ZERO_SHOT]
