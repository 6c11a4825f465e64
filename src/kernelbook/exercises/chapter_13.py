"""Exercises of chapter 13, "Steer a car, and judge its driving"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import judge_formula

NOT_THESE = "not these numbers. Try it on an example by hand."

# 13-rate: interventions per kilometer over drives of different lengths.

MEAN_OF_RATES = "that is the mean of the drives' own rates: a drive of 10 meters has as much say as one of 400."
PER_METER = "that is per meter; a kilometer has a thousand."
PER_DRIVE = "that is per drive, however long it was."
UPSIDE_DOWN = "that is kilometers per intervention."


def rate(counts, meters):
    """Return interventions per kilometer."""
    return 1000 * np.sum(counts) / np.sum(meters)


RATE_WRONG = {
    MEAN_OF_RATES: lambda counts, meters: np.mean(1000 * np.asarray(counts) / np.asarray(meters)),
    PER_METER: lambda counts, meters: np.sum(counts) / np.sum(meters),
    PER_DRIVE: lambda counts, meters: np.mean(counts),
    UPSIDE_DOWN: lambda counts, meters: np.sum(meters) / 1000 / np.sum(counts),
}
DRIVES = [(np.array([2, 0, 1]), np.array([400.0, 350.0, 10.0])), (np.array([1, 3]), np.array([100.0, 900.0]))]

RATE = Exercise(
    id="13-rate",
    judge=judge_formula("counts and meters", DRIVES, rate, RATE_WRONG, NOT_THESE),
    praise="All interventions over all kilometers.",
    solution=lambda: rate,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in RATE_WRONG.items()},
        NOT_THESE: lambda: lambda counts, meters: 0.0,
        "expected one number": lambda: lambda counts, meters: 1000 * counts / meters,
        "expected a function": lambda: 3.9,
    },
)

# 13-last: the probability to be on the road after n steps, each of which fails with the probability e.

STRAIGHT = "for many steps that falls below zero; probabilities of staying are multiplied."
ONE_STEP = "that is one step; it must stay on the road every time."
TO_LEAVE = "that is the probability of having left the road; the other one is asked for."
ALL_FAIL = "that is the probability that every step fails."


def last(e, n):
    """Return the probability of staying."""
    return (1 - e) ** n


LAST_WRONG = {
    STRAIGHT: lambda e, n: 1 - n * e,
    ONE_STEP: lambda e, n: 1 - e,
    TO_LEAVE: lambda e, n: 1 - (1 - e) ** n,
    ALL_FAIL: lambda e, n: e**n,
}

LAST = Exercise(
    id="13-last",
    judge=judge_formula("e and n", [(0.001, 200), (0.1, 30), (0.5, 2)], last, LAST_WRONG, NOT_THESE),
    praise="One failure in a thousand steps, and of 100 drives of 200 steps 18 end in the ditch.",
    solution=lambda: last,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in LAST_WRONG.items()},
        NOT_THESE: lambda: lambda e, n: 0.0,
        "expected one number": lambda: lambda e, n: (1 - e) ** np.arange(n),
        "expected a function": lambda: 0.82,
    },
)

# 13-circle: the curvature of pure pursuit toward a point u ahead and r to the right.

HALF = "half of it: u² + r² = 2 r R has a 2 in it."
ALONG = "that is curved most if the target lies straight ahead, where no curve is needed."
TO_THE_LEFT = "that is positive to the left."
RADIUS = "that is the radius; the curvature is one over it."


def curvature(u, r):
    """Return the curvature 1/R."""
    return 2 * r / (u**2 + r**2)


CIRCLE_WRONG = {
    HALF: lambda u, r: r / (u**2 + r**2),
    ALONG: lambda u, r: 2 * u / (u**2 + r**2),
    TO_THE_LEFT: lambda u, r: -2 * r / (u**2 + r**2),
    RADIUS: lambda u, r: (u**2 + r**2) / (2 * r),
}

CIRCLE = Exercise(
    id="13-circle",
    judge=judge_formula("u and r", [(6.0, 1.0), (3.0, -2.0), (10.0, 4.0)], curvature, CIRCLE_WRONG, NOT_THESE),
    praise="Straight ahead, r = 0, there is no curve.",
    solution=lambda: curvature,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in CIRCLE_WRONG.items()},
        NOT_THESE: lambda: lambda u, r: r / u,
        "expected one number": lambda: lambda u, r: [u, r],
        "expected a function": lambda: 2 / 37,
    },
)

EXERCISES = [RATE, LAST, CIRCLE]
