"""How well scores put positives before negatives, at every threshold at once."""

import numpy as np

from kernelbook.evaluation.arrays import as_scores


def counts_above(truth, scores):
    """Count, for each threshold from high to low, the positives and negatives at or above it.

    Returns
    -------
    hits, alarms : ndarray of int, shape (m,)
    thresholds : ndarray, shape (m,)
        The distinct scores.
    """
    order = np.argsort(-scores, kind="stable")
    truth, scores = truth[order], scores[order]
    last = np.append(np.flatnonzero(np.diff(scores)), scores.size - 1)  # of equal scores, after the last
    hits = np.cumsum(truth)[last]
    return hits, last + 1 - hits, scores[last]


def roc_curve(truth, scores):
    r"""Return the receiver operating characteristic: what is found, over what is wrongly called, at each threshold.

    Parameters
    ----------
    truth : array_like, shape (n,)
        1 for positives, 0 for negatives; both must occur.
    scores : array_like, shape (n,)
        The higher, the more likely positive. A case is called positive if its score is at or above the threshold.

    Returns
    -------
    false_positive_rate, true_positive_rate : ndarray, shape (m + 1,)
    thresholds : ndarray, shape (m + 1,)
        From infinity, at which nothing is called, through the m distinct scores.

    Raises
    ------
    ValueError
        If only one class occurs, the lengths differ, or a score is NaN or infinite.

    Examples
    --------
    >>> [row.tolist() for row in roc_curve([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9])]
    [[0.0, 0.0, 0.5, 0.5, 1.0], [0.0, 0.5, 0.5, 1.0, 1.0], [inf, 0.9, 0.6, 0.4, 0.1]]
    """
    truth, scores = as_scores(truth, scores)
    if truth.all():
        raise ValueError("truth holds no negative label: a false positive rate needs both classes")
    hits, alarms, thresholds = counts_above(truth, scores)
    return np.append(0.0, alarms / alarms[-1]), np.append(0.0, hits / hits[-1]), np.append(np.inf, thresholds)


def roc_auc(truth, scores):
    r"""Return the area under the ROC curve: how likely a positive scores above a negative.

    .. math:: \text{AUC} = P(s^+ > s^-) + \tfrac12 P(s^+ = s^-)

    Parameters, errors: as `roc_curve`.

    Returns
    -------
    float
        1 if every positive is above every negative, about 0.5 if scores say nothing.

    References
    ----------
    J. A. Hanley, B. J. McNeil: The meaning and use of the area under a receiver operating characteristic (ROC) curve.
    Radiology, 1982. doi:10.1148/radiology.143.1.7063747

    Examples
    --------
    Of the four pairs of a positive and a negative, three are in order.

    >>> roc_auc([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9])
    0.75
    """
    false_positive_rate, true_positive_rate, _ = roc_curve(truth, scores)
    return float(np.trapezoid(true_positive_rate, false_positive_rate))


def equal_error_rate(truth, scores):
    r"""Return the error at the threshold where both kinds are equally frequent, and that threshold.

    The curves are steps, so they need not meet: it is the mean of both rates where they are closest.

    Parameters, errors: as `roc_curve`.

    Returns
    -------
    rate, threshold : float
        The rate from 0 to 1; pairs with a score at or above the threshold are called positive.

    Examples
    --------
    At a threshold of 0.6 one negative of two is called, and one positive of two is not.

    >>> equal_error_rate([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9])
    (0.5, 0.6)
    """
    false_positive_rate, true_positive_rate, thresholds = roc_curve(truth, scores)
    false_negative_rate = 1 - true_positive_rate
    k = np.argmin(np.abs(false_positive_rate - false_negative_rate))
    return float((false_positive_rate[k] + false_negative_rate[k]) / 2), float(thresholds[k])


def precision_recall_curve(truth, scores):
    r"""Return precision and recall at every threshold.

    Parameters
    ----------
    truth, scores : array_like, shape (n,)
        As in `roc_curve`; one positive at least.

    Returns
    -------
    precision, recall : ndarray, shape (m + 1,)
        For the m thresholds from low to high, and at the end precision 1 at recall 0, as in scikit-learn.
    thresholds : ndarray, shape (m,)

    Examples
    --------
    >>> [row.round(2).tolist() for row in precision_recall_curve([0, 1, 1], [0.2, 0.6, 0.4])]
    [[0.67, 1.0, 1.0, 1.0], [1.0, 1.0, 0.5, 0.0], [0.2, 0.4, 0.6]]
    """
    truth, scores = as_scores(truth, scores)
    hits, alarms, thresholds = counts_above(truth, scores)
    precision, recall = hits / (hits + alarms), hits / hits[-1]
    return np.append(precision[::-1], 1.0), np.append(recall[::-1], 0.0), thresholds[::-1]


def average_precision(truth, scores):
    r"""Return the mean of the precisions at which each further positive is found.

    .. math:: \text{AP} = \sum_{t} (R_t - R_{t-1})\, P_t

    Parameters, errors: as `precision_recall_curve`.

    Returns
    -------
    float

    Examples
    --------
    The two positives stand at ranks 1 and 3: (1/1 + 2/3) / 2.

    >>> round(average_precision([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9]), 3)
    0.833
    """
    precision, recall, _ = precision_recall_curve(truth, scores)
    return float(-np.sum(np.diff(recall) * precision[:-1]))
