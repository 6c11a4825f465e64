"""Two numbers in words differ where the numbers do."""

import numpy as np
import pytest

from kernelbook.exercises.words import digits_kept, told_apart, unlike


@pytest.mark.parametrize(
    ("found", "expected", "given", "right"),
    [
        ([0.66667], [2 / 3], "0.66667", "0.666667"),
        ([0.0], [3e-6], "0.0", "3e-06"),
        ([1.0], [1.5], "1.0", "1.5"),
        ([[1.0, 2.0]], [[1.0, 2.5]], "[1.0, 2.0]", "[1.0, 2.5]"),
        ([1.0, 2.0], [1.0, 2.00001], "[1.0, 2.0]", "[1.0, 2.00001]"),
        ([np.arange(99)], [np.arange(99) + (np.arange(99) == 70)], "70 at (70,)", "71 there"),
        ([np.zeros((30, 1))], [np.eye(30)[20:21].T / 3], "0 at (20, 0)", "0.333333 there"),
    ],
)
def test_two_outcomes_are_told_apart(found, expected, given, right):
    found, expected = ([np.asarray(part, float) for part in parts] for parts in (found, expected))
    assert told_apart(found, expected) == (given, right)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([0.33, 6.67, -0.67, 0.0], "rounded to 2 digits after the point"),
        ([0.33, 6.66, -0.67, 0.0], "cut to 2 digits after the point"),  # down
        ([0.33, 6.66, -0.66, 0.0], "cut to 2 digits after the point"),  # toward zero
        ([0.333, 6.67, -0.667, 0.0], "rounded to 3 digits"),
        ([0, 7, -1, 0], "rounded to whole numbers"),
        ([0.34, 6.67, -0.66, 0.0], None),  # up
        ([0.33, 6.67, -0.67, 0.1], None),
        ([0.0, 0.0, 0.0, 0.0], None),
        ([1 / 3, 20 / 3, -2 / 3, 0.5], None),
    ],
)
def test_numbers_without_all_their_digits_are_found(found, words):
    assert digits_kept(np.array(found, float), np.array([1 / 3, 20 / 3, -2 / 3, 0.0])) == words


def test_whole_numbers_have_no_digits_to_lose():
    assert digits_kept(np.array([3.0, 12.0]), np.array([3.0, 13.0])) is None


def test_digits_in_32_bits_are_found():
    values = 2 ** (1 / np.array([0.05, 0.3, 0.7, 6.0]))
    assert digits_kept(values.round(3).astype("float32"), values) == "rounded to 3 digits after the point"


@pytest.mark.parametrize(
    ("value", "other", "text"),
    [
        (5.5, 5, "5.5"),
        (5.00000002, 5, "5.00000002"),
        (-1e-9, 0, "-1e-09"),
        (14_400.001, 14_400, "14400.001"),
        (3, 3, "3"),
    ],
)
def test_a_number_is_unlike_another(value, other, text):
    assert unlike(value, other) == text
