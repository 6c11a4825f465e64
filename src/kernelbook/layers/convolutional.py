"""The convolutional layer."""

import numpy as np

from kernelbook import guards
from kernelbook.convolution import conv2d, conv2d_input_gradient, conv2d_kernel_gradient
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.sizes import check_padding, pair
from kernelbook.layers.layer import INITIALIZERS, Layer, initialize


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

    Raises
    ------
    ValueError
        If a setting is out of its range, or the groups do not divide what they group.

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
        for setting, value in (("filters", filters), ("groups", groups)):
            guards.whole(setting, value, 1)
        for setting, value in (("strides", strides), ("dilation", dilation)):
            pair(value, setting)
        check_padding(padding)
        guards.one_of("initializer", initializer, INITIALIZERS)
        if filters % groups:
            raise ValueError(f"groups={groups!r}: expected a divisor of the {filters} filters")
        self.filters, self.kernel_size, self.initializer = filters, pair(kernel_size, "kernel_size"), initializer
        self.settings = {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}

    def build(self, input_shape, generator, dtype="float32"):
        """Create kernels and biases."""
        if len(input_shape) != 3:
            raise ValueError(f"layer {self.name!r} gets inputs of shape {tuple(input_shape)}: expected (h, w, c)")
        if input_shape[2] % self.settings["groups"]:
            groups = self.settings["groups"]
            raise ValueError(f"groups={groups!r}: expected a divisor of the {input_shape[2]} channels that come")
        shape = (*self.kernel_size, input_shape[2] // self.settings["groups"], self.filters)
        output = geometry((1, *input_shape), shape, **self.settings).output
        self.add("kernel", initialize(shape, self.initializer, generator, dtype))
        self.add("bias", np.zeros(self.filters, dtype))
        return output[1:]

    def forward(self, x, training=False):
        """Compute Y = X ⋆ K + b."""
        kernel = self.weights_for("kernel")
        guards.batch("x", x, (None, None, kernel.shape[2] * self.settings["groups"]), finite=False)
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
