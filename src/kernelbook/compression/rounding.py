"""Bring sums of 32 bits back to 8 bits: the ratio of scales in whole numbers, and three ways to round.

LiteRT's kernels use all three: those of XNNPACK, which run unless told otherwise, multiply by a float32; those of the
reference round convolutions twice, and dense layers once. Derived in chapter 21.
"""

import numpy as np

from kernelbook import guards
from kernelbook.compression.scales import refuse_scale

BITS = 31  # of a multiplier: it lies from 2^30 to 2^31


def fixed_point(r):
    r"""Return a whole number and a shift in place of a ratio: :math:`r \approx M \, 2^{\,\text{shift} - 31}`.

    Parameters
    ----------
    r : float or ndarray
        Above 0: by which sums are to be multiplied. For a convolution it is s_x · s_k / s_y, one an output channel.

    Returns
    -------
    M : int or ndarray of int64
        From 2^30 to 2^31 - 1, so r is met to about one part in 2^31.
    shift : int or ndarray of int64
        From -31 to 30.

    Raises
    ------
    ValueError
        If a ratio is not above 0, or so large or small that the shift leaves its range.

    References
    ----------
    B. Jacob, S. Kligys, B. Chen, M. Zhu, M. Tang, A. Howard, H. Adam, D. Kalenichenko: Quantization and training of
    neural networks for efficient integer-arithmetic-only inference. CVPR 2018. doi:10.1109/CVPR.2018.00286

    Examples
    --------
    >>> fixed_point(0.75) == (3 * 2**29, 0), fixed_point(0.25) == (2**30, -1), fixed_point(3.0) == (3 * 2**29, 2)
    (True, True, True)
    """
    guards.array("r", r)
    if np.min(r) <= 0 or np.min(r) < 2.0**-32 or np.max(r) >= 2.0**30:
        raise ValueError(f"r={guards.shown(r)}: expected ratios above 0, from 2^-32 to below 2^30")
    share, shift = np.frexp(np.asarray(r, float))
    M, shift = np.floor(share * 2.0**BITS + 0.5).astype(np.int64), shift.astype(np.int64)
    full = M == 2**BITS  # rounded up to 1: half of it, and one shift more
    M, shift = np.where(full, M // 2, M), np.where(full, shift + 1, shift)
    return (int(M), int(shift)) if M.ndim == 0 else (M, shift)


def rescale(A, M, shift, rounding="once"):
    r"""Multiply sums by a ratio in whole numbers, and round: LiteRT's ``MultiplyByQuantizedMultiplier``.

    .. math:: \left\lfloor \frac{A M + 2^{\,30 - \text{shift}}}{2^{\,31 - \text{shift}}} \right\rfloor

    So it rounds once, a half upward, also of negative numbers: -0.5 becomes 0. Twice, the upper half of the doubled
    product is rounded first, a half upward, and then what is shifted away to the right, a half away from zero.

    Parameters
    ----------
    A : ndarray of int32, shape (…, c)
        Sums.
    M, shift : int or ndarray, shape (c,)
        As `fixed_point` returns them.
    rounding : str
        ``"once"``, as LiteRT's reference rounds dense layers, or ``"twice"``, as it rounds convolutions.

    Returns
    -------
    ndarray of int32, shape (…, c)

    Raises
    ------
    ValueError
        If A holds no whole numbers of 32 bits, or a multiplier or shift lies outside its range.

    Examples
    --------
    >>> rescale(np.array([-3, -1, 1, 3, 5]), *fixed_point(0.5)).tolist()
    [-1, 0, 1, 2, 3]
    >>> rescale(np.array([-6, 6]), *fixed_point(0.25)).tolist(), rescale(
    ...     np.array([-6, 6]), *fixed_point(0.25), rounding="twice"
    ... ).tolist()
    ([-1, 2], [-2, 2])
    """
    refuse_sums(A)
    refuse_multiplier(M, shift, A)
    guards.one_of("rounding", rounding, ("once", "twice"))
    if rounding == "twice":
        return rescale_twice(A, M, shift)
    total = BITS - np.asarray(shift, np.int64)
    product = np.asarray(A, np.int64) * np.asarray(M, np.int64)
    return ((product + (np.int64(1) << (total - 1))) >> total).astype(np.int32)


def rescale_twice(A, M, shift):
    """Multiply sums by a ratio in whole numbers, and round twice: what `rescale` does when it is asked to."""
    left, right = np.maximum(shift, 0), np.maximum(-np.asarray(shift), 0)
    product = (np.asarray(A, np.int64) << left) * np.asarray(M, np.int64)
    high = np.where(product >= 0, product + 2**30 >> BITS, -(2**30 - 1 - product >> BITS))
    mask = (np.int64(1) << right) - 1
    return ((high >> right) + ((high & mask) > (mask >> 1) + (high < 0))).astype(np.int32)


def rescale_in_floats(A, r):
    """Multiply sums by a ratio in float32, and round a half to the even number: as XNNPACK does.

    Parameters
    ----------
    A : ndarray of int32, shape (…, c)
        Sums; above 2^24 they lose digits, here as there.
    r : float or ndarray, shape (c,)
        The ratio itself.

    Returns
    -------
    ndarray of int32, shape (…, c)

    Raises
    ------
    ValueError
        If A holds no whole numbers of 32 bits, or a ratio is not above 0.

    Examples
    --------
    >>> rescale_in_floats(np.array([-3, -1, 1, 3, 5]), 0.5).tolist()
    [-2, 0, 0, 2, 2]
    """
    refuse_sums(A)
    refuse_scale(r, A, "r")
    return np.rint(np.asarray(A).astype(np.float32) * np.asarray(r, np.float32)).astype(np.int32)


def refuse_sums(A, name="A"):
    """Refuse what are no whole numbers of 32 bits."""
    guards.array(name, A, kinds="iu")
    if np.min(A) < -(2**31) or np.max(A) >= 2**31:
        raise ValueError(f"{name} has values from {np.min(A)} to {np.max(A)}: expected numbers of 32 bits")


def refuse_multiplier(M, shift, A):
    """Refuse what is no multiplier and shift: numbers, or one for each item of the last axis."""
    for name, each, low, high in (("M", M, 2**30, 2**31 - 1), ("shift", shift, -31, 30)):
        guards.array(name, each, kinds="iu")
        if np.min(each) < low or np.max(each) > high:
            raise ValueError(f"{name}={guards.shown(each)}: expected whole numbers from {low} to {high}")
        if np.ndim(each) > 1 or (np.ndim(each) == 1 and np.shape(each)[0] != np.shape(A)[-1]):
            raise ValueError(f"{name} has shape {np.shape(each)}: expected a number, or one for each output")
