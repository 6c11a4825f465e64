"""The formula: by hand, by its properties, and against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from kernelbook.convolution import convolve2d, correlate2d
from strategies import matrices

IMAGE = np.array([[1, 2, 3, 0], [4, 5, 6, 1], [7, 8, 9, 2]])
KERNEL = np.array([[1, 0], [0, 2]])


def test_correlate2d_by_hand():
    assert correlate2d(IMAGE, KERNEL).tolist() == [[11, 14, 5], [20, 23, 10]]


def test_convolve2d_by_hand():
    # The kernel is turned: 2 meets the upper left pixel, 1 the lower right one.
    assert convolve2d(IMAGE, KERNEL).tolist() == [[7, 10, 7], [16, 19, 14]]


def test_convolve2d_of_two_rows_in_full_is_the_product_of_polynomials():
    assert convolve2d([[1, 2, 3]], [[4, 5]], mode="full").tolist() == [[4, 13, 22, 15]]


def test_correlate2d_computes_integers_in_int64():
    image = np.full((3, 3), 255, np.uint8)
    found = correlate2d(image, np.full((3, 3), 255, np.uint8))
    assert found.dtype == np.int64
    assert found.item() == 9 * 255 * 255


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@given(pair=matrices())
def test_correlate2d_and_convolve2d_agree_with_scipy(mode, pair):
    np.testing.assert_allclose(correlate2d(*pair, mode=mode), signal.correlate2d(*pair, mode=mode), atol=1e-12)
    np.testing.assert_allclose(convolve2d(*pair, mode=mode), signal.convolve2d(*pair, mode=mode), atol=1e-12)


@given(pair=matrices(), size=st.integers(1, 4))
def test_convolve2d_in_full_is_commutative_and_associative(pair, size):
    image, kernel = pair
    other = np.arange(size * 2).reshape(size, 2) - 1
    full = {"mode": "full"}
    np.testing.assert_allclose(convolve2d(image, kernel, **full), convolve2d(kernel, image, **full), atol=1e-12)
    left = convolve2d(convolve2d(image, kernel, **full), other, **full)
    right = convolve2d(image, convolve2d(kernel, other, **full), **full)
    np.testing.assert_allclose(left, right, atol=1e-10)


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@given(pair=matrices())
def test_convolve2d_is_correlate2d_with_the_turned_kernel(mode, pair):
    image, kernel = pair
    if mode == "same":  # an even kernel has no middle to turn about: leave a row or column out
        kernel = kernel[: kernel.shape[0] - 1 + kernel.shape[0] % 2, : kernel.shape[1] - 1 + kernel.shape[1] % 2]
    turned = np.rot90(kernel, 2)
    np.testing.assert_array_equal(convolve2d(image, kernel, mode=mode), correlate2d(image, turned, mode=mode))


def test_correlate2d_refuses_integers_that_would_wrap():
    with pytest.raises(ValueError, match=r"image has values up to 9223372036854775808, beyond int64"):
        correlate2d(np.array([[2**63]], np.uint64), [[1]])
    with pytest.raises(ValueError, match="kernel has values up to 18446744073709551615, beyond int64"):
        convolve2d([[1]], np.array([[2**64 - 1]], np.uint64))
    with pytest.raises(ValueError, match="image and kernel: sums may reach 9223372036854775808, beyond int64"):
        correlate2d([[2**62, 2**62]], [[1, 1]])
    with pytest.raises(ValueError, match="beyond int64"):
        correlate2d([[-(2**63)]], [[-1]])
    assert correlate2d(np.array([[2**62]], np.uint64), [[1]]).item() == 2**62


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
def test_correlate2d_computes_float16_in_float32(mode):
    found = correlate2d(np.full((31, 31), 200, np.float16), np.ones((31, 31), np.float16), mode=mode)
    assert found.dtype == np.float32
    assert found.max() == 192_200


def test_correlate2d_keeps_wide_and_turned_numbers_and_takes_nan_where_it_stands():
    assert correlate2d(np.ones((2, 2), np.longdouble), [[1]]).dtype == np.longdouble
    assert correlate2d(IMAGE.astype(">f8"), KERNEL).tolist() == [[11, 14, 5], [20, 23, 10]]
    assert correlate2d(IMAGE > 4, KERNEL > 0).tolist() == [[1, 1, 0], [1, 2, 1]]
    found = correlate2d([[np.nan, 1.0, 2.0]], [[1.0, 1.0]])
    assert np.isnan(found).tolist() == [[True, False]]


@pytest.mark.parametrize("bad", ["wide", None, 3, ["valid"], np.array(["valid", "same"])])
def test_correlate2d_refuses_modes_that_are_none(bad):
    with pytest.raises(ValueError, match=r"mode=.*expected one of 'valid', 'same', 'full'"):
        correlate2d(IMAGE, KERNEL, mode=bad)
    with pytest.raises(ValueError, match="mode="):
        convolve2d(IMAGE, KERNEL, mode=bad)


@pytest.mark.parametrize(
    "bad", [None, "text", [[1, 2], [3]], [[1j]], [["a"]], [[None]], np.array([["2020-01-01"]], "M8[D]")]
)
def test_correlate2d_refuses_what_is_no_matrix_of_numbers(bad):
    with pytest.raises(ValueError, match=r"\bimage\b"):
        correlate2d(bad, KERNEL)
    with pytest.raises(ValueError, match=r"\bkernel\b"):
        convolve2d(IMAGE, bad)
