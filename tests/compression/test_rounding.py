from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import compression

SUMS = st.integers(-(2**26), 2**26)
RATIOS = st.floats(1e-6, 4.0)


def test_fixed_point_by_hand():
    assert compression.fixed_point(0.75) == (3 * 2**29, 0)
    assert compression.fixed_point(1.0) == (2**30, 1)
    assert compression.fixed_point(np.nextafter(0.5, 0)) == (2**30, 0), "rounded up to 1 it is halved"
    M, shift = compression.fixed_point(np.array([0.25, 3.0]))
    assert (M.tolist(), shift.tolist()) == ([2**30, 3 * 2**29], [-1, 2])


@given(RATIOS)
def test_fixed_point_meets_the_ratio_to_a_part_in_two_billion(r):
    M, shift = compression.fixed_point(r)
    assert 2**30 <= M < 2**31
    assert abs(Fraction(M) * Fraction(2) ** (shift - 31) - Fraction(r)) <= Fraction(r) / 2**31


@given(SUMS, RATIOS)
def test_rescale_rounds_the_exact_product_once_a_half_upward(A, r):
    M, shift = compression.fixed_point(r)
    exact = Fraction(A * M) * Fraction(2) ** (shift - 31)
    if abs(exact) < 2**31 - 1:
        assert compression.rescale(np.array([A]), M, shift).item() == floor(exact + Fraction(1, 2))


def rounded_twice(x, M, shift):
    """Round as gemmlowp's C does, with Python's whole numbers and C's division, which cuts toward zero."""
    product = (x << max(shift, 0)) * M
    nudged = product + (2**30 if product >= 0 else 1 - 2**30)
    high = abs(nudged) // 2**31 * (1 if nudged >= 0 else -1)
    right = max(-shift, 0)
    rest, half = high & (2**right - 1), (2**right - 1 >> 1) + (high < 0)
    return (high >> right) + (rest > half)


@given(SUMS, RATIOS)
def test_rescale_twice_is_what_gemmlowp_computes(A, r):
    M, shift = compression.fixed_point(r)
    if abs(A * r) < 2**30 and abs(A) << max(shift, 0) < 2**31:
        found = compression.rescale(np.array([A]), M, shift, rounding="twice").item()
        assert found == rounded_twice(A, M, shift)


def test_three_ways_to_round_a_half():
    quarter = compression.fixed_point(0.25)
    halves = np.array([-10, -6, -2, 2, 6, 10])
    assert compression.rescale(halves, *quarter).tolist() == [-2, -1, 0, 1, 2, 3]
    assert compression.rescale(halves, *quarter, rounding="twice").tolist() == [-3, -2, -1, 1, 2, 3]
    assert compression.rescale_in_floats(halves, 0.25).tolist() == [-2, -2, 0, 0, 2, 2]


def test_ratios_of_channels_go_with_the_last_axis():
    A = np.array([[8, 8], [12, 12]], np.int32)
    M, shift = compression.fixed_point(np.array([0.5, 0.25]))
    assert compression.rescale(A, M, shift).tolist() == [[4, 2], [6, 3]]
    assert compression.rescale_in_floats(A, np.array([0.5, 0.25])).tolist() == [[4, 2], [6, 3]]


def test_a_ratio_that_no_shift_reaches_is_refused():
    for r in (0.0, 2.0**30, 1e-12):
        with pytest.raises(ValueError, match="expected ratios above 0"):
            compression.fixed_point(r)
