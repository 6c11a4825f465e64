"""Exercises of chapter 12, "Detect and verify faces"."""

import numpy as np

from kernelbook.exercises.exercise import Exercise, judge_formula, judge_number

NOT_THESE = "not these numbers. Try it on an example by hand."

# 12-windows: windows of 25 × 25 pixels, 4 apart, in a picture of 105 × 65.

ONE_LESS = "count the window at the start too: one more in each direction."
ONE_WAY = "that is one direction; a window has a row and a column."
BLOCKS = "windows overlap: they stand 4 pixels apart, not 25."
ALL_PIXELS = "that counts a window at every pixel; they stand 4 apart."
OVER_EDGE = "that lets windows hang over the edge: the last one begins 25 pixels before it."

WINDOWS = Exercise(
    id="12-windows",
    judge=judge_number(
        231,
        {
            200: ONE_LESS,
            21: ONE_WAY,
            11: ONE_WAY,
            8: BLOCKS,
            81 * 41: ALL_PIXELS,
            26 * 16: OVER_EDGE,
            27 * 17: OVER_EDGE,
        },
        "not this number. In how many places can 25 pixels stand on 105, if they move 4 at a time?",
    ),
    praise="21 rows times 11 columns of windows.",
    solution=lambda: 231,
    wrong={
        ONE_LESS: lambda: 200,
        ONE_WAY: lambda: 21,
        BLOCKS: lambda: 8,
        ALL_PIXELS: lambda: 81 * 41,
        OVER_EDGE: lambda: 26 * 16,
        "In how many places": lambda: 1,
        "expected a whole number": lambda: 231.0,
    },
)

# 12-crowd: the probability of at least one false match, with f for each of n strangers.

EXPECTED = "that is how many false matches to expect; as a probability it may pass 1."
NONE_AT_ALL = "that is the probability that nobody is taken for the wanted person."
ONE_PAIR = "that is one comparison; there are n."
EVERYBODY = "that is the probability that all n match."


def crowd(f, n):
    """Return the probability of at least one false match."""
    return 1 - (1 - f) ** n


CROWD_WRONG = {
    EXPECTED: lambda f, n: f * n,
    NONE_AT_ALL: lambda f, n: (1 - f) ** n,
    ONE_PAIR: lambda f, n: f,
    EVERYBODY: lambda f, n: f**n,
}

CROWD = Exercise(
    id="12-crowd",
    judge=judge_formula("f and n", [(0.5, 2), (0.001, 1000), (0.01, 300)], crowd, CROWD_WRONG, NOT_THESE),
    praise="With one in a thousand and a thousand passers-by, it is more likely than not.",
    solution=lambda: crowd,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in CROWD_WRONG.items()},
        NOT_THESE: lambda: lambda f, n: 1.0,
        "expected one number": lambda: lambda f, n: [f, n],
        "expected a function": lambda: 0.63,
    },
)

# 12-margin: the right person's logit from a cosine.

NO_MARGIN = "the margin is missing."
OUTSIDE = "the margin is added to the angle, not to the cosine."
BACKWARD = "that takes the margin off: it makes the task easier."
DEGREES = "m is in radians already."
NO_SCALE = "the scale s is missing."


def margin(c, m, s):
    """Return the logit."""
    return s * np.cos(np.arccos(c) + m)


MARGIN_WRONG = {
    NO_MARGIN: lambda c, m, s: s * c,
    OUTSIDE: lambda c, m, s: s * (c - m),
    BACKWARD: lambda c, m, s: s * np.cos(np.arccos(c) - m),
    DEGREES: lambda c, m, s: s * np.cos(np.arccos(c) + np.radians(m)),
    NO_SCALE: lambda c, m, s: np.cos(np.arccos(c) + m),
}
ANGLES = [(0.5, np.pi / 6, 10.0), (0.8, 0.3, 16.0), (0.0, 0.2, 2.0)]

MARGIN = Exercise(
    id="12-margin",
    judge=judge_formula("c, m and s", ANGLES, margin, MARGIN_WRONG, NOT_THESE),
    praise="To the angle, then back to the cosine, then scaled.",
    solution=lambda: margin,
    wrong={
        **{message: (lambda formula=formula: formula) for message, formula in MARGIN_WRONG.items()},
        NOT_THESE: lambda: lambda c, m, s: 0.0,
        "expected one number": lambda: lambda c, m, s: [c],
        "expected a function": lambda: 0.5,
    },
)

EXERCISES = [WINDOWS, CROWD, MARGIN]
