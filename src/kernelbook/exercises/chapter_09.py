"""Exercises of chapter 09, "Recognize everyday objects"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_number

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 09-frozen: the parameters that training changes while the convolutions are frozen, for five classes.

EVERYTHING = "that counts the frozen ones too."
FROZEN = "these are the frozen ones; the question is for the rest."
TEN = "that is for ten classes; the new task has five."
NO_BIASES = "every sum has a bias too: 64 and 5 more."
LAST_ONLY = "the dense layer before the last is trained too."

TRAINED = Exercise(
    id="09-frozen",
    judge=judge_number(
        37_253,
        {
            92_997: EVERYTHING,
            93_322: EVERYTHING,
            55_744: FROZEN,
            37_578: TEN,
            37_184: NO_BIASES,
            325: LAST_ONLY,
        },
        "not this number. Two dense layers: from 576 numbers to 64, and from 64 to 5; each output has a bias.",
    ),
    praise="64 · 577 + 5 · 65. The 55,744 of the convolutions stay as they are.",
    solution=lambda: 64 * 577 + 5 * 65,
    wrong={
        EVERYTHING: lambda: 92_997,
        FROZEN: lambda: 55_744,
        TEN: lambda: 37_578,
        NO_BIASES: lambda: 37_184,
        LAST_ONLY: lambda: 325,
        "Two dense layers": lambda: 640,
        "expected a whole number": lambda: 37_253.0,
    },
)

# 09-top: the share of images whose class is among the k most probable.

FIRST_ONLY = "that asks for the first place alone; the k first places count."
LEAST = "that takes the least probable classes: sorting goes from small to large."
ALL_OF = "it wants every one of the first k to be the truth; one is enough."
NOT_A_SHARE = "that is a count; divide by the number of images."


def top(probabilities, truth, k):
    """Return the share of images whose class is among the k most probable."""
    return float((np.argsort(-probabilities, axis=1)[:, :k] == truth[:, np.newaxis]).any(axis=1).mean())


def judge_top(answer):
    """Judge a function (probabilities, truth, k)."""
    generator = np.random.default_rng(9)
    p, truth = generator.dirichlet(np.ones(6), size=40), generator.integers(0, 6, 40)
    given, complaint = call(answer, "probabilities, truth and k", [(p, truth, 3), (p, truth, 1)])
    if complaint:
        return complaint
    found, first = given
    if found.ndim or found.dtype.kind not in "iuf":
        return f"expected one number, got {found!r}."
    for value, complaint in (
        (top(p, truth, 3), None if np.isclose(first, top(p, truth, 1)) else NOT_THESE),
        (top(p, truth, 1), FIRST_ONLY),
        (top(-p, truth, 3), LEAST),
        (0.0, ALL_OF),
        (40 * top(p, truth, 3), NOT_A_SHARE),
    ):
        if np.isclose(found, value):
            return complaint
    return NOT_THESE


TOP = Exercise(
    id="09-top",
    judge=judge_top,
    praise="Sort, take the k last, ask whether the truth is among them.",
    solution=lambda: top,
    wrong={
        FIRST_ONLY: lambda: lambda p, truth, k: top(p, truth, 1),
        LEAST: lambda: lambda p, truth, k: (np.argsort(p)[:, :k] == truth[:, None]).any(axis=1).mean(),
        ALL_OF: lambda: lambda p, truth, k: (np.argsort(-p)[:, :k] == truth[:, None]).all(axis=1).mean(),
        NOT_A_SHARE: lambda: lambda p, truth, k: len(truth) * top(p, truth, k),
        NOT_THESE: lambda: lambda p, truth, k: 0.123,
        "expected one number": lambda: lambda p, truth, k: p,
        "expected a function": lambda: 0.5,
        "raised": lambda: lambda p, truth, k: p[truth, k + 10],
    },
)

# 09-range: pixels from -1 to 1.

FROM_ZERO = "it goes from 0 to 1; this network was trained on pixels from -1 to 1."
TO_TWO = "it goes from 0 to 2: subtract 1."
WRAPPED = "whole numbers of 8 bits wrap around or are cut: make floats of them before you calculate."
PER_IMAGE = "it depends on the lightest and darkest pixel of the image; 0 must always become -1, and 255 always 1."
NOT_FLOAT = "expected floats: the values between -1 and 1 are lost in whole numbers."


def judge_range(answer):
    """Judge a function of images, uint8."""
    images = np.array([[[0, 51], [102, 255]], [[40, 60], [80, 100]]], dtype=np.uint8)
    given, complaint = call(answer, "images", [(images.copy(),)])
    if complaint:
        return complaint
    (found,) = given
    if found.shape != images.shape:
        return f"it gave shape {found.shape}, expected {images.shape}, the shape of the images."
    if found.dtype.kind in "iub":
        return NOT_FLOAT
    x = images.astype(np.float64)
    for values, complaint in (
        (x / 127.5 - 1, None),
        (x / 255, FROM_ZERO),
        (x / 127.5, TO_TWO),
    ):
        if np.allclose(found, values, atol=1e-3):
            return complaint
    return PER_IMAGE if np.isclose(found[1].max(), found[0].max()) else WRAPPED


RANGE = Exercise(
    id="09-range",
    judge=judge_range,
    praise="0 becomes -1, 255 becomes 1, for every image alike.",
    solution=lambda: lambda images: images.astype("float32") / 127.5 - 1,
    wrong={
        FROM_ZERO: lambda: lambda images: images / 255,
        TO_TWO: lambda: lambda images: images / 127.5,
        WRAPPED: lambda: lambda images: (images * np.uint8(2)) / 255 - 1,
        PER_IMAGE: lambda: lambda images: images / images.max(axis=(1, 2), keepdims=True) * 2.0 - 1,
        NOT_FLOAT: lambda: lambda images: (images / 127.5 - 1).astype(int),
        "the shape of the images": lambda: lambda images: images.ravel() / 127.5 - 1,
        "expected a function": lambda: 127.5,
        "raised": lambda: lambda images: images @ np.ones(7),
    },
)

EXERCISES = [TRAINED, TOP, RANGE]
