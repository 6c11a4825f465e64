"""The fast path: convolution, pooling, bias and activation in one step, with the same results as the layers one by one.

Memory is slower than arithmetic, so every array that is not written is time won. Work happens in room that is taken
once. The maximum of a block does not change its place when a bias is added or negative numbers are set to zero, so both
wait until after the pooling, when a quarter of the numbers are left; and what the pooling drops is not computed. Last,
a maximum over blocks is fast if the pixels that compete stand in different arrays: the windows are laid out by phase,
first those of all upper left pixels of a block, then those of all upper right ones, and so on.
"""

from functools import cached_property

import numpy as np

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
    layers, fused = list(layers), []
    while layers:
        layer = layers.pop(0)
        if isinstance(layer, Conv2D) and can_be_fused(layer):
            pool, active = (1, 1), False
            while layers and (
                (isinstance(layers[0], ReLU) and not active) or (isinstance(layers[0], MaxPool2D) and pool == (1, 1))
            ):
                following = layers.pop(0)
                active, pool = active or isinstance(following, ReLU), getattr(following, "size", pool)
            layer = FusedConvolution(layer, pool, active)
        fused.append(layer)
    return fused


def can_be_fused(layer):
    """Say whether a convolution has neither stride nor dilation, padding or groups."""
    return all(layer.steps[key] in (1, (1, 1), "valid") for key in layer.steps)


class FusedConvolution(Layer):
    """A convolution, the maximum over blocks, the bias, and max(x, 0), in this order.

    Parameters
    ----------
    layer : Conv2D
        Whose parameters and gradients are used.
    pool : (int, int)
        Height and width of a block; (1, 1) is no pooling.
    active : bool
        Whether negative results become 0.
    """

    def __init__(self, layer, pool, active):
        super().__init__(layer.name)
        self.parameters, self.gradients = layer.parameters, layer.gradients
        self.pool, self.active, self.rooms = pool, active, {}

    def room(self, x, training):
        """Return the arrays to work in: those of the last batch, if this one has its shape."""
        room = self.rooms.get(training)
        if room is None or room.shape.images != x.shape:
            room = Room(geometry(x.shape, self.parameters["kernel"].shape), self.pool, x.dtype)
            self.rooms[training] = room
        return room

    def forward(self, x, training=False):
        """Multiply, keep the largest of the phases, then add the bias and set negative numbers to 0."""
        self.used = room = self.room(x, training)
        view = windows(np.ascontiguousarray(x), room.shape)
        for (_, rows, columns), met in zip(room.phases(), room.met, strict=True):
            met[...] = view[:, rows, columns]
        kernel = self.parameters["kernel"].reshape(-1, room.scores.shape[-1])
        np.matmul(room.met_rows, kernel, out=room.score_rows)
        best = room.scores[0]
        for score, larger in zip(room.scores[1:], room.larger, strict=True):
            np.greater(score, best, out=larger)  # not if equal: the first of the largest wins
            np.maximum(score, best, out=best)
        best += self.parameters["bias"]
        if self.active:
            np.greater(best, 0, out=room.positive)
            best *= room.positive
        return best.reshape(*room.blocks, -1)

    def backward(self, errors, input_needed=True):
        """Give each error to the phase that was largest, then multiply back; errors take the room of the scores."""
        room, kernel = self.used, self.parameters["kernel"]
        rest = room.scores[0]
        np.multiply(errors.reshape(rest.shape), room.positive if self.active else 1, out=rest)
        np.matmul(room.ones, rest, out=self.gradients["bias"])
        for mine, larger in zip(room.scores[:0:-1], room.larger[::-1], strict=True):
            np.multiply(rest, larger, out=mine)
            rest -= mine
        gradient = self.gradients["kernel"].reshape(-1, kernel.shape[-1])
        np.matmul(room.met_rows.T, room.score_rows, out=gradient)
        if not input_needed:
            return None
        np.matmul(room.score_rows, kernel.reshape(gradient.shape).T, out=room.met_rows)  # windows are used up
        return self.spread(room)

    def spread(self, room):
        """Add what each window sends back where it stood, a row of it at once: windows that do not meet, together."""
        apart = -(-room.shape.kernels[1] // self.pool[1])
        room.sent[...] = 0
        for (_, rows, columns), met in zip(room.phases(), room.met, strict=True):
            places = room.places[:, rows, columns]
            for m, first in np.ndindex(room.shape.kernels[0], apart):
                places[:, :, first::apart, m] += met[:, :, first::apart, m]
        return room.sent


class Room:
    """The arrays that a fused convolution works in, for batches of one shape; what only training needs is made by it.

    Parameters
    ----------
    shape : convolution.shapes.Geometry
        Of the convolution.
    pool : (int, int)
        Height and width of a block; rows and columns left over are not computed.
    dtype : numpy.dtype
    """

    def __init__(self, shape, pool, dtype):
        self.shape, self.pool, self.dtype = shape, pool, dtype
        self.blocks = (shape.images[0], *(n // s for n, s in zip(shape.rows_and_columns, pool, strict=True)))
        self.count, self.c_out = int(np.prod(self.blocks)), shape.kernels[3]
        phases = pool[0] * pool[1]
        self.met, self.met_rows = self.windows_of((phases, *self.blocks), shape.kernels[:3])
        self.scores = np.empty((phases, self.count, self.c_out), dtype)
        self.score_rows = self.scores.reshape(phases * self.count, self.c_out)
        self.larger = np.empty((phases - 1, self.count, self.c_out), bool)
        self.positive = np.empty((self.count, self.c_out), bool)

    def windows_of(self, places, window):
        """Return room for a window at each place, and the same as a matrix with a row for each.

        Numbers that stand side by side are copied together: the channels of a window, or if there is only one channel,
        the same pixel of neighboring windows.
        """
        count, size = int(np.prod(places)), int(np.prod(window))
        if window[2] > 1:
            room = np.empty((*places, *window), self.dtype)
            return room, room.reshape(count, size)
        room = np.empty((*window, *places), self.dtype)
        return np.moveaxis(room, (0, 1, 2), (-3, -2, -1)), room.reshape(size, count).T

    def phases(self):
        """Yield for each pixel of a block, row by row, where the windows of this phase stand."""
        (_, h, w), (r, q) = self.blocks, self.pool
        for a, b in np.ndindex(r, q):
            yield (a, b), slice(a, a + r * h, r), slice(b, b + q * w, q)

    @cached_property
    def ones(self):
        """As many ones as there are results: a product with them is a sum, and faster."""
        return np.ones(self.count, self.dtype)

    @cached_property
    def sent(self):
        """The errors of the images."""
        return np.empty(self.shape.images, self.dtype)

    @cached_property
    def places(self):
        """The pixels of `sent` that each window covers, a view: shape (n, h', w', kh, kw, c)."""
        view = windows(self.sent, self.shape)
        return np.lib.stride_tricks.as_strided(self.sent, view.shape, view.strides)
