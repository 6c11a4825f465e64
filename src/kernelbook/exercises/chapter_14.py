"""Exercises of chapter 14, "Follow nuclei from pixels to a diagnosis"."""

import numpy as np

from kernelbook import evaluation
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call, judge_formula, judge_shape

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 14-size: the size that four halvings need.

TWO_POOLINGS = "that is for two poolings, multiples of 4; four need multiples of 16."
AS_IT_IS = "333 is odd: it cannot be halved even once."
ROUNDED_DOWN = "that cuts the image; it is to be continued."
SQUARE = "height and width are continued each for itself; the network takes any shape."
EIGHTS = "that is for three poolings, multiples of 8. Halve 504 four times: 252, 126, 63, and then?"

SIZE = Exercise(
    id="14-size",
    judge=judge_shape(
        (512, 336),
        {
            (500, 336): TWO_POOLINGS,
            (500, 333): AS_IT_IS,
            (496, 320): ROUNDED_DOWN,
            (512, 512): SQUARE,
            (504, 336): EIGHTS,
        },
        "not this size. Which is the smallest multiple of 16 from 500 on, and from 333 on?",
        parts="height, width",
    ),
    praise="32 · 16 and 21 · 16.",
    solution=lambda: (512, 336),
    wrong={
        TWO_POOLINGS: lambda: (500, 336),
        AS_IT_IS: lambda: (500, 333),
        ROUNDED_DOWN: lambda: (496, 320),
        SQUARE: lambda: (512, 512),
        EIGHTS: lambda: (504, 336),
        "not this size": lambda: (528, 352),
        "expected 2 numbers": lambda: (512, 336, 1),
        "expected a tuple": lambda: 512,
    },
)

# 14-dice: the Dice coefficient from the intersection over union.

SAME = "that is the IoU again; the Dice coefficient counts the common pixels twice."
BACK = "that is the way back, from Dice to IoU."
ABOVE_ONE = "for IoU = 1 both masks are the same, and the Dice coefficient is 1 too."
HALF = "at IoU = 1/2 it is 2/3: two of four pixels in common make 2 · 2 of 3 + 3."
DICE_WRONG = {
    SAME: lambda iou: iou,
    BACK: lambda iou: iou / (2 - iou),
    ABOVE_ONE: lambda iou: 2 * iou,
    HALF: lambda iou: iou / (1 + iou),
}


def dice(iou):
    """Return the Dice coefficient of two masks."""
    return 2 * iou / (1 + iou)


DICE = Exercise(
    id="14-dice",
    judge=judge_formula("iou", [(0.5,), (0.9,), (0.2,), (1.0,)], dice, DICE_WRONG, NOT_THESE),
    praise="It is the F1 of the pixels, and never below the IoU.",
    solution=lambda: dice,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in DICE_WRONG.items()},
        NOT_THESE: lambda: lambda iou: iou**2,
        "expected one number": lambda: lambda iou: [iou, iou],
        "expected a function": lambda: 0.5,
        "raised": lambda: lambda iou: iou.sum(axis=0) + iou[0],
    },
)

# 14-predictive: the negative predictive value.

POSITIVE = "that is the positive predictive value, of those who are called; here it is those who are not."
NO_PREVALENCE = "it does not depend on the prevalence; how many are ill must count."
SWAPPED = "sensitivity and specificity changed places: the ill are missed at 1 - sensitivity."
NOT_CALLED = "that is the share that is not called; which part of it is healthy?"
NUMERATOR = "that is the share of all people who are healthy and not called; divide by all who are not called."


def positive(sensitivity, specificity, prevalence):
    """Return the positive predictive value."""
    return evaluation.predictive_values(sensitivity, specificity, prevalence)[0]


def negative(sensitivity, specificity, prevalence):
    """Return the negative predictive value."""
    return evaluation.predictive_values(sensitivity, specificity, prevalence)[1]


PREDICTIVE_WRONG = {
    POSITIVE: positive,
    NO_PREVALENCE: lambda sensitivity, specificity, prevalence: specificity / (specificity + 1 - sensitivity),
    SWAPPED: lambda sensitivity, specificity, prevalence: negative(specificity, sensitivity, prevalence),
    NOT_CALLED: lambda a, b, pi: b * (1 - pi) + (1 - a) * pi,
    NUMERATOR: lambda a, b, pi: b * (1 - pi),
}

PREDICTIVE = Exercise(
    id="14-predictive",
    judge=judge_formula(
        "sensitivity, specificity and prevalence",
        [(0.9, 0.8, 0.3), (0.5, 0.95, 0.01), (0.99, 0.6, 0.7)],
        negative,
        PREDICTIVE_WRONG,
        NOT_THESE,
    ),
    praise="Where a disease is rare, a negative answer is nearly always true: most people are healthy anyway.",
    solution=lambda: negative,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in PREDICTIVE_WRONG.items()},
        NOT_THESE: lambda: lambda a, b, pi: 0.5,
        "expected one number": lambda: lambda a, b, pi: np.ones(2),
        "expected a function": lambda: 0.98,
        "raised": lambda: lambda a, b: a * b,
    },
)

# 14-patients: a split that keeps each patient on one side.

BOTH_SIDES = "some patient has photographs on both sides: draw patients, not photographs."
ALWAYS_THE_SAME = (
    "two generators gave the same split, or one with the same seed two different ones: draw with the generator."
)
SHARE = "about a fifth of the patients should be drawn; you drew {found} of {all}."
NO_MASK = "expected a mask, booleans of shape {shape}, got {found}."
INDICES = "these are numbers of patients or photographs; return a mask: true for each photograph to test on."


def held_out(patients, generator):
    """Return a mask of the photographs of about a fifth of the patients."""
    drawn = generator.permutation(np.unique(patients))
    return np.isin(patients, drawn[: round(len(drawn) / 5)])


def judge_patients(answer):
    """Judge a function (patients, generator)."""
    patients = np.random.default_rng(14).integers(0, 60, 150) * 7 + 3
    cases = [(patients.copy(), np.random.default_rng(seed)) for seed in (0, 0, 1)]
    given, complaint = call(answer, "patients and generator", cases)
    if complaint:
        return complaint
    mask, again, other = given
    if mask.dtype.kind in "iu":
        return INDICES
    if mask.dtype.kind != "b" or mask.shape != patients.shape:
        return NO_MASK.format(shape=patients.shape, found=f"{mask.dtype} of shape {mask.shape}")
    everyone = len(np.unique(patients))
    if set(patients[mask]) & set(patients[~mask]):
        return BOTH_SIDES
    found = len(np.unique(patients[mask]))
    if not 0.1 <= found / everyone <= 0.3:
        return SHARE.format(found=found, all=everyone)
    if not np.array_equal(mask, again) or np.array_equal(mask, other):
        return ALWAYS_THE_SAME
    return None


PATIENTS = Exercise(
    id="14-patients",
    judge=judge_patients,
    praise="Whatever belongs together stays together.",
    solution=lambda: held_out,
    wrong={
        BOTH_SIDES: lambda: lambda patients, generator: generator.random(len(patients)) < 0.2,
        ALWAYS_THE_SAME: lambda: lambda patients, generator: np.isin(patients, np.unique(patients)[:12]),
        "you drew": lambda: lambda patients, generator: patients == generator.choice(patients),
        "expected a mask": lambda: lambda patients, generator: held_out(patients, generator)[:9],
        INDICES: lambda: lambda patients, generator: generator.permutation(np.unique(patients))[:12],
        "expected a function": lambda: True,
        "raised": lambda: lambda patients: patients > 3,
    },
)

EXERCISES = [SIZE, DICE, PREDICTIVE, PATIENTS]
