"""The loss that training makes small."""

import numpy as np

from kernelbook import guards


def softmax_cross_entropy(logits, labels):
    r"""Return the mean cross-entropy of a batch, and its gradient with respect to the logits.

    .. math:: L = \frac{1}{n} \sum_b \Big( \log \sum_l e^{z_{b,l}} - z_{b,y_b} \Big), \qquad
              \frac{\partial L}{\partial z_{b,k}} = \frac{p_{b,k} - [k = y_b]}{n}

    with the probabilities p of the softmax. The largest logit of each row is subtracted first, which changes nothing
    but keeps the exponentials from overflowing.

    Parameters
    ----------
    logits : ndarray, shape (n, classes)
    labels : ndarray of int, shape (n,)
        From 0 to classes - 1.

    Returns
    -------
    loss : float
        In nats. NaN where a logit is NaN or plus infinity: by this, `Sequential.fit` tells when training fell apart.
    errors : ndarray, shape (n, classes)

    Raises
    ------
    ValueError
        If the shapes do not fit, or a label lies outside its range.

    References
    ----------
    Derived in chapter 04.

    Examples
    --------
    Two equal logits: log 2, and each probability is off by one half.

    >>> loss, errors = softmax_cross_entropy(np.array([[5.0, 5.0]]), np.array([0]))
    >>> round(loss, 4), errors.tolist()
    (0.6931, [[-0.5, 0.5]])
    """
    guards.rank("logits", logits, "(n, classes)")
    guards.array("logits", logits, kinds="f", finite=False, empty=True)
    guards.array("labels", labels, empty=True, finite=False)
    labels = np.asarray(labels)
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ValueError(f"logits has shape {logits.shape}, labels {labels.shape}: expected (n, classes) and (n,)")
    if labels.dtype.kind not in "iu" or labels.size == 0 or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError(f"labels must be whole numbers from 0 to {logits.shape[1] - 1}, one at least; got {labels!r}")
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(sums[:, 0]) - shifted[rows, labels]))
    errors = exponentials / sums
    errors[rows, labels] -= 1
    return loss, errors / errors.dtype.type(len(labels))
