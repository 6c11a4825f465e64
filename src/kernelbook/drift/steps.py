"""The largest gap between two staircases: how two empirical distributions differ."""

import numpy as np

from kernelbook.drift.shares import row


def kolmogorov_smirnov(before, now):
    r"""Compute the largest distance of two empirical distributions: the Kolmogorov–Smirnov statistic.

    .. math:: D = \sup_x \lvert F_n(x) - G_m(x) \rvert

    where F_n(x) is the share of the n values before that are at most x, and G_m(x) that of the m values now. D sees
    only the order of the values: it stays the same where both are scaled, or sent through any growing function.

    Parameters
    ----------
    before, now : array_like, shape (n,) and (m,)

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If values are no finite numbers in a row.

    References
    ----------
    N. Smirnov: Table for estimating the goodness of fit of empirical distributions. The Annals of Mathematical
    Statistics, 1948. doi:10.1214/aoms/1177730256

    Examples
    --------
    At 2, half of the values before have been met, and all of the values now.

    >>> kolmogorov_smirnov([1, 2, 3, 4], [0, 2])
    0.5
    """
    before, now = (np.sort(row(name, values)) for name, values in (("before", before), ("now", now)))
    places = np.concatenate([before, now])
    F, G = (np.searchsorted(values, places, side="right") / len(values) for values in (before, now))
    return float(np.abs(F - G).max())
