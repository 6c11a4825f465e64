"""Exercises on what a network is made of: the weights of an inverted block, a running mean."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 16-depthwise: weights of an inverted block that expands 24 channels to 144 with kernels of 1 × 1, convolves each of
# them by itself with 5 × 5, and projects them to 40 with 1 × 1.

BLOCK = 24 * 144 + 5 * 5 * 144 + 144 * 40
NOT_COUNTED = "normalization is not counted."

DEPTHWISE = asks_for_number(
    "16-depthwise",
    right=24 * 144 + 5 * 5 * 144 + 144 * 40,
    known={
        24 * 144 + 25 * 144 * 144 + 144 * 40: "in the middle each kernel reads its own channel alone, not all 144.",
        25 * 144 + 144 * 40: "the expansion has weights too: from 24 channels to 144.",
        24 * 144 + 25 * 144: "the projection has weights too: from 144 channels to 40.",
        24 * 144 + 144 * 40: "the kernels in the middle have weights too: one kernel for each channel.",
        25 * 144: "that is the layer in the middle alone; add the expansion and the projection.",
        24 * 144 + 5 * 144 + 144 * 40: "a kernel of 5 × 5 has 25 weights, not 5.",
        24 * 144 + 25 + 144 * 40: "each channel has a kernel of its own; that is one for all of them.",
        24 * 144 + 25 * 24 + 144 * 40: "the expansion comes first: in the middle there are 144 channels, not 24.",
        24 * 144 + 25 * 144 + 24 * 40: "the projection reads what the middle gives: 144 channels, not 24.",
        25 * 24 * 144 + 25 * 144 + 144 * 40: "the kernels that expand are 1 × 1, not 5 × 5.",
        24 * 144 + 25 * 144 + 25 * 144 * 40: "the kernels that project are 1 × 1, not 5 × 5.",
        25 * (24 * 144 + 144 + 144 * 40): "only the kernels in the middle are 5 × 5; the others are 1 × 1.",
        25 * 24 * 40: "that is an ordinary convolution from 24 channels to 40; the block goes by way of 144.",
        BLOCK + 144 + 144 + 40: "no layer has a bias.",
        BLOCK + 2 * (144 + 144 + 40): NOT_COUNTED,
        BLOCK + 4 * (144 + 144 + 40): NOT_COUNTED,
    },
    otherwise="not this number. Count layer by layer; in the middle, a kernel reads one channel and writes one.",
    praise="Only 3,600 of them look at neighbors; ordinary kernels between 144 channels and 144 would have 518,400.",
)

# 16-running-mean: the running mean of batch normalization after so many batches with the same mean. Each batch makes
# of it momentum times itself plus 1 - momentum times the mean of the batch.


def running(start, mean, momentum, steps):
    """Return the running mean: its distance from the batches' mean shrinks with each batch."""
    return mean + (start - mean) * momentum**steps


def statistics(generator):
    """Draw arguments: a start and a mean, now and then far from 0, a momentum, a few steps."""
    size = generator.choice([1.0, 1.0, 1.0, 20.0])
    start, mean = (size * generator.uniform(-3, 3, size=2)).round(2).tolist()
    return start, mean, generator.uniform(0.05, 0.99), int(generator.integers(1, 9))


RUNNING_MEAN = asks_for_function(
    "16-running-mean",
    praise="A network that is thawed for a few batches keeps part of its old statistics.",
    arguments="start, mean, momentum and steps",
    reference=running,
    inputs=statistics,
    edges=(
        (0.0, 1.0, 0.5, 1),
        (0.0, 1.0, 0.5, 2),
        (4.0, 0.0, 0.5, 3),
        (2.0, -1.0, 0.9, 0),
        (-2.0, 3.0, 0.0, 2),
        (1.5, 0.5, 1.0, 4),
        (0.0, 1.0, 0.99, 30),
        (-5.0, 10.0, 0.99, 250),
        (300.0, -700.0, 0.9, 12),
    ),
    wrong={
        "the momentum is the share that stays; that gives it to the batch.": (
            lambda start, mean, momentum, steps: running(start, mean, 1 - momentum, steps)
        ),
        "start and mean changed places: it goes from start toward the mean of the batches.": (
            lambda start, mean, momentum, steps: running(mean, start, momentum, steps)
        ),
        "that is after one batch; there are more.": (
            lambda start, mean, momentum, steps: running(start, mean, momentum, 1)
        ),
        "that is one batch too few.": lambda start, mean, momentum, steps: running(start, mean, momentum, steps - 1),
        "that is one batch too many.": lambda start, mean, momentum, steps: running(start, mean, momentum, steps + 1),
        "it does not begin at 0, but at start.": lambda start, mean, momentum, steps: running(0, mean, momentum, steps),
        "that is what is left of the start; the batches have added their part.": (
            lambda start, mean, momentum, steps: running(start, 0, momentum, steps)
        ),
        "that is what is left of the distance from the mean; add the mean.": (
            lambda start, mean, momentum, steps: (start - mean) * momentum**steps
        ),
        "that has the part of the last batch alone; each has left one.": (
            lambda start, mean, momentum, steps: start * momentum**steps + (1 - momentum) * mean
        ),
        "the parts of start and mean must add up to 1, after any number of batches.": (
            lambda start, mean, momentum, steps: start * momentum**steps + mean * (1 - momentum) ** steps
        ),
        "each batch goes on from what the last one left; those are equal steps.": (
            lambda start, mean, momentum, steps: start + steps * (1 - momentum) * (mean - start)
        ),
        "each batch multiplies by the momentum once more: that is a power.": (
            lambda start, mean, momentum, steps: mean + (start - mean) * momentum * steps
        ),
        "that is near for a momentum close to 1 only: multiply it by itself.": (
            lambda start, mean, momentum, steps: mean + (start - mean) * np.exp(-steps * (1 - momentum))
        ),
        "it comes near to the mean of the batches; it is not there yet.": lambda start, mean, momentum, steps: mean,
    },
    otherwise="not these numbers. Try two batches by hand, one after the other.",
)
