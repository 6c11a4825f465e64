"""What to do with an answer: take it or ask, call or not call, which of two models to trust."""

import numpy as np

from kernelbook import guards
from kernelbook.evaluation.arrays import as_pair, as_scores
from kernelbook.evaluation.ranking import counts_above


def mcnemar(truth, first, second):
    r"""Test whether two models that answered the same images differ, by McNemar's exact test.

    Only images count on which one is right and the other wrong. If the models were equally good, each such image would
    fall to either side like a fair coin.

    Parameters
    ----------
    truth, first, second : array_like of int, shape (n,)
        Labels, and the two models' answers.

    Returns
    -------
    only_first, only_second : int
        Images that only the first, or only the second, got right.
    p : float
        How likely a fair coin is at least this uneven; 1 if no image tells.

    Raises
    ------
    ValueError
        If the lengths differ, or a label is not a whole number from 0.

    References
    ----------
    Q. McNemar: Note on the sampling error of the difference between correlated proportions or percentages.
    Psychometrika, 1947. doi:10.1007/BF02295996

    Examples
    --------
    Five coins on one side: 2 / 2⁵.

    >>> mcnemar([1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0])
    (5, 0, 0.0625)
    """
    from scipy.stats import binomtest

    truth, first = as_pair(truth, first, name="first")
    truth, second = as_pair(truth, second, name="second")
    only_first = int(((first == truth) & (second != truth)).sum())
    only_second = int(((first != truth) & (second == truth)).sum())
    telling = only_first + only_second
    p = float(binomtest(only_first, telling).pvalue) if telling else 1.0
    return only_first, only_second, p


def risk_coverage(confidence, right):
    """Return how often the answers are wrong that are kept, if only the more confident ones are kept.

    Parameters
    ----------
    confidence : array_like, shape (n,)
    right : array_like of bool, shape (n,)

    Returns
    -------
    coverage, risk : ndarray, shape (m,)
        Shares of answers that are kept, and of these, of wrong ones; from few to all.
    thresholds : ndarray, shape (m,)
        The confidence from which on answers are kept: the m distinct ones.

    Raises
    ------
    ValueError
        If the lengths differ, nothing is given, or a confidence is NaN or infinite.

    Examples
    --------
    >>> [row.tolist() for row in risk_coverage([0.9, 0.6, 0.8, 0.7], [True, False, True, True])]
    [[0.25, 0.5, 0.75, 1.0], [0.0, 0.0, 0.0, 0.25], [0.9, 0.8, 0.7, 0.6]]
    """
    guards.array("confidence", confidence, finite=False, empty=True)
    confidence, right = np.asarray(confidence, dtype=np.float64), guards.as_array("right", right)
    if confidence.ndim != 1 or confidence.size == 0 or confidence.shape != right.shape:
        raise ValueError(f"confidence has shape {confidence.shape}, right {right.shape}: expected (n,) for both")
    if not np.isfinite(confidence).all():
        raise ValueError("confidence holds NaN or infinity: expected finite numbers")
    if right.dtype.kind != "b":
        raise ValueError(f"right has dtype {right.dtype}: expected booleans, answers == truth")
    hits, wrong, thresholds = counts_above(right.astype(np.int64), confidence)
    kept = hits + wrong
    return kept / right.size, wrong / kept, thresholds


def threshold_by_cost(truth, scores, *, miss, alarm):
    r"""Find the threshold at which misses and false alarms cost least.

    .. math:: \text{cost} = \frac{\text{miss} \cdot \text{FN} + \text{alarm} \cdot \text{FP}}{n}

    If scores are calibrated probabilities, it lies near alarm / (alarm + miss).

    Parameters
    ----------
    truth, scores : array_like, shape (n,)
        As in `roc_curve`; a case is called positive if its score is at or above the threshold.
    miss, alarm : float
        Costs of a positive that is not called, and of a negative that is; not negative, not both zero.

    Returns
    -------
    threshold : float
        One of the scores, or infinity: call nothing. Of equally cheap ones, the highest.
    cost : float
        For each case.

    Raises
    ------
    ValueError
        If the lengths differ, a score is NaN or infinite, no case is positive, or the costs are none.

    Examples
    --------
    A miss costs five times an alarm: better call both high ones and the doubtful one.

    >>> threshold_by_cost([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9], miss=5, alarm=1)
    (0.4, 0.25)
    """
    truth, scores = as_scores(truth, scores)
    if not (guards.is_number(miss) and guards.is_number(alarm)) or min(miss, alarm) < 0 or max(miss, alarm) == 0:
        raise ValueError(f"miss={miss!r}, alarm={alarm!r}: expected costs from 0 on, not both 0")
    hits, alarms, thresholds = counts_above(truth, scores)
    misses = np.append(truth.sum(), truth.sum() - hits)
    costs = (miss * misses + alarm * np.append(0, alarms)) / truth.size
    best = int(costs.argmin())
    return float(np.append(np.inf, thresholds)[best]), float(costs[best])
