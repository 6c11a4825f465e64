"""Exercises of chapter 06 about probabilities: how far they are off, and where to call."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 06-gap: the expected calibration error, over bins from 0 to 1.

UNWEIGHTED = "every bin counts as much as every other; weight the gaps by how many answers a bin holds."
SIGNED = "gaps of both signs cancel: take their absolute values."
EMPTY = "an empty bin has no mean: leave it out before you divide."
OTHER_BINS = "the bins are of another number: take as many as the third argument says."


def gap(confidence, right, bins):
    """Return the mean size of the bins' gaps, each weighted by its answers."""
    gaps, counts = gaps_and_counts(np.floor(confidence * bins), confidence, right)
    return (np.abs(gaps) * counts).sum() / len(confidence)


def gaps_and_counts(number, confidence, right):
    """Return the signed gap and the count of each bin that is not empty, from the bin's number of each answer."""
    filled = [number == b for b in np.unique(number)]
    return np.array([right[f].mean() - confidence[f].mean() for f in filled]), np.array([f.sum() for f in filled])


def answers_and_bins(generator, bins=None, n=None):
    """Draw 2 to 40 answers in 1 to 12 bins, or as many as are given, no confidence on an edge.

    In some bins they are too sure, in some too careful.
    """
    bins, n = bins or generator.integers(1, 13), n or generator.integers(2, 41)
    confidence = (generator.integers(0, bins, size=n) + generator.uniform(0.02, 0.98, size=n)) / bins
    tilt = generator.uniform(-0.4, 0.4, size=bins)[(confidence * bins).astype(int)]
    return confidence, generator.random(n) < confidence + tilt, int(bins)


def bin_by_bin(confidence, right, bins):
    """Return the bins' numbers, gaps and counts."""
    return gaps_and_counts(np.floor(confidence * bins), confidence, right)


def with_empty_bins(confidence, right, bins):
    """Compute the error without leaving out empty bins."""
    number = (confidence * bins).astype(int)
    counts = np.bincount(number, minlength=bins)
    means = [np.bincount(number, values, minlength=bins) / counts for values in (confidence, right)]
    return (np.abs(means[0] - means[1]) * counts).sum() / len(right)


def with_rounding(confidence, right, bins):
    """Compute the error with each confidence in the bin of the nearest edge."""
    gaps, counts = gaps_and_counts(np.round(confidence * bins), confidence, right)
    return (np.abs(gaps) * counts).sum() / len(right)


def with_equal_counts(confidence, right, bins):
    """Compute the error in bins that hold as many answers each."""
    parts = [part for part in np.array_split(np.argsort(confidence), bins) if len(part)]
    return sum(abs(right[part].mean() - confidence[part].mean()) * len(part) for part in parts) / len(right)


GAP = asks_for_function(
    "06-gap",
    praise="The mean gap, each bin weighted by its answers, empty bins left out.",
    arguments="confidence, right and bins",
    reference=gap,
    inputs=answers_and_bins,
    edges=(
        (np.array([0.9, 0.9, 0.6, 0.6]), np.array([True, False, True, True]), 5),
        (np.array([0.3]), np.array([True]), 1),
        (np.array([0.97]), np.array([False]), 15),
        (np.array([0.12, 0.18, 0.81, 0.88, 0.84]), np.array([True, True, False, False, True]), 10),
        (np.array([0.12, 0.18, 0.81, 0.88, 0.84]), np.array([True, True, False, False, True]), 2),
        (np.array([0.55, 0.65]), np.array([True, True]), 20),
        answers_and_bins(np.random.default_rng(1), bins=50, n=150),
    ),
    wrong={
        UNWEIGHTED: lambda c, r, bins: np.abs(bin_by_bin(c, r, bins)[0]).mean(),
        SIGNED: lambda c, r, bins: abs(r.mean() - c.mean()),
        EMPTY: with_empty_bins,
        "that is the largest gap; the expected one is their weighted mean.": lambda c, r, bins: np.abs(
            bin_by_bin(c, r, bins)[0]
        ).max(),
        "gaps are weighted by counts as they are; divide by the number of answers.": lambda c, r, bins: (
            gap(c, r, bins) * len(c)
        ),
        "that is the root of the mean square; the error is the mean of the sizes.": lambda c, r, bins: np.sqrt(
            (bin_by_bin(c, r, bins)[0] ** 2 * bin_by_bin(c, r, bins)[1]).sum() / len(c)
        ),
        "that has a gap for each answer; take means over a bin first.": lambda c, r, bins: np.abs(r - c).mean(),
        "a confidence belongs to the bin that it lies in, not to the nearest edge: round down.": with_rounding,
        "bins are of one width, not of one count.": with_equal_counts,
        OTHER_BINS: lambda c, r, bins: gap(c, r, 10),
    },
    signs={
        EMPTY: lambda found, expected, c, r, bins: np.isnan(found),
        SIGNED: lambda found, expected, c, r, bins: np.isclose(abs(found), abs(r.mean() - c.mean())),
        UNWEIGHTED: lambda found, expected, c, r, bins: np.isclose(
            found, np.abs(bin_by_bin(c, r, bins)[0]).sum() / [bins, 1]
        ).any(),
        OTHER_BINS: lambda found, expected, c, r, bins: np.isclose(
            found, [gap(c, r, b) for b in (5, 10, 15, 20, bins - 1, bins + 1) if b]
        ).any(),
    },
    otherwise="not this number. Try it on four answers in two bins, by hand.",
)

# 06-threshold: the threshold for calibrated probabilities when a miss costs 20 alarms.

TURNED = "that is the other way around: misses are dear, so call early, at a low probability."

THRESHOLD = asks_for_number(
    "06-threshold",
    right=1 / (20 + 1),
    tolerance=5e-4,
    what="probability",
    limits=(0, 1),
    known={
        0.5: "0.5 is right only if both mistakes cost the same.",
        20 / 21: TURNED,
        0.95: TURNED,
        1 / 20: "nearly: compare p · 20, the cost of not calling, with (1 - p) · 1, the cost of calling.",
    },
    otherwise="not this one. At the threshold, both decisions cost the same: p · 20 = (1 - p) · 1.",
    praise="20 p = 1 - p at p = 1/21: below 5 in 100 it is still cheaper to call.",
)
