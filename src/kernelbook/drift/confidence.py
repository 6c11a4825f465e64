"""Accuracy estimated without labels, from how sure the network is."""

import numpy as np

from kernelbook import guards
from kernelbook.drift.shares import row


def confidence_threshold(confidence_before, right_before):
    r"""Find the confidence above which there are as many answers as there are right ones.

    Of n answers before, k were right. The threshold is the k-th largest confidence:

    .. math:: \frac{1}{n} \sum_{i=1}^{n} [c_i \ge t] = \frac{1}{n} \sum_{i=1}^{n} [\hat y_i = y_i]

    Parameters
    ----------
    confidence_before : array_like, shape (n,)
        Any score that grows with how sure the network is.
    right_before : array_like of bool, shape (n,)
        Whether the answers were right.

    Returns
    -------
    float
        In the unit of the confidences; infinity if no answer was right. Equal confidences may lift more above it.

    Raises
    ------
    ValueError
        If a confidence is no finite number, or `right_before` no booleans, one for each.

    References
    ----------
    S. Garg, S. Balakrishnan, Z. C. Lipton, B. Neyshabur, H. Sedghi: Leveraging unlabeled data to predict
    out-of-distribution performance. ICLR, 2022. doi:10.48550/arXiv.2201.04234

    Examples
    --------
    Three of four were right, so the third largest decides, whoever it is that was right.

    >>> confidence_threshold([0.9, 0.6, 0.8, 0.7], [True, False, True, True])
    0.7
    """
    confidences = row("confidence_before", confidence_before)
    guards.array("right_before", right_before, "(n,)", kinds="b")
    guards.as_many(confidence_before=confidences, right_before=right_before)
    k = int(np.sum(right_before))
    return float(np.sort(confidences)[-k]) if k else float("inf")


def estimated_accuracy(confidence_before, right_before, confidence_now):
    r"""Estimate an accuracy without labels: the share of answers as sure as right ones were before.

    .. math:: \hat a = \frac{1}{m} \sum_{i=1}^{m} [c_i \ge t]

    with the `confidence_threshold` t. It is right if the drift makes the network unsure where it makes it wrong, which
    nothing here can tell. Beside it stands the mean confidence, which is an estimate too, if confidences are
    calibrated now.

    Parameters
    ----------
    confidence_before : array_like, shape (n,)
        Any score that grows with how sure the network is, of images with labels.
    right_before : array_like of bool, shape (n,)
        Whether the answers to these were right.
    confidence_now : array_like, shape (m,)
        The same score, of images without labels.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If a confidence is no finite number, or `right_before` no booleans, one for each.

    References
    ----------
    S. Garg, S. Balakrishnan, Z. C. Lipton, B. Neyshabur, H. Sedghi: Leveraging unlabeled data to predict
    out-of-distribution performance. ICLR, 2022. doi:10.48550/arXiv.2201.04234

    Examples
    --------
    Three of four were right, and three of four reach 0.7. Now one of two does.

    >>> estimated_accuracy([0.9, 0.6, 0.8, 0.7], [True, False, True, True], [0.95, 0.65])
    0.5
    """
    threshold = confidence_threshold(confidence_before, right_before)
    return float(np.mean(row("confidence_now", confidence_now) >= threshold))
