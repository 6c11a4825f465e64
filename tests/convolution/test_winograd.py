"""Winograd's way for 3 × 3 kernels: its matrices exactly, its sums against the loops, its rounding, its limits."""

import numpy as np
import pytest
from hypothesis import given

from kernelbook.convolution import conv2d, winograd
from oracles import assert_close
from strategies import small_kernels


def test_winograds_matrices_make_two_outputs_of_four_products():
    """For each pair of unit vectors: exact, so that no sign or place in a matrix can change unseen."""
    for x, k in np.ndindex(4, 3):
        pixels, weights = np.eye(4)[x], np.eye(3)[k]
        products = (winograd.INPUT @ pixels) * (winograd.KERNEL @ weights)
        assert products.shape == (4,)
        np.testing.assert_array_equal(winograd.OUTPUT @ products, np.correlate(pixels, weights, "valid"))


@given(layer=small_kernels())
def test_winograd_agrees_with_the_loops(layer):
    images, kernels, arguments = layer
    expected = conv2d(images, kernels, method="loops", **arguments)
    assert_close(conv2d(images, kernels, method="winograd", **arguments), expected)


def test_winograd_rounds_a_little_more_than_the_same_sums_without_it():
    generator = np.random.default_rng(0)
    images, kernels = (generator.normal(size=size).astype("float32") for size in ((8, 34, 34, 1), (3, 3, 1, 16)))
    exact = conv2d(images.astype("float64"), kernels.astype("float64"))
    error = {
        name: np.square(conv2d(images, kernels, method=name) - exact).mean() ** 0.5 for name in ("taps", "winograd")
    }
    assert 1.2 * error["taps"] < error["winograd"] < 3 * error["taps"]


@pytest.mark.parametrize(
    ("size", "arguments"), [((3, 4), {}), ((1, 1), {}), ((3, 3), {"strides": 2}), ((3, 3), {"dilation": 2})]
)
def test_winograd_refuses_what_it_is_not_made_for(size, arguments):
    with pytest.raises(ValueError, match=r'"winograd" is for kernels of 3x3, stride 1 and dilation 1, got .*"im2col"'):
        conv2d(np.ones((1, 9, 9, 1)), np.ones((*size, 1, 1)), method="winograd", **arguments)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["images", "kernels"])
def test_winograd_refuses_what_it_would_spread(name, value):
    arrays = {"images": np.ones((1, 5, 5, 1)), "kernels": np.ones((3, 3, 1, 1))}
    arrays[name].flat[0] = value
    with pytest.raises(ValueError, match=f"{name} hold NaN or infinity"):
        conv2d(**arrays, method="winograd")
