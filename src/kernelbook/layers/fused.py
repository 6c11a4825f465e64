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

Third, the batch is cut into parts, each with a workspace of its own: arrays made for the first batch and used again as
long as batches have the same shape. A part fits into the processor's cache, and the cores share the parts among them
(`kernelbook.workers`). What a batch is cut into does not depend on the machine, and the gradients of the parts are
added in their order, so the result does not depend on who computed what.
"""

from functools import cached_property

import numpy as np

from kernelbook import guards
from kernelbook.convolution.im2col import windows
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.transpose import spread
from kernelbook.layers.convolutional import Conv2D
from kernelbook.layers.dense import ReLU
from kernelbook.layers.layer import Layer
from kernelbook.layers.pooling import MaxPool2D
from kernelbook.workers import share

SMALLEST, LARGEST = 16, 32  # images of a part


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


def cut(n):
    """Cut a batch of n images into four parts, but of 16 to 32 images each: return where they start.

    Examples
    --------
    >>> [list(cut(n)) for n in (20, 100, 128)]
    [[0, 16], [0, 25, 50, 75], [0, 32, 64, 96]]
    """
    return range(0, n, min(max(-(-n // 4), SMALLEST), LARGEST))


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
        self.pool, self.relu, self.parts = pool, relu, []

    def prepare(self, x):
        """Make the parts of a batch that is learned from; those of the last batch, if this one is like it."""
        first, last = (self.parts[0], self.parts[-1]) if self.parts else (None, None)
        if first and first.dtype == x.dtype and (last.end, *first.shape.images[1:]) == x.shape:
            return self.parts
        starts = cut(len(x))
        return [self.workspace(x, start, starts.step) for start in starts]

    def workspace(self, x, start, size):
        """Make the arrays to work in on the images of one part."""
        images = (min(size, len(x) - start), *x.shape[1:])
        return Workspace(geometry(images, self.parameters["kernel"].shape), self.pool, x.dtype, start)

    def forward(self, x, training=False):
        """Copy the patches phase by phase, multiply, keep the largest of the phases, add the bias, apply ReLU."""
        x = np.ascontiguousarray(x)
        shape = geometry(x.shape, self.parameters["kernel"].shape)
        blocks = (size // s for size, s in zip(shape.rows_and_columns, self.pool, strict=True))
        y = np.empty((len(x), *blocks, shape.kernels[3]), x.dtype)
        self.parts = self.prepare(x) if training else []
        if training:
            share(lambda parts: [self.forward_part(x, part, y) for part in parts], self.parts)
        else:
            share(lambda starts: self.answer(x, starts, y), cut(len(x)))
        return y

    def answer(self, x, starts, y):
        """Compute parts without keeping anything for the way back: all in one workspace."""
        part, size = None, cut(len(x)).step
        for start in starts:
            if part is None or part.shape.images[0] != min(size, len(x) - start):
                part = self.workspace(x, start, size)
            part.move(start)
            self.forward_part(x, part, y)

    def forward_part(self, x, work, y):
        """Compute the images of one part."""
        view = windows(x[work.images], work.shape)
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
            np.maximum(best, 0, out=best)
        y[work.images] = best.reshape(*work.blocks, -1)

    def backward(self, errors, input_needed=True):
        """Give each error to the phase that won, then multiply back; they overwrite the scores."""
        if not self.parts:
            raise ValueError(f"layer {self.name!r} keeps nothing of an answer: call forward(x, training=True) before")
        images = (self.parts[-1].end, *self.parts[0].shape.images[1:])
        sent = np.zeros(images, errors.dtype) if input_needed else None
        share(lambda parts: [self.backward_part(errors, part, sent) for part in parts], self.parts)
        for name, gradient in self.gradients.items():
            gradient[...] = 0
            for part in self.parts:
                gradient += part.gradients[name].reshape(gradient.shape)
        return sent

    def backward_part(self, errors, work, sent):
        """Compute the gradients of one part, and the errors of its images."""
        rest = work.scores[0]
        np.multiply(errors[work.images].reshape(rest.shape), work.positive if self.relu else 1, out=rest)
        np.matmul(work.ones, rest, out=work.gradients["bias"])
        for of_phase, larger in zip(work.scores[:0:-1], work.larger[::-1], strict=True):
            np.multiply(rest, larger, out=of_phase)
            rest -= of_phase
        np.matmul(work.patch_rows.T, work.score_rows, out=work.gradients["kernel"])
        if sent is not None:
            for (_, rows, columns), of_phase in zip(work.phases(), work.scores, strict=True):
                work.errors[:, rows, columns] = of_phase.reshape(*work.blocks, -1)
            everything = [(slice(None), slice(0, work.errors.shape[1]))]
            spread(work.errors, self.parameters["kernel"], sent[work.images], work.shape, everything)


class Workspace:
    """The arrays that a fused convolution works in, for one part of batches of one shape.

    Parameters
    ----------
    shape : convolution.shapes.Geometry
        Of the convolution.
    pool : (int, int)
        Height and width of a block; rows and columns left over are not computed.
    dtype : numpy.dtype
    start : int
        The first image of the part; `images` is the slice of all of them, `end` the image after the last.

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
    errors : ndarray, shape (n, rows, columns, c_out)
        The errors of the scores, where these stand in the feature map.
    gradients : dict of str to ndarray
        What the part adds to those of kernel and bias.
    """

    def __init__(self, shape, pool, dtype, start=0):
        self.shape, self.pool, self.dtype = shape, pool, dtype
        self.blocks = (shape.images[0], *(n // s for n, s in zip(shape.rows_and_columns, pool, strict=True)))
        self.count, self.c_out = int(np.prod(self.blocks)), shape.kernels[3]
        phases = pool[0] * pool[1]
        self.patches, self.patch_rows = self.empty_patches((phases, *self.blocks), shape.kernels[:3])
        self.scores = np.empty((phases, self.count, self.c_out), dtype)
        self.score_rows = self.scores.reshape(phases * self.count, self.c_out)
        self.larger = np.empty((phases - 1, self.count, self.c_out), bool)
        self.positive = np.empty((self.count, self.c_out), bool)
        self.move(start)

    def move(self, start):
        """Take the images from another place of the batch on."""
        self.end = start + self.shape.images[0]
        self.images = slice(start, self.end)

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
    def errors(self):
        """An array for the errors of the scores."""
        rows, columns = (blocks * s for blocks, s in zip(self.blocks[1:], self.pool, strict=True))
        return np.empty((self.blocks[0], rows, columns, self.c_out), self.dtype)

    @cached_property
    def gradients(self):
        """Arrays for the gradients of this part."""
        return {
            "kernel": np.empty((self.patch_rows.shape[1], self.c_out), self.dtype),
            "bias": np.empty(self.c_out, self.dtype),
        }
