"""The convolution of a layer, and the choice among the ways to compute it."""

import numpy as np

from kernelbook import guards
from kernelbook.convolution.choice import choose
from kernelbook.convolution.fft import conv2d_fft
from kernelbook.convolution.formula import conv2d_loops
from kernelbook.convolution.im2col import conv2d_im2col
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.taps import conv2d_taps
from kernelbook.convolution.winograd import conv2d_winograd

METHODS = {
    "loops": conv2d_loops,
    "taps": conv2d_taps,
    "im2col": conv2d_im2col,
    "fft": conv2d_fft,
    "winograd": conv2d_winograd,
}


def conv2d(images, kernels, *, strides=1, padding="valid", dilation=1, groups=1, method="auto"):
    r"""Compute a convolutional layer, without bias and activation, as TensorFlow and Keras do.

    .. math:: Y_{b,i,j,k} = \sum_{m} \sum_{n} \sum_{c} X_{b,\; s i + d m,\; s j + d n,\; c} \; K_{m,n,c,k}

    with the images X padded by zeros, stride s and dilation d. It is a cross-correlation: the kernel is not turned.

    Parameters
    ----------
    images : ndarray, shape (n, h, w, c_in)
    kernels : ndarray, shape (kh, kw, c_in / groups, c_out)
    strides, dilation : int or (int, int)
        Steps of the window and of the kernel inside it, in pixels, for rows and columns; from 1.
    padding : "valid", "same" or ((top, bottom), (left, right))
        No padding; TensorFlow's, which pads an odd pixel at the bottom and right; or so many pixels.
    groups : int
        Divides channels and kernels into groups that do not see each other.
    method : "auto", "loops", "taps", "im2col", "fft" or "winograd"
        How to compute it; the result is the same up to rounding. With "auto", the one of im2col and FFT that has less
        work (`choice.counted_work`). What the FFT rounds is relative to the brightest pixels of the whole image: one
        of 1e8 leaves nothing of ones elsewhere in float32. So "auto" takes it only where it is surely off by less than
        a ten-thousandth of what each window holds, in float32 (`choice.keeps_digits`); "fft" by name does not ask.
        Winograd is for kernels of 3 × 3 alone, with stride and dilation 1.

    Returns
    -------
    ndarray, shape (n, h', w', c_out)
        float32 if both are, float64 if one is; float16 is computed in float32. NaN and infinity go where the formula
        takes them.

    Raises
    ------
    ValueError
        If a shape, dtype or argument does not fit; the message says what came and what would be right. NaN and infinity
        are refused by "fft" and "winograd", which would spread them.

    Examples
    --------
    >>> image = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> kernel = np.array([[1.0, 0.0], [0.0, 1.0]]).reshape(2, 2, 1, 1)
    >>> conv2d(image, kernel)[0, :, :, 0]
    array([[ 4.,  6.],
           [10., 12.]])
    """
    guards.one_of("method", method, ["auto", *METHODS])
    images, kernels = as_floating(images=images, kernels=kernels)
    shape = geometry(images.shape, kernels.shape, strides, padding, dilation, groups)
    if images.size == 0:
        return np.zeros(shape.output, images.dtype)
    if method == "auto":
        method = choose(images, kernels, shape)
    return METHODS[method](shape.pad(images), kernels, shape)


def depthwise_conv2d(images, kernels, *, strides=1, padding="valid", dilation=1, method="auto"):
    r"""Convolve every channel with kernels of its own.

    .. math:: Y_{b,i,j,\,c q + r} = \sum_{m} \sum_{n} X_{b,\; s i + d m,\; s j + d n,\; c} \; K_{m,n,c,r}

    Parameters
    ----------
    images : ndarray, shape (n, h, w, c)
    kernels : ndarray, shape (kh, kw, c, q)
        q kernels for each channel, as in Keras and TensorFlow.
    strides, padding, dilation, method
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (n, h', w', c·q)

    Raises
    ------
    ValueError
        As `conv2d`, and if images and kernels differ in their channels.

    Examples
    --------
    >>> images = np.array([1.0, 10.0]).reshape(1, 1, 1, 2)
    >>> kernels = np.array([[2.0, 3.0], [4.0, 5.0]]).reshape(1, 1, 2, 2)
    >>> depthwise_conv2d(images, kernels).ravel().tolist()
    [2.0, 3.0, 40.0, 50.0]
    """
    images, kernels = guards.as_array("images", images), guards.as_array("kernels", kernels)
    if images.ndim != 4 or kernels.ndim != 4 or kernels.shape[2] != images.shape[3]:
        raise ValueError(
            f"images has shape {images.shape} and kernels {kernels.shape}: expected (n, h, w, c) and (kh, kw, c, q)"
        )
    kh, kw, c, q = kernels.shape
    grouped = kernels.reshape(kh, kw, 1, c * q)
    return conv2d(images, grouped, strides=strides, padding=padding, dilation=dilation, groups=max(c, 1), method=method)


def as_floating(**arrays):
    """Return arrays in their common floating type, float32 at least, or refuse what is not floating by its name."""
    arrays = {name: guards.as_array(name, array) for name, array in arrays.items()}
    for name, array in arrays.items():
        if array.dtype.kind != "f":
            raise ValueError(f'{name} has dtype {array.dtype}: expected floating numbers, use .astype("float32")')
    common = np.result_type(*arrays.values(), np.float32)
    return [array.astype(common, copy=False) for array in arrays.values()]
