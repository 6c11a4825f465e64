"""The arrays that every measure takes, checked once: labels, scores, probabilities."""

import numpy as np

from kernelbook import guards


def as_labels(array, name, classes=None):
    """Return labels as int64, shape (n,), or refuse them by their name.

    Parameters
    ----------
    array : array_like, shape (n,)
        Whole numbers from 0 to `classes` - 1, or booleans.
    name : str
        Of the argument, for the message.
    classes : int, optional
    """
    if classes is not None:
        guards.whole("classes", classes, 1)
    array = guards.as_array(name, array)
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}: expected one label an image, (n,)")
    if array.size and array.dtype.kind not in "biu":
        raise ValueError(
            f"{name} has dtype {array.dtype}: expected whole numbers; from probabilities, take .argmax(axis=1)"
        )
    array = array.astype(np.int64)
    if array.size and (array.min() < 0 or (classes is not None and array.max() >= classes)):
        bound = "0 on" if classes is None else f"0 to {classes - 1}"
        raise ValueError(f"{name} holds labels from {array.min()} to {array.max()}: expected {bound}")
    return array


def as_pair(truth, predicted, classes=None, name="predicted"):
    """Return two rows of labels of one length."""
    truth, predicted = as_labels(truth, "truth", classes), as_labels(predicted, name, classes)
    if len(truth) != len(predicted):
        raise ValueError(f"truth has {len(truth)} labels and {name} {len(predicted)}: expected as many")
    return truth, predicted


def as_scores(truth, scores):
    """Return labels 0 or 1 and their scores, both of shape (n,), with at least one positive."""
    truth, scores = as_labels(truth, "truth", classes=2), guards.as_array("scores", scores)
    if scores.shape != truth.shape or scores.dtype.kind not in "biuf":
        raise ValueError(
            f"scores has shape {scores.shape}, dtype {scores.dtype}: expected {truth.size} numbers, as truth has"
        )
    scores = scores.astype(np.float64)
    if not np.isfinite(scores).all():
        raise ValueError("scores hold NaN or infinity: expected finite numbers")
    if not truth.any():
        raise ValueError("truth holds no positive label: nothing can be found")
    return truth, scores


def as_probabilities(probabilities, truth):
    """Return probabilities as float64, shape (n, k), and their labels, or say what is wrong with them."""
    probabilities = guards.as_array("probabilities", probabilities)
    if probabilities.ndim != 2 or probabilities.size == 0 or probabilities.dtype.kind != "f":
        raise ValueError(
            f"probabilities has shape {probabilities.shape}, dtype {probabilities.dtype}: expected floats, (n, k)"
        )
    check_columns("probabilities", probabilities)
    probabilities = probabilities.astype(np.float64)
    truth = as_labels(truth, "truth", classes=probabilities.shape[1])
    if len(truth) != len(probabilities):
        raise ValueError(f"truth has {len(truth)} labels, probabilities {len(probabilities)} rows: expected as many")
    inside = (probabilities >= 0) & (probabilities <= 1)
    if not inside.all():
        raise ValueError("probabilities hold NaN or lie outside 0 to 1: are they logits? Use evaluation.softmax first")
    if np.abs(probabilities.sum(axis=1) - 1).max() > 1e-3:
        raise ValueError("probabilities do not add up to 1 in each row: are they logits? Use evaluation.softmax first")
    return probabilities, truth


def check_columns(name, array):
    """Refuse the single column of a sigmoid: it names no class, and its softmax is always 1."""
    if array.shape[1] < 2:
        hint = "of a sigmoid's p, take np.hstack([1 - p, p])" if name == "probabilities" else "of a sigmoid's z, [0, z]"
        raise ValueError(f"{name} has shape {array.shape}: expected a column for each class, (n, k); {hint}")
