"""Exercises of chapter 06 about probabilities: how far they are off, and where to call."""

import numpy as np

from kernelbook import evaluation
from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 06-gap: the expected calibration error.

UNWEIGHTED = "every bin counts as much as every other; weight the gaps by how many answers a bin holds."
SIGNED = "gaps of both signs cancel: take their absolute values."
EMPTY = "an empty bin has no mean: leave it out before you divide."
LARGEST = "that is the largest gap; the expected one is their weighted mean."


def gaps(confidence, right, bins):
    """Return the signed gap and the count of each bin that is not empty."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    filled = [number == b for b in range(bins) if (number == b).any()]
    return np.array([right[f].mean() - confidence[f].mean() for f in filled]), np.array([f.sum() for f in filled])


def judge_gap(answer):
    """Judge a function (confidence, right, bins); no confidence lies on an edge."""
    generator = np.random.default_rng(6)
    confidence = np.concatenate([generator.uniform(0.51, 0.59, 30), generator.uniform(0.81, 0.89, 90)])
    right = generator.uniform(size=120) < np.where(confidence < 0.7, 0.9, 0.5)
    given, complaint = call(answer, "confidence, right and bins", [(confidence, right, 10)])
    if complaint:
        return complaint
    (found,) = given
    if found.ndim or found.dtype.kind not in "if":
        return f"expected one number, got {found!r}."
    if np.isnan(found):
        return EMPTY
    gap, counts = gaps(confidence, right, 10)
    for value, complaint in (
        (np.abs(gap) @ counts / 120, None),
        (np.abs(gap).mean(), UNWEIGHTED),
        (np.abs(gap).sum() / 10, UNWEIGHTED),
        (abs(gap @ counts / 120), SIGNED),
        (np.abs(gap).max(), LARGEST),
    ):
        if np.isclose(abs(found), value):
            return complaint
    return NOT_THESE


def with_empty_bins(confidence, right, bins):
    """Compute the error without leaving out empty bins."""
    number = (confidence * bins).astype(int)
    counts = np.bincount(number, minlength=bins)
    means = [np.bincount(number, values, minlength=bins) / counts for values in (confidence, right)]
    return (np.abs(means[0] - means[1]) * counts).sum() / len(right)


GAP = Exercise(
    id="06-gap",
    judge=judge_gap,
    praise="The mean gap, each bin weighted by its answers, empty bins left out.",
    solution=lambda: lambda c, r, bins: float(np.abs(gaps(c, r, bins)[0]) @ gaps(c, r, bins)[1] / len(r)),
    wrong={
        UNWEIGHTED: lambda: lambda c, r, bins: np.abs(gaps(c, r, bins)[0]).mean(),
        SIGNED: lambda: lambda c, r, bins: abs(r.mean() - c.mean()),
        EMPTY: lambda: with_empty_bins,
        LARGEST: lambda: lambda c, r, bins: np.abs(gaps(c, r, bins)[0]).max(),
        NOT_THESE: lambda: lambda c, r, bins: 0.0,
        "expected one number": lambda: lambda c, r, bins: c,
        "expected a function": lambda: evaluation.expected_calibration_error([[1.0, 0.0]], [0]),
        "raised": lambda: lambda c, r, bins: c[bins, r],
    },
)

# 06-threshold: the threshold for calibrated probabilities when a miss costs 20 alarms.

HALF = "0.5 is right only if both mistakes cost the same."
TURNED = "that is the other way around: misses are dear, so call early, at a low probability."
RATIO = "nearly: compare p · 20, the cost of not calling, with (1 - p) · 1, the cost of calling."


def judge_threshold(answer):
    """Judge a probability."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | np.floating) or not 0 <= answer <= 1:
        return f"expected a probability from 0 to 1, got {answer!r}."
    for value, complaint in ((1 / 21, None), (0.5, HALF), (20 / 21, TURNED), (0.95, TURNED), (1 / 20, RATIO)):
        if abs(answer - value) < 5e-4:
            return complaint
    return "not this one. At the threshold, both decisions cost the same: p · 20 = (1 - p) · 1."


THRESHOLD = Exercise(
    id="06-threshold",
    judge=judge_threshold,
    praise="20 p = 1 - p at p = 1/21: below 5 in 100 it is still cheaper to call.",
    solution=lambda: 1 / 21,
    wrong={
        HALF: lambda: 0.5,
        TURNED: lambda: 20 / 21,
        RATIO: lambda: 0.05,
        "both decisions cost the same": lambda: 0.2,
        "expected a probability": lambda: 21,
    },
)
