"""A convolution as one matrix product: every window becomes a row."""

from functools import partial

import numpy as np

from kernelbook.convolution.blocks import blocks
from kernelbook.workers import share

FEW = 4  # channels


def windows(X, geometry):
    """Return a view of all windows of the padded images: shape (n, h', w', kh, kw, c_in). Nothing is copied."""
    n, _, _, c = X.shape
    (sh, sw), (dh, dw) = geometry.strides, geometry.dilation
    b, r, q, z = X.strides
    shape = (n, *geometry.rows_and_columns, *geometry.kernels[:2], c)
    steps = (b, r * sh, q * sw, r * dh, q * dw, z)
    return np.lib.stride_tricks.as_strided(X, shape, steps, writeable=False)


def conv2d_im2col(X, K, geometry):
    r"""Write every window into a row of a matrix, every kernel into a column of another, and multiply.

    .. math:: Y = \operatorname{im2col}(X) \, K, \qquad
              (n h' w' \times k_h k_w c_{in}) \cdot (k_h k_w c_{in} \times c_{out})

    Parameters and result are those of `conv2d_loops`. The matrix holds each pixel up to kh · kw times. It is written
    and multiplied in blocks of rows, in memory that stays in the cache; the cores share the blocks.

    References
    ----------
    K. Chellapilla, S. Puri, P. Simard: High performance convolutional neural networks for document processing. Tenth
    International Workshop on Frontiers in Handwriting Recognition, 2006.
    """
    n, h, w, c_out = geometry.output
    Y = np.empty((n * h, w, c_out), X.dtype)
    for g in range(geometry.groups):
        inputs, outputs = geometry.group(g)
        kernels = K[..., outputs].reshape(-1, c_out // geometry.groups)
        every = windows(X[..., inputs], geometry)
        parts = blocks(n, h, w * kernels[:, 0].nbytes, n * h * w * kernels.size)
        share(partial(multiply, every, kernels, Y[:, :, outputs]), parts)
    return Y.reshape(geometry.output)


def multiply(every, kernels, Y, parts):
    """Write windows into a matrix and multiply it with the kernels, part by part, in memory that is made once.

    Parameters
    ----------
    every : ndarray, shape (n, h', w', kh, kw, c)
        All windows.
    kernels : ndarray, shape (kh · kw · c, c_out)
    Y : ndarray, shape (n · h', w', c_out)
        Where the results go.
    parts : iterator of (slice, slice)
        Images and rows.
    """
    h, memory = every.shape[1], np.empty(0, every.dtype)
    for images, rows in parts:
        part = every[images, rows]
        memory = memory if part.size <= memory.size else np.empty(part.size, every.dtype)
        target = Y[images.start * h + rows.start : (images.stop - 1) * h + rows.stop]
        np.matmul(unroll(part, memory[: part.size]), kernels, out=target.reshape(-1, kernels.shape[1]))


def unroll(windows, memory):
    """Copy windows, shape (n, h', w', kh, kw, c), into a matrix in some memory: shape (n · h' · w', kh · kw · c).

    With many channels a window is a few long pieces, and is copied as such. With few, the pixels that one weight meets
    in a row of windows make the longer piece: then the matrix is written column by column.
    """
    if windows.shape[-1] > FEW:
        matrix = memory.reshape(-1, np.prod(windows.shape[3:]))
        np.copyto(matrix.reshape(windows.shape), windows)
        return matrix
    by_weight = windows.transpose(3, 4, 5, 0, 1, 2)
    matrix = memory.reshape(np.prod(windows.shape[3:]), -1)
    np.copyto(matrix.reshape(by_weight.shape), by_weight)
    return matrix.T
