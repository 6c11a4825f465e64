"""Exercises of chapter 09, "Recognize everyday objects"."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 09-frozen: the parameters that training changes while the convolutions are frozen, for five classes.

EVERYTHING = "that counts the frozen ones too."

TRAINED = asks_for_number(
    "09-frozen",
    right=64 * (576 + 1) + 5 * (64 + 1),
    known={
        55_744 + 64 * 577 + 5 * 65: EVERYTHING,
        55_744 + 64 * 577 + 10 * 65: EVERYTHING,
        55_744: "these are the frozen ones; the question is for the rest.",
        64 * 577 + 10 * 65: "that is for ten classes; the new task has five.",
        64 * 576 + 5 * 64: "every sum has a bias too: 64 and 5 more.",
        5 * 65: "the dense layer before the last is trained too.",
        64 * 577: "the last layer, with five outputs, is trained too.",
    },
    otherwise="not this number. Two dense layers: from 576 numbers to 64, and from 64 to 5; each output has a bias.",
    praise="64 · 577 + 5 · 65. The 55,744 of the convolutions stay as they are.",
)

# 09-top: the share of images whose class is among the k most probable.


def top(probabilities, truth, k):
    """Return the share of images whose class is among the k most probable."""
    first = np.argsort(-probabilities, axis=1)[:, :k]
    return (first == truth[:, np.newaxis]).any(axis=1).mean()


def at_place(probabilities, truth, place):
    """Say for each image whether its class stands at a place, the most probable at place 0."""
    return np.argsort(-probabilities, axis=1)[:, place] == truth


def pictures(generator, n, classes, k):
    """Draw arguments: probabilities as `predict` gives them, far enough apart for 16 bits to tell them, and truths."""
    parts = generator.permuted(np.tile(np.arange(1, 21, dtype="float32"), (n, 1)), axis=1)[:, :classes]
    return parts / parts.sum(axis=1, keepdims=True), generator.integers(0, classes, n), k


def pictures_of_some_classes(generator):
    """Draw arguments of any size."""
    classes = int(generator.integers(3, 8))
    return pictures(generator, int(generator.integers(2, 10)), classes, int(generator.integers(1, classes)))


TOP = asks_for_function(
    "09-top",
    praise="Sort, take the k last, ask whether the truth is among them.",
    arguments="probabilities, truth and k",
    reference=top,
    inputs=pictures_of_some_classes,
    edges=(
        (np.array([[0.25, 0.75]], "float32"), np.array([0]), 1),
        (np.array([[0.25, 0.75]], "float32"), np.array([0]), 2),
        pictures(np.random.default_rng(1), 8, 3, 3),
        pictures(np.random.default_rng(2), 3, 8, 7),
        pictures(np.random.default_rng(3), 30, 20, 12),
        pictures(np.random.default_rng(4), 40, 20, 16),
    ),
    wrong={
        "that asks for the first place alone; the k first places count.": lambda p, truth, k: top(p, truth, 1),
        "that asks for place k alone; the places before it count too.": lambda p, truth, k: at_place(
            p, truth, k - 1
        ).mean(),
        "that takes one place too few: k places, not k - 1.": lambda p, truth, k: top(p, truth, k - 1),
        "that takes the least probable classes: sorting goes from small to large.": lambda p, truth, k: top(
            -p, truth, k
        ),
        "it wants every one of the first k to be the truth; one is enough.": lambda p, truth, k: (
            (np.argsort(-p, axis=1)[:, :k] == truth[:, np.newaxis]).all(axis=1).mean()
        ),
        "that divides by the number of places; divide by the number of images.": lambda p, truth, k: (
            top(p, truth, k) / k
        ),
        "that is a count; divide by the number of images.": lambda p, truth, k: len(truth) * top(p, truth, k),
        "that is the share of misses.": lambda p, truth, k: 1 - top(p, truth, k),
    },
    otherwise="not these numbers. Try it on numbers by hand.",
)

# 09-range: pixels from 0 to 255 become pixels from -1 to 1: 0 becomes -1, and 255 becomes 1.

ALIKE = "0 must always become -1, and 255 always 1."
BY_LIGHTEST = f"it depends on the lightest pixel of the image; {ALIKE}"
BY_SPREAD = f"it depends on the mean and the spread of the images; {ALIKE}"
GUESSED = "it takes an image for one from 0 to 1 if it is dark; whole numbers go from 0 to 255, however dark it is."
NOT_FLOAT = "expected floats: the values between -1 and 1 are lost in whole numbers."
WRAPPED = "whole numbers of 8 bits wrap around: make floats of them before you calculate."


def centered(images):
    """Return pixels from -1 to 1."""
    return images / 127.5 - 1


def photographs(generator):
    """Draw the argument; no image is of one color, and few have a black or a white pixel."""
    n, h, w = generator.integers(1, 4, size=3)
    return (generator.integers(1, 255, size=(n, h, w + 1, 3)).astype("uint8"),)


def divided_by_lightest(found, expected, images):
    """Say whether the lightest pixel of all, or of each image, has become 1; where all are black, nothing has."""
    if not images.any():
        return not np.isfinite(found).any()
    return np.allclose(found.max(), 1) or np.allclose(found.max(axis=(1, 2, 3)), 1)


def standardized(found, expected, images):
    """Say whether the mean has become 0 and the spread 1: over all images, over each, or over each of its colors."""
    if not images.any():
        return not np.isfinite(found).any()
    return any(
        np.allclose(found.mean(axis=axes), 0, atol=1e-3) and np.allclose(found.std(axis=axes), 1, atol=1e-2)
        for axes in (None, (1, 2, 3), (1, 2), (0, 1, 2))
    )


RANGE = asks_for_function(
    "09-range",
    praise="0 becomes -1, 255 becomes 1, for every image alike.",
    arguments="the images",
    reference=centered,
    inputs=photographs,
    edges=(
        (np.array([[[[0], [51]], [[102], [255]]], [[[40], [60]], [[80], [100]]]], np.uint8),),
        (np.array([[[[127], [128], [200]]]], np.uint8),),
        (np.array([[[[0], [1], [254]]]], np.uint8),),
        (np.array([[[[0], [1], [1], [0]]]], np.uint8),),
        (np.zeros((1, 2, 3, 1), np.uint8),),
        (np.random.default_rng(1).integers(0, 256, size=(11, 12, 13, 3)).astype("uint8"),),
    ),
    wrong={
        "it goes from 0 to 1; this network was trained on pixels from -1 to 1.": lambda images: images / 255,
        "it goes from 0 to 2: subtract 1.": lambda images: images / 127.5,
        "it goes from -0.5 to 0.5: the range is twice as wide.": lambda images: images / 255 - 0.5,
        "255 must become 1 exactly; divided by 128 it stays below.": lambda images: images / 128 - 1,
        "0 must become -1 exactly; with 127 it becomes less.": lambda images: (images - 128.0) / 127,
        "0 must become -1 and 255 must become 1: these are turned around.": lambda images: 1 - images / 127.5,
        WRAPPED: lambda images: (images * np.uint8(2)) / 255 - 1,
        f"below 128, {WRAPPED}": lambda images: (images - np.uint8(128)) / 128,
        f"below 127, {WRAPPED}": lambda images: (images - np.uint8(127)) / 127.5,
        NOT_FLOAT: lambda images: (images / 127.5 - 1).astype(int),
        BY_LIGHTEST: lambda images: images / images.max(axis=(1, 2, 3), keepdims=True) * 2.0 - 1,
        GUESSED: lambda images: images / 127.5 - 1 if images.max() > 1 else images * 2.0 - 1,
        BY_SPREAD: lambda images: (images - images.mean()) / images.std(),
    },
    otherwise="not these numbers. 0 becomes -1, 255 becomes 1, and half of 255 becomes 0.",
    signs={
        GUESSED: lambda found, expected, images: images.max() <= 2 and found.max() >= 0,
        NOT_FLOAT: lambda found, expected, images: np.array_equal(found, np.round(found)),
        BY_LIGHTEST: divided_by_lightest,
        BY_SPREAD: standardized,
    },
)

EXERCISES = [TRAINED, TOP, RANGE]
