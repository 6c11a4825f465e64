"""Population stability: how the shares of a few bins have changed."""

import numpy as np

from kernelbook import guards

HALF = 0.5  # added to each count, so that an empty bin has a logarithm


def stability_index(before, now, bins=10):
    r"""Compare the shares of values that fall into the same bins, then and now: the population stability index.

    .. math:: \text{PSI} = \sum_{b=1}^{B} (q_b - p_b) \ln \frac{q_b}{p_b}, \qquad
              p_b = \frac{n_b + 1/2}{n + B/2}, \qquad q_b = \frac{m_b + 1/2}{m + B/2}

    with n_b of n values before, and m_b of m values now, in bin b. Bins lie between quantiles of the values before, so
    that each holds as many of them. Without the halves an empty bin would make the index infinite. Without drift the
    index is not 0: it is near (B - 1)(1/n + 1/m), so a threshold without a number of values says nothing.

    Parameters
    ----------
    before, now : array_like, shape (n,) and (m,)
    bins : int or array_like of float, shape (B - 1,)
        B, from 2; or the inner edges of the bins, growing. A value at an edge belongs to the bin above. Quantiles that
        are equal make fewer bins.

    Returns
    -------
    float
        From 0, in nats.

    Raises
    ------
    ValueError
        If values are no finite numbers in a row, or bins are fewer than 2, or their edges do not grow.

    References
    ----------
    S. Kullback, R. A. Leibler: On information and sufficiency. The Annals of Mathematical Statistics, 1951.
    doi:10.1214/aoms/1177729694 (where it is called J, the divergence). Under its other name, and what a threshold does
    that knows no number of values: C. J. Potgieter et al.: The population resemblance statistic. 2023.
    doi:10.48550/arXiv.2307.11878. The halves: derived in chapter 21.

    Examples
    --------
    Two bins, on both sides of 2.5: 2 and 2 before, 3 and 1 now. So p is 2.5/5 in both, q is 3.5/5 and 1.5/5; the index
    is 0.2 ln(0.7 / 0.3).

    >>> round(stability_index([1, 2, 3, 4], [1, 1, 1, 4], bins=2), 4)
    0.1695
    """
    before, now = row("before", before), row("now", now)
    edges = bin_edges(before, bins)
    p, q = (smoothed(counts(values, edges)) for values in (before, now))
    return float(np.sum((q - p) * np.log(q / p)))


def bin_edges(before, bins):
    """Return the inner edges of bins: those given, or quantiles of the values before, equal ones once."""
    if np.ndim(bins) == 0:
        guards.whole("bins", bins, 2)
        return np.unique(np.quantile(before, np.arange(1, bins) / bins))
    guards.array("bins", bins, "(bins - 1,)")
    edges = np.asarray(bins, float)
    if not (np.diff(edges) > 0).all():
        raise ValueError(f"bins={guards.shown(bins)}: expected edges that grow")
    return edges


def counts(values, edges):
    """Return how many values fall into each bin: shape (edges + 1,)."""
    return np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)


def smoothed(counted):
    """Return counts as shares that sum to 1 over the last axis, none of which is 0."""
    return (counted + HALF) / (counted.sum(axis=-1, keepdims=True) + HALF * counted.shape[-1])


def row(name, values):
    """Return values in a row as float64, or refuse them."""
    guards.array(name, values, "(n,)")
    return np.asarray(values, np.float64)
