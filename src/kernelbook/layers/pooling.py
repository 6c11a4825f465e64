"""Layers that make one number of each block of pixels."""

import numpy as np

from kernelbook import guards
from kernelbook.convolution.sizes import pair
from kernelbook.layers.layer import Layer


class Pool2D(Layer):
    """What both poolings share: cutting images into blocks that do not overlap.

    Parameters
    ----------
    size : int or (int, int)
        Height and width of a block. Rows and columns left over at the bottom and right are dropped, as Keras does.
    name : str, optional
    """

    def __init__(self, size=2, *, name=None):
        super().__init__(name)
        self.size = pair(size, "size")

    def build(self, input_shape, generator, dtype="float32"):
        """Return the shape after pooling."""
        if len(input_shape) != 3 or input_shape[0] < self.size[0] or input_shape[1] < self.size[1]:
            raise ValueError(
                f"layer {self.name!r} gets inputs of shape {tuple(input_shape)}: "
                f"expected (h, w, c) with one block of {self.size[0]}x{self.size[1]} at least"
            )
        return (input_shape[0] // self.size[0], input_shape[1] // self.size[1], input_shape[2])

    def blocks(self, images):
        """Return a view of the blocks: shape (n, h', w', rows, columns, c)."""
        guards.rank("x", images, "(n, h, w, c)")
        guards.array("x", images, finite=False, empty=True)
        (n, h, w, c), (r, q) = images.shape, self.size
        whole = images[:, : h // r * r, : w // q * q]
        return whole.reshape(n, h // r, r, w // q, q, c).swapaxes(2, 3)


class MaxPool2D(Pool2D):
    r"""Keep the largest number of each block.

    .. math:: Y_{b,i,j,c} = \max_{m,n} X_{b,\; r i + m,\; q j + n,\; c}

    Its error goes to that number alone; of several equal ones, to the first, row by row, as in Keras and TensorFlow.
    """

    def forward(self, x, training=False):
        """Find the first of the largest."""
        blocks = self.blocks(x)
        n, h, w, r, q, c = blocks.shape
        flat = blocks.reshape(n, h, w, r * q, c)
        self.shape, self.first = x.shape, flat.argmax(axis=3)[:, :, :, np.newaxis]
        return np.take_along_axis(flat, self.first, axis=3)[:, :, :, 0]

    def backward(self, errors, input_needed=True):
        """Give each error to the number that was largest."""
        gradient = np.zeros(self.shape, errors.dtype)
        blocks = self.blocks(gradient)
        places = np.arange(self.size[0] * self.size[1]).reshape(*self.size, 1)
        blocks[...] = np.where(self.first[:, :, :, np.newaxis] == places, errors[:, :, :, np.newaxis, np.newaxis], 0)
        return gradient


class AveragePool2D(Pool2D):
    r"""Replace each block by its mean.

    .. math:: Y_{b,i,j,c} = \frac{1}{r q} \sum_{m,n} X_{b,\; r i + m,\; q j + n,\; c}
    """

    def forward(self, x, training=False):
        """Average each block."""
        blocks = self.blocks(x)
        self.shape = x.shape
        return blocks.mean(axis=(3, 4))

    def backward(self, errors, input_needed=True):
        """Divide each error evenly among the numbers of its block."""
        gradient = np.zeros(self.shape, errors.dtype)
        self.blocks(gradient)[...] = errors[:, :, :, np.newaxis, np.newaxis] / (self.size[0] * self.size[1])
        return gradient
