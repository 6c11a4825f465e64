"""Exercises of chapter 08 about trainings: the course of the rate, and what several networks say together."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 08-rate: a learning rate that rises from 0 in a line, for a fifth of the steps, and falls to 0 in a line.

JUMPS = "at the peak that jumps: the fall takes the other four fifths, so divide by them."
WHOLE = "a fifth of the steps need not be a whole number: do not round it."


def rate(step, peak, steps):
    """Rise in the first fifth of the steps, fall in the others."""
    part = step / steps
    return peak * min(part / 0.2, (1 - part) / 0.8)


def step_peak_and_steps(generator):
    """Draw one of 5 to 60 steps."""
    steps = int(generator.integers(5, 61))
    return int(generator.integers(0, steps + 1)), generator.uniform(0.01, 3), steps


def in_a_cosine(step, peak, steps):
    """Rise and fall in half waves, as many schedules do."""
    return peak * (1 - np.cos(np.pi * rate(step, 1, steps))) / 2


RATE = asks_for_function(
    "08-rate",
    praise="Two lines, and the lower one counts.",
    arguments="step, peak and steps",
    reference=rate,
    inputs=step_peak_and_steps,
    edges=(
        (0, 0.1, 50),
        (5, 0.1, 50),
        (10, 0.1, 50),
        (30, 0.1, 50),
        (50, 0.1, 50),
        (300, 2.0, 1000),
        (1, 1.0, 2),
        (700, 50.0, 1200),
    ),
    wrong={
        "that never falls: after the rise it must go down again.": lambda step, peak, steps: (
            peak * min(step / steps / 0.2, 1)
        ),
        "that begins at the peak; the first fifth of the steps is the rise.": lambda step, peak, steps: (
            peak * (1 - step / steps)
        ),
        "the peak comes after a fifth of the steps, not after half of them.": lambda step, peak, steps: (
            peak * min(2 * step / steps, 2 - 2 * step / steps)
        ),
        "that rises for four fifths and falls for one; it is the other way around.": lambda step, peak, steps: rate(
            steps - step, peak, steps
        ),
        JUMPS: lambda step, peak, steps: peak * (step / steps / 0.2 if step < 0.2 * steps else 1 - step / steps),
        "that is a share of the peak; multiply by it.": lambda step, peak, steps: rate(step, 1, steps),
        "the first step is step 0, and its rate is 0: that is one step ahead.": lambda step, peak, steps: rate(
            step + 1, peak, steps
        ),
        "it rises and falls in a line, not in a wave.": in_a_cosine,
        "of the two lines the lower one counts.": lambda step, peak, steps: (
            peak * max(step / steps / 0.2, (1 - step / steps) / 0.8)
        ),
        WHOLE: lambda step, peak, steps: np.interp(step, [0, steps // 5, steps], [0, peak, 0]),
    },
    signs={
        JUMPS: lambda found, expected, step, peak, steps: np.isclose(found, peak * (1 - step / steps)),
        WHOLE: lambda found, expected, step, peak, steps: steps % 5,
    },
    otherwise="not these numbers. Try it on a small case, by hand.",
)

# 08-vote: the answers of several networks become one.

MEAN = "a mean of labels is no label: a 1 and a 7 do not make a 4."
MEDIAN = "the median lies between the answers, wherever they agree."
TIE = "where two labels have as many votes, the smaller one is to win."


def vote(labels):
    """Return the label with the most votes for each image; the smaller one wins a tie."""
    return np.array([np.bincount(column).argmax() for column in np.transpose(labels)])


def ballots(generator):
    """Draw the labels of one to six networks for one to five images; few labels make many ties."""
    return (generator.integers(0, generator.integers(2, 11), size=generator.integers((1, 1), (7, 6))),)


def votes(labels):
    """Return how many votes each label has, shape (images, 10)."""
    return np.array([np.bincount(column, minlength=10) for column in np.transpose(labels)])


def first_of_the_most_frequent(labels):
    """Return of the labels with the most votes the one that was named first."""
    return np.array([max(column, key=column.tolist().count) for column in np.transpose(labels)])


def tied(found, expected, labels):
    """Say whether all labels have as many votes as the right ones."""
    images = np.arange(len(expected))
    return (votes(labels)[images, found.astype(int)] == votes(labels)[images, expected.astype(int)]).all()


VOTE = asks_for_function(
    "08-vote",
    praise="Count, and take the most frequent.",
    arguments="labels",
    reference=vote,
    inputs=ballots,
    edges=(
        (np.array([[1, 7, 4, 5, 0], [7, 7, 9, 3, 2], [7, 2, 9, 3, 4]]),),
        (np.array([[8, 1], [3, 0], [8, 0], [3, 6]]),),
        (np.array([[9]]),),
        (np.array([[0, 9, 3]]),),
        (np.array([[2], [1], [0]]),),
        (np.random.default_rng(1).integers(0, 10, size=(15, 12)),),
    ),
    wrong={
        MEAN: lambda labels: np.round(np.mean(labels, axis=0)).astype(int),
        MEDIAN: lambda labels: np.median(labels, axis=0).astype(int),
        "that is the first network alone.": lambda labels: labels[0],
        "that is the last network alone.": lambda labels: labels[-1],
        "that is the smallest label; count which is most frequent.": lambda labels: labels.min(axis=0),
        "that is the largest label; count which is most frequent.": lambda labels: labels.max(axis=0),
        TIE: lambda labels: 9 - vote(9 - labels),
        "where two labels have as many votes, the smaller one is to win, not the one that came first.": (
            first_of_the_most_frequent
        ),
        "that is how many votes the label has; return the label.": lambda labels: votes(labels).max(axis=1),
        "that is one label for all images; each has its own vote.": lambda labels: np.bincount(labels.ravel()).argmax(),
        "that counts over the images, not over the networks: one answer for each image.": lambda labels: vote(labels.T),
    },
    signs={
        TIE: tied,
        MEDIAN: lambda found, expected, labels: (np.abs(found - np.median(labels, axis=0)) < 1).all(),
        MEAN: lambda found, expected, labels: (np.abs(found - np.mean(labels, axis=0)) < 1).all(),
    },
    otherwise="not these labels. Count the votes for one image, by hand.",
)
