r"""The law of a step's time: what k workers save by computing, and what they lose by talking.

One worker needs C seconds for a batch. Of k workers each computes the gradients of its part. A ring all-reduce gives
every worker their sum, B bytes:

.. math:: T(k) = \frac{C}{k} + 2\,\frac{k-1}{k} \cdot \frac{B}{\beta} + 2 (k-1) \lambda

A ring has 2 (k - 1) rounds: k - 1 in which a k-th part of the sum grows from worker to worker, k - 1 in which the sums
are handed on. In each round every worker sends one message of B / k bytes, which takes λ seconds to set out, however
short it is, and B / (k β) seconds to pass a link of β bytes a second.
"""

import numpy as np

from kernelbook import guards


def all_reduce_time(workers, *, size, bandwidth, latency):
    r"""Compute how long a ring of workers takes to add up their gradients.

    .. math:: A(k) = 2\,\frac{k-1}{k} \cdot \frac{B}{\beta} + 2 (k-1) \lambda

    Parameters
    ----------
    workers : int or array_like of int, any shape
        k, from 1. One worker has nobody to talk to: 0 seconds.
    size : float
        B: bytes of all gradients, as one worker holds them.
    bandwidth : float
        β: bytes a second of the slowest link of the ring, in one direction.
    latency : float
        λ: seconds that a message takes beside its bytes.

    Returns
    -------
    float or ndarray, of the shape of `workers`
        In seconds.

    Raises
    ------
    ValueError
        If there is no worker, no bandwidth, or a size or a latency below 0.

    References
    ----------
    P. Patarasuk, X. Yuan: Bandwidth optimal all-reduce algorithms for clusters of workstations. Journal of Parallel
    and Distributed Computing, 2009. doi:10.1016/j.jpdc.2008.09.002

    Examples
    --------
    A hundred million bytes over a link of as many a second; four workers, six rounds of 0.25 and 0.03 seconds.

    >>> round(all_reduce_time(4, size=1e8, bandwidth=1e8, latency=0.03), 9)
    1.68
    """
    k = counted(workers)
    guards.number("size", size, 0)
    guards.number("bandwidth", bandwidth, above=0)
    guards.number("latency", latency, 0)
    return plain(2 * (k - 1) / k * (size / bandwidth) + 2 * (k - 1) * latency)


def step_time(workers, *, computing, size, bandwidth, latency):
    r"""Compute how long a step takes if workers share its batch: the law above.

    .. math:: T(k) = \frac{C}{k} + A(k)

    Parameters
    ----------
    workers : int or array_like of int, any shape
        k, from 1.
    computing : float
        C: seconds that one worker needs for the whole batch.
    size, bandwidth, latency : float
        B bytes, β bytes a second, λ seconds: as `all_reduce_time` takes them.

    Returns
    -------
    float or ndarray, of the shape of `workers`
        In seconds.

    Raises
    ------
    ValueError
        If there is no worker, nothing to compute, or what `all_reduce_time` refuses.

    References
    ----------
    The law is derived in chapter 20.

    Examples
    --------
    Eight seconds of computing: one worker; then 8/4 = 2 seconds and the 1.68 of `all_reduce_time`.

    >>> step_time([1, 4], computing=8, size=1e8, bandwidth=1e8, latency=0.03).round(9).tolist()
    [8.0, 3.68]
    """
    guards.number("computing", computing, above=0)
    talking = all_reduce_time(workers, size=size, bandwidth=bandwidth, latency=latency)
    return plain(computing / counted(workers) + talking)


def counted(workers):
    """Return numbers of workers as floating numbers, or refuse what cannot be counted from 1."""
    guards.array("workers", workers, kinds="iu")
    if np.min(workers) < 1:
        raise ValueError(f"workers={guards.shown(workers)}: expected whole numbers from 1")
    return np.asarray(workers, float)


def plain(values):
    """Return an array without axes as a number."""
    return float(values) if np.ndim(values) == 0 else values
