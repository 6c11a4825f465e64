"""What values go through on their way to a loss. Images (n, h, w, c), kernels (kh, kw, c_in, c_out)."""

import numpy as np

from kernelbook import convolution, layers
from kernelbook.graph.value import Value, as_value


def conv2d(images, kernels, bias=None, *, strides=1, padding="valid", dilation=1, groups=1):
    r"""Correlate images with kernels, and add a bias to each feature map, if there is one.

    Y = X ⋆ K + b. The kernels get X ⋆ E, the bias Σ E, the images the transposed convolution of E.

    Parameters
    ----------
    images : Value or array_like, shape (n, h, w, c_in)
    kernels : Value or array_like, shape (kh, kw, c_in / groups, c_out)
    bias : Value or array_like, shape (c_out,), optional
    strides, padding, dilation, groups
        As in `convolution.conv2d`.

    Returns
    -------
    Value, shape (n, h', w', c_out)

    Raises
    ------
    ValueError
        As `convolution.conv2d`, if there is no image, or if `bias` is not one number for each kernel.

    References
    ----------
    Derived in chapter 04.

    Examples
    --------
    The three pixels and two weights of chapter 04, with errors 10 and 1:

    >>> X, K = Value(np.reshape([1, 2, 3], (1, 1, 3, 1))), Value(np.reshape([2, 3], (1, 2, 1, 1)))
    >>> Y = conv2d(X, K)
    >>> Y.backward(np.reshape([10, 1], (1, 1, 2, 1)))
    >>> Y.data.ravel().tolist(), K.gradient.ravel().tolist(), X.gradient.ravel().tolist()
    ([8.0, 13.0], [12.0, 23.0], [20.0, 32.0, 3.0])
    """
    images, kernels = as_images(images), as_value(kernels, "kernels")
    X, K = images.data, kernels.data
    settings = {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}
    Y = Value(
        convolution.conv2d(X, K, **settings),
        [
            (images, lambda E: convolution.conv2d_input_gradient(E, K, input_shape=X.shape, **settings)),
            (kernels, lambda E: convolution.conv2d_kernel_gradient(X, E, kernel_shape=K.shape, **settings)),
        ],
    )
    if bias is None:
        return Y
    bias = as_value(bias, "bias")
    if bias.data.shape != K.shape[3:]:
        raise ValueError(f"bias has shape {bias.data.shape}: expected one number a kernel, {K.shape[3:]}")
    return Y + bias


def relu(x):
    r"""Set negative numbers to zero: :math:`y = \max(x, 0)`. The error passes where x > 0.

    Parameters
    ----------
    x : Value or array_like

    Returns
    -------
    Value, of the same shape

    Raises
    ------
    ValueError
        If `x` is no array of numbers.

    Examples
    --------
    >>> x = Value([-2.0, 0.0, 3.0])
    >>> relu(x).backward([10.0, 10.0, 10.0])
    >>> x.gradient.tolist()
    [0.0, 0.0, 10.0]
    """
    x = as_value(x, "x")
    positive = x.data > 0
    return Value(np.maximum(x.data, 0), [(x, lambda E: np.where(positive, E, 0))])


def max_pool2d(images, size=2):
    r"""Keep the largest number of each block. The error goes to that number alone; of equal ones, to the first.

    .. math:: Y_{b,i,j,c} = \max_{m,n} X_{b,\; r i + m,\; q j + n,\; c}

    Parameters
    ----------
    images : Value or array_like, shape (n, h, w, c)
    size : int or (int, int)
        Height r and width q of a block. Rows and columns left over at the bottom and right are dropped.

    Returns
    -------
    Value, shape (n, h // r, w // q, c)

    Raises
    ------
    ValueError
        If `images` is not of rank 4, empty, or smaller than one block, or `size` is not whole and positive.

    Examples
    --------
    >>> X = Value(np.reshape([1.0, 4.0, 4.0, 2.0], (1, 2, 2, 1)))
    >>> max_pool2d(X).backward(np.full((1, 1, 1, 1), 10.0))
    >>> X.gradient.ravel().tolist()
    [0.0, 10.0, 0.0, 0.0]
    """
    images, layer = as_images(images), layers.MaxPool2D(size)
    h, w = images.data.shape[1:3]
    if h < layer.size[0] or w < layer.size[1]:
        raise ValueError(f"size={size!r}: images of {h}x{w} pixels are smaller than one block")
    return Value(layer.forward(images.data), [(images, layer.backward)])


def global_average_pool2d(images):
    r"""Replace each feature map by its mean. The error is divided evenly among its numbers.

    .. math:: Y_{b,c} = \frac{1}{h w} \sum_{i,j} X_{b,i,j,c}

    Parameters
    ----------
    images : Value or array_like, shape (n, h, w, c)

    Returns
    -------
    Value, shape (n, c)

    Raises
    ------
    ValueError
        If `images` is not of rank 4, or empty.

    Examples
    --------
    >>> global_average_pool2d(np.reshape([1.0, 4.0, 4.0, 3.0], (1, 2, 2, 1)))
    Value(array([[3.]]))
    """
    images = as_images(images)
    X = images.data
    count = X.shape[1] * X.shape[2]
    return Value(X.mean(axis=(1, 2)), [(images, lambda E: np.broadcast_to(E[:, None, None] / count, X.shape))])


def flatten(images):
    """Write all numbers of an image into one row. Each error goes back to where its number was.

    Parameters
    ----------
    images : Value or array_like, shape (n, h, w, c)

    Returns
    -------
    Value, shape (n, h·w·c)

    Raises
    ------
    ValueError
        If `images` is not of rank 4, or empty.

    Examples
    --------
    >>> flatten(np.zeros((5, 2, 3, 4))).data.shape
    (5, 24)
    """
    images = as_images(images)
    X = images.data
    return Value(X.reshape(len(X), -1), [(images, lambda E: E.reshape(X.shape))])


def softmax_cross_entropy(logits, labels):
    r"""Return the mean cross-entropy of a batch, computed by `layers.softmax_cross_entropy`, which cannot overflow.

    .. math:: L = \frac{1}{n} \sum_b \Big( \log \sum_l e^{z_{b,l}} - z_{b,y_b} \Big), \qquad
              \frac{\partial L}{\partial z_{b,k}} = \frac{p_{b,k} - [k = y_b]}{n}

    Parameters
    ----------
    logits : Value or array_like, shape (n, classes)
    labels : ndarray of int, shape (n,)
        From 0 to classes - 1.

    Returns
    -------
    Value
        A single number, in nats.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a label lies outside its range.

    Examples
    --------
    >>> z = Value([[5.0, 5.0]])
    >>> softmax_cross_entropy(z, [0]).backward()
    >>> z.gradient.tolist()
    [[-0.5, 0.5]]
    """
    logits = as_value(logits, "logits")
    loss, errors = layers.softmax_cross_entropy(logits.data, labels)
    return Value(errors.dtype.type(loss), [(logits, lambda E: E * errors)])


def as_images(images):
    """Return images as a value, or refuse what has another rank, or no number in it."""
    images = as_value(images, "images")
    if images.data.ndim != 4 or images.data.size == 0:
        raise ValueError(f"images has shape {images.data.shape}: expected (n, h, w, c), each from 1")
    return images
