"""Exercises on sizes and measures: what fits, the Dice coefficient, predictive values."""

from math import ceil

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_shape

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 14-size: the size that four halvings need.

ROUNDED_DOWN = "that cuts the image; it is to be continued."
SQUARE = "height and width are continued each for itself; the network takes any shape."

SIZE = asks_for_shape(
    "14-size",
    right=tuple(ceil(side / 2**4) * 2**4 for side in (500, 333)),
    known={
        (500, 336): "that is for two poolings, multiples of 4; four need multiples of 16.",
        (500, 333): "333 is odd: it cannot be halved even once.",
        (500, 334): "that is for one pooling: 334 is halved once, and 167 is odd.",
        (496, 320): ROUNDED_DOWN,
        (496, 336): ROUNDED_DOWN,
        (512, 320): ROUNDED_DOWN,
        (512, 512): SQUARE,
        (504, 336): "that is for three poolings, multiples of 8. Halve 504 four times: 252, 126, 63, and then?",
        (512, 352): "that is for five poolings, multiples of 32; there are four.",
        (336, 512): "the height comes first: 500 pixels.",
    },
    otherwise="not this size. Which is the smallest multiple of 16 from 500 on, and from 333 on?",
    praise="32 · 16 and 21 · 16.",
    parts="height, width",
)

# 14-dice: the Dice coefficient, twice the common pixels over the sum, from the intersection over union.


def dice(iou):
    """Return the Dice coefficient of two masks."""
    return 2 * iou / (1 + iou)


DICE = asks_for_function(
    "14-dice",
    praise="It is the F1 of the pixels, and never below the IoU.",
    arguments="iou",
    reference=dice,
    inputs=lambda generator: (generator.uniform(0.02, 0.98),),
    edges=((0.5,), (0.9,), (0.2,), (0.01,), (1.0,)),
    wrong={
        "that is the IoU again; the Dice coefficient counts the common pixels twice.": lambda iou: iou,
        "that is the way back, from Dice to IoU.": lambda iou: iou / (2 - iou),
        "for IoU = 1 both masks are the same, and the Dice coefficient is 1 too.": lambda iou: 2 * iou,
        "at IoU = 1/2 it is 2/3: two of four pixels in common make 2 · 2 of 3 + 3.": lambda iou: iou / (1 + iou),
        "at IoU = 1 it must be 1; the common pixels count once more below, too.": lambda iou: 2 * iou / (2 - iou),
        "it is no root: begin with the counts TP, FP and FN.": lambda iou: iou**0.5,
    },
    otherwise=NOT_THESE,
)

# 14-predictive: the negative predictive value.


def negative(sensitivity, specificity, prevalence):
    """Return the share of those who are not called that is healthy."""
    healthy = specificity * (1 - prevalence)
    missed = (1 - sensitivity) * prevalence
    return healthy / (healthy + missed)


def positive(sensitivity, specificity, prevalence):
    """Return the share of those who are called that is ill."""
    found = sensitivity * prevalence
    return found / (found + (1 - specificity) * (1 - prevalence))


PREDICTIVE = asks_for_function(
    "14-predictive",
    praise="Where a disease is rare, a negative answer is nearly always true: most people are healthy anyway.",
    arguments="sensitivity, specificity and prevalence",
    reference=negative,
    inputs=lambda generator: tuple(generator.uniform(0.02, 0.98, size=3).tolist()),
    edges=(
        (0.9, 0.8, 0.3),
        (0.5, 0.95, 0.01),
        (0.99, 0.6, 0.7),
        (1.0, 0.5, 0.4),
        (0.7, 1.0, 0.2),
        (0.0, 0.3, 0.6),
        (0.8, 0.0, 0.5),
        (0.8, 0.9, 0.0),
        (0.8, 0.9, 1.0),
    ),
    wrong={
        "that is the positive predictive value, of those who are called; here it is those who are not.": positive,
        "it does not depend on the prevalence; how many are ill must count.": (
            lambda a, b, prevalence: b / (b + 1 - a)
        ),
        "that is the specificity: of the healthy, the share that is not called. Here it is the other way round.": (
            lambda a, b, prevalence: b
        ),
        "sensitivity and specificity changed places: the ill are missed at 1 - sensitivity.": (
            lambda a, b, prevalence: negative(b, a, prevalence)
        ),
        "the prevalence is the share of the ill, not of the healthy.": lambda a, b, prevalence: negative(
            a, b, 1 - prevalence
        ),
        "the ill who are not called are those who are missed, at 1 - sensitivity, not those who are found.": (
            lambda a, b, prevalence: negative(1 - a, b, prevalence)
        ),
        "the healthy who are not called come at the specificity, not at 1 - specificity.": (
            lambda a, b, prevalence: negative(a, 1 - b, prevalence)
        ),
        "that is the share of the ill among those who are not called; the healthy are asked for.": (
            lambda a, b, prevalence: 1 - negative(a, b, prevalence)
        ),
        "that is the share that is not called; which part of it is healthy?": (
            lambda a, b, prevalence: b * (1 - prevalence) + (1 - a) * prevalence
        ),
        "that is the share of all people who are healthy and not called; divide by all who are not called.": (
            lambda a, b, prevalence: b * (1 - prevalence)
        ),
    },
    otherwise=NOT_THESE,
)
