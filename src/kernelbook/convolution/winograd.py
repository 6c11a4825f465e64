"""A convolution with 3 × 3 kernels by Winograd's minimal filtering: fewer products, more sums."""

from functools import partial

import numpy as np

from kernelbook.convolution.blocks import blocks
from kernelbook.workers import share

# F(2, 3): two outputs of a row from four pixels and three weights, with four products instead of six.
INPUT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
OUTPUT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
TILE = 2  # outputs along an axis


def conv2d_winograd(X, K, geometry):
    r"""Transform tiles of 4 × 4 pixels and the kernels, multiply them entry by entry, and transform back.

    .. math:: Y = A^T \left[ \sum_c (G K_c G^T) \odot (B^T X_c B) \right] A

    with the matrices :math:`B^T` (`INPUT`), :math:`G` (`KERNEL`) and :math:`A^T` (`OUTPUT`). Each tile gives 2 × 2
    outputs with 16 products instead of 36. The sum over the channels makes each of the 16 entries a matrix product.

    Parameters and result are those of `conv2d_loops`; rounding errors are a little larger.

    Raises
    ------
    ValueError
        If the kernels are not 3 × 3, stride or dilation is not 1, or there is NaN or infinity, which would spread.

    References
    ----------
    A. Lavin, S. Gray: Fast algorithms for convolutional neural networks. CVPR, 2016. doi:10.1109/CVPR.2016.435
    """
    check(X, K, geometry)
    n, h, w, _ = geometry.output
    rows, columns = -(-h // TILE), -(-w // TILE)
    X = np.pad(X, ((0, 0), (0, TILE * rows - h), (0, TILE * columns - w), (0, 0)))
    Y = np.empty((n, TILE * rows, TILE * columns, K.shape[3]), X.dtype)
    for g in range(geometry.groups):
        inputs, outputs = geometry.group(g)
        kernels = transform_kernels(K[..., outputs])
        size = 16 * columns * max(kernels.shape[1:]) * X.itemsize
        parts = blocks(n, rows, size, n * rows * columns * kernels.size)
        share(partial(filter_tiles, X[..., inputs], kernels, Y[..., outputs], columns), parts)
    return Y[:, :h, :w]


def filter_tiles(X, kernels, Y, columns, parts):
    """Transform tiles, multiply and transform back, part by part."""
    for images, tiles in parts:
        part = X[images, TILE * tiles.start : TILE * tiles.stop + 2]
        products = np.matmul(transform_tiles(part, columns), kernels)
        Y[images, TILE * tiles.start : TILE * tiles.stop] = transform_back(products, part, columns)


def check(X, K, geometry):
    """Refuse what Winograd's matrices are not made for."""
    if geometry.kernels[:2] != (3, 3) or geometry.strides != (1, 1) or geometry.dilation != (1, 1):
        kh, kw = geometry.kernels[:2]
        came = f"{kh}x{kw} with strides {geometry.strides} and dilation {geometry.dilation}"
        raise ValueError(f'method="winograd" is for kernels of 3x3, stride 1 and dilation 1, got {came}: use "im2col"')
    for name, array in (("images", X), ("kernels", K)):
        if not np.isfinite(array).all():
            raise ValueError(f'{name} hold NaN or infinity, which would spread over a tile: use method="im2col"')


def combine(matrix, parts):
    """Return one sum of the parts for each row of a matrix, leaving out the zeros."""
    sums = []
    for row in matrix:
        first, *rest = [(weight, part) for weight, part in zip(row, parts, strict=True) if weight]
        total = first[1] if first[0] == 1 else first[0] * first[1]
        for weight, part in rest:
            total = total + part if weight == 1 else total - part if weight == -1 else total + weight * part
        sums.append(total)
    return sums


def transform_kernels(K):
    """Return G K Gᵀ for each pair of channels: shape (16, c_in, c_out)."""
    U = np.tensordot(KERNEL, np.tensordot(KERNEL, K, (1, 1)), (1, 1))
    return U.reshape(16, *K.shape[2:]).astype(K.dtype)


def transform_tiles(X, columns):
    """Return Bᵀ X B for each tile of some images, shape (n, 2 · rows + 2, w, c): shape (16, n · rows · columns, c)."""
    rows = X.shape[1] // TILE - 1
    lines = combine(INPUT, [X[:, m : m + TILE * rows : TILE] for m in range(4)])
    V = np.empty((4, 4, len(X), rows, columns, X.shape[-1]), X.dtype)
    for a, line in enumerate(lines):
        for b, row in enumerate(INPUT):
            (i, first), (j, second) = ((n, row[n]) for n in np.flatnonzero(row))
            ends = [line[:, :, n : n + TILE * columns : TILE] for n in (i, j)]
            add_into(V[a, b], *ends, first, second)
    return V.reshape(16, -1, X.shape[-1])


def add_into(target, x, y, first, second):
    """Write first · x + second · y into an array; both weights are 1 or -1, and not both -1."""
    if first == second:
        np.add(x, y, out=target)
    else:
        np.subtract(*((x, y) if first == 1 else (y, x)), out=target)


def transform_back(M, X, columns):
    """Return Aᵀ M A for each tile of some images: shape (n, 2 · rows, 2 · columns, c_out)."""
    rows = X.shape[1] // TILE - 1
    M = M.reshape(4, 4, len(X), rows, columns, -1)
    Y = np.empty((len(X), TILE * rows, TILE * columns, M.shape[-1]), M.dtype)
    for i, line in enumerate(combine(OUTPUT, M)):
        for j, outputs in enumerate(combine(OUTPUT, line)):
            Y[:, i::TILE, j::TILE] = outputs
    return Y
