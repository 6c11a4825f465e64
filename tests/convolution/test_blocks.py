"""Blocks of rows, for the methods that work through large images block by block."""

import numpy as np
import pytest

from kernelbook.convolution import conv2d, conv2d_kernel_gradient, conv2d_transpose
from kernelbook.convolution.blocks import PART, PARTS, blocks
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.transpose import rounds
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


def touched(shape, images, rows):
    """Return which rows of the padded images the windows of a block meet."""
    found = np.zeros(shape.padded[:2], bool)
    for m in range(shape.kernels[0]):
        found[images, shape.under(m, 0)[1]][:, rows] = True
    return found


@pytest.mark.parametrize("block", [1, 2000, 40_000, 2**22])
@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [
        ((3, 3), {}),
        ((3, 2), {"strides": 2}),
        ((2, 3), {"strides": 3}),
        ((5, 3), {"dilation": 3}),
        ((29, 1), {}),
        ((30, 3), {"padding": "same"}),
    ],
)
def test_blocks_of_one_round_touch_no_pixel_in_common_and_leave_none_out(monkeypatch, kernel, arguments, block):
    monkeypatch.setattr("kernelbook.convolution.blocks.BLOCK", block)
    shape = geometry((3, 30, 21, 2), (*kernel, 2, 4), **arguments)
    met = np.zeros((3, shape.output[1]), int)
    for parts in rounds(shape, 4):
        together = sum((touched(shape, *part).astype(int) for part in parts), np.zeros(shape.padded[:2], int))
        assert together.max(initial=0) <= 1
        for images, rows in parts:
            met[images, rows] += 1
    assert (met == 1).all()


@pytest.mark.parametrize("block", [1, 4000, 40_000])
@pytest.mark.parametrize("c", [1, 8])
@pytest.mark.parametrize(
    "arguments", [{}, {"strides": (2, 1), "padding": "same"}, {"dilation": 4}, {"groups": 2}], ids=str
)
def test_gradients_in_blocks_are_those_of_the_whole(monkeypatch, arguments, c, block):
    generator = np.random.default_rng(0)
    images = generator.normal(size=(5, 30, 21, c * arguments.get("groups", 1)))
    kernels = generator.normal(size=(5, 3, c, 4))
    errors = generator.normal(size=geometry(images.shape, kernels.shape, **arguments).output)

    def gradients():
        return (
            conv2d_kernel_gradient(images, errors, kernel_shape=kernels.shape, **arguments),
            conv2d_transpose(errors, kernels, input_shape=images.shape, **arguments),
        )

    whole = gradients()
    monkeypatch.setattr("kernelbook.convolution.blocks.BLOCK", block)
    for found, expected in zip(gradients(), whole, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-11)


def test_much_work_is_cut_into_several_blocks_and_little_is_not():
    assert len(blocks(128, 11, 4000, 10 * PART)) == PARTS
    assert len(blocks(128, 11, 4000, 4 * PART)) == 4
    assert len(blocks(128, 11, 100, PART)) == 1


def test_gradients_of_an_empty_batch_are_zeros_and_empty():
    images, errors, kernels = np.zeros((0, 5, 5, 1)), np.zeros((0, 3, 3, 2)), np.ones((3, 3, 1, 2))
    np.testing.assert_array_equal(conv2d_kernel_gradient(images, errors, kernel_shape=(3, 3, 1, 2)), 0 * kernels)
    assert conv2d_transpose(errors, kernels, input_shape=images.shape).shape == (0, 5, 5, 1)
