"""Exercises of chapter 10, "Find every digit in a scene"."""

import numpy as np

from kernelbook.convolution import output_size
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number, asks_for_shape

# 10-iou: the intersection over union of two boxes: top, left, bottom, right.

ADDED = "something is added to what both cover, and the result is off: leave it out, no box here is empty."


def overlap(a, b):
    """Return the common area of two boxes."""
    height = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    width = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    return height * width


def area(a):
    """Return the area of a box."""
    return (a[2] - a[0]) * (a[3] - a[1])


def iou(a, b):
    """Return the intersection over union."""
    common = overlap(a, b)
    return common / (area(a) + area(b) - common)


def sides(a, b):
    """Return the common height and width of two boxes; of boxes that are apart, minus what lies between."""
    return np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])


def of_common(a, b, common):
    """Return the intersection over union from an area that is taken for the common one."""
    return common / (area(a) + area(b) - common)


def clipped(a, b, axis):
    """Return the common area with one direction cut at 0 and the other not."""
    common = sides(a, b)
    common[axis] = max(common[axis], 0)
    return common.prod()


def around(a, b):
    """Return the area of the smallest box around two."""
    return np.prod(np.maximum(a[2:], b[2:]) - np.minimum(a[:2], b[:2]))


def grown(a):
    """Return a box one pixel longer and wider."""
    return a + np.array([0, 0, 1, 1])


def moved(a):
    """Return the box for top, left, height, width."""
    return np.concatenate([a[:2], a[:2] + a[2:]])


def box(generator):
    """Draw a box of whole or of broken numbers."""
    corner, size = generator.integers(-3, 5, size=2), generator.integers(1, 8, size=2)
    return np.concatenate([corner, corner + size])


def two_boxes(generator):
    """Draw two boxes; half of the pairs have no whole numbers."""
    a, b = box(generator), box(generator)
    shift = generator.choice([0, generator.uniform(0.1, 0.9)])
    return (a + shift, b) if shift else (a, b)


def slightly_less(found, expected, a, b):
    """Say whether a result is what it is with something small added below, up to 0.1, and perhaps above."""
    added = np.array([0.1, 0.01, 1e-3, 1e-4, 1e-5])
    common, both = overlap(a, b), area(a) + area(b) - overlap(a, b)
    return np.isclose(found, [common / (both + added), (common + added) / (both + added)], rtol=1e-9, atol=0).any()


def boxes(a, b):
    """Return two boxes as the arguments of a call."""
    return np.array(a), np.array(b)


EDGES = (
    boxes((0, 0, 2, 2), (1, 1, 3, 3)),
    boxes((0, 0, 2, 3), (0, 0, 2, 3)),
    boxes((0, 0, 1, 1), (0, 0, 1, 1)),
    boxes((0, 0, 10, 10), (0, 0, 20, 20)),
    boxes((2, 3, 4, 5), (0, 0, 9, 6)),
    boxes((0, 0, 3, 3), (5, 6, 9, 8)),
    boxes((0, 0, 2, 6), (4, 1, 7, 5)),
    boxes((0, 0, 6, 2), (1, 4, 5, 7)),
    boxes((1, 6, 5, 9), (0, 0, 7, 3)),
    boxes((6, 0, 9, 4), (0, 1, 3, 8)),
    boxes((0, 0, 2, 2), (0, 2, 2, 4)),
    boxes((0, 0, 2, 2), (2, 0, 5, 2)),
    boxes((0, 0, 1, 1), (1, 1, 2, 2)),
    boxes((0.0, 0.0, 0.5, 0.25), (0.25, 0.0, 1.0, 1.0)),
    boxes((20, 30, 200, 190), (35, -50, 215, 130)),
)

IOU = asks_for_function(
    "10-iou",
    praise="From 0, for boxes that do not meet, to 1, for equal ones.",
    arguments="a and b",
    reference=iou,
    inputs=two_boxes,
    edges=EDGES,
    wrong={
        "two boxes that are apart in both directions have nothing in common: minus times minus is no area.": (
            lambda a, b: of_common(a, b, max(sides(a, b).prod(), 0))
        ),
        "boxes that are apart have nothing in common: a height below 0 is 0, and a width too. Minus times minus is "
        "no area.": lambda a, b: of_common(a, b, sides(a, b).prod()),
        "two boxes side by side have nothing in common: a width below 0 is 0 too.": (
            lambda a, b: of_common(a, b, clipped(a, b, 0))
        ),
        "two boxes one above the other have nothing in common: a height below 0 is 0 too.": (
            lambda a, b: of_common(a, b, clipped(a, b, 1))
        ),
        "boxes that are apart in one direction only have nothing in common, either: look at each for itself.": (
            lambda a, b: of_common(a, b, 0 if (sides(a, b) < 0).all() else sides(a, b).prod())
        ),
        "it looks at top and bottom only; left and right count too.": (
            lambda a, b: iou(a[[0, 0, 2, 2]], b[[0, 0, 2, 2]])
        ),
        "the common part is counted twice in the sum of the areas: subtract it once.": (
            lambda a, b: overlap(a, b) / (area(a) + area(b))
        ),
        "that is twice the common area over the sum of both, the Dice coefficient.": (
            lambda a, b: 2 * overlap(a, b) / (area(a) + area(b))
        ),
        "that divides by the smaller box; a small box inside a large one would then be perfect.": (
            lambda a, b: overlap(a, b) / min(area(a), area(b))
        ),
        "that divides by the larger box; divide by what both cover together.": (
            lambda a, b: overlap(a, b) / max(area(a), area(b))
        ),
        "that divides by one of the boxes; divide by what both cover together.": (lambda a, b: overlap(a, b) / area(a)),
        "that divides by the box around both; in its corners there is neither.": (
            lambda a, b: overlap(a, b) / around(a, b)
        ),
        "that is the common area, in pixels; divide it by what both cover together.": overlap,
        "bottom and right are outside of the box already: the height is bottom - top, without + 1.": (
            lambda a, b: iou(grown(a), grown(b))
        ),
        ADDED: lambda a, b: overlap(a, b) / (area(a) + area(b) - overlap(a, b) + 1e-3),
        "the last two numbers are bottom and right, not height and width.": lambda a, b: iou(moved(a), moved(b)),
    },
    signs={ADDED: slightly_less},
    otherwise="not these numbers. Try it on two squares of 2 × 2.",
    tolerance=3e-6,  # a millionth added to a square of 1 × 1, as many do, is right
)

# 10-windows: what the classifier of chapter 05, fully convolutional, answers to 200 × 320 pixels.

WINDOWS = asks_for_shape(
    "10-windows",
    right=(output_size(200, 28, strides=4), output_size(320, 28, strides=4), 10),
    known={
        (43, 73, 10): "the first position counts too: + 1.",
        (50, 80, 10): "a window does not hang over: 28 pixels less, before you divide.",
        (173, 293, 10): "that is a reading at every pixel; the two poolings make steps of four.",
        (87, 147, 10): "that is one pooling; there are two, so a step is four pixels.",
        (74, 44, 10): "rows first: 200 pixels are the height.",
        (44, 74, 1): "each reading is ten logits.",
    },
    otherwise="not this shape. How often does a window of 28 fit along each side, in steps of 4?",
    praise="172 / 4 + 1 and 292 / 4 + 1, ten logits each: 3,256 readings.",
    parts="rows, columns, classes",
)

# 10-suppress: five boxes from 0 on, scores 0.9, 0.8, 0.7, 0.6, 0.5; overlaps 0 1, 1 2, 2 4, 3 4; how many stay?

SUPPRESS = asks_for_number(
    "10-suppress",
    right=3,
    known={
        2: "a box that was dropped drops nobody: 1 goes because of 0, so 2 has nothing against it.",
        5: "that is all of them; but 1 overlaps 0, which is surer, so 1 goes.",
        4: "4 overlaps 2, which stays, so 4 goes.",
        1: "boxes that do not overlap a kept one stay too.",
    },
    otherwise="not this number. Go through them from 0 to 4: does it overlap one that was kept?",
    praise="0 stays and drops 1; 2 stays and drops 4; 3 stays.",
)

# 10-average: four digits; right, right, wrong, right, wrong. COCO's average over 101 recalls 0, 0.01, …, 1.

AVERAGE = asks_for_number(
    "10-average",
    right=(51 + 25 * 3 / 4) / 101,
    known={
        (51 + 25 * 3 / 4) / 76: "that divides by the recalls that were reached; those that were not count as 0.",
        51 + 25 * 3 / 4: "that is the sum over the recalls; divide by how many they are.",
        (1 + 1 + 2 / 3 + 3 / 4 + 3 / 5) / 5: (
            "that is the mean of precision over the boxes; the average goes over the recalls."
        ),
        (1 + 1 + 3 / 4) / 4: (
            "that is the mean of the precisions at the three hits, over the four digits; COCO samples 101 recalls "
            "instead."
        ),
        (6 + 2 * 3 / 4) / 11: "that is over 11 recalls, 0, 0.1, …, 1; COCO samples 101.",
        (1 + 1 + 3 / 4) / 3: "the fourth digit is never found; the recalls beyond 3 of 4 count, as 0.",
        3 / 5: "that is the last precision, 3 of 5.",
        3 / 4: "that is the recall, 3 of 4.",
    },
    otherwise="not this number. Which precision can be had at recall 0.5? At 0.75? Above?",
    praise="51 recalls with precision 1, 25 with 3/4, 25 with nothing: 0.691.",
    tolerance=0.001,
)

EXERCISES = [IOU, WINDOWS, SUPPRESS, AVERAGE]
