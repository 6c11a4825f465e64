"""Numbers and shapes are judged by their value, whatever type they come in."""

from fractions import Fraction

import numpy as np
import pytest

from kernelbook.exercises.values import asks_for_number, asks_for_shape

COUNT = asks_for_number("00-count", 5, {6: "one too many."}, "not this number.", "yes.")
SHARE = asks_for_number(
    "00-share",
    1 / 21,
    {0.5: "half.", 21: "turned."},
    "not this one.",
    "yes.",
    tolerance=5e-4,
    what="share",
    limits=(0, 1),
)
SHAPE = asks_for_shape("00-shape", (5, 4), {(4, 5): "turned around."}, "not this.", "yes.", parts="height, width")


class TensorShape:
    """As TensorFlow's."""

    def as_list(self):
        return [5, 4]


@pytest.mark.parametrize(
    "answer", [5, 5.0, np.int8(5), np.float16(5), np.array(5), [5], (5.0,), np.array([[5]]), Fraction(5), 5 + 0j]
)
def test_a_right_number_is_right_in_every_form(answer):
    assert COUNT.check(answer).passed


@pytest.mark.parametrize(
    ("exercise", "answer", "message"),
    [
        (COUNT, 6.0, "one too many."),
        (COUNT, 7, "not this number."),
        (COUNT, 5.5, "expected a whole number, got 5.5: what is counted here has no fractions"),
        (COUNT, 5.00002, "expected a whole number, got 5.00002: what is counted here has no fractions"),
        (COUNT, 5.0000021, "expected a whole number, got 5.000002: what is counted here has no fractions"),
        (SHARE, 1.0000001, "expected a share from 0 to 1, got 1.0000001."),
        (SHARE, 0.04, "that is the right share, cut to 2 digits after the point: give more digits."),
        (SHARE, 0.05, "that is the right share, rounded to 2 digits after the point: give more digits."),
        (SHARE, 0.0, "not this one."),
        (SHARE, 1, "not this one."),
        (SHAPE, (5, 4.000002), "expected 2 whole numbers (height, width), got 4.000002: pixels are counted"),
        (COUNT, "5", "expected a whole number, got a text: leave the quotation marks out"),
        (COUNT, True, "expected a whole number, got True, which answers yes or no"),
        (COUNT, [5, 5], "expected a whole number, got 2 of them"),
        (COUNT, [], "expected a whole number, got 0 of them"),
        (COUNT, {5}, "expected a whole number, got {5}"),
        (COUNT, len, "expected a whole number, got a function: call it"),
        (COUNT, 1j, "expected a whole number, got 1j"),
        (COUNT, float("inf"), "expected a whole number, got inf: something was divided by zero"),
        (SHARE, "x", "expected a share, got a text"),
        (SHARE, 0.5, "half."),
        (SHARE, 0.2, "not this one."),
        (SHARE, 21, "turned."),
        (SHARE, 4.76, "expected a share from 0 to 1, got 4.76."),
        (SHAPE, (4, 5), "turned around."),
        (SHAPE, (4, 4), "not this."),
        (SHAPE, (5, 4, 1), "expected 2 whole numbers (height, width), got 3: (5, 4, 1)"),
        (SHAPE, (5, 4.33), "expected 2 whole numbers (height, width), got 4.33: pixels are counted"),
        (SHAPE, 20, "expected 2 whole numbers (height, width), got 1: 20"),
        (SHAPE, "(5, 4)", "expected 2 whole numbers (height, width), got a text"),
    ],
)
def test_what_is_refused_is_told_by_what_is_wrong(exercise, answer, message):
    verdict = exercise.check(answer)
    assert verdict.passed is False
    assert verdict.message.startswith(message)


@pytest.mark.parametrize("answer", [(5, 4), [5, 4], (5.0, 4.0), np.array([5, 4]), np.array([5.0, 4]), TensorShape()])
def test_a_right_shape_is_right_in_every_form(answer):
    assert SHAPE.check(answer).passed


@pytest.mark.parametrize("answer", [1 / 21, Fraction(1, 21), np.float32(1 / 21), 0.0476])
def test_a_right_share_is_right_in_every_form(answer):
    assert SHARE.check(answer).passed
