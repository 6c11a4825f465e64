"""Exercises of chapter 12, "Detect and verify faces"."""

import numpy as np

from kernelbook.convolution import output_size
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

NOT_THESE = "not these numbers. Try it on an example by hand."

# 12-windows: windows of 25 × 25 pixels, 4 apart, in a picture of 105 × 65.

ONE_LESS = "count the window at the start too: one more in each direction."
ONE_WAY = "that is one direction; a window has a row and a column."
BLOCKS = "windows overlap: they stand 4 pixels apart, not 25."
ALL_PIXELS = "that counts a window at every pixel; they stand 4 apart."
OVER_EDGE = "that lets windows hang over the edge: the last one begins 25 pixels before it."

WINDOWS = asks_for_number(
    "12-windows",
    right=output_size(105, 25, strides=4) * output_size(65, 25, strides=4),
    known={
        200: ONE_LESS,
        21: ONE_WAY,
        11: ONE_WAY,
        8: BLOCKS,
        81 * 41: ALL_PIXELS,
        26 * 16: OVER_EDGE,
        27 * 17: OVER_EDGE,
    },
    otherwise="not this number. In how many places can 25 pixels stand on 105, if they move 4 at a time?",
    praise="21 rows times 11 columns of windows.",
)

# 12-crowd: the probability of at least one false match, with f for each of n strangers.


def crowd(f, n):
    """Return the probability of at least one false match."""
    return 1 - (1 - f) ** n


CROWD = asks_for_function(
    "12-crowd",
    praise="With one in a thousand and a thousand passers-by, it is more likely than not.",
    arguments="f and n",
    reference=crowd,
    inputs=lambda generator: (generator.uniform(0.001, 0.6), int(generator.integers(1, 9))),
    edges=((0.001, 100), (0.5, 1), (0.0, 3), (1.0, 2), (0.3, 2), (0.02, 40), (1 / 128, 300), (1 / 1024, 1000)),
    wrong={
        "that is how many false matches to expect; as a probability it may pass 1.": lambda f, n: f * n,
        "that is the probability that nobody is taken for the wanted person.": lambda f, n: (1 - f) ** n,
        "that is one comparison; there are n.": lambda f, n: f,
        "that is the probability that all n match.": lambda f, n: f**n,
        "that is the probability that not all n match; one match is enough to be stopped.": lambda f, n: 1 - f**n,
        "a probability never passes 1, but it is not cut off there: two strangers may both match.": (
            lambda f, n: min(1, f * n)
        ),
        "that is the probability of exactly one false match; two or more count too.": (
            lambda f, n: n * f * (1 - f) ** (n - 1)
        ),
        "that is near for small f only: multiply 1 - f by itself, n times.": lambda f, n: 1 - np.exp(-f * n),
        "that is one stranger too few.": lambda f, n: 1 - (1 - f) ** (n - 1),
    },
    otherwise=NOT_THESE,
)

# 12-margin: the right person's logit from a cosine.


def margin(c, m, s):
    """Return the logit."""
    return s * np.cos(np.arccos(c) + m)


def cosine_margin_and_scale(generator):
    """Draw arguments; here and there the angle with its margin is more than half a turn."""
    return generator.uniform(-0.95, 0.95), generator.uniform(0.1, 0.7), generator.uniform(1, 30)


MARGIN = asks_for_function(
    "12-margin",
    praise="To the angle, then back to the cosine, then scaled.",
    arguments="c, m and s",
    reference=margin,
    inputs=cosine_margin_and_scale,
    edges=(
        (0.5, np.pi / 6, 10.0),
        (0.5, 0.0, 2.0),
        (0.98, 0.5, 16.0),
        (0.0, 0.2, 1.0),
        (-0.7, 0.7, 3.0),
        (-0.95, 0.7, 2.0),
        (-0.9, 0.7, 64.0),
        (0.2, 3.0, 100.0),
    ),
    wrong={
        "the margin is missing.": lambda c, m, s: s * c,
        "the margin is added to the angle, not taken off the cosine.": lambda c, m, s: s * (c - m),
        "the margin is added to the angle, not to the cosine.": lambda c, m, s: s * (c + m),
        "c is a cosine already: go back to its angle before you add the margin.": lambda c, m, s: s * np.cos(c + m),
        "the margin is added to the angle, not multiplied by it.": lambda c, m, s: s * np.cos(m * np.arccos(c)),
        "that is the angle; its cosine is asked, times s.": lambda c, m, s: s * (np.arccos(c) + m),
        "the scale s stands outside of the cosine.": lambda c, m, s: np.cos(s * (np.arccos(c) + m)),
        "the logit is s times the cosine, not divided by s.": lambda c, m, s: np.cos(np.arccos(c) + m) / s,
        "that takes the margin off: it makes the task easier.": lambda c, m, s: s * np.cos(np.arccos(c) - m),
        "nothing is cut off: beyond half a turn the cosine rises again, and the formula stands as it is.": (
            lambda c, m, s: s * np.cos(np.minimum(np.arccos(c) + m, np.pi))
        ),
        "that replaces the formula where the angle passes half a turn, as some programs do; here it stands for all.": (
            lambda c, m, s: margin(c, m, s) if np.arccos(c) + m <= np.pi else s * (c - m * np.sin(m))
        ),
        "m is in radians already.": lambda c, m, s: s * np.cos(np.arccos(c) + np.radians(m)),
        "the scale s is missing.": lambda c, m, s: np.cos(np.arccos(c) + m),
    },
    otherwise=NOT_THESE,
)

EXERCISES = [WINDOWS, CROWD, MARGIN]
