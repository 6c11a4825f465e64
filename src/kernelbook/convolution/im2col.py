"""A convolution as one matrix product: every window becomes a row."""

import numpy as np


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

    Parameters and result are those of `conv2d_loops`. The matrix holds each pixel up to kh · kw times: memory is paid
    for the speed of one large product.

    References
    ----------
    K. Chellapilla, S. Puri, P. Simard: High performance convolutional neural networks for document processing. Tenth
    International Workshop on Frontiers in Handwriting Recognition, 2006.
    """
    Y = np.empty(geometry.output, X.dtype)
    for g in range(geometry.groups):
        inputs, outputs = geometry.group(g)
        kernels = K[..., outputs].reshape(-1, K.shape[3] // geometry.groups)
        columns = windows(X[..., inputs], geometry).reshape(-1, kernels.shape[0])
        Y[..., outputs] = (columns @ kernels).reshape(Y[..., outputs].shape)
    return Y
