import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernelbook import compression

RNG = np.random.default_rng(0)
HALF = compression.fixed_point(0.5)


def codes(*shape):
    return RNG.integers(-128, 128, shape).astype(np.int8)


def test_conv2d_int8_by_hand():
    X, K = np.array([[[[2], [4]]]], np.int8), np.array([[[[3]], [[1]]]], np.int8)
    assert compression.conv2d_int8(X, K, np.array([1]), 0, *HALF, -5).item() == 1, "11 / 2 = 5.5, so 6 - 5"
    assert compression.conv2d_int8(X, K, np.array([1]), 1, *HALF, 0).item() == 4, "(1·3 + 3·1 + 1) / 2 = 3.5"


def test_relu_cuts_off_at_the_zero_point():
    X, K = np.array([[[[-8], [8]]]], np.int8).reshape(1, 1, 2, 1), np.ones((1, 1, 1, 1), np.int8)
    plain = compression.conv2d_int8(X, K, np.array([0]), 0, *HALF, 10)
    assert plain.ravel().tolist() == [6, 14]
    assert compression.conv2d_int8(X, K, np.array([0]), 0, *HALF, 10, relu=True).ravel().tolist() == [10, 14]


def test_codes_end_at_8_bits():
    X, K = np.full((1, 1, 1, 1), 127, np.int8), np.array([[[[127, -127]]]], np.int8)
    assert compression.conv2d_int8(X, K, np.array([0, 0]), 0, *HALF, 0).ravel().tolist() == [127, -128]


def test_padding_holds_the_zero_point_not_the_code_0():
    X, K = np.full((1, 3, 3, 1), -7, np.int8), np.ones((3, 3, 1, 1), np.int8)
    found = compression.conv2d_int8(X, K, np.array([0]), -7, *HALF, 4, padding="same")
    assert np.unique(found).tolist() == [4], "all codes stand for 0, within and around"


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(["valid", "same"]), st.integers(-128, 127))
def test_conv2d_int8_is_loops_over_whole_numbers(kh, kw, padding, z_in):
    X, K, b = codes(2, 5, 6, 3), codes(kh, kw, 3, 2), RNG.integers(-999, 999, 2)
    M, shift = compression.fixed_point(np.array([0.003, 0.0007]))
    x = X.astype(int) - z_in
    if padding == "same":
        x = np.pad(x, ((0, 0), ((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2), (0, 0)))
    h, w = x.shape[1] - kh + 1, x.shape[2] - kw + 1
    sums = np.zeros((2, h, w, 2), int) + b
    for i in range(h):
        for j in range(w):
            sums[:, i, j] += np.tensordot(x[:, i : i + kh, j : j + kw], K.astype(int), 3)
    expected = np.clip(compression.rescale(sums, M, shift) + 9, -128, 127)
    np.testing.assert_array_equal(compression.conv2d_int8(X, K, b, z_in, M, shift, 9, padding), expected)


def test_a_convolution_of_codes_is_one_of_numbers_to_a_step():
    X, K, b = RNG.random((2, 6, 6, 3)), RNG.normal(size=(3, 3, 3, 4)), RNG.normal(size=4)
    windows = np.lib.stride_tricks.sliding_window_view(X, (3, 3), axis=(1, 2))
    exact = np.einsum("nijcab,abco->nijo", windows, K) + b
    (s_x, z_x), (s_y, z_y), s_k = (
        *(compression.scale_of(e.min(), e.max()) for e in (X, exact)),
        compression.channel_scales(K),
    )
    M, shift = compression.fixed_point(s_x * s_k / s_y)
    biases = np.rint(b / (s_x * s_k)).astype(int)
    Y = compression.conv2d_int8(
        compression.quantize(X, s_x, z_x), compression.quantize(K, s_k), biases, z_x, M, shift, z_y
    )
    assert np.abs(compression.dequantize(Y, s_y, z_y) - exact).max() < 2 * s_y


def test_dense_int8_is_a_convolution_of_one_position():
    X, K, b = codes(4, 7), codes(7, 3), RNG.integers(-99, 99, 3)
    M, shift = compression.fixed_point(np.array([0.01, 0.002, 0.03]))
    for rest in ({"relu": True}, {"rounding": "twice"}):
        found = compression.dense_int8(X, K, b, -3, M, shift, 5, **rest)
        as_map = compression.conv2d_int8(X[:, None, None], K[None, None], b, -3, M, shift, 5, **rest)
        np.testing.assert_array_equal(found, as_map[:, 0, 0])


def test_max_pool2d_int8_by_hand_and_drops_what_is_left_over():
    X = np.array([[1, 2, 9], [-3, 4, 9], [9, 9, 9]], np.int8).reshape(1, 3, 3, 1)
    assert compression.max_pool2d_int8(X).tolist() == [[[[4]]]]
    assert compression.max_pool2d_int8(X, 3).item() == 9


def test_sums_that_32_bits_do_not_hold_are_refused():
    K = np.zeros((9, 9, 1024, 1), np.int8)
    with pytest.raises(ValueError, match="2\\^31"):
        compression.conv2d_int8(np.zeros((1, 9, 9, 1024), np.int8), K, np.array([0]), 0, *HALF, 0)
    with pytest.raises(ValueError, match="inputs on its last axis but one"):
        compression.dense_int8(codes(2, 3), codes(4, 2), np.zeros(2, int), 0, *HALF, 0)
