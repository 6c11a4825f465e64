"""The fast path: convolution, pooling, bias and ReLU in one step, with the same results as the layers one by one.

The layers of chapter 04 write a new array each: the products, the products with a bias, the same without what is
negative, the largest of each block. Writing to memory takes longer than the arithmetic between, so the fewer numbers
are written, the faster. Three observations save most of them.

First, the pooling can come earlier. The largest number of a block is still the largest, up to rounding, when the same
bias is added to all; and ReLU of the largest is the largest of the ReLUs. So the products are pooled at once, and bias
and ReLU see a quarter of them, for blocks of 2 × 2. (Where all of a block is negative, ReLU sends no error back, so it
does not matter which of them won.)

Second, the largest of each block is found fast if the numbers that compete stand in different arrays. A block of 2 × 2
has four pixels. Call the upper left ones of all blocks phase (0, 0), the upper right ones phase (0, 1), and so on. The
patches, one for each product, are copied into a matrix phase by phase; its product with the kernels then gives the
scores phase by phase; and pooling is one maximum of whole arrays for each phase after the first. `larger` remembers
which phase won, so that the way back can give each error to the winner.

Third, all this happens in a workspace: arrays that are made for the first batch, one set for training and one for
answers, and used again as long as batches have the same shape. So an output is good until the next batch: who wants to
keep it makes a copy, as `Sequential.predict` does.
"""

from functools import cached_property

import numpy as np

from kernelbook import guards
from kernelbook.convolution.im2col import windows
from kernelbook.convolution.shapes import geometry
from kernelbook.layers.convolutional import Conv2D
from kernelbook.layers.dense import ReLU
from kernelbook.layers.layer import Layer
from kernelbook.layers.pooling import MaxPool2D


def fuse(layers):
    """Replace what can be fused: a convolution at stride 1, its activation, and a maximum over blocks.

    Parameters
    ----------
    layers : sequence of Layer

    Returns
    -------
    list of Layer
        The fused ones work on the parameters of the layers they replace.
    """
    if not isinstance(layers, list | tuple) or not all(isinstance(layer, Layer) for layer in layers):
        raise ValueError(f"layers={guards.shown(layers)}: expected a list of layers")
    layers, fused = list(layers), []
    while layers:
        layer = layers.pop(0)
        if isinstance(layer, Conv2D) and can_be_fused(layer):
            pool, relu = (1, 1), False
            while layers and (
                (isinstance(layers[0], ReLU) and not relu) or (isinstance(layers[0], MaxPool2D) and pool == (1, 1))
            ):
                following = layers.pop(0)
                relu, pool = relu or isinstance(following, ReLU), getattr(following, "size", pool)
            layer = FusedConvolution(layer, pool, relu)
        fused.append(layer)
    return fused


def can_be_fused(layer):
    """Say whether a convolution has neither stride nor dilation, padding or groups."""
    return all(layer.settings[key] in (1, (1, 1), "valid") for key in layer.settings)


class FusedConvolution(Layer):
    """A convolution, the maximum over blocks, the bias, and max(x, 0), in this order.

    Parameters
    ----------
    layer : Conv2D
        Whose parameters and gradients are used.
    pool : (int, int)
        Height and width of a block; (1, 1) is no pooling.
    relu : bool
        Whether negative results become 0.
    """

    def __init__(self, layer, pool, relu):
        super().__init__(layer.name)
        self.parameters, self.gradients = layer.parameters, layer.gradients
        self.pool, self.relu, self.workspaces = pool, relu, {}

    def workspace(self, x, training):
        """Return the arrays to work in: those of the last batch, if this one has its shape."""
        work = self.workspaces.get(training)
        if work is None or work.shape.images != x.shape:
            work = Workspace(geometry(x.shape, self.parameters["kernel"].shape), self.pool, x.dtype)
            self.workspaces[training] = work
        return work

    def forward(self, x, training=False):
        """Copy the patches phase by phase, multiply, keep the largest of the phases, add the bias, apply ReLU."""
        self.used = work = self.workspace(x, training)
        view = windows(np.ascontiguousarray(x), work.shape)
        for (_, rows, columns), of_phase in zip(work.phases(), work.patches, strict=True):
            of_phase[...] = view[:, rows, columns]
        kernel = self.parameters["kernel"].reshape(-1, work.scores.shape[-1])
        np.matmul(work.patch_rows, kernel, out=work.score_rows)
        best = work.scores[0]
        for score, larger in zip(work.scores[1:], work.larger, strict=True):
            np.greater(score, best, out=larger)  # not if equal: the first of the largest wins
            np.maximum(score, best, out=best)
        best += self.parameters["bias"]
        if self.relu:
            np.greater(best, 0, out=work.positive)
            best *= work.positive
        return best.reshape(*work.blocks, -1)

    def backward(self, errors, input_needed=True):
        """Give each error to the phase that won, then multiply back; the shares overwrite the scores."""
        work, kernel = self.used, self.parameters["kernel"]
        rest = work.scores[0]
        np.multiply(errors.reshape(rest.shape), work.positive if self.relu else 1, out=rest)
        np.matmul(work.ones, rest, out=self.gradients["bias"])
        for share, larger in zip(work.scores[:0:-1], work.larger[::-1], strict=True):
            np.multiply(rest, larger, out=share)
            rest -= share
        gradient = self.gradients["kernel"].reshape(-1, kernel.shape[-1])
        np.matmul(work.patch_rows.T, work.score_rows, out=gradient)
        if not input_needed:
            return None
        np.matmul(work.score_rows, kernel.reshape(gradient.shape).T, out=work.patch_rows)  # the patches are used up
        return self.scatter(work)

    def scatter(self, workspace):
        """Add what each patch sends back to its pixels, a row at once: patches that do not overlap, together."""
        apart = -(-workspace.shape.kernels[1] // self.pool[1])
        workspace.input_errors[...] = 0
        for (_, rows, columns), sent in zip(workspace.phases(), workspace.patches, strict=True):
            places = workspace.places[:, rows, columns]
            for m, first in np.ndindex(workspace.shape.kernels[0], apart):
                places[:, :, first::apart, m] += sent[:, :, first::apart, m]
        return workspace.input_errors


class Workspace:
    """The arrays that a fused convolution works in, for batches of one shape; what only training needs is made by it.

    Parameters
    ----------
    shape : convolution.shapes.Geometry
        Of the convolution.
    pool : (int, int)
        Height and width of a block; rows and columns left over are not computed.
    dtype : numpy.dtype

    Attributes
    ----------
    blocks : (int, int, int)
        Images, and rows and columns of blocks; `count` is their product, `c_out` the number of kernels.
    patches : ndarray, shape (phases, *blocks, kh, kw, c_in)
        What each product multiplies; `patch_rows`, shape (phases · count, kh · kw · c_in), is the same as a matrix.
    scores : ndarray, shape (phases, count, c_out)
        The products; `score_rows`, shape (phases · count, c_out), is the same as a matrix.
    larger : ndarray of bool, shape (phases - 1, count, c_out)
        Where a phase is larger than all before it.
    positive : ndarray of bool, shape (count, c_out)
        Where ReLU lets pass.
    """

    def __init__(self, shape, pool, dtype):
        self.shape, self.pool, self.dtype = shape, pool, dtype
        self.blocks = (shape.images[0], *(n // s for n, s in zip(shape.rows_and_columns, pool, strict=True)))
        self.count, self.c_out = int(np.prod(self.blocks)), shape.kernels[3]
        phases = pool[0] * pool[1]
        self.patches, self.patch_rows = self.empty_patches((phases, *self.blocks), shape.kernels[:3])
        self.scores = np.empty((phases, self.count, self.c_out), dtype)
        self.score_rows = self.scores.reshape(phases * self.count, self.c_out)
        self.larger = np.empty((phases - 1, self.count, self.c_out), bool)
        self.positive = np.empty((self.count, self.c_out), bool)

    def empty_patches(self, places, window):
        """Return an empty array for a patch at each place, and the same array as a matrix with a row for each patch.

        Numbers that stand side by side are copied together: the channels of a patch, or if there is only one channel,
        the same pixel of neighboring patches.
        """
        count, size = int(np.prod(places)), int(np.prod(window))
        if window[2] > 1:
            patches = np.empty((*places, *window), self.dtype)
            return patches, patches.reshape(count, size)
        patches = np.empty((*window, *places), self.dtype)
        return np.moveaxis(patches, (0, 1, 2), (-3, -2, -1)), patches.reshape(size, count).T

    def phases(self):
        """Yield for each phase, row by row, its pixel in the block, and the rows and columns of its patches."""
        (_, h, w), (r, q) = self.blocks, self.pool
        for a, b in np.ndindex(r, q):
            yield (a, b), slice(a, a + r * h, r), slice(b, b + q * w, q)

    @cached_property
    def ones(self):
        """As many ones as there are results: a product with them is a sum, and faster."""
        return np.ones(self.count, self.dtype)

    @cached_property
    def input_errors(self):
        """The errors of the images, which `scatter` adds up."""
        return np.empty(self.shape.images, self.dtype)

    @cached_property
    def places(self):
        """The pixels of `input_errors` that each patch came from, a view: shape (n, h', w', kh, kw, c)."""
        view = windows(self.input_errors, self.shape)
        return np.lib.stride_tricks.as_strided(self.input_errors, view.shape, view.strides)
