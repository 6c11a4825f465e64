"""The layers of a network, forward and backward, in NumPy. Images (n, h, w, c), kernels (kh, kw, c_in, c_out)."""

from kernelbook.layers.convolutional import Conv2D
from kernelbook.layers.dense import Dense, Dropout, Flatten, ReLU
from kernelbook.layers.fused import fuse
from kernelbook.layers.layer import Layer
from kernelbook.layers.loss import softmax_cross_entropy
from kernelbook.layers.normalization import BatchNorm
from kernelbook.layers.pooling import AveragePool2D, MaxPool2D

__all__ = [
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "MaxPool2D",
    "ReLU",
    "fuse",
    "softmax_cross_entropy",
]
