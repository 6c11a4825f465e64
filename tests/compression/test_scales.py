import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import compression

ENDS = st.floats(-1e3, 1e3).map(lambda x: round(x, 3))


def test_scale_of_by_hand():
    assert compression.scale_of(0.0, 63.75) == (0.25, -128)
    assert compression.scale_of(-63.75, 0.0) == (0.25, 127)
    assert compression.scale_of(-32.0, 31.75) == (0.25, 0)


def test_scale_of_widens_a_range_without_zero():
    assert compression.scale_of(10.0, 63.75) == compression.scale_of(0.0, 63.75)
    assert compression.scale_of(-63.75, -10.0) == compression.scale_of(-63.75, 0.0)


@given(ENDS, ENDS)
def test_scale_of_gives_zero_a_code_and_reaches_both_ends(one, other):
    low, high = sorted((one, other))
    if low == high == 0:
        return
    s, z = compression.scale_of(low, high)
    ends = np.array([min(low, 0.0), 0.0, max(high, 0.0)])
    back = compression.dequantize(compression.quantize(ends, s, z), s, z)
    assert back[1] == 0
    np.testing.assert_allclose(back, ends, atol=0.51 * s + 1e-4, rtol=1e-6)


def test_quantize_by_hand():
    codes = compression.quantize(np.array([-99.0, -0.5, -0.125, 0.0, 0.125, 0.375, 99.0]), 0.25, 10)
    assert (codes.dtype, codes.tolist()) == (np.int8, [-128, 8, 9, 10, 11, 12, 127])


def test_quantize_is_off_by_half_a_step_at_most():
    X = np.random.default_rng(0).uniform(-1, 2, 1000)
    s, z = compression.scale_of(-1.0, 2.0)
    assert np.abs(compression.dequantize(compression.quantize(X, s, z), s, z) - X).max() <= s / 2 + 1e-6


def test_channel_scales_by_hand_and_their_codes_reach_127():
    K = np.zeros((1, 2, 1, 3))
    K[0, :, 0, 0], K[0, :, 0, 1] = (1.27, -0.3), (0.2, -2.54)
    scales = compression.channel_scales(K)
    np.testing.assert_allclose(scales, [0.01, 0.02, 1])
    codes = compression.quantize(K, scales)
    assert np.abs(codes).max(axis=(0, 1, 2)).tolist() == [127, 127, 0]
    assert codes[0, :, 0, 0].tolist() == [127, -30]


def test_a_scale_for_each_channel_errs_less_than_one_for_all():
    K = np.random.default_rng(0).normal(size=(3, 3, 8, 4)) * [1, 0.1, 0.01, 0.001]
    errors = []
    for scales in (compression.channel_scales(K), compression.channel_scales(K).max()):
        errors.append(np.abs(compression.dequantize(compression.quantize(K, scales), scales) - K).max(axis=(0, 1, 2)))
    assert (errors[0][1:] < errors[1][1:] / 5).all()


def test_a_range_of_nothing_is_refused():
    with pytest.raises(ValueError, match="expected a range"):
        compression.scale_of(0.0, 0.0)
    with pytest.raises(ValueError, match="smaller number first"):
        compression.scale_of(2.0, 1.0)
