"""Exercises of chapter 01, "See why images need convolution"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_number

# 01-bytes: the memory of a batch of color photographs in float32.

NO_CHANNELS = "a color photograph has three numbers for each pixel."
NO_BYTES = "that is how many numbers there are; a float32 takes four bytes."
BITS = "that is in bits; eight bits are a byte."
ONE_IMAGE = "that is one photograph; the batch has 32."

BYTES = Exercise(
    id="01-bytes",
    judge=judge_number(
        19_267_584,
        {
            6_422_528: NO_CHANNELS,
            1_605_632: NO_CHANNELS,
            4_816_896: NO_BYTES,
            154_140_672: BITS,
            602_112: ONE_IMAGE,
            150_528: ONE_IMAGE,
        },
        "not this number. Multiply: photographs, rows, columns, channels, bytes for each number.",
    ),
    praise="32 · 224 · 224 · 3 numbers of four bytes: 19 MB, before the first layer has written anything.",
    solution=lambda: 32 * 224 * 224 * 3 * 4,
    wrong={
        NO_CHANNELS: lambda: 32 * 224 * 224 * 4,
        NO_BYTES: lambda: 32 * 224 * 224 * 3,
        BITS: lambda: 32 * 224 * 224 * 3 * 32,
        ONE_IMAGE: lambda: 224 * 224 * 3 * 4,
        "Multiply: photographs": lambda: 19,
        "expected a whole number": lambda: 19.3e6,
    },
)

# 01-local: the weights of a layer that is local but not shared, from 28 × 28 pixels, windows of 5 × 5.

SHARED = "that many are left when the weights are shared too; here every window has its own."
HANGING = "a window of 5 × 5 has only 24 · 24 places on 28 × 28 pixels."
POSITIONS = "that is the number of windows; each has 25 weights."
DENSE = "that is a dense layer: every output with a weight for every pixel."
OTHER_WINDOW = "that is for windows of 3 × 3."

LOCAL = Exercise(
    id="01-local",
    judge=judge_number(
        14_400,
        {
            25: SHARED,
            19_600: HANGING,
            576: POSITIONS,
            614_656: DENSE,
            451_584: DENSE,
            6_084: OTHER_WINDOW,
        },
        "not this number. How many places has the window, and how many weights has each?",
    ),
    praise="24 · 24 places with 25 weights each. Sharing leaves 25 of the 14,400.",
    solution=lambda: 24 * 24 * 25,
    wrong={
        SHARED: lambda: 25,
        HANGING: lambda: 28 * 28 * 25,
        POSITIONS: lambda: 24 * 24,
        DENSE: lambda: 28**4,
        OTHER_WINDOW: lambda: 26 * 26 * 9,
        "How many places": lambda: 24,
        "expected a whole number": lambda: "14400",
    },
)

# 01-template: classify by the nearest template.

FARTHEST = "it takes the farthest template: the nearest has the smallest distance."
SIGNED = "differences of both signs cancel: square them, or take their absolute values, before adding."
ANY_ONE = "right for the first image only: every image needs an answer of its own, shape (n,)."
BRIGHTEST = "it compares the images' ink alone; the differences must be taken pixel by pixel."
NOT_NEAREST = "not the nearest templates. Try it on one image: ten distances, and the place of the smallest."


def distances(images, templates):
    """Return the summed squared differences, shape (n, k)."""
    return ((images[:, np.newaxis] - templates) ** 2).sum(axis=(2, 3))


def judge_template(answer):
    """Judge a function (images, templates) on random pictures whose nearest template is clear."""
    generator = np.random.default_rng(1)
    templates = generator.uniform(size=(4, 5, 6))
    right = np.array([2, 0, 3, 1, 1, 2, 0])
    images = templates[right] + generator.normal(scale=0.05, size=(7, 5, 6))
    given, complaint = call(answer, "images and templates", [(images, templates)])
    if complaint:
        return complaint
    (found,) = given
    if found.shape != (7,):
        return f"for 7 images it gave shape {found.shape}, expected (7,): " + ANY_ONE
    if (found == right).all():
        return None
    if (found == distances(images, templates).argmax(axis=1)).all():
        return FARTHEST
    signed = (images[:, np.newaxis] - templates).sum(axis=(2, 3))
    if (found == signed.argmin(axis=1)).all():
        return SIGNED
    return BRIGHTEST if (found == np.abs(signed).argmin(axis=1)).all() else NOT_NEAREST


TEMPLATE = Exercise(
    id="01-template",
    judge=judge_template,
    praise="The smallest of the summed squared differences, for each image.",
    solution=lambda: lambda images, templates: distances(images, templates).argmin(axis=1),
    wrong={
        FARTHEST: lambda: lambda images, templates: distances(images, templates).argmax(axis=1),
        SIGNED: lambda: lambda images, templates: (images[:, None] - templates).sum(axis=(2, 3)).argmin(axis=1),
        BRIGHTEST: lambda: (
            lambda images, templates: np.abs((images[:, None] - templates).sum(axis=(2, 3))).argmin(axis=1)
        ),
        ANY_ONE: lambda: lambda images, templates: distances(images, templates)[0].argmin(),
        NOT_NEAREST: lambda: lambda images, templates: np.zeros(len(images)),
        "expected a function": lambda: [2, 0, 3, 1, 1, 2, 0],
        "raised": lambda: lambda images, templates: images - templates,
    },
)

# 01-unshuffle: put the pixels back.

TWICE = "it shuffles a second time: order[k] says where pixel k of the shuffled image came from, so go the other way."
MIXED = "pixels of different images got mixed: the order is the same in each image."
FLAT = "right, but flat: give the images back in their shape (n, h, w)."
BY_VALUE = "sorting the pixels' values is not the same as putting them back."
NOT_BACK = "not the images we had. Try it on one row: x = [7, 8, 9], order = [2, 0, 1] gives [9, 7, 8]."


def judge_unshuffle(answer):
    """Judge a function (shuffled, order) that must give back the images."""
    generator = np.random.default_rng(1)
    images = generator.permutation(5 * 4 * 3).reshape(5, 4, 3)
    order = generator.permutation(12)
    shuffled = images.reshape(5, 12)[:, order].reshape(5, 4, 3)
    given, complaint = call(answer, "shuffled and order", [(shuffled.copy(), order)])
    if complaint:
        return complaint
    (found,) = given
    if found.size == images.size and found.shape != images.shape:
        right = np.array_equal(found.ravel(), images.ravel())
        return FLAT if right else f"it gave shape {found.shape}, expected (5, 4, 3)."
    if found.shape != images.shape:
        return f"it gave shape {found.shape}, expected (5, 4, 3)."
    if np.array_equal(found, images):
        return None
    if np.array_equal(found, shuffled.reshape(5, 12)[:, order].reshape(5, 4, 3)):
        return TWICE
    if np.array_equal(found, np.sort(shuffled.reshape(5, 12), axis=1).reshape(5, 4, 3)):
        return BY_VALUE
    rows_kept = np.array_equal(np.sort(found.reshape(5, 12), axis=1), np.sort(images.reshape(5, 12), axis=1))
    return NOT_BACK if rows_kept else MIXED


def put_back(shuffled, order):
    """Return the images before they were shuffled."""
    images = np.empty_like(shuffled).reshape(len(shuffled), -1)
    images[:, order] = shuffled.reshape(len(shuffled), -1)
    return images.reshape(shuffled.shape)


UNSHUFFLE = Exercise(
    id="01-unshuffle",
    judge=judge_unshuffle,
    praise="Nothing was lost in shuffling: whoever knows the order has the images back.",
    solution=lambda: put_back,
    wrong={
        TWICE: lambda: lambda s, order: s.reshape(len(s), -1)[:, order].reshape(s.shape),
        MIXED: lambda: lambda s, order: np.sort(s.ravel()).reshape(s.shape),
        FLAT: lambda: lambda s, order: put_back(s, order).reshape(len(s), -1),
        BY_VALUE: lambda: lambda s, order: np.sort(s.reshape(len(s), -1), axis=1).reshape(s.shape),
        NOT_BACK: lambda: lambda s, order: s,
        "expected (5, 4, 3)": lambda: lambda s, order: s[0],
        "expected a function": lambda: [1, 0, 2],
        "raised": lambda: lambda s, order: s[order],
    },
)

EXERCISES = [BYTES, LOCAL, TEMPLATE, UNSHUFFLE]
