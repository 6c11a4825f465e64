"""Exercises on what a person saw: a threshold from a count, and two people who drew boxes on the same picture."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import MORE_DIGITS, numbers
from kernelbook.exercises.words import digits_kept

# 17-count: how many are found in another picture, with the threshold that finds as many as a person counted in this.


def found_elsewhere(scores, count, others):
    """Return how many of the others have the score of the last of the surest, or more."""
    return int(np.sum(others >= threshold(scores, count)))


def threshold(scores, count):
    """Return the lowest of the largest scores: as many as were counted, or all there are."""
    return np.sort(scores)[::-1][min(count, len(scores)) - 1]


def two_pictures(generator, found=None, elsewhere=None):
    """Draw arguments: scores in hundredths, so that some are equal; now and then fewer were found than counted."""
    found, elsewhere = found or int(generator.integers(1, 13)), elsewhere or int(generator.integers(1, 13))
    low, high = np.sort(generator.choice(100, 2, replace=False)) + 1
    scores = generator.integers(low, high + 1, found) / 100
    others = np.concatenate([generator.integers(low, high + 1, elsewhere) / 100, generator.choice(scores, 2)])
    return scores, int(generator.integers(1, found + 4)), generator.permutation(others)


COUNT = asks_for_function(
    "17-count",
    praise="One number that a person counted, and no box, has set the threshold.",
    arguments="scores, count and others",
    reference=found_elsewhere,
    inputs=two_pictures,
    edges=(
        (np.array([0.9, 0.2, 0.7]), 2, np.array([0.7, 0.8, 0.6, 0.1])),
        (np.array([0.2, 0.9, 0.7]), 1, np.array([0.9, 0.8, 0.95])),
        (np.array([0.3, 0.8]), 5, np.array([0.3, 0.2, 0.9, 0.1])),
        (np.array([0.5]), 1, np.array([0.4])),
        (np.array([0.8, 0.6, 0.8, 0.1]), 3, np.array([0.7, 0.6, 0.8, 0.2, 0.1])),
        (np.linspace(0.01, 0.99, 99), 60, np.linspace(0.99, 0.01, 197)),
        two_pictures(np.random.default_rng(1), 40, 30),
    ),
    wrong={
        "a score equal to the threshold counts as well: at least that score.": (
            lambda scores, count, others: np.sum(others > threshold(scores, count))
        ),
        "that takes the one after: Python counts from 0, so the last one you want is at count - 1.": (
            lambda scores, count, others: np.sum(others >= threshold(scores, count + 1))
        ),
        "Python counts from 0: the last one you want is at count - 1, or at the end if there are fewer.": (
            lambda scores, count, others: np.sum(others >= np.sort(scores)[::-1][count])
        ),
        "that threshold leaves one tree too few in the picture that was counted.": (
            lambda scores, count, others: np.sum(others >= np.sort(scores)[::-1][min(count, len(scores)) - 2])
        ),
        "scores come in any order: sort them first.": (
            lambda scores, count, others: np.sum(others >= scores[min(count, len(scores)) - 1])
        ),
        "the surest come first: sort from the largest score down.": (
            lambda scores, count, others: np.sum(others >= np.sort(scores)[min(count, len(scores)) - 1])
        ),
        "where fewer were found than counted, the threshold is the lowest score; there is none after it.": (
            lambda scores, count, others: np.sum(others >= np.sort(scores)[::-1][count - 1])
        ),
        "where fewer were found than counted, there still is a threshold: the lowest score.": (
            lambda scores, count, others: (
                len(others) if count > len(scores) else np.sum(others >= threshold(scores, count))
            )
        ),
        "the count is to set the threshold; the lowest score lets all of them in.": (
            lambda scores, count, others: np.sum(others >= scores.min())
        ),
        "the count is to set the threshold, not the mean of the scores.": (
            lambda scores, count, others: np.sum(others >= scores.mean())
        ),
        "the count is to set the threshold; 0.5 is only the usual one.": (
            lambda scores, count, others: np.sum(others >= 0.5)
        ),
        "trees with equal scores are several trees: leave none out.": (
            lambda scores, count, others: np.sum(others >= threshold(np.unique(scores), count))
        ),
        "that sets the threshold in the other picture; the person counted in the one of scores.": (
            lambda scores, count, others: np.sum(others >= threshold(others, count))
        ),
        "that counts in the picture whose trees a person has counted; the others are asked for.": (
            lambda scores, count, others: np.sum(scores >= threshold(scores, count))
        ),
        "that many were counted in this picture; the other has its own number of trees.": (
            lambda scores, count, others: min(count, len(others))
        ),
        "that counts all that was found; only those of the threshold or more count.": (
            lambda scores, count, others: len(others)
        ),
        "that is the threshold; count the others that reach it.": lambda scores, count, others: threshold(
            scores, count
        ),
        "that is the share of the others; how many is asked.": (
            lambda scores, count, others: np.mean(others >= threshold(scores, count))
        ),
        "that says of each whether it counts; add them up.": (
            lambda scores, count, others: others >= threshold(scores, count)
        ),
    },
    otherwise="not these numbers. Try it on three scores, a count of two and four others, on paper.",
)

# 17-annotators: precision and recall of 55 boxes against 60, if 44 of them match.

AGREEMENT = (44 / 55, 44 / 60)
NEAR = 5e-4
PAIR = "expected two numbers (precision, recall)"
F1 = "that is the F1, one number made of both; precision and recall are asked, as a pair."
UNION = "that divides by all that either drew, as an IoU of sets; precision and recall each divide by what one drew."
OTHER_HALF = "{}: precision divides by what the colleague drew, recall by what the annotator drew."
KNOWN = {
    (44 / 60, 44 / 55): "the other way round: precision first, the share of the colleague's boxes that match.",
    (2 * 44 / (60 + 55),): F1,
    (2 * 44 / (60 + 55),) * 2: F1,
    (44 / (60 + 55 - 44),): UNION,
    (44 / (60 + 55 - 44),) * 2: UNION,
    (44 / 55,): "that is the precision; the recall is asked too, as a pair.",
    (44 / 60,): "that is the recall; the precision is asked too, as a pair.",
    (44 / 55, 44 / 55): OTHER_HALF.format("you divide both by 55"),
    (44 / 60, 44 / 60): OTHER_HALF.format("you divide both by 60"),
    (44 / 55, 55 / 60): "a box that matches none finds nothing: recall counts the matches, not all that was drawn.",
    (11 / 55, 16 / 60): "those are the shares without a match; precision and recall are the shares with one.",
    (100 * 44 / 55, 100 * 44 / 60): "that is in percent; shares are asked.",
}


def judge_agreement(answer):
    """Judge a pair: precision and recall."""
    values, complaint = numbers(answer, PAIR)
    if complaint:
        return complaint
    for known, message in {AGREEMENT: None, **KNOWN}.items():
        if len(known) == len(values) and np.allclose(values, known, rtol=0, atol=NEAR * max(1, *known)):
            return message
    if len(values) != 2:
        return f"{PAIR}, got {len(values)} of them."
    if not 0 <= min(values) <= max(values) <= 1:
        return f"{PAIR}, got {values[0]:g} and {values[1]:g}: shares lie from 0 to 1."
    digits = digits_kept(np.array(values), np.array(AGREEMENT))
    if digits and "whole" not in digits:
        return MORE_DIGITS.format("pair", digits)
    return "not this pair. Of the colleague's boxes, how many match? Of the annotator's, how many were found?"


ANNOTATORS = Exercise(
    "17-annotators",
    judge_agreement,
    praise="Exchange the people, and precision and recall change places.",
    solution=lambda: AGREEMENT,
    wrong=tuple((message, lambda known=known: known) for known, message in KNOWN.items()),
)
