"""Exercises of chapter 10, "Find every digit in a scene"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula, judge_number, judge_shape, judge_value

# 10-iou: the intersection over union of two boxes.

NEGATIVE = "two boxes that are apart in both directions have nothing in common: minus times minus is no area."
TWICE = "the common part is counted twice in the sum of the areas: subtract it once."
SMALLER = "that divides by the smaller box; a small box inside a large one would then be perfect."
COMMON = "that is the common area, in pixels; divide it by what both cover together."
INCLUSIVE = "bottom and right are outside of the box already: the height is bottom - top, without + 1."


def overlap(a, b, clip=True, extra=0):
    """Return the common area of two boxes."""
    height, width = min(a[2], b[2]) - max(a[0], b[0]) + extra, min(a[3], b[3]) - max(a[1], b[1]) + extra
    return max(height, 0) * max(width, 0) if clip else height * width


def areas(a, b, extra=0):
    """Return the areas of two boxes."""
    return [(box[2] - box[0] + extra) * (box[3] - box[1] + extra) for box in (a, b)]


def iou(a, b, **how):
    """Return the intersection over union: the reference solution, or with other arguments a wrong one."""
    common = overlap(a, b, **how)
    return common / (sum(areas(a, b, how.get("extra", 0))) - common)


IOU_WRONG = {
    NEGATIVE: lambda a, b: iou(a, b, clip=False),
    TWICE: lambda a, b: overlap(a, b) / sum(areas(a, b)),
    SMALLER: lambda a, b: overlap(a, b) / min(areas(a, b)),
    COMMON: overlap,
    INCLUSIVE: lambda a, b: iou(a, b, extra=1),
}
PAIRS = [((0, 0, 2, 2), (1, 1, 3, 3)), ((0, 0, 10, 10), (0, 0, 20, 20)), ((0, 0, 3, 3), (5, 6, 9, 8))]

IOU = Exercise(
    id="10-iou",
    judge=judge_formula("a and b", PAIRS, iou, IOU_WRONG, "not these numbers. Try it on two squares of 2 × 2."),
    praise="From 0, for boxes that do not meet, to 1, for equal ones.",
    solution=lambda: iou,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in IOU_WRONG.items()},
        "not these numbers": lambda: lambda a, b: 0.5,
        "expected one number": lambda: lambda a, b: np.zeros(2),
        "expected a function": lambda: 1 / 7,
        "raised": lambda: lambda a, b: a.area & b.area,
    },
)

# 10-windows: what the classifier of chapter 05, fully convolutional, answers to 200 × 320 pixels.

NO_PLUS = "the first position counts too: + 1."
PADDED = "a window does not hang over: 28 pixels less, before you divide."
EVERY_PIXEL = "that is a reading at every pixel; the two poolings make steps of four."
HALF_STEP = "that is one pooling; there are two, so a step is four pixels."
SWAPPED_SIDES = "rows first: 200 pixels are the height."
NO_CLASSES = "each reading is ten logits."

WINDOWS = Exercise(
    id="10-windows",
    judge=judge_shape(
        (44, 74, 10),
        {
            (43, 73, 10): NO_PLUS,
            (50, 80, 10): PADDED,
            (173, 293, 10): EVERY_PIXEL,
            (87, 147, 10): HALF_STEP,
            (74, 44, 10): SWAPPED_SIDES,
            (44, 74, 1): NO_CLASSES,
        },
        "not this shape. How often does a window of 28 fit along each side, in steps of 4?",
        parts="rows, columns, classes",
    ),
    praise="172 / 4 + 1 and 292 / 4 + 1, ten logits each: 3,256 readings.",
    solution=lambda: (44, 74, 10),
    wrong={
        NO_PLUS: lambda: (43, 73, 10),
        PADDED: lambda: (50, 80, 10),
        EVERY_PIXEL: lambda: (173, 293, 10),
        HALF_STEP: lambda: (87, 147, 10),
        SWAPPED_SIDES: lambda: (74, 44, 10),
        NO_CLASSES: lambda: (44, 74, 1),
        "How often does a window": lambda: (44, 75, 10),
        "expected 3 numbers": lambda: (44, 74),
    },
)

# 10-suppress: five boxes, overlaps 0-1, 1-2, 2-4, 3-4; how many stay?

DROPPED_DROPS = "a box that was dropped drops nobody: 1 goes because of 0, so 2 has nothing against it."
ALL_STAY = "that many overlap no surer box at all; but they also drop others."
FORGOT_LAST = "4 overlaps 2, which stays, so 4 goes."
ONLY_FIRST = "boxes that do not overlap a kept one stay too."

SUPPRESS = Exercise(
    id="10-suppress",
    judge=judge_number(
        3,
        {2: DROPPED_DROPS, 5: ALL_STAY, 4: FORGOT_LAST, 1: ONLY_FIRST},
        "not this number. Go through them from 0 to 4: does it overlap one that was kept?",
    ),
    praise="0 stays and drops 1; 2 stays and drops 4; 3 stays.",
    solution=lambda: 3,
    wrong={
        DROPPED_DROPS: lambda: 2,
        ALL_STAY: lambda: 5,
        FORGOT_LAST: lambda: 4,
        ONLY_FIRST: lambda: 1,
        "Go through them": lambda: 0,
        "expected a whole number": lambda: "three",
    },
)

# 10-average: four digits; right, right, wrong, right, wrong. COCO's average over 101 recalls.

FOUND_ONLY = "that divides by the recalls that were reached; those that were not count as 0."
NO_MAXIMUM = "that is the mean of precision over the boxes; the average goes over the recalls."
AT_HITS = (
    "that is the mean of the precisions at the three hits, over the four digits; COCO samples 101 recalls instead."
)
ONLY_PRECISION = "that is the last precision, 3 of 5."
ONLY_RECALL = "that is the recall, 3 of 4."
RIGHT_AVERAGE = (51 + 25 * 3 / 4) / 101

AVERAGE = Exercise(
    id="10-average",
    judge=judge_value(
        RIGHT_AVERAGE,
        {
            FOUND_ONLY: (51 + 25 * 3 / 4) / 76,
            NO_MAXIMUM: (1 + 1 + 2 / 3 + 3 / 4 + 3 / 5) / 5,
            AT_HITS: (1 + 1 + 3 / 4) / 4,
            ONLY_PRECISION: 3 / 5,
            ONLY_RECALL: 3 / 4,
        },
        "not this number. Which precision can be had at recall 0.5? At 0.75? Above?",
    ),
    praise="51 recalls with precision 1, 25 with 3/4, 25 with nothing: 0.691.",
    solution=lambda: RIGHT_AVERAGE,
    wrong={
        FOUND_ONLY: lambda: (51 + 25 * 3 / 4) / 76,
        NO_MAXIMUM: lambda: (1 + 1 + 2 / 3 + 3 / 4 + 3 / 5) / 5,
        AT_HITS: lambda: (1 + 1 + 3 / 4) / 4,
        ONLY_PRECISION: lambda: 0.6,
        ONLY_RECALL: lambda: 0.75,
        "Which precision can be had": lambda: 1.0,
        "expected a number": lambda: None,
    },
)

EXERCISES = [IOU, WINDOWS, SUPPRESS, AVERAGE]
