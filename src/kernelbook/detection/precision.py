"""How good detections are: matched with the truth, then precision over recall."""

import numpy as np

from kernelbook.detection.boxes import as_boxes, iou

RECALLS = np.linspace(0, 1, 101)
COCO_THRESHOLDS = tuple(np.linspace(0.5, 0.95, 10).tolist())  # as COCO has them; np.arange would land a hair above 0.6


def match(boxes, scores, truth, threshold=0.5):
    """Say which boxes are right: the surest first, each takes the true box it overlaps most, if enough and still free.

    Parameters
    ----------
    boxes : ndarray, shape (m, 4)
        Found in one image, of one class.
    scores : ndarray, shape (m,)
    truth : ndarray, shape (k, 4)
        The true boxes of this class in this image.
    threshold : float
        The least intersection over union of a match.

    Returns
    -------
    ndarray of bool, shape (m,)
        In the order of `boxes`.

    Raises
    ------
    ValueError
        As `as_boxes`, and if there are not as many scores.

    Examples
    --------
    The second box is the better one, but the first is surer and comes first.

    >>> match([[0, 0, 10, 9], [0, 0, 10, 10]], [0.9, 0.8], [[0, 0, 10, 10]]).tolist()
    [True, False]
    """
    boxes, truth = as_boxes(np.reshape(boxes, (-1, 4))), as_boxes(np.reshape(truth, (-1, 4)), "truth")
    if len(scores) != len(boxes):
        raise ValueError(f"scores has {len(scores)} numbers: expected {len(boxes)}, one for each box")
    overlaps, right = iou(boxes, truth), np.zeros(len(boxes), bool)
    for k in np.argsort(-np.asarray(scores), kind="stable"):
        if len(truth) and overlaps[k].max() >= threshold:
            right[k] = True
            overlaps[:, overlaps[k].argmax()] = -1  # taken
    return right


def precision_recall(scores, right, count):
    r"""Return precision and recall if the surest one, two, three, … detections count.

    .. math:: \text{precision}_k = \frac{\text{right among the first } k}{k}, \qquad
              \text{recall}_k = \frac{\text{right among the first } k}{\text{true boxes}}

    Parameters
    ----------
    scores : ndarray, shape (m,)
    right : ndarray of bool, shape (m,)
    count : int
        How many true boxes there are, 1 at least.

    Returns
    -------
    precision, recall : ndarray, shape (m,)

    Raises
    ------
    ValueError
        If there is nothing to find, or more is right than there is.

    Examples
    --------
    >>> precision, recall = precision_recall([0.9, 0.8, 0.7], [True, False, True], 4)
    >>> precision.round(2).tolist(), recall.tolist()
    ([1.0, 0.5, 0.67], [0.25, 0.25, 0.5])
    """
    right = np.asarray(right, bool)
    if count < 1 or right.sum() > count:
        raise ValueError(f"count={count}: expected one true box at least, and not fewer than the {right.sum()} found")
    hits = right[np.argsort(-np.asarray(scores), kind="stable")].cumsum()
    return hits / np.arange(1, len(hits) + 1), hits / count


def average_precision(precision, recall):
    r"""Return the area under precision over recall, as the COCO benchmark takes it.

    .. math:: \text{AP} = \frac{1}{101} \sum_{r \in \{0, 0.01, \dots, 1\}} \;
              \max_{k:\, \text{recall}_k \ge r} \text{precision}_k

    where the maximum over nothing is 0: at each recall counts the best precision with which it can be had, or more.
    (`evaluation.average_precision` adds up steps instead, as scikit-learn does.)

    Parameters
    ----------
    precision, recall : ndarray, shape (m,)
        As `precision_recall` returns them.

    Returns
    -------
    float
        From 0 to 1.

    References
    ----------
    T.-Y. Lin et al.: Microsoft COCO: common objects in context. ECCV, 2014. doi:10.1007/978-3-319-10602-1_48

    Examples
    --------
    Half of what there is was found without any mistake, the rest never: 51 of 101 recalls are reached.

    >>> round(average_precision([1.0, 1.0], [0.25, 0.5]), 3)
    0.505
    """
    precision, recall = np.asarray(precision, np.float64), np.asarray(recall, np.float64)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    first = np.searchsorted(recall, RECALLS, side="left")
    return float(np.append(best, 0.0)[first].mean())


def mean_average_precision(found, truth, thresholds=(0.5,)):
    """Return the average precision, over all images, averaged over classes and thresholds.

    Parameters
    ----------
    found : sequence of Detections
        One for each image.
    truth : sequence
        As many, each with `boxes` and `labels`, such as `scenes.Scene`.
    thresholds : sequence of float
        The least intersection over union of a match: (0.5,), or `COCO_THRESHOLDS` for COCO's main figure.

    Returns
    -------
    float
        From 0 to 1. Classes that do not occur in the truth are left out.

    Raises
    ------
    ValueError
        If there are not as many images on both sides, or no true box at all.
    """
    if len(found) != len(truth):
        raise ValueError(f"found has {len(found)} images, truth {len(truth)}: expected as many")
    classes = np.unique(np.concatenate([np.zeros(0, int), *(image.labels for image in truth)]))
    if len(classes) == 0:
        raise ValueError("truth holds no box at all: nothing can be found, and nothing can be said")
    values = [class_precision(found, truth, label, t) for label in classes for t in thresholds]
    return float(np.mean(values))


def class_precision(found, truth, label, threshold):
    """Return the average precision of one class at one threshold."""
    scores, right, count = [], [], 0
    for ours, theirs in zip(found, truth, strict=True):
        mine, boxes = ours.take(ours.labels == label), theirs.boxes[theirs.labels == label]
        scores.append(mine.scores)
        right.append(match(mine.boxes, mine.scores, boxes, threshold))
        count += len(boxes)
    return average_precision(*precision_recall(np.concatenate(scores), np.concatenate(right), count))
