"""Convolution, written to be read and tested to be trusted. Images (n, h, w, c), kernels (kh, kw, c_in, c_out)."""

from kernelbook.convolution.formula import convolve2d, correlate2d
from kernelbook.convolution.gradients import conv2d_input_gradient, conv2d_kernel_gradient
from kernelbook.convolution.methods import conv2d, depthwise_conv2d
from kernelbook.convolution.sizes import output_size, receptive_field
from kernelbook.convolution.transpose import conv2d_transpose, conv_matrix

__all__ = [
    "conv2d",
    "conv2d_input_gradient",
    "conv2d_kernel_gradient",
    "conv2d_transpose",
    "conv_matrix",
    "convolve2d",
    "correlate2d",
    "depthwise_conv2d",
    "output_size",
    "receptive_field",
]
