"""The convolutional layer."""

import numpy as np

from kernelbook.convolution import conv2d, conv2d_input_gradient, conv2d_kernel_gradient
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.sizes import pair
from kernelbook.layers.layer import Layer, initialize


class Conv2D(Layer):
    r"""Correlate images with kernels that are learned, and add a bias to each feature map.

    .. math:: Y_{b,i,j,k} = b_k + \sum_{m} \sum_{n} \sum_{c} X_{b,\; s i + d m,\; s j + d n,\; c} \; K_{m,n,c,k}

    Parameters
    ----------
    filters : int
        How many kernels, and so feature maps.
    kernel_size, strides, dilation : int or (int, int)
    padding, groups
        As in `convolution.conv2d`.
    initializer : "glorot", "he" or "zeros"
    name : str, optional

    References
    ----------
    Derived in chapter 04.
    """

    def __init__(
        self,
        filters,
        kernel_size,
        *,
        strides=1,
        padding="valid",
        dilation=1,
        groups=1,
        initializer="glorot",
        name=None,
    ):
        super().__init__(name)
        self.filters, self.kernel_size, self.initializer = filters, pair(kernel_size, "kernel_size"), initializer
        self.settings = {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}

    def build(self, input_shape, generator, dtype="float32"):
        """Create kernels and biases."""
        if len(input_shape) != 3:
            raise ValueError(f"layer {self.name!r} gets inputs of shape {tuple(input_shape)}: expected (h, w, c)")
        shape = (*self.kernel_size, input_shape[2] // self.settings["groups"], self.filters)
        output = geometry((1, *input_shape), shape, **self.settings).output
        self.add("kernel", initialize(shape, self.initializer, generator, dtype))
        self.add("bias", np.zeros(self.filters, dtype))
        return output[1:]

    def forward(self, x, training=False):
        """Compute Y = X ⋆ K + b."""
        self.x = x
        return conv2d(x, self.parameters["kernel"], **self.settings) + self.parameters["bias"]

    def backward(self, errors, input_needed=True):
        """Compute ∂L/∂K = X ⋆ E, ∂L/∂b = Σ E, and ∂L/∂X, the transposed convolution of E."""
        kernel = self.parameters["kernel"]
        self.gradients["kernel"][...] = conv2d_kernel_gradient(
            self.x, errors, kernel_shape=kernel.shape, **self.settings
        )
        self.gradients["bias"][...] = errors.sum(axis=(0, 1, 2))
        if input_needed:
            return conv2d_input_gradient(errors, kernel, input_shape=self.x.shape, **self.settings)
        return None
