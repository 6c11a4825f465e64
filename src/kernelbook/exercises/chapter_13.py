"""Exercises of chapter 13, "Steer a car, and judge its driving"."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

NOT_THESE = "not these numbers. Try it on an example by hand."

# 13-rate: interventions per kilometer over drives of different lengths.


def rate(counts, meters):
    """Return interventions per kilometer."""
    return 1000 * np.sum(counts) / np.sum(meters)


def drives(generator):
    """Draw the interventions and the lengths of some drives, short and long."""
    n = int(generator.integers(1, 6))
    return generator.integers(0, 6, size=n), generator.uniform(5, 900, size=n).round(1)


RATE = asks_for_function(
    "13-rate",
    praise="All interventions over all kilometers.",
    arguments="counts and meters",
    reference=rate,
    inputs=drives,
    edges=(
        (np.array([2, 0, 1]), np.array([400.0, 350.0, 10.0])),
        (np.array([1, 3]), np.array([100.0, 900.0])),
        (np.array([0, 0]), np.array([120.0, 80.0])),
        (np.array([1]), np.array([2500.0])),
        (np.arange(14) ** 2, np.linspace(3.0, 60_000.0, 14)),
    ),
    wrong={
        "that is the mean of the drives' own rates: a drive of 10 meters has as much say as one of 400.": (
            lambda counts, meters: np.mean(1000 * counts / meters)
        ),
        "that adds up the drives' own rates; add up the interventions and the meters, then divide.": (
            lambda counts, meters: np.sum(1000 * counts / meters)
        ),
        "those are the drives' own rates; one rate over all of them is asked.": (
            lambda counts, meters: 1000 * counts / meters
        ),
        "that is per meter; a kilometer has a thousand.": lambda counts, meters: np.sum(counts) / np.sum(meters),
        "that divides by a thousand where it should multiply: meters / 1000 are kilometers.": (
            lambda counts, meters: np.sum(counts) / np.sum(meters) / 1000
        ),
        "that is per drive, however long it was.": lambda counts, meters: np.mean(counts),
        "that divides by the mean length of a drive; divide by the meters of all.": (
            lambda counts, meters: 1000 * np.sum(counts) / np.mean(meters)
        ),
        "that is kilometers per intervention.": lambda counts, meters: np.sum(meters) / 1000 / np.sum(counts),
        "that is meters per intervention, upside down.": lambda counts, meters: np.sum(meters) / np.sum(counts),
    },
    otherwise=NOT_THESE,
)

# 13-last: the probability to be on the road after n steps, each of which fails with the probability e.


def last(e, n):
    """Return the probability of staying."""
    return (1 - e) ** n


LAST = asks_for_function(
    "13-last",
    praise="One failure in a thousand steps, and of 100 drives of 200 steps 18 end in the ditch.",
    arguments="e and n",
    reference=last,
    inputs=lambda generator: (generator.uniform(0.01, 0.5), int(generator.integers(1, 9))),
    edges=((0.001, 200), (0.1, 30), (0.5, 2), (0.0, 4), (1.0, 3), (0.25, 1), (0.02, 60), (1 / 1024, 1000)),
    wrong={
        "for many steps that falls below zero; probabilities of staying are multiplied.": lambda e, n: 1 - n * e,
        "that stops at zero where it would fall below; probabilities of staying are multiplied.": (
            lambda e, n: max(0, 1 - n * e)
        ),
        "that is near for small e only: multiply 1 - e by itself, n times.": lambda e, n: np.exp(-n * e),
        "that is one step; it must stay on the road every time.": lambda e, n: 1 - e,
        "that is one step too few: it must stay in the last one, too.": lambda e, n: (1 - e) ** (n - 1),
        "that is one step too many: there are n.": lambda e, n: (1 - e) ** (n + 1),
        "that is to leave the road just in the last step.": lambda e, n: (1 - e) ** (n - 1) * e,
        "that is the probability of having left the road; the other one is asked for.": lambda e, n: 1 - (1 - e) ** n,
        "that is the probability that every step fails.": lambda e, n: e**n,
        "that is the probability that not every step fails; a single failure is enough to leave the road.": (
            lambda e, n: 1 - e**n
        ),
    },
    otherwise=NOT_THESE,
)

# 13-circle: the curvature of pure pursuit toward a point u ahead and r to the right.


def curvature(u, r):
    """Return the curvature 1/R."""
    return 2 * r / (u**2 + r**2)


def ahead_and_right(generator):
    """Draw a target that is far or, one time in four, near: the nearer it lies, the stronger the curve."""
    near = generator.choice([1.0, 1.0, 1.0, 0.1])
    return near * generator.uniform(0.5, 12), near * generator.uniform(-6, 6)


CIRCLE = asks_for_function(
    "13-circle",
    praise="Straight ahead, r = 0, there is no curve.",
    arguments="u and r",
    reference=curvature,
    inputs=ahead_and_right,
    tolerance=1e-5,
    edges=(
        (6.0, 1.0),
        (3.0, -2.0),
        (10.0, 4.0),
        (5.0, 0.0),
        (2.0, 2.0),
        (1.0, -5.0),
        (0.2, 0.1),
        (0.05, -0.05),
        (0.03, 0.04),
        (200.0, -150.0),
        (90.0, 120.0),
    ),
    wrong={
        "half of it: u² + r² = 2 r R has a 2 in it.": lambda u, r: r / (u**2 + r**2),
        "that is curved most if the target lies straight ahead, where no curve is needed.": (
            lambda u, r: 2 * u / (u**2 + r**2)
        ),
        "that is positive to the left.": lambda u, r: -2 * r / (u**2 + r**2),
        "that is positive on both sides; to the left it must be negative.": lambda u, r: abs(2 * r / (u**2 + r**2)),
        "that is the radius; the curvature is one over it.": lambda u, r: (u**2 + r**2) / (2 * r),
        "that takes the way ahead for the way to the target: u² + r², not u².": lambda u, r: 2 * r / u**2,
        "that divides by the distance to the target; divide by its square.": lambda u, r: 2 * r / np.hypot(u, r),
        "that is the direction of the target, not a curvature.": lambda u, r: np.arctan2(r, u),
        "that is the slope toward the target, not a curvature.": lambda u, r: r / u,
    },
    otherwise=NOT_THESE,
)

EXERCISES = [RATE, LAST, CIRCLE]
