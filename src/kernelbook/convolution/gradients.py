"""The backward pass of a convolution: what its output's errors mean for its kernels and for its images."""

from functools import partial

import numpy as np

from kernelbook.convolution.blocks import PARTS, blocks
from kernelbook.convolution.im2col import unroll, windows
from kernelbook.convolution.methods import as_floating
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.sizes import check_shape
from kernelbook.convolution.transpose import conv2d_transpose
from kernelbook.workers import share


def conv2d_kernel_gradient(images, errors, *, kernel_shape, strides=1, padding="valid", dilation=1, groups=1):
    r"""Return the gradient of a loss with respect to the kernels of a convolution.

    Kernel position (m, n) multiplies pixel (s i + d m, s j + d n) at every window (i, j), so it collects them, each
    times the error of its window:

    .. math:: \frac{\partial L}{\partial K_{m,n,c,k}} = \sum_b \sum_i \sum_j X_{b,\; s i + d m,\; s j + d n,\; c} \;
              E_{b,i,j,k}, \qquad E = \frac{\partial L}{\partial Y}

    a correlation of the images with the errors, in which stride and dilation have changed places. As on the way
    forward, windows are written into a matrix in blocks of rows, which the cores share.

    Parameters
    ----------
    images : ndarray, shape (n, h, w, c_in)
    errors : ndarray, shape (n, h', w', c_out)
        The gradient with respect to the output of ``conv2d``.
    kernel_shape : (kh, kw, c_in / groups, c_out)
        Several kernels lead to the same output size when a stride leaves pixels over, so it must be said.
    strides, padding, dilation, groups
        Those of the convolution.

    Returns
    -------
    ndarray, shape (kh, kw, c_in / groups, c_out)

    Raises
    ------
    ValueError
        As `conv2d`, and if `errors` does not have the shape of the convolution's output.

    References
    ----------
    Derived in chapter 04.

    Examples
    --------
    A row of three pixels, a kernel of two: each weight met two pixels.

    >>> images, errors = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1), np.array([10.0, 1.0]).reshape(1, 1, 2, 1)
    >>> conv2d_kernel_gradient(images, errors, kernel_shape=(1, 2, 1, 1)).ravel().tolist()
    [12.0, 23.0]
    """
    images, errors = as_floating(images=images, errors=errors)
    kernel_shape = check_shape("kernel_shape", kernel_shape, "(kh, kw, c_in / groups, c_out)")
    shape = geometry(images.shape, kernel_shape, strides, padding, dilation, groups)
    if errors.shape != shape.output:
        raise ValueError(f"errors has shape {errors.shape}: images of {shape.images} lead to {shape.output}")
    padded = shape.pad(images)
    gradient = np.empty(shape.kernels, images.dtype)
    for g in range(shape.groups):
        inputs, outputs = shape.group(g)
        sums = products_with_windows(padded[..., inputs], errors[..., outputs], shape)
        gradient[..., outputs] = sums.reshape(*shape.kernels[:3], -1)
    return gradient


def products_with_windows(X, E, shape):
    """Multiply the windows of one group's padded images with its errors: (kh · kw · c_in / groups, c_out / groups).

    The blocks are dealt to `PARTS` sums, each of which one worker adds up. These are added in their order, so the
    result is the same whoever computes what; if the thread that asks is one that may limit the library behind the
    products to one thread (`workers.one_thread`). For another thread, last digits may differ from run to run.
    """
    n, h, w, c = E.shape
    weights = int(np.prod(shape.kernels[:3]))
    parts = blocks(n, h, w * weights * X.itemsize, n * h * w * weights * c)
    sums = np.zeros((min(PARTS, len(parts)), weights, c), X.dtype)
    share(partial(add_products, windows(X, shape), E, sums, parts), range(len(sums)))
    return sums.sum(axis=0)


def add_products(every, E, sums, parts, places):
    """Multiply the windows of the blocks that are dealt to each place in `sums` with their errors, and add them up."""
    memory = np.empty(0, every.dtype)
    for place in places:
        for images, rows in parts[place :: len(sums)]:
            part = every[images, rows]
            memory = memory if part.size <= memory.size else np.empty(part.size, every.dtype)
            sums[place] += unroll(part, memory[: part.size]).T @ E[images, rows].reshape(-1, E.shape[3])


def conv2d_input_gradient(errors, kernels, *, input_shape, strides=1, padding="valid", dilation=1, groups=1):
    r"""Return the gradient of a loss with respect to the images of a convolution.

    Pixel (u, v) was met by kernel position (m, n) in the window that stands d m rows and d n columns before it, if one
    does, so it collects the errors of all these windows, each times the weight that met it:

    .. math:: \frac{\partial L}{\partial X_{b,u,v,c}} = \sum_{\substack{m,\,i\,:\; s i + d m = u}} \;
              \sum_{\substack{n,\,j\,:\; s j + d n = v}} \; \sum_k K_{m,n,c,k} \; E_{b,i,j,k}

    At stride 1 this is a full convolution of the errors with the kernels, which are turned by it. It is the transposed
    convolution: `conv2d_transpose`.

    Parameters
    ----------
    errors : ndarray, shape (n, h', w', c_out)
        The gradient with respect to the output of ``conv2d``.
    kernels : ndarray, shape (kh, kw, c_in / groups, c_out)
    input_shape : (n, h, w, c_in)
    strides, padding, dilation, groups
        Those of the convolution.

    Returns
    -------
    ndarray, shape (n, h, w, c_in)

    Raises
    ------
    ValueError
        As `conv2d_transpose`.

    References
    ----------
    Derived in chapter 04.

    Examples
    --------
    The middle pixel of three was met by both weights of a kernel of two.

    >>> errors, kernels = np.array([10.0, 1.0]).reshape(1, 1, 2, 1), np.array([2.0, 3.0]).reshape(1, 2, 1, 1)
    >>> conv2d_input_gradient(errors, kernels, input_shape=(1, 1, 3, 1)).ravel().tolist()
    [20.0, 32.0, 3.0]
    """
    settings = {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}
    return conv2d_transpose(errors, kernels, input_shape=input_shape, **settings)
