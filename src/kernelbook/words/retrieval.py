"""Finding one among many by the inner product of vectors: what is nearest, and how often that is right."""

import numpy as np

from kernelbook import guards


def unit(vectors):
    """Return vectors scaled to length 1: ndarray, shape (n, d).

    Raises
    ------
    ValueError
        If they are no rows of finite numbers, or one is zero and so has no direction.
    """
    guards.array("vectors", vectors, "(n, d)")
    guards.directions("vectors", np.asarray(vectors))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def ranks(scores):
    """Return where the right answer of each query stands, when query a is answered right by candidate a.

    Parameters
    ----------
    scores : ndarray, shape (n, n)
        How well each candidate, a column, fits each query, a row.

    Returns
    -------
    ndarray of int, shape (n,)
        1 for the best; one that another is as good as stands behind it.

    Raises
    ------
    ValueError
        If the scores are no square of finite numbers.

    Examples
    --------
    >>> ranks(np.array([[0.9, 0.1, 0.3], [0.8, 0.5, 0.6], [0.2, 0.7, 0.7]])).tolist()
    [1, 3, 2]
    """
    guards.array("scores", scores, "(n, n)")
    scores = np.asarray(scores)
    if len(scores) != scores.shape[1]:
        raise ValueError(f"scores has shape {scores.shape}: expected as many candidates as queries")
    return (scores >= np.diag(scores)[:, np.newaxis]).sum(axis=1)


def recall_at(k, places):
    """Return the share of queries whose right answer is among the first k: R@k.

    Parameters
    ----------
    k : int
        1 at least.
    places : ndarray of int, shape (n,)
        As `ranks` gives them.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If k is below 1, or places are no whole numbers.

    Examples
    --------
    >>> recall_at(1, np.array([1, 3, 2])), recall_at(2, np.array([1, 3, 2, 5]))
    (0.3333333333333333, 0.5)
    """
    guards.whole("k", k, 1)
    guards.array("places", places, "(n,)", kinds="iu")
    return float(np.mean(np.asarray(places) <= k))
