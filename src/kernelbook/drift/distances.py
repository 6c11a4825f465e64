"""The kernel two-sample statistic: how much nearer rows are to their own kind than to another."""

import numpy as np

from kernelbook import guards

MOST = 1000  # rows whose distances decide the width


def kernel_two_sample(before, now, width=None):
    r"""Estimate, without bias, the squared maximum mean discrepancy of two samples, with a Gaussian kernel.

    .. math:: M = \frac{1}{n (n-1)} \sum_{i, j:\, i \ne j} k(x_i, x_j)
              + \frac{1}{m (m-1)} \sum_{i, j:\, i \ne j} k(y_i, y_j)
              - \frac{2}{n m} \sum_{i, j} k(x_i, y_j)

    .. math:: k(x, y) = e^{-\lVert x - y \rVert^2 / (2 w^2)}

    with n rows x before and m rows y now. Of two samples of the same distribution it is 0 on average, so it is often
    below 0.

    Parameters
    ----------
    before, now : array_like, shape (n, f) and (m, f), or (n,) and (m,)
        n and m at least 2.
    width : float, optional
        w, above 0, in the unit of the rows; without it, `kernel_width` of the rows before.

    Returns
    -------
    float
        From -2 to 2.

    Raises
    ------
    ValueError
        If there are fewer than 2 rows, their lengths differ, a number is not finite, or the width is not above 0.

    References
    ----------
    A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Schölkopf, A. Smola: A kernel two-sample test. Journal of Machine
    Learning Research, 2012, 13, 723–773. https://jmlr.org/papers/v13/gretton12a.html

    Examples
    --------
    Both samples hold one pair, of distance 0, whose kernel is 1. Across, all distances are 1: 1 + 1 - 2 exp(-1/2).

    >>> round(kernel_two_sample([0.0, 0.0], [1.0, 1.0], width=1), 4)
    0.7869
    """
    x, y = rows("before", before), rows("now", now)
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"before has rows of {x.shape[1]} numbers and now of {y.shape[1]}: expected as many")
    width = kernel_width(before) if width is None else width
    guards.number("width", width, above=0)
    return within(kernel(x, x, width)) + within(kernel(y, y, width)) - 2 * float(kernel(x, y, width).mean())


def kernel_width(before):
    r"""Choose the width of a Gaussian kernel: the median distance of two rows.

    .. math:: w = \operatorname{median}_{i < j} \lVert x_i - x_j \rVert

    Of more than 1,000 rows, 1,000 that lie evenly among them decide.

    Parameters
    ----------
    before : array_like, shape (n, f) or (n,)

    Returns
    -------
    float
        In the unit of the rows.

    Raises
    ------
    ValueError
        If there are fewer than 2 rows, a number is not finite, or the median is 0: then no width can be chosen so.

    References
    ----------
    A. Gretton and others: A kernel two-sample test. Journal of Machine Learning Research, 2012, section 8.

    Examples
    --------
    The three distances are 1, 3 and 4.

    >>> kernel_width([0.0, 1.0, 4.0])
    3.0
    """
    x = rows("before", before)
    x = x[np.linspace(0, len(x) - 1, min(len(x), MOST)).astype(int)]
    width = float(np.sqrt(np.median(squared_distances(x, x)[np.triu_indices(len(x), 1)])))
    if width == 0:
        raise ValueError("before has rows of which most are equal: expected different ones, or a width")
    return width


def kernel(a, b, width):
    """Return the Gaussian kernel of each row of one table with each of another: shape (n, m)."""
    return np.exp(squared_distances(a, b) / (-2 * width**2))


def squared_distances(a, b):
    """Return the squared distance of each row of one table from each of another: shape (n, m), none below 0."""
    squares = np.sum(a**2, axis=1)[:, np.newaxis] + np.sum(b**2, axis=1) - 2 * a @ b.T
    return np.maximum(squares, 0)


def within(K):
    """Return the mean of a square table without its diagonal."""
    n = len(K)
    return float((K.sum() - np.trace(K)) / (n * (n - 1)))


def rows(name, values):
    """Return rows as a table of float64, numbers in a row as one column; or refuse them."""
    guards.array(name, values, ["(n,)", "(n, features)"])
    table = np.asarray(values, np.float64)
    if len(table) < 2:
        raise ValueError(f"{name} has shape {table.shape}: expected 2 rows at least")
    return table.reshape(len(table), -1)
