"""Exercises of chapter 01, "See why images need convolution"."""

import numpy as np

from kernelbook.exercises.arrays import quarters, sizes
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 01-bytes: the memory of a batch of color photographs in float32.

NO_CHANNELS = "a color photograph has three numbers for each pixel."
NO_BYTES = "that is how many numbers there are; a float32 takes four bytes."
ONE_IMAGE = "that is one photograph; the batch has 32."
MEGABYTES = "that is in megabytes; the question is for bytes."

BYTES = asks_for_number(
    "01-bytes",
    right=32 * 224 * 224 * 3 * 4,
    known={
        32 * 224 * 224 * 4: NO_CHANNELS,
        32 * 224 * 224: NO_CHANNELS,
        32 * 224 * 224 * 3: NO_BYTES,
        32 * 224 * 224 * 3 * 8: "that is for a float64 of eight bytes; a float32 takes four.",
        32 * 224 * 224 * 3 * 32: "that is in bits; eight bits are a byte.",
        224 * 224 * 3 * 4: ONE_IMAGE,
        224 * 224 * 3: ONE_IMAGE,
        32 * 224 * 224 * 3 * 4 / 10**6: MEGABYTES,
        32 * 224 * 224 * 3 * 4 / 2**20: MEGABYTES,
        19: MEGABYTES,
    },
    otherwise="not this number. Multiply: photographs, rows, columns, channels, bytes for each number.",
    praise="32 · 224 · 224 · 3 numbers of four bytes: 19 MB, before the first layer has written anything.",
)

# 01-local: the weights of a layer that is local but not shared, from 28 × 28 pixels, windows of 5 × 5.

POSITIONS = "that is the number of windows; each has 25 weights."
DENSE = "that is a dense layer: every output with a weight for every pixel."
ONE_PLACE_LESS = "the first place counts as well: 28 - 5 + 1 along each side."

LOCAL = asks_for_number(
    "01-local",
    right=(28 - 5 + 1) ** 2 * 5**2,
    known={
        25: "that many are left when the weights are shared too; here every window has its own.",
        28 * 28 * 25: "a window of 5 × 5 has only 24 · 24 places on 28 × 28 pixels.",
        23 * 23 * 25: ONE_PLACE_LESS,
        24 * 24: POSITIONS,
        28**4: DENSE,
        24 * 24 * 28 * 28: DENSE,
        26 * 26 * 9: "that is for windows of 3 × 3.",
        24 * 24 * 26: "that is with biases; leave them out.",
    },
    otherwise="not this number. How many places has the window, and how many weights has each?",
    praise="24 · 24 places with 25 weights each. Sharing leaves 25 of the 14,400.",
)

# 01-template: classify by the nearest template.


def distances(images, templates):
    """Return the summed squared differences, shape (n, k)."""
    return ((images[:, np.newaxis] - templates) ** 2).sum(axis=(2, 3))


def nearest(images, templates):
    """Return the number of the nearest template for each image."""
    return distances(images, templates).argmin(axis=1)


def differences(images, templates):
    """Return the differences between every image and every template, shape (n, k, pixels)."""
    return (images[:, np.newaxis] - templates).reshape(len(images), len(templates), -1)


def images_and_templates(generator, shape=None):
    """Draw small pictures, or n, k, h and w of a `shape`; no two templates are equally near to an image."""
    while True:
        n, k, h, w = shape or sizes(generator, 4, most=4)
        images, templates = quarters(generator, n, h, w), quarters(generator, k, h, w)
        if np.diff(np.sort(distances(images, templates), axis=1)).all():
            return images, templates


def one_large_or_many_small(height, width):
    """Return an image, a template that is off by 2 at one pixel, and one that is off by 1/4 at all others."""
    large, small = np.zeros((2, height, width))
    large[0, 0], small[...], small[0, 0] = 2, 0.25, 0
    return np.zeros((1, height, width)), np.array([large, small])


TEMPLATE = asks_for_function(
    "01-template",
    praise="The smallest of the summed squared differences, for each image.",
    arguments="images and templates",
    reference=nearest,
    inputs=images_and_templates,
    edges=(
        (np.array([[[1.0, 0.0]]]), np.array([[[0.0, 0.0]], [[1.0, 0.5]]])),
        (np.array([[[0.5]], [[0.0]], [[1.0]]]), np.array([[[1.0]], [[0.25]]])),
        (np.array([[[0.5, 1.0], [0.0, 0.0]]]), np.array([[[0.5, 1.0], [0.0, 0.0]]])),
        one_large_or_many_small(8, 8),  # 63 squares of 1/4 are less than a square of 2, but not of any lower power
        one_large_or_many_small(6, 11),  # and 65 are more, but not of any higher power
        images_and_templates(np.random.default_rng(1), (12, 13, 11, 14)),
    ),
    wrong={
        "it takes the farthest template: the nearest has the smallest distance.": (
            lambda images, templates: distances(images, templates).argmax(axis=1)
        ),
        "differences of both signs cancel: square them, or take their absolute values, before adding.": (
            lambda images, templates: differences(images, templates).sum(axis=2).argmin(axis=1)
        ),
        "it compares the images' ink alone; the differences must be taken pixel by pixel.": (
            lambda images, templates: np.abs(differences(images, templates).sum(axis=2)).argmin(axis=1)
        ),
        "it adds absolute differences: square them, so that large ones count more.": (
            lambda images, templates: np.abs(differences(images, templates)).sum(axis=2).argmin(axis=1)
        ),
        "it looks at the largest difference alone: add the squares of all.": (
            lambda images, templates: np.abs(differences(images, templates)).max(axis=2).argmin(axis=1)
        ),
        "it compares the first rows alone: all pixels count.": (
            lambda images, templates: nearest(images[:, :1], templates[:, :1])
        ),
        "that is the largest product: a template with much ink wins too often. Take differences.": (
            lambda images, templates: np.einsum("nhw,khw->nk", images, templates).argmax(axis=1)
        ),
        "that is the smallest distance itself; the question is which template has it.": (
            lambda images, templates: distances(images, templates).min(axis=1)
        ),
        "templates count from 0.": lambda images, templates: nearest(images, templates) + 1,
        "right for the first image only: every image needs an answer of its own, shape (n,).": (
            lambda images, templates: nearest(images, templates)[0]
        ),
    },
    otherwise="not the nearest templates. Try it on one image: its distances, and the place of the smallest.",
)

# 01-unshuffle: put the pixels back.

MIXED = "pixels of different images got mixed: the order is the same in each image."


def put_back(shuffled, order):
    """Return the images before they were shuffled."""
    images = np.zeros_like(shuffled).reshape(len(shuffled), -1)
    images[:, order] = shuffled.reshape(len(shuffled), -1)
    return images.reshape(shuffled.shape)


def in_order(shuffled, order):
    """Return images with their pixels in an order."""
    return shuffled.reshape(len(shuffled), -1)[:, order].reshape(shuffled.shape)


def shuffled_and_order(generator, shape=None):
    """Draw images with all pixels different, of a shape or of a small one, and an order of their pixels."""
    n, h, w = shape or sizes(generator, 3, most=4)
    return generator.permutation(n * h * w).reshape(n, h, w) / 8 - 1, generator.permutation(h * w)


def is_mixed(found, expected, *_):
    """Say whether all pixels are there, but not in their images."""
    flat = [np.sort(pictures.reshape(len(pictures), -1), axis=1) for pictures in (found, expected)]
    return not np.array_equal(*flat) and np.array_equal(*(np.sort(pixels, axis=None) for pixels in flat))


UNSHUFFLE = asks_for_function(
    "01-unshuffle",
    praise="Nothing was lost in shuffling: whoever knows the order has the images back.",
    arguments="shuffled and order",
    reference=put_back,
    inputs=shuffled_and_order,
    edges=(
        (np.array([[[9.0, 7.0, 8.0]]]), np.array([2, 0, 1])),
        (np.array([[[4.0]], [[2.0]]]), np.array([0])),
        (np.array([[[5.0], [6.0]], [[8.0], [7.0]]]), np.array([1, 0])),
        shuffled_and_order(np.random.default_rng(1), (11, 12, 13)),
    ),
    wrong={
        "it shuffles a second time: order[k] says where pixel k of the shuffled image came from, so go back.": (
            in_order
        ),
        MIXED: lambda shuffled, order: in_order(shuffled.reshape(order.size, -1).T, np.argsort(order)).reshape(
            shuffled.shape
        ),
        "right, but flat: give the images back in their shape (n, h, w).": (
            lambda shuffled, order: put_back(shuffled, order).reshape(len(shuffled), -1)
        ),
        "sorting the pixels' values is not the same as putting them back.": (
            lambda shuffled, order: np.sort(shuffled.reshape(len(shuffled), -1), axis=1).reshape(shuffled.shape)
        ),
        "the order read from its end does not lead back: where did each pixel come from?": (
            lambda shuffled, order: in_order(shuffled, order[::-1])
        ),
    },
    signs={MIXED: is_mixed},
    otherwise="not the images we had. Try it on one row: x = [7, 8, 9], order = [2, 0, 1] gives [9, 7, 8].",
)

EXERCISES = [BYTES, LOCAL, TEMPLATE, UNSHUFFLE]
