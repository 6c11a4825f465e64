"""Exercises of the page "My training does not learn": two losses, and eight trainings that are to be diagnosed."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.values import asks_for_number
from kernelbook.guards import shown

# 08-start: the first loss of a network that tells 1,000 classes apart.

START = asks_for_number(
    "08-start",
    right=np.log(1000),
    known={
        np.log10(1000): "that is the logarithm to the base 10; losses are in nats, so take the natural one.",
        np.log2(1000): "those are bits, the logarithm to the base 2; losses are in nats, so take the natural one.",
        np.log(10): "that is for the ten digits; here are more classes.",
        -np.log(1000): "a loss is not below zero: take the logarithm of the probability with its sign turned.",
        1 / 1000: "that is the probability of each class; the loss is the logarithm of it, with its sign turned.",
        1 - 1 / 1000: "that is how often a guess is wrong; the loss is a logarithm.",
    },
    otherwise="not this number. Each class gets the same probability: what is its logarithm, with the sign turned?",
    praise="Another loss at the start says that the logits are large, or that classes are counted wrongly.",
    tolerance=0.005,
    what="loss",
)

# 08-floor: the least loss where a softmax stands before the softmax of the loss, with 100 classes.

FLOOR = asks_for_number(
    "08-floor",
    right=np.log(np.e + 100 - 1) - 1,
    known={
        0: "that is the floor with one softmax; the second gets numbers from 0 to 1 alone, and cannot be so sure.",
        np.log(100): "that is where the loss begins, with equal probabilities; the question is where it ends.",
        np.log(np.e + 100 - 1): "take off the logit of the right class, which is 1 at most.",
        np.log(np.e + 100) - 1: "the right class is one of all classes: the others are one fewer.",
        1: "the largest probability is 1, but the loss takes it for a logit: put it through a softmax.",
    },
    otherwise="not this number. At best the loss gets 1 for the right class and 0 for the others, as logits.",
    praise="A loss that stays above this floor while most answers are right tells of a softmax too many.",
    tolerance=0.005,
    what="loss",
)

# 08-patients: which of the eight mistakes each training has, by its letter.

DIAGNOSES = {
    "A": "pixels",
    "B": "softmax",
    "C": "leak",
    "D": "dead",
    "E": "labels",
    "F": "flips",
    "G": "frozen",
    "H": "rate",
}
SIGNS = {
    "A": "look at its very first loss, and ask what makes logits large before anything was learned.",
    "B": "compare its lowest loss with its right answers: they do not belong together.",
    "C": "compare its two curves with each other: is there a gap, as in the healthy one?",
    "D": "look at its layers before the first step: which outputs are there at all, and which gradients?",
    "E": "compare what it makes of one batch with what it makes of all of them.",
    "F": "it learns, but less of what it is shown: what would make digits harder to tell apart?",
    "G": "its curves say little; look at how far each layer has gone.",
    "H": "it begins like the healthy one; look at the second step on one batch.",
}
WORDS = ", ".join(sorted(DIAGNOSES.values()))


def judge_patients(answer):
    """Return None if all eight are right, otherwise what to look at for the first one that is not."""
    expected = f"expected a dictionary from the letters A to H to one of {WORDS}"
    if not isinstance(answer, dict):
        return f"{expected}; got {shown(answer)}."
    given = {str(key).strip().upper(): value for key, value in answer.items() if value is not ...}
    strange = [key for key in given if key not in DIAGNOSES]
    strange += [value for value in given.values() if str(value).strip().lower() not in DIAGNOSES.values()]
    if strange:
        return f"{expected}; got {shown(strange[0])}."
    wrong = [key for key in DIAGNOSES if key in given and str(given[key]).strip().lower() != DIAGNOSES[key]]
    if wrong:
        return f"patient {wrong[0]} has something else: {SIGNS[wrong[0]]}"
    left = [key for key in DIAGNOSES if key not in given]
    if not given:
        return f"{expected}; got none."
    return f"right so far; expected also {', '.join(left)}." if left else None


def exchanged(one, other):
    """Return an answer with two diagnoses exchanged."""
    return lambda: DIAGNOSES | {one: DIAGNOSES[other], other: DIAGNOSES[one]}


PATIENTS = Exercise(
    "08-patients",
    judge_patients,
    praise="All of them. The next sick training will be your own, and the checks are the same.",
    solution=lambda: dict(DIAGNOSES),
    wrong=(
        (SIGNS["A"], exchanged("A", "H")),
        (SIGNS["B"], exchanged("B", "F")),
        (SIGNS["C"], exchanged("C", "G")),
        (SIGNS["D"], exchanged("D", "H")),
        (SIGNS["E"], lambda: DIAGNOSES | {"E": "rate"}),
        (SIGNS["F"], exchanged("F", "G")),
        (SIGNS["G"], lambda: DIAGNOSES | {"G": "dead"}),
        (SIGNS["H"], lambda: DIAGNOSES | {"H": "dead"}),
        ("expected also E, F, G, H.", lambda: {key: DIAGNOSES[key] for key in "ABCD"}),
        ("expected also H.", lambda: DIAGNOSES | {"H": ...}),
        ("got 'overfitting'", lambda: DIAGNOSES | {"C": "overfitting"}),
        ("got 'I'", lambda: DIAGNOSES | {"I": "leak"}),
        ("expected a dictionary", lambda: list(DIAGNOSES.values())),
        ("got none", dict),
    ),
)
