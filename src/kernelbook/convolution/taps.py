"""A convolution as a sum of shifted images: one for each position of the kernel, a tap."""

import numpy as np


def conv2d_taps(X, K, geometry):
    r"""Add up one shifted image for each kernel position: the outer loops run over the kernel, not the image.

    .. math:: Y = \sum_{m} \sum_{n} X_{(m,n)} \, K_{m,n}

    where :math:`X_{(m,n)}` are the pixels that position (m, n) of the kernel meets, shape (n, h', w', c_in), and the
    product with the matrix :math:`K_{m,n}`, shape (c_in, c_out), runs over the channels. A single channel needs no
    sum: there a multiplication does, and NumPy multiplies faster than it forms matrix products of one term.

    Parameters and result are those of `conv2d_loops`.
    """
    Y = np.zeros(geometry.output, X.dtype)
    multiply = np.multiply if K.shape[2] == 1 else np.matmul
    for g in range(geometry.groups):
        inputs, outputs = geometry.group(g)
        for m, n in np.ndindex(*K.shape[:2]):
            Y[..., outputs] += multiply(X[geometry.under(m, n)][..., inputs], K[m, n, :, outputs])
    return Y
