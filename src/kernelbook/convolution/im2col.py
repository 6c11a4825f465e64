"""A convolution as one matrix product: every window becomes a row."""

import numpy as np

from kernelbook.convolution.blocks import blocks

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
    and multiplied in blocks of rows, all in the same memory, which stays in the cache.

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
        memory = np.empty(0, X.dtype)
        for images, rows in blocks(n, h, w * kernels[:, 0].nbytes):
            part = every[images, rows]
            memory = memory if part.size <= memory.size else np.empty(part.size, X.dtype)
            target = Y[images.start * h + rows.start : (images.stop - 1) * h + rows.stop, :, outputs]
            np.matmul(unroll(part, memory[: part.size]), kernels, out=target.reshape(-1, kernels.shape[1]))
    return Y.reshape(geometry.output)


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
