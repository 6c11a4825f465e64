"""The formula itself: one image, one kernel; and the loops that compute a whole layer as it is written."""

import numpy as np

from kernelbook import guards

MODES = ("valid", "same", "full")


def correlate2d(image, kernel, *, mode="valid"):
    r"""Slide a kernel over an image and write down, at every position, the sum of products.

    .. math:: Y_{i,j} = \sum_{m} \sum_{n} X_{i+m,\, j+n} \, K_{m,n}

    This is the *cross-correlation*: what Keras, TensorFlow and PyTorch compute in a convolutional layer.

    Parameters
    ----------
    image : array_like, shape (h, w)
    kernel : array_like, shape (kh, kw)
    mode : "valid", "same" or "full"
        Keep the positions where the kernel lies inside the image; or as many as the image has pixels; or all where
        they touch. Outside the image are zeros. With a kernel of even size, "same" pads one pixel more at the bottom
        and right, as SciPy and TensorFlow do.

    Returns
    -------
    ndarray, shape (h - kh + 1, w - kw + 1) for "valid", (h, w) for "same", (h + kh - 1, w + kw - 1) for "full"
        int64 if both are integers, otherwise their common floating type, float32 at least: sums of float16 would leave
        its range. NaN and infinity go where the formula takes them.

    Raises
    ------
    ValueError
        If an array is not of rank 2 or empty, the mode is unknown, the kernel is larger than a "valid" image, or sums
        of integers may leave the range of int64.

    Examples
    --------
    >>> correlate2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 2]])
    array([[11, 14],
           [20, 23]])
    """
    X, K = as_matrix(image, "image"), as_matrix(kernel, "kernel")
    return slide(X, K, [padding_of_mode(mode, n, k) for n, k in zip(X.shape, K.shape, strict=True)])


def convolve2d(image, kernel, *, mode="valid"):
    r"""Convolve an image with a kernel: the cross-correlation with the kernel turned by 180 degrees.

    .. math:: Y_{i,j} = \sum_{m} \sum_{n} X_{i-m,\, j-n} \, K_{m,n}

    in mode "full", where X is zero outside the image. Unlike the cross-correlation it is commutative and associative.

    Parameters, result and errors are those of `correlate2d`; "same" and "valid" keep the middle of "full". The kernel
    is turned and so is its padding: with a kernel of even size, "same" pads one pixel more at the top and left, as
    SciPy does.

    Examples
    --------
    An image of one bright pixel gives back the kernel; the cross-correlation gives it back turned.

    >>> convolve2d([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2], [3, 4]])
    array([[1, 2],
           [3, 4]])
    """
    X, K = as_matrix(image, "image"), as_matrix(kernel, "kernel")
    turned = [padding_of_mode(mode, n, k)[::-1] for n, k in zip(X.shape, K.shape, strict=True)]
    return slide(X, K[::-1, ::-1], turned)


def slide(X, K, padding):
    """Compute the formula of `correlate2d` on an image padded by zeros: ((top, bottom), (left, right))."""
    check_range(X, K)
    X = np.pad(X, padding)
    rows, columns = (n - k + 1 for n, k in zip(X.shape, K.shape, strict=True))
    Y = np.zeros((rows, columns), np.result_type(X, K))
    for m, n in np.ndindex(*K.shape):
        Y += X[m : m + rows, n : n + columns] * K[m, n]
    return Y


def padding_of_mode(mode, n, k):
    """Return the padding before and after n pixels for a kernel of k, or refuse the mode."""
    guards.one_of("mode", mode, MODES)
    if mode == "valid" and k > n:
        raise ValueError(f'a kernel of {k} pixels is larger than the image of {n}: use mode="full" or a smaller kernel')
    return {"valid": (0, 0), "same": ((k - 1) // 2, k // 2), "full": (k - 1, k - 1)}[mode]


def as_matrix(array, name):
    """Return an array of rank 2, integers as int64 and float16 as float32, or refuse it by its name."""
    array = guards.as_array(name, array)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}: expected rows and columns, (h, w)")
    guards.array(name, array, finite=False)
    if array.dtype.kind == "f":
        return array.astype(np.result_type(array, np.float32), copy=False)
    if int(array.max()) > np.iinfo(np.int64).max:
        raise ValueError(f"{name} has values up to {array.max()}, beyond int64: use .astype(float)")
    return array.astype(np.int64)


def check_range(X, K):
    """Refuse integers whose sums of products may be too large for int64, where they would wrap around."""
    if X.dtype == K.dtype == np.int64:
        largest = max(int(X.max()), -int(X.min())) * sum(abs(int(weight)) for weight in K.flat)
        if largest > np.iinfo(np.int64).max:
            raise ValueError(f"image and kernel: sums may reach {largest}, beyond int64: use .astype(float)")


def conv2d_loops(X, K, geometry):
    r"""Compute a layer as its formula says, one window at a time. Slow, and easy to believe.

    .. math:: Y_{b,i,j,k} = \sum_{m} \sum_{n} \sum_{c} X_{b,\; s i + d m,\; s j + d n,\; c} \; K_{m,n,c,k}

    Parameters
    ----------
    X : ndarray, shape (n, H, W, c_in)
        Padded images.
    K : ndarray, shape (kh, kw, c_in / groups, c_out)
    geometry : Geometry

    Returns
    -------
    ndarray, shape (n, h', w', c_out)
    """
    Y = np.zeros(geometry.output, X.dtype)
    (kh, kw), (sh, sw), (dh, dw) = K.shape[:2], geometry.strides, geometry.dilation
    for g in range(geometry.groups):
        inputs, outputs = geometry.group(g)
        for i, j in np.ndindex(*geometry.rows_and_columns):
            rows, columns = i * sh + dh * np.arange(kh), j * sw + dw * np.arange(kw)
            window = X[:, rows[:, None], columns, inputs]
            Y[:, i, j, outputs] = np.tensordot(window, K[..., outputs], axes=3)
    return Y
