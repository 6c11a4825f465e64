"""What was taken for what: the confusion matrix, and precision, recall and F1 read off it."""

import numpy as np

from kernelbook import guards
from kernelbook.evaluation.arrays import as_pair

AVERAGES = (None, "macro", "micro", "weighted")


def confusion_matrix(truth, predicted, *, classes=None):
    r"""Count what was taken for what.

    .. math:: M_{y,k} = \#\{\text{images of class } y \text{ that were called } k\}

    Parameters
    ----------
    truth, predicted : array_like of int, shape (n,)
        Labels from 0 on.
    classes : int, optional
        How many classes there are; by default, up to the largest label that occurs.

    Returns
    -------
    ndarray of int, shape (classes, classes)
        Rows are the truth, columns what was said, as in scikit-learn.

    Raises
    ------
    ValueError
        If the lengths differ, a label is not a whole number or lies outside the range, nothing tells the range, or
        there are more than 10,000 classes.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0])
    array([[1, 1],
           [1, 2]])
    """
    truth, predicted = as_pair(truth, predicted, classes)
    if classes is None:
        if truth.size == 0:
            raise ValueError("truth is empty: say how many classes there are, classes=10")
        classes = int(max(truth.max(), predicted.max())) + 1
    if classes > 10_000:
        raise ValueError(f"truth and predicted are of {classes:,} classes: expected 10,000 at most")
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (truth, predicted), 1)
    return matrix


def precision_recall_f1(truth, predicted, *, average=None, classes=None, zero_division=0.0):
    r"""Of what was called k, how much is k? Of what is k, how much was found? And the harmonic mean of both.

    .. math:: \text{precision} = \frac{\text{TP}}{\text{TP} + \text{FP}}, \qquad
              \text{recall} = \frac{\text{TP}}{\text{TP} + \text{FN}}, \qquad
              F_1 = \frac{2\, \text{TP}}{2\, \text{TP} + \text{FP} + \text{FN}}

    with the true positives TP, false positives FP and false negatives FN of each class.

    Parameters
    ----------
    truth, predicted : array_like of int, shape (n,)
    average : None, "macro", "micro" or "weighted"
        One figure a class; or the mean over classes; or of the counts added up over classes; or the mean weighted by
        how often each class occurs in the truth.
    classes : int, optional
        As in `confusion_matrix`. If it is given, the macro mean is over so many classes, also those that occur
        nowhere; otherwise it is over those that occur, in the truth or in the answers. So it is in scikit-learn, with
        and without its `labels`.
    zero_division : 0.0 or 1.0
        The figure where nothing was called k, or nothing is k; without an average, also of a gap in the labels.

    Returns
    -------
    precision, recall, f1
        ndarray, shape (classes,), without an average; otherwise float.

    Raises
    ------
    ValueError
        As `confusion_matrix`, and for an unknown average or zero_division.

    Examples
    --------
    Two were called 1 and are; one 1 was missed, nothing else was called 1.

    >>> [figure.round(2).tolist() for figure in precision_recall_f1([0, 0, 1, 1, 1], [0, 0, 0, 1, 1])]
    [[0.67, 1.0], [1.0, 0.67], [0.8, 0.8]]

    There is no 1 here, and the mean is over the two others.

    >>> precision_recall_f1([0, 0, 2, 2], [0, 0, 2, 2], average="macro")
    (1.0, 1.0, 1.0)
    """
    guards.one_of("average", average, AVERAGES)
    guards.one_of("zero_division", zero_division, (0, 1))
    matrix = confusion_matrix(truth, predicted, classes=classes)
    hits, called, there = np.diag(matrix), matrix.sum(axis=0), matrix.sum(axis=1)
    if average == "micro":
        hits, called, there = (counts.sum(keepdims=True) for counts in (hits, called, there))
    figures = (
        ratio(hits, called, zero_division),
        ratio(hits, there, zero_division),
        ratio(2 * hits, called + there, zero_division),
    )
    if average is None:
        return figures
    weights = there if average == "weighted" else np.ones(len(hits))
    if average == "macro" and classes is None:
        weights = (called + there > 0).astype(np.float64)
    if not weights.any():
        return (float(zero_division),) * 3
    return tuple(float(np.average(figure, weights=weights)) for figure in figures)


def ratio(part, whole, otherwise):
    """Divide counts; where there is nothing to divide by, put `otherwise`."""
    return np.where(whole > 0, part / np.maximum(whole, 1), otherwise)
