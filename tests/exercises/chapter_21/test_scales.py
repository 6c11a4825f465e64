"""The reference is what a zero point is for: 0 comes back exactly, the ends nearly, and no code lies beyond 8 bits."""

import numpy as np
import pytest

from kernelbook import compression, exercises
from kernelbook.exercises.chapter_21.scales import near_two_codes, scale_and_zero_point

CASES = exercises.find("21-scale").task.cases()


@pytest.mark.parametrize(("low", "high", "s", "z"), [(0, 255, 1, -128), (-255, 0, 1, 127), (-128, 127, 1, 0)])
def test_whole_numbers_that_fit_are_their_own_codes_but_for_a_shift(low, high, s, z):
    assert scale_and_zero_point(low, high) == (s, z)


def test_every_range_has_a_code_for_0_and_loses_half_a_step_at_its_ends_at_most():
    for low, high in CASES:
        s, z = scale_and_zero_point(low, high)
        assert -128 <= z <= 127
        for end in (low, high):
            code = np.clip(np.round(end / s) + z, -128, 127)
            assert abs(s * (code - z) - end) <= s * 0.51
        assert s * (np.round(0 / s) + z - z) == 0


def test_ranges_lie_below_0_and_above_and_around_and_no_zero_point_is_a_close_call():
    sides = [np.sign(low) + np.sign(high) for low, high in CASES]
    assert min(sides.count(-2), sides.count(0), sides.count(2)) >= 5
    assert not any(near_two_codes(min(low, 0), max(high, 0)) for low, high in CASES)


def test_the_library_agrees():
    for low, high in CASES:
        assert compression.scale_of(low, high) == pytest.approx(scale_and_zero_point(low, high), rel=1e-12)
