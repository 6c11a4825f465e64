"""The way back: the adjoint of a convolution, and a convolution written as a matrix."""

from functools import partial

import numpy as np

from kernelbook.convolution.blocks import blocks
from kernelbook.convolution.im2col import FEW
from kernelbook.convolution.methods import as_floating
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.sizes import check_shape
from kernelbook.workers import share


def conv2d_transpose(errors, kernels, *, input_shape, strides=1, padding="valid", dilation=1, groups=1):
    r"""Send an output-shaped array back through a convolution: its exact adjoint.

    For every image x and every y of the output's shape,

    .. math:: \langle \operatorname{conv2d}(x, K),\; y \rangle
              = \langle x,\; \operatorname{conv2d\_transpose}(y, K) \rangle

    Each number of y is multiplied by the kernel and added where the window stood. This is also the gradient of a
    convolution with respect to its input.

    Parameters
    ----------
    errors : ndarray, shape (n, h', w', c_out)
    kernels : ndarray, shape (kh, kw, c_in / groups, c_out)
        Laid out as in `conv2d`.
    input_shape : (n, h, w, c_in)
        Several inputs lead to the same output size when a stride leaves pixels over, so it must be said.
    strides, padding, dilation, groups
        Those of the convolution.

    Returns
    -------
    ndarray, shape (n, h, w, c_in)

    Raises
    ------
    ValueError
        As `conv2d`, and if `errors` does not have the shape of the convolution's output.

    Examples
    --------
    One number, a kernel of two: it is spread over two pixels. The third was never looked at.

    >>> errors, kernels = np.ones((1, 1, 1, 1)), np.array([2.0, 3.0]).reshape(1, 2, 1, 1)
    >>> conv2d_transpose(errors, kernels, input_shape=(1, 1, 3, 1), strides=2).ravel().tolist()
    [2.0, 3.0, 0.0]
    """
    errors, kernels = as_floating(errors=errors, kernels=kernels)
    input_shape = check_shape("input_shape", input_shape, "(n, h, w, c_in)")
    shape = geometry(input_shape, kernels.shape, strides, padding, dilation, groups)
    if errors.shape != shape.output:
        raise ValueError(f"errors has shape {errors.shape}: an input of {shape.images} leads to {shape.output}")
    X = np.zeros(shape.padded, errors.dtype)
    for g in range(groups):
        inputs, outputs = shape.group(g)
        work = partial(spread, errors[..., outputs], kernels[..., outputs], X[..., inputs], shape)
        for parts in rounds(shape, X.itemsize):
            share(work, parts)
    return X[shape.inside]


def rounds(shape, itemsize):
    """Return two lists of blocks of the errors, as `blocks` does: those of one list touch no pixel in common.

    Windows of neighboring rows overlap, so that blocks of neighboring rows do. Every other one does not, unless the
    kernel is higher than a block; then a block is a whole image.
    """
    n, h, w, _ = shape.output
    size, products = w * int(np.prod(shape.kernels[:3])) * itemsize, n * h * w * int(np.prod(shape.kernels))
    parts = blocks(n, h, size, products)
    rows = parts[0][1].stop if parts else h  # a batch may be empty
    reach = shape.dilation[0] * (shape.kernels[0] - 1) + 1
    if rows < h and (rows + 1) * shape.strides[0] < reach:
        parts = blocks(n, 1, size * h)
        parts = [(images, slice(0, h)) for images, _ in parts]
    return parts[::2], parts[1::2]


def spread(E, K, X, shape, parts):
    """Multiply errors with weights, and add the products where the windows stood, part by part.

    Many channels make one matrix product for each position of the kernel, whose rows lie side by side as the pixels do.
    Few are too narrow for that: all positions are computed in one product, whose columns are these rows.
    """
    kh, kw, c, c_out = K.shape
    multiply = np.multiply if c_out == 1 else np.matmul  # as in `conv2d_taps`
    for images, rows in parts:
        part = E[images, rows].reshape(-1, c_out)
        size = E[images, rows].shape[:3]
        if c <= FEW:
            sent = multiply(K.reshape(-1, c_out), part.T).reshape(kh, kw, c, *size).transpose(0, 1, 3, 4, 5, 2)
        for m, n in np.ndindex(kh, kw):
            products = sent[m, n] if c <= FEW else multiply(part, K[m, n].T).reshape(*size, c)
            X[shape.under(m, n)][images, rows, : E.shape[2]] += products


def conv_matrix(kernels, input_shape, *, strides=1, padding="valid", dilation=1, groups=1):
    r"""Return the matrix of a convolution: ``conv2d(x) = A x`` for one image, both read in row-major order.

    Parameters
    ----------
    kernels : ndarray, shape (kh, kw, c_in / groups, c_out)
    input_shape : (h, w, c_in)

    Returns
    -------
    scipy.sparse.csr_array, shape (h'·w'·c_out, h·w·c_in)
        A row for each number of the output, with the kernel's weights where its window lies.

    Raises
    ------
    ValueError
        As `conv2d`, and if `input_shape` is no such shape.

    Examples
    --------
    >>> kernel = np.array([1.0, -1.0]).reshape(1, 2, 1, 1)
    >>> conv_matrix(kernel, (1, 3, 1)).toarray()
    array([[ 1., -1.,  0.],
           [ 0.,  1., -1.]])
    """
    from scipy import sparse

    (kernels,) = as_floating(kernels=kernels)
    input_shape = check_shape("input_shape", input_shape, "(h, w, c_in)")
    shape = geometry((1, *input_shape), kernels.shape, strides, padding, dilation, groups)
    pixels = np.full(shape.padded[1:], -1)
    pixels[shape.inside[1:]] = np.arange(np.prod(input_shape)).reshape(input_shape)
    results = np.arange(np.prod(shape.output[1:])).reshape(shape.output[1:])
    rows, columns, weights = [], [], []
    for g in range(groups):
        inputs, outputs = shape.group(g)
        for m, n in np.ndindex(*kernels.shape[:2]):
            column = pixels[shape.under(m, n)[1:]][..., inputs, None]
            row = results[..., None, outputs]
            row, column, weight = np.broadcast_arrays(row, column, kernels[m, n, :, outputs])
            inside = column >= 0
            rows.append(row[inside])
            columns.append(column[inside])
            weights.append(weight[inside])
    entries = (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_array(entries, shape=(results.size, int(np.prod(input_shape))))
