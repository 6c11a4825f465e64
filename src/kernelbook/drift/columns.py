"""A check of single numbers, put to tables."""

import numpy as np

from kernelbook import guards


def worst_column(check):
    r"""Make of a check of single numbers one of tables: its largest value over the columns.

    .. math:: c(X, Y) = \max_k \, c(X_{:,k}, Y_{:,k})

    The largest of 64 values is larger than one value, by chance alone: its `alarm_level` is another.

    Parameters
    ----------
    check : callable
        ``check(before, now)`` of arrays (n,) and (m,) returns a number.

    Returns
    -------
    callable
        A check of tables, shapes (n, f) and (m, f).

    Raises
    ------
    ValueError
        If it is no function; when it is called, if tables are none, or have not as many columns.

    References
    ----------
    S. Rabanser, S. Günnemann, Z. C. Lipton: Failing loudly: an empirical study of methods for detecting dataset shift.
    NeurIPS, 2019. doi:10.48550/arXiv.1810.11953

    Examples
    --------
    >>> from kernelbook.drift import kolmogorov_smirnov
    >>> check = worst_column(kolmogorov_smirnov)
    >>> check([[1, 1], [2, 2], [3, 3], [4, 4]], [[1, 0], [2, 0], [3, 0], [4, 0]])
    1.0
    """
    guards.function("check", check, "a function of two arrays, such as kolmogorov_smirnov")

    def largest(before, now):
        for name, table in (("before", before), ("now", now)):
            guards.array(name, table, "(n, features)")
        X, Y = np.asarray(before), np.asarray(now)
        if X.shape[1] != Y.shape[1]:
            raise ValueError(f"before has {X.shape[1]} columns and now {Y.shape[1]}: expected as many")
        return max(check(x, y) for x, y in zip(X.T, Y.T, strict=True))

    return largest
