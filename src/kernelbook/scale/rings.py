"""Ring all-reduce: every worker ends with the sum of all workers' arrays, and none sends more than twice its own."""

import numpy as np

from kernelbook import guards

__all__ = ["all_reduce", "bytes_sent"]


def all_reduce(tensors):
    r"""Sum an array of each worker, each talking to its right neighbor alone.

    Each array is cut into as many chunks as there are workers. In k - 1 rounds every worker sends one chunk on, and its
    neighbor adds it to its own. Then each worker holds one chunk of the sum whole, and in k - 1 more rounds these
    travel on, and replace what is there.

    .. math:: S = \sum_{w=0}^{k-1} G_w

    Parameters
    ----------
    tensors : list of ndarray
        One for each of the k workers, all of one shape and one floating type.

    Returns
    -------
    sums : list of ndarray
        What each worker holds at the end: the same bits at all of them, since each chunk is summed once.
    sent : list of int
        How many bytes each worker has sent.

    Raises
    ------
    ValueError
        If there is no tensor, or they are not of one shape and type, or not finite.

    Examples
    --------
    >>> sums, sent = all_reduce([np.array([1.0, 2.0]), np.array([10.0, 20.0])])
    >>> [each.tolist() for each in sums], sent
    ([[11.0, 22.0], [11.0, 22.0]], [16, 16])

    References
    ----------
    P. Patarasuk, X. Yuan: Bandwidth optimal all-reduce algorithms for clusters of workstations. Journal of Parallel and
    Distributed Computing, 2009. doi:10.1016/j.jpdc.2008.09.002
    """
    guards.worker_tensors("tensors", tensors)
    k = len(tensors)
    sums = [np.array(tensor, order="C") for tensor in tensors]
    chunks = [np.array_split(each.reshape(-1), k) for each in sums]  # views: what changes here, changes in sums
    sent = [0] * k
    for step in range(2 * (k - 1)):
        messages = [chunks[w][(w - step) % k].copy() for w in range(k)]  # all leave before one arrives
        for w in range(k):
            place = chunks[(w + 1) % k][(w - step) % k]
            place[...] = place + messages[w] if step < k - 1 else messages[w]
            sent[w] += messages[w].nbytes
    return sums, sent


def bytes_sent(size, workers):
    r"""Return how many bytes each worker sends in a ring all-reduce, on average.

    .. math:: b = \frac{2 (k - 1)}{k} B

    Parameters
    ----------
    size : int
        B, bytes of one worker's array.
    workers : int
        k, at least 1; a single worker sends nothing.

    Raises
    ------
    ValueError
        If either is no whole number in its range.

    Examples
    --------
    >>> bytes_sent(16, 2), bytes_sent(16, 4)
    (16.0, 24.0)
    """
    guards.whole("size", size, 0)
    guards.whole("workers", workers, 1)
    return 2 * (workers - 1) / workers * size
