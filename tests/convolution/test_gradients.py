"""The backward pass of a convolution: by hand, by differences, and against TensorFlow."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.convolution import conv2d, conv2d_input_gradient, conv2d_kernel_gradient, conv_matrix
from kernelbook.convolution.blocks import BLOCK
from oracles import tensorflow_conv2d_gradients
from strategies import layers

X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]).reshape(1, 3, 3, 1)
K = np.array([[1.0, -1.0], [2.0, 0.5]]).reshape(2, 2, 1, 1)
E = np.array([[1.0, 10.0], [100.0, 1000.0]]).reshape(1, 2, 2, 1)


def test_conv2d_kernel_gradient_by_hand():
    # The upper left weight met 1, 2, 4 and 5; the lower right one 5, 6, 8 and 9.
    found = conv2d_kernel_gradient(X, E, kernel_shape=K.shape)[..., 0, 0]
    assert found.tolist() == [[5421, 6532], [8754, 9865]]


def test_conv2d_input_gradient_by_hand():
    # The middle pixel is met by all four weights: 0.5 · 1 + 2 · 10 − 1 · 100 + 1 · 1000.
    found = conv2d_input_gradient(E, K, input_shape=X.shape)[0, ..., 0]
    assert found.tolist() == [[1, 9, -10], [102, 920.5, -995], [200, 2050, 500]]


def test_gradients_through_stride_two_by_hand():
    image, kernel = np.arange(1.0, 6.0).reshape(1, 1, 5, 1), np.array([1.0, 10.0]).reshape(1, 2, 1, 1)
    errors = np.array([1.0, 100.0]).reshape(1, 1, 2, 1)  # windows at 0 and 2; pixel 4 is never met
    assert conv2d_kernel_gradient(image, errors, kernel_shape=kernel.shape, strides=2).ravel().tolist() == [301, 402]
    found = conv2d_input_gradient(errors, kernel, input_shape=image.shape, strides=2)
    assert found.ravel().tolist() == [1, 10, 100, 1000, 0]


def test_gradients_through_dilation_by_hand():
    image, kernel = np.arange(1.0, 5.0).reshape(1, 1, 4, 1), np.array([1.0, 10.0]).reshape(1, 2, 1, 1)
    errors = np.array([1.0, 100.0]).reshape(1, 1, 2, 1)  # windows {0, 2} and {1, 3}
    assert conv2d_kernel_gradient(image, errors, kernel_shape=kernel.shape, dilation=2).ravel().tolist() == [201, 403]
    found = conv2d_input_gradient(errors, kernel, input_shape=image.shape, dilation=2)
    assert found.ravel().tolist() == [1, 100, 10, 1000]


@given(layer=layers(["float64"]), seed=st.integers(0, 2**32 - 1))
def test_gradients_are_those_of_central_differences(layer, seed):
    """Along random directions: the layer is linear in each, so a difference is exact up to rounding."""
    images, kernels, arguments = layer
    generator = np.random.default_rng(seed)
    errors = generator.normal(size=conv2d(images, kernels, **arguments).shape)
    along_x, along_k = generator.normal(size=images.shape), generator.normal(size=kernels.shape)
    h = 1e-4

    def loss(x, k):
        return (errors * conv2d(x, k, **arguments)).sum()

    by_x = (loss(images + h * along_x, kernels) - loss(images - h * along_x, kernels)) / (2 * h)
    by_k = (loss(images, kernels + h * along_k) - loss(images, kernels - h * along_k)) / (2 * h)
    dx = conv2d_input_gradient(errors, kernels, input_shape=images.shape, **arguments)
    dk = conv2d_kernel_gradient(images, errors, kernel_shape=kernels.shape, **arguments)
    scale = 1 + np.abs(errors).sum()
    assert abs((dx * along_x).sum() - by_x) <= 1e-6 * scale
    assert abs((dk * along_k).sum() - by_k) <= 1e-6 * scale


@pytest.mark.parametrize("seed", range(40))
def test_gradients_agree_with_tensorflow(seed):
    generator = np.random.default_rng(seed)
    groups = int(generator.integers(1, 4))
    most = 4 if seed % 4 else 9  # from 5 channels of a group on, errors go back another way
    kh, kw, c, k = (int(v) for v in (*generator.integers(1, 5, 2), *(groups * generator.integers(1, most, 2))))
    strides, dilation = (tuple(map(int, generator.integers(1, 4, 2))) for _ in range(2))
    h, w = (d * (size - 1) + 1 + int(generator.integers(0, 7)) for d, size in zip(dilation, (kh, kw), strict=True))
    padding = ["valid", "same", ((1, 2), (0, 3))][seed % 3]
    images = generator.normal(size=(2, h, w, c)).astype("float32")
    kernels = generator.normal(size=(kh, kw, c // groups, k)).astype("float32")
    arguments = {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}
    errors = generator.normal(size=conv2d(images, kernels, **arguments).shape).astype("float32")
    expected = tensorflow_conv2d_gradients(images, kernels, errors, **arguments)
    found = [
        conv2d_input_gradient(errors, kernels, input_shape=images.shape, **arguments),
        conv2d_kernel_gradient(images, errors, kernel_shape=kernels.shape, **arguments),
    ]
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.dtype == np.float32
        assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()


def test_gradients_refuse_errors_of_another_shape():
    with pytest.raises(ValueError, match=r"errors has shape \(1, 3, 3, 1\): .* \(1, 2, 2, 1\)"):
        conv2d_kernel_gradient(X, X, kernel_shape=K.shape)
    with pytest.raises(ValueError, match=r"errors has shape \(1, 3, 3, 1\)"):
        conv2d_input_gradient(X, K, input_shape=X.shape)
    with pytest.raises(ValueError, match=r"kernel_shape=\(2, 2\): expected \(kh, kw, c_in / groups, c_out\)"):
        conv2d_kernel_gradient(X, E, kernel_shape=(2, 2))
    with pytest.raises(ValueError, match="errors has dtype int64"):
        conv2d_kernel_gradient(X, E.astype(np.int64), kernel_shape=K.shape)


@pytest.mark.parametrize("groups", [1, 2])
def test_conv2d_kernel_gradient_needs_no_more_memory_than_a_block(groups):
    """All windows at once are 25 times the images: 40 MB."""
    images = np.random.default_rng(0).normal(size=(32, 40, 40, 8)).astype("float32")
    kernel_shape = (5, 5, 8 // groups, 4)
    errors = np.random.default_rng(1).normal(size=(32, 36, 36, 4)).astype("float32")
    tracemalloc.start()
    found = conv2d_kernel_gradient(images, errors, kernel_shape=kernel_shape, groups=groups)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < images.nbytes + 2 * BLOCK
    parts = [
        conv2d_kernel_gradient(images[[k]], errors[[k]], kernel_shape=kernel_shape, groups=groups) for k in range(32)
    ]
    np.testing.assert_allclose(found, sum(parts), rtol=1e-3, atol=1e-3)


def test_gradients_and_their_transpose_refuse_what_is_no_shape():
    for bad in (None, "1331", 3, (1, 3, 3), (1, 3, 3, 1.0), (1, 3, -3, 1), (1, 3, True, 1)):
        with pytest.raises(ValueError, match=r"input_shape=.*: expected \(n, h, w, c_in\)"):
            conv2d_input_gradient(E, K, input_shape=bad)
        with pytest.raises(ValueError, match=r"kernel_shape=.*expected"):
            conv2d_kernel_gradient(X, E, kernel_shape=bad)
    with pytest.raises(ValueError, match=r"input_shape=\(3, 3\): expected \(h, w, c_in\)"):
        conv_matrix(K, (3, 3))
