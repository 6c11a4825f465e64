"""The transpose of a convolution, and its matrix: the same linear map, three times."""

import numpy as np
from hypothesis import given

from kernelbook.convolution import conv2d, conv2d_transpose, conv_matrix
from strategies import layers


@given(layer=layers(["float64"]))
def test_conv2d_transpose_is_the_adjoint(layer):
    x, kernels, arguments = layer
    forward = conv2d(x, kernels, **arguments)
    y = np.random.default_rng(1).normal(size=forward.shape)
    backward = conv2d_transpose(y, kernels, input_shape=x.shape, **arguments)
    assert backward.shape == x.shape
    np.testing.assert_allclose((forward * y).sum(), (x * backward).sum(), rtol=1e-10, atol=1e-10)


@given(layer=layers(["float64"]))
def test_conv_matrix_times_an_image_is_conv2d(layer):
    images, kernels, arguments = layer
    A = conv_matrix(kernels, images.shape[1:], **arguments)
    found = conv2d(images, kernels, **arguments)
    assert A.shape == (found[0].size, images[0].size)
    for image, result in zip(images, found, strict=True):
        np.testing.assert_allclose(A @ image.ravel(), result.ravel(), atol=1e-12)
    backward = conv2d_transpose(found, kernels, input_shape=images.shape, **arguments)
    np.testing.assert_allclose(A.T @ found[0].ravel(), backward[0].ravel(), atol=1e-10)
