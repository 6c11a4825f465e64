"""The checks of `kernelbook.drift`, of many windows at once: the same values, computed from sums.

Each takes the rows before, shape (n, f), then rows of a pool, shape (N, f), and several tables of windows, (W, N),
which say with 1 or 0 whether a row of the pool belongs to a window; those of a table have equally many. It yields the
values of each table, (W,). With `own` the pool is the rows before, and each window is compared with those that are
left, as `drift.alarm_level` does. Of several columns the worst counts; the kernel takes rows whole.
"""

import numpy as np

from kernelbook import drift
from kernelbook.drift.distances import squared_distances
from kernelbook.drift.shares import HALF, bin_edges

BINS = 10


class Shares:
    """`drift.stability_index`, with bins between quantiles of the rows before."""

    def __init__(self, before):
        self.edges = [bin_edges(column, BINS) for column in before.T]
        self.used = np.arange(BINS) < np.array([len(edges) + 1 for edges in self.edges])[:, np.newaxis]
        self.counts = self.one_hot(before).sum(axis=0)

    def one_hot(self, rows):
        """Return in which bin each number of each row lies: shape (N, f, BINS), with a 1 in it."""
        bins = [np.searchsorted(edges, x, side="right") for edges, x in zip(self.edges, rows.T, strict=True)]
        return (np.arange(BINS) == np.transpose(bins)[..., np.newaxis]).astype(np.float32)

    def shares(self, counts):
        """Return counts as shares, half of one added to each; bins that a column has not get 1."""
        smoothed = np.where(self.used, counts + HALF, 0)
        return np.where(self.used, smoothed / smoothed.sum(axis=-1, keepdims=True), 1)

    def values(self, pool, tables, own=False):
        """Yield the index of each window of each table."""
        hot = self.one_hot(pool)
        for windows in tables:
            now = (windows @ hot.reshape(len(pool), -1)).reshape(len(windows), *hot.shape[1:]).astype(float)
            p, q = self.shares(self.counts - now if own else self.counts), self.shares(now)
            yield ((q - p) * np.log(q / p)).sum(axis=-1).max(axis=-1)


class Steps:
    """`drift.kolmogorov_smirnov`: the staircase of a window is farthest from the other at one of its own steps."""

    def __init__(self, before):
        self.sorted = np.sort(before, axis=0)

    def ranks(self, pool, side):
        """Return how many rows before are at most as large as each of the pool, or smaller: shape (f, N)."""
        found = [np.searchsorted(a, b, side=side) for a, b in zip(self.sorted.T, pool.T, strict=True)]
        return np.array(found, np.int16)

    def values(self, pool, tables, own=False):
        """Yield the distance of each window of each table."""
        n, up, low = len(self.sorted), self.ranks(pool, "right"), self.ranks(pool, "left")
        for windows in tables:
            m = int(windows[0].sum())
            members = np.nonzero(windows)[1].reshape(len(windows), m)
            found = np.max([farthest(u[members], v[members], n) for u, v in zip(up, low, strict=True)], axis=0)
            yield found * n / (n - m) if own else found


def farthest(up, low, n):
    """Return how far the staircase of each window is from that of n rows, by the ranks of its members there."""
    steps = np.arange(up.shape[1] + 1, dtype=np.float32) / up.shape[1]
    above = steps[1:] - np.sort(up, axis=1, kind="stable") / np.float32(n)
    below = np.sort(low, axis=1, kind="stable") / np.float32(n) - steps[:-1]
    return np.maximum(above.max(axis=1), below.max(axis=1)).astype(float)


class Kernels:
    """`drift.kernel_two_sample`, with the width of the rows before."""

    def __init__(self, before):
        self.width, self.middle = drift.kernel_width(before), before.mean(axis=0)
        self.before = self.scaled(before)
        self.total = kernel(self.before, self.before).sum(dtype=float)

    def scaled(self, rows):
        """Return rows in the unit of the width, in float32, counted from the mean of the rows before."""
        return ((rows - self.middle) / self.width).astype(np.float32)

    def values(self, pool, tables, own=False):
        """Yield the statistic of each window of each table."""
        pool = self.scaled(pool)
        K = kernel(pool, pool)
        sums = (K if own else kernel(pool, self.before)).sum(axis=1, dtype=float)
        for windows in tables:
            within, across = ((windows @ K) * windows).sum(axis=1, dtype=float), windows @ sums
            yield self.statistic(int(windows[0].sum()), within, across, own)

    def statistic(self, m, within, across, own):
        """Return the statistic of windows of m rows, from sums of kernels within them, and with the rows before."""
        n, total = len(self.before), self.total
        if own:
            n, total, across = n - m, total - 2 * across + within, across - within
        return (total - n) / (n * (n - 1)) + (within - m) / (m * (m - 1)) - 2 * across / (n * m)


def kernel(a, b):
    """Return the Gaussian kernel of width 1 of each row with each other; of single numbers, the squares as they are."""
    squares = (a - b.T) ** 2 if a.shape[1] == 1 else squared_distances(a, b)
    return np.exp(squares / -2)


CHECKS = {"PSI": Shares, "KS": Steps, "kernel": Kernels}
