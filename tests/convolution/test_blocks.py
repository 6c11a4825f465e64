"""Blocks of rows, for the methods that work through large images block by block."""

import numpy as np
import pytest

from kernelbook.convolution import conv2d
from oracles import assert_close, tensorflow_conv2d


@pytest.mark.parametrize("block", [1, 4000, 40_000, 2**22])  # a row at once, some, some images, all
@pytest.mark.parametrize("c", [1, 2, 8])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("method", ["winograd", "im2col"])
def test_conv2d_in_blocks_agrees_with_tensorflow(monkeypatch, method, groups, c, block):
    monkeypatch.setattr("kernelbook.convolution.blocks.BLOCK", block)
    generator = np.random.default_rng(0)
    images = generator.normal(size=(5, 30, 21, c * groups)).astype("float32")
    kernels = generator.normal(size=(3, 3, c, 16)).astype("float32")
    expected = tensorflow_conv2d(images, kernels, strides=1, padding="same", dilation=1, groups=groups)
    assert_close(conv2d(images, kernels, padding="same", groups=groups, method=method), expected)
