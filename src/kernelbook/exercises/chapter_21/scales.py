"""An exercise on the scale and the zero point of a range, so that 0 has a code of its own."""

import math

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 21-scale: scale s and zero point z of a range from low to high, for codes of 8 bits, from -128 to 127; where all of
# the range lies above or below 0, it is widened to 0 first; q = round(x / s) + z. The range from -1 to 4.1 has s = 0.02
# and z = -78, that from 1 to 5.1 has s = 0.02 and z = -128.


def scale_and_zero_point(low, high):
    """Return the length of a step, and the code of 0: 255 steps lead from the lowest code to the highest."""
    low, high = min(low, 0), max(high, 0)
    s = (high - low) / 255
    return s, round(-128 - low / s)


def ranges(generator):
    """Draw a range in hundredths, below 0, around it or above it, with no zero point halfway between two codes."""
    while True:
        unit = generator.choice([1, 3, 10, 10, 30, 1000])
        low, high = np.sort((generator.uniform(-1, 1, 2) + generator.choice([-1, 0, 0, 1])) * unit).round(2).tolist()
        if high - low > 0.1 and not any(near_two_codes(*ends) for ends in ((low, high), widened(low, high))):
            return low, high


def near_two_codes(low, high):
    """Say whether rounding decides about the zero point of a range."""
    return abs(low / ((high - low) / 255) % 1 - 0.5) < 0.05


def widened(low, high):
    """Return the range with 0 in it."""
    return min(low, 0), max(high, 0)


def with_zero_point(z):
    """Return a mistake that has another zero point, ``z(low, high, s)``."""

    def mistake(low, high):
        s, _ = scale_and_zero_point(low, high)
        return s, z(*widened(low, high), s)

    return mistake


def of_this_range(low, high, steps=255, first=-128):
    """Return scale and zero point without a look at where 0 lies."""
    s = (high - low) / steps
    return s, round(first - low / s)


SCALE = asks_for_function(
    "21-scale",
    praise="Whatever the range, the code of 0 gives back exactly 0: padding costs nothing.",
    arguments="low and high",
    reference=scale_and_zero_point,
    inputs=ranges,
    edges=((-1.0, 4.1), (1.0, 5.1), (-7.65, -2.0), (0.0, 2.55), (-5.1, 0.0), (-1e5, 2.5e5), (300.0, 301.0)),
    wrong={
        "0 has no code there where the whole range lies on one side of it: widen the range to 0 first.": of_this_range,
        "the range may lie below 0, too: then it is widened upward.": (
            lambda low, high: of_this_range(min(low, 0), high)
        ),
        "the range may lie above 0, too: then it is widened downward.": (
            lambda low, high: of_this_range(low, max(high, 0))
        ),
        "256 codes have 255 steps between them.": lambda low, high: of_this_range(*widened(low, high), 256),
        "8 bits have one code more: the lowest is -128, and 255 steps lead to 127.": (
            lambda low, high: of_this_range(*widened(low, high), 254, -127)
        ),
        "those are the 7 bits above 0; the codes below it are half of all.": (
            lambda low, high: of_this_range(*widened(low, high), 127, 0)
        ),
        "those codes go from 0 to 255, as those of uint8: here the lowest is -128.": (
            with_zero_point(lambda low, high, s: round(-low / s))
        ),
        "that is a symmetric range, with a zero point of 0: where the range lies on one side, half of all codes are "
        "never used.": lambda low, high: (max(abs(low), abs(high)) / 127, 0),
        "a zero point of 0 would put half of the codes below 0, whatever the range: the lowest code belongs to low.": (
            with_zero_point(lambda low, high, s: 0)
        ),
        "the zero point is a code: round it to a whole number.": with_zero_point(lambda low, high, s: -128 - low / s),
        "that cuts the zero point's fraction off: take the nearest code.": (
            with_zero_point(lambda low, high, s: int(-128 - low / s))
        ),
        "that rounds the zero point down: take the nearest code.": (
            with_zero_point(lambda low, high, s: math.floor(-128 - low / s))
        ),
        "that rounds the zero point up: take the nearest code.": (
            with_zero_point(lambda low, high, s: math.ceil(-128 - low / s))
        ),
        "that goes the wrong way: from the lowest code, 0 lies -low / s steps up.": (
            with_zero_point(lambda low, high, s: round(-128 + low / s))
        ),
        "low has the lowest code, -128; 127 belongs to high.": with_zero_point(
            lambda low, high, s: round(127 - low / s)
        ),
        "low is no number of steps yet: divide it by s.": with_zero_point(lambda low, high, s: round(-128 - low)),
        "low is to be divided by s, not multiplied.": with_zero_point(lambda low, high, s: round(-128 - low * s)),
        "that is the code of the middle of the range; the code of 0 is asked.": (
            with_zero_point(lambda low, high, s: round((low + high) / 2 / s))
        ),
        "that is how many codes a unit has; the scale is how long a step is, its inverse.": (
            lambda low, high: (1 / scale_and_zero_point(low, high)[0], scale_and_zero_point(low, high)[1])
        ),
        "the scale comes first, then the zero point.": lambda low, high: scale_and_zero_point(low, high)[::-1],
        "return both, the scale and the zero point.": lambda low, high: scale_and_zero_point(low, high)[0],
        "the range begins at low: its length is high - low, not high.": (
            lambda low, high: (max(high, 0) / 255, scale_and_zero_point(low, high)[1])
        ),
    },
    otherwise="not these two. Ask which numbers the codes -128 and 127 stand for: s (q - z).",
)
