"""Whether probabilities mean what they say."""

import numpy as np

from kernelbook import guards
from kernelbook.evaluation.arrays import as_labels, as_probabilities, check_columns


def softmax(logits):
    r"""Turn logits into probabilities: :math:`p_k = e^{z_k} / \sum_l e^{z_l}`.

    Parameters
    ----------
    logits : array_like, shape (n, k)

    Returns
    -------
    ndarray, shape (n, k)

    Raises
    ------
    ValueError
        If logits are not finite numbers in two columns at least, or several rows that are probabilities already. A
        single row is taken as it is.

    Examples
    --------
    >>> softmax([[0.0, 0.0], [1000.0, 0.0]]).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    logits = as_logits(logits)
    refuse_probabilities(logits)
    return normalized(logits)


def normalized(z):
    """Return the softmax of each row."""
    positive = np.exp(z - z.max(axis=1, keepdims=True))
    return positive / positive.sum(axis=1, keepdims=True)


def negative_log_likelihood(probabilities, truth):
    r"""Return the mean surprise in nats: :math:`-\frac1n \sum_i \ln p_{i, y_i}`.

    Parameters
    ----------
    probabilities : array_like, shape (n, k)
        Below 2e-16 they are taken for 2e-16, as scikit-learn does: certainty that was wrong costs 36 nats.
    truth : array_like of int, shape (n,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If a probability lies outside 0 to 1, a row does not add up to 1, or a label is not a column.

    Examples
    --------
    >>> round(negative_log_likelihood([[0.5, 0.5], [0.25, 0.75]], [0, 1]), 3)
    0.49
    """
    probabilities, truth = as_probabilities(probabilities, truth)
    right = probabilities[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(right, np.finfo(np.float64).eps)).mean())


def brier_score(probabilities, truth):
    r"""Return the mean squared distance of probabilities from the truth.

    .. math:: \frac1n \sum_i \sum_k (p_{ik} - t_{ik})^2

    with t 1 for the true class and 0 for the others; from 0 to 2. Parameters, errors: as `negative_log_likelihood`.

    References
    ----------
    G. W. Brier: Verification of forecasts expressed in terms of probability. Monthly Weather Review, 1950.
    doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> brier_score([[0.5, 0.5], [0.0, 1.0]], [0, 1])
    0.25
    """
    probabilities, truth = as_probabilities(probabilities, truth)
    return float(((probabilities - np.eye(probabilities.shape[1])[truth]) ** 2).sum(axis=1).mean())


def reliability_curve(probabilities, truth, *, bins=15):
    """Sort answers into bins by their confidence; compare in each the mean confidence with the share that is right.

    Parameters
    ----------
    probabilities : array_like, shape (n, k)
        The confidence of an answer is its largest probability.
    truth : array_like of int, shape (n,)
    bins : int
        Of equal width from 0 to 1; a confidence on an edge belongs to the bin below.

    Returns
    -------
    confidence, accuracy : ndarray, shape (m,)
        Of the m bins that are not empty.
    counts : ndarray of int, shape (m,)

    Raises
    ------
    ValueError
        As `negative_log_likelihood`, or if `bins` is no whole number from 1.

    Examples
    --------
    >>> [row.tolist() for row in reliability_curve([[0.75, 0.25], [0.25, 0.75]], [0, 0], bins=2)]
    [[0.75], [0.5], [2]]
    """
    probabilities, truth = as_probabilities(probabilities, truth)
    guards.whole("bins", bins, 1)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    number = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    counts = np.bincount(number, minlength=bins)
    filled = counts > 0
    means = [np.bincount(number, values, minlength=bins)[filled] / counts[filled] for values in (confidence, right)]
    return *means, counts[filled]


def expected_calibration_error(probabilities, truth, *, bins=15):
    r"""Return the mean gap between confidence and accuracy over the bins of `reliability_curve`, weighted by count.

    .. math:: \text{ECE} = \sum_b \frac{n_b}{n} \left| \text{accuracy}_b - \text{confidence}_b \right|

    Parameters, errors: as `reliability_curve`.

    References
    ----------
    C. Guo et al.: On calibration of modern neural networks. ICML, 2017. doi:10.48550/arXiv.1706.04599

    Examples
    --------
    >>> expected_calibration_error([[0.75, 0.25], [0.25, 0.75]], [0, 0], bins=2)
    0.25
    """
    confidence, accuracy, counts = reliability_curve(probabilities, truth, bins=bins)
    return float(np.abs(accuracy - confidence) @ counts / counts.sum())


def fit_temperature(logits, truth):
    r"""Find the temperature T > 0 that makes ``softmax(logits / T)`` most likely.

    Above 1 it lowers all confidences, below 1 it raises them; which class is first does not change.

    Parameters
    ----------
    logits : array_like, shape (n, k)
        Of images that were not trained on: take the validation set.
    truth : array_like of int, shape (n,)

    Returns
    -------
    float
        Between 0.01 and 100.

    Raises
    ------
    ValueError
        If logits are not finite numbers in two columns at least, or probabilities already, or a label is not a column.

    References
    ----------
    C. Guo et al.: On calibration of modern neural networks. ICML, 2017. doi:10.48550/arXiv.1706.04599

    Examples
    --------
    Logits of ±2 claim 98 %, but only three of four answers are right: 75 % would be logits of ±0.55.

    >>> logits = [[2.0, -2.0], [2.0, -2.0], [2.0, -2.0], [2.0, -2.0]]
    >>> round(fit_temperature(logits, [0, 0, 0, 1]), 2)
    3.64
    """
    from scipy.optimize import minimize_scalar

    logits = as_logits(logits)
    truth = as_labels(truth, "truth", classes=logits.shape[1])
    if len(truth) != len(logits):
        raise ValueError(f"truth has {len(truth)} labels, logits {len(logits)} rows: expected as many")
    refuse_probabilities(logits)

    def loss(log_temperature):
        return negative_log_likelihood(normalized(logits / np.exp(log_temperature)), truth)

    bounds = (np.log(0.01), np.log(100.0))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6}).x))


def as_logits(logits):
    """Return logits as float64, shape (n, k), or refuse them."""
    guards.array("logits", logits, finite=False, empty=True)
    logits = np.asarray(logits, dtype=np.float64)
    if logits.ndim != 2 or logits.size == 0 or not np.isfinite(logits).all():
        raise ValueError(f"logits has shape {logits.shape}: expected finite numbers, (n, k)")
    check_columns("logits", logits)
    return logits


def refuse_probabilities(logits):
    """Refuse rows that have been through a softmax; one row, or whole numbers, can add up to 1 by chance."""
    ones = logits.min() >= 0 and np.abs(logits.sum(axis=1) - 1).max() < 1e-5
    if ones and len(logits) > 1 and (logits % 1).any():
        raise ValueError("logits add up to 1 in each row: expected what comes before the softmax, not probabilities")
