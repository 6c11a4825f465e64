"""A network in whole numbers: products of 8 bits, sums of 32, and a multiplication that brings sums back to 8 bits.

LiteRT's kernels compute the same integers. Derived in chapter 21.
"""

import numpy as np

from kernelbook import guards
from kernelbook.compression.rounding import refuse_multiplier, refuse_sums, rescale
from kernelbook.compression.scales import HIGHEST, LOWEST


def to_codes(sums, z_out, floor=LOWEST):
    """Add the zero point, and cut off what 8 bits cannot say: with the zero point as `floor`, that is ReLU."""
    return np.clip(sums + np.int32(z_out), floor, HIGHEST).astype(np.int8)


def sums_of(X, K, b, z_in, padding="valid"):
    """Return a convolution's sums: of (code - zero point) times weight, and bias; int32, shape (n, h', w', c_out).

    Where the map is padded stand zero points, which are the code of 0. No product of 8 bits is wider than 16, and their
    sum is exact in floating numbers of 64 bits too: up to 2^53, where 32 bits overflow long before.
    """
    kh, kw, c_in, c_out = K.shape
    inputs = X.astype(np.int32) - z_in
    if padding == "same":
        around = [((size - 1) // 2, size // 2) for size in (kh, kw)]
        inputs = np.pad(inputs, ((0, 0), *around, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(inputs, (kh, kw), axis=(1, 2))
    windows = windows.transpose(0, 1, 2, 4, 5, 3).reshape(*windows.shape[:3], kh * kw * c_in)
    sums = windows.astype(float) @ K.reshape(-1, c_out).astype(float)
    return sums.astype(np.int64).astype(np.int32) + np.asarray(b, np.int32)


def conv2d_int8(X, K, b, z_in, M, shift, z_out, padding="valid", relu=False, rounding="once"):
    r"""Convolve codes with a kernel of codes, in whole numbers.

    .. math:: Y_{i,j,o} = \operatorname{clip}\Big(\operatorname{rescale}\Big(b_o + \sum_{m,n,c}
        (X_{i+m,j+n,c} - z_{in}) K_{m,n,c,o}\Big) + z_{out}, -128, 127\Big)

    Parameters
    ----------
    X : ndarray of int8, shape (n, h, w, c_in)
    K : ndarray of int8, shape (kh, kw, c_in, c_out)
        Symmetric, so its zero points are 0.
    b : ndarray of int32, shape (c_out,)
        Biases, in units of s_x · s_k, in which the sums are.
    z_in, z_out : int
        Zero points of X and of the result. Padding holds z_in, the code of 0.
    M, shift : int or ndarray, shape (c_out,)
        `fixed_point` of s_x · s_k / s_y.
    padding : str
        ``"valid"`` or ``"same"``.
    relu : bool
        Cut off below z_out, which is the code of 0: ReLU costs no operation of its own.
    rounding : str
        ``"once"`` or ``"twice"``, as `rescale` has it.

    Returns
    -------
    ndarray of int8, shape (n, h', w', c_out)

    Raises
    ------
    ValueError
        If shapes do not fit, numbers are no codes, or sums may not fit into 32 bits.

    Examples
    --------
    >>> from kernelbook.compression import fixed_point
    >>> X, K = np.array([[[[2], [4]]]], np.int8), np.array([[[[3]], [[1]]]], np.int8)
    >>> conv2d_int8(X, K, np.array([1]), 0, *fixed_point(0.5), -5).tolist()  # (2·3 + 4·1 + 1) / 2 = 5.5, 6 - 5
    [[[[1]]]]
    """
    refuse_layer(X, K, b, z_in, z_out, "(n, h, w, c)", "(kh, kw, c_in, c_out)")
    guards.one_of("padding", padding, ("valid", "same"))
    guards.flag("relu", relu)
    if padding == "valid" and (K.shape[0] > X.shape[1] or K.shape[1] > X.shape[2]):
        raise ValueError(f"K has shape {K.shape}: expected a kernel no larger than the map, {X.shape[1:3]}")
    guards.one_of("rounding", rounding, ("once", "twice"))
    refuse_multiplier(M, shift, b)
    return to_codes(rescale(sums_of(X, K, b, z_in, padding), M, shift, rounding), z_out, z_out if relu else LOWEST)


def dense_int8(X, K, b, z_in, M, shift, z_out, relu=False, rounding="once"):
    """Multiply codes by a matrix of codes, in whole numbers: a convolution of one position.

    Parameters
    ----------
    X : ndarray of int8, shape (n, d)
    K : ndarray of int8, shape (d, c_out)
    b, z_in, M, shift, z_out, relu, rounding
        As in `conv2d_int8`.

    Returns
    -------
    ndarray of int8, shape (n, c_out)

    Raises
    ------
    ValueError
        As `conv2d_int8` does.

    Examples
    --------
    >>> from kernelbook.compression import fixed_point
    >>> X, K = np.array([[2, 4]], np.int8), np.array([[3], [1]], np.int8)
    >>> dense_int8(X, K, np.array([1]), 0, *fixed_point(0.5), -5).tolist()
    [[1]]
    """
    refuse_layer(X, K, b, z_in, z_out, "(n, d)", "(d, c_out)")
    guards.flag("relu", relu)
    guards.one_of("rounding", rounding, ("once", "twice"))
    refuse_multiplier(M, shift, b)
    sums = sums_of(X[:, np.newaxis, np.newaxis], K[np.newaxis, np.newaxis], b, z_in)[:, 0, 0]
    return to_codes(rescale(sums, M, shift, rounding), z_out, z_out if relu else LOWEST)


def max_pool2d_int8(X, size=2):
    """Return the largest code of each block: scale and zero point stay, since a larger number has a larger code.

    Parameters
    ----------
    X : ndarray of int8, shape (n, h, w, c)
    size : int
        Height and width of a block; what is left over at the bottom and right is dropped.

    Returns
    -------
    ndarray of int8, shape (n, h // size, w // size, c)

    Raises
    ------
    ValueError
        If X is no feature map of codes, or smaller than a block.

    Examples
    --------
    >>> max_pool2d_int8(np.array([[1, 2], [-3, 4]], np.int8).reshape(1, 2, 2, 1)).item()
    4
    """
    refuse_map("X", X, "(n, h, w, c)")
    guards.whole("size", size, 1)
    n, h, w, c = X.shape
    if min(h, w) < size:
        raise ValueError(f"X has shape {X.shape}: expected maps of {size} × {size} at least, as size={size} asks")
    cut = X[:, : h // size * size, : w // size * size]
    return cut.reshape(n, h // size, size, w // size, size, c).max(axis=(2, 4))


def refuse_map(name, X, shape):
    """Refuse what is no array of int8 of so many axes."""
    guards.array(name, X, shape, kinds="iu")
    if not isinstance(X, np.ndarray) or X.dtype != np.int8:
        raise ValueError(f"{name} has dtype {np.asarray(X).dtype}: expected int8, as quantize returns it")


def refuse_layer(X, K, b, z_in, z_out, map_shape, kernel_shape):
    """Refuse codes, kernels, biases and zero points that do not fit each other."""
    refuse_map("X", X, map_shape)
    refuse_map("K", K, kernel_shape)
    guards.array("b", b, "(c_out,)", kinds="iu")
    if K.shape[-2] != X.shape[-1]:
        raise ValueError(f"K has shape {K.shape}: expected {X.shape[-1]} inputs on its last axis but one, as X has")
    if np.shape(b)[0] != K.shape[-1]:
        raise ValueError(f"b has shape {np.shape(b)}: expected {K.shape[-1]} biases, one for each output of K")
    for name, zero in (("z_in", z_in), ("z_out", z_out)):
        guards.whole(name, zero, LOWEST, HIGHEST)
    refuse_sums(b, "b")
    most = 255 * 127 * (K.size // K.shape[-1]) + np.abs(np.asarray(b, np.int64)).max()
    if most >= 2**31:
        raise ValueError(
            f"K has shape {K.shape}: its sums may reach {most}; expected less than 2^31, which 32 bits hold"
        )
