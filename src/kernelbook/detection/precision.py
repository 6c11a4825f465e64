"""How good detections are: matched with the truth, then precision over recall."""

import numpy as np

from kernelbook import guards
from kernelbook.detection.boxes import Detections, as_boxes, iou

RECALLS = np.linspace(0, 1, 101)
COCO_THRESHOLDS = tuple(np.linspace(0.5, 0.95, 10).tolist())  # as COCO has them; np.arange would land a hair above 0.6


def match(boxes, scores, truth, threshold=0.5):
    """Say which boxes are right: the surest first, each takes the true box it overlaps most, if enough and still free.

    As in COCO's program: of equal overlaps the last, and one equal to the threshold is enough, which is rounded if a
    hair off, such as 0.6000000000000001.

    Parameters
    ----------
    boxes : ndarray, shape (m, 4)
        Found in one image, of one class.
    scores : ndarray, shape (m,)
    truth : ndarray, shape (k, 4)
        The true boxes of this class in this image.
    threshold : float
        The least intersection over union of a match, above 0 and up to 1.

    Returns
    -------
    ndarray of bool, shape (m,)
        In the order of `boxes`.

    Raises
    ------
    ValueError
        As `as_boxes`, and if there are not as many scores, one is not finite, or the threshold is no share.

    Examples
    --------
    The second box is the better one, but the first is surer and comes first.

    >>> match([[0, 0, 10, 9], [0, 0, 10, 10]], [0.9, 0.8], [[0, 0, 10, 10]]).tolist()
    [True, False]
    """
    guards.array("scores", scores, "(m,)", empty=True)
    boxes, truth, least = as_boxes(boxes), as_boxes(truth, "truth"), as_meant("threshold", threshold)
    if len(scores) != len(boxes):
        raise ValueError(f"scores has {len(scores)} numbers: expected {len(boxes)}, one for each of the boxes")
    overlaps, right = iou(boxes, truth), np.zeros(len(boxes), bool)
    for k in np.argsort(-np.asarray(scores, np.float64), kind="stable"):
        if len(truth) and overlaps[k].max() >= least:
            right[k] = True
            overlaps[:, np.flatnonzero(overlaps[k] == overlaps[k].max())[-1]] = -1  # taken
    return right


def as_meant(name, threshold):
    """Return the threshold of COCO, or the thousandth, from which one differs by rounding only; never quite 1.

    Examples
    --------
    >>> as_meant("threshold", 0.5 + 0.05 + 0.05), as_meant("threshold", 2 / 3)
    (0.6, 0.6666666666666666)
    """
    guards.share(name, threshold)
    guards.number(name, threshold, above=0)  # or boxes that lie apart would match
    near = [t for t in (*COCO_THRESHOLDS, round(float(threshold), 3)) if abs(t - threshold) < 1e-6]
    return min(near[0] if near else float(threshold), 1 - 1e-10)


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
        If scores are not as many or not finite, there is nothing to find, or more is right than there is.

    Examples
    --------
    >>> precision, recall = precision_recall([0.9, 0.8, 0.7], [True, False, True], 4)
    >>> precision.round(2).tolist(), recall.tolist()
    ([1.0, 0.5, 0.67], [0.25, 0.25, 0.5])
    """
    guards.array("scores", scores, "(m,)", empty=True)
    guards.array("right", right, "(m,)", kinds="b", empty=True)
    guards.as_many(scores=scores, right=right)
    right = np.asarray(right, bool)
    if not guards.is_whole(count) or count < 1 or right.sum() > count:
        raise ValueError(f"count={count}: expected one true box at least, and not fewer than the {right.sum()} found")
    hits = right[np.argsort(-np.asarray(scores, np.float64), kind="stable")].cumsum()
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
        From 0 to 1; of nothing, 0.

    Raises
    ------
    ValueError
        If there are not as many of both, one lies outside 0 to 1, or recall ever falls.

    References
    ----------
    T.-Y. Lin et al.: Microsoft COCO: common objects in context. ECCV, 2014. doi:10.1007/978-3-319-10602-1_48

    Examples
    --------
    Half of what there is was found without any mistake, the rest never: 51 of 101 recalls are reached.

    >>> round(average_precision([1.0, 1.0], [0.25, 0.5]), 3)
    0.505
    """
    for name, values in (("precision", precision), ("recall", recall)):
        guards.array(name, values, "(m,)", empty=True)
        if np.size(values) and (np.min(values) < 0 or np.max(values) > 1):
            raise ValueError(f"{name} has values from {np.min(values):g} to {np.max(values):g}: expected 0 to 1")
    guards.as_many(precision=precision, recall=recall)
    precision, recall = np.asarray(precision, np.float64), np.asarray(recall, np.float64)
    if (np.diff(recall) < 0).any():
        raise ValueError("recall falls: expected it to rise, as precision_recall returns it")
    best = np.maximum.accumulate(precision[::-1])[::-1]
    first = np.searchsorted(recall, RECALLS, side="left")
    return float(np.append(best, 0.0)[first].mean())


def mean_average_precision(found, truth, thresholds=(0.5,), *, limit=100):
    """Return the average precision, over all images, averaged over classes and thresholds, as COCO's program does.

    Parameters
    ----------
    found : sequence of Detections
        One for each image.
    truth : sequence
        As many, each with `boxes` and `labels`, such as `scenes.Scene`.
    thresholds : sequence of float
        The least intersection over union of a match: (0.5,), or `COCO_THRESHOLDS` for COCO's main figure.
    limit : int or None
        Of each class in each image, only the surest so many count; COCO's program stops at 100. None counts all.

    Returns
    -------
    float
        From 0 to 1. Classes that do not occur in the truth are left out.

    Raises
    ------
    ValueError
        If there are not as many images on both sides, one lacks boxes or labels or has bad ones, a threshold is no
        share, or there is no true box at all.
    """
    check_images(found, truth)
    guards.array("thresholds", thresholds, "(k,)")
    guards.whole("limit", 1 if limit is None else limit, 1)
    bars = [as_meant(f"thresholds[{k}]", threshold) for k, threshold in enumerate(thresholds)]
    classes = np.unique(np.concatenate([np.zeros(0, int), *(image.labels for image in truth)]))
    if len(classes) == 0:
        raise ValueError("truth holds no box at all: nothing can be found, and nothing can be said")
    values = [class_precision(found, truth, label, bar, limit) for label in classes for bar in bars]
    return float(np.mean(values))


def check_images(found, truth):
    """Refuse what is no list of detections, or no list of as many images with true boxes and labels."""
    for name, images in (("found", found), ("truth", truth)):
        if not isinstance(images, list | tuple | np.ndarray):
            raise ValueError(f"{name} is a {type(images).__name__}: expected a list, an item for each image")
    if len(found) != len(truth):
        raise ValueError(f"found has {len(found)} images, truth {len(truth)}: expected as many")
    for k, (ours, theirs) in enumerate(zip(found, truth, strict=True)):
        if not isinstance(ours, Detections):
            raise ValueError(f"found[{k}] is a {type(ours).__name__}: expected Detections")
        if not hasattr(theirs, "boxes") or not hasattr(theirs, "labels"):
            raise ValueError(f"truth[{k}] is a {type(theirs).__name__}: expected something with boxes and labels")
        boxes, labels = f"truth[{k}].boxes", f"truth[{k}].labels"
        as_boxes(theirs.boxes, boxes)
        guards.labels(labels, theirs.labels, shape="(m,)", empty=True)
        guards.as_many(**{boxes: theirs.boxes, labels: theirs.labels})


def class_precision(found, truth, label, threshold, limit):
    """Return the average precision of one class at one threshold."""
    scores, right, count = [], [], 0
    for ours, theirs in zip(found, truth, strict=True):
        mine, boxes = ours.take(ours.labels == label), as_boxes(theirs.boxes)[np.asarray(theirs.labels) == label]
        surest = mine.take(np.argsort(-mine.scores.astype(np.float64), kind="stable")[:limit])
        scores.append(surest.scores)
        right.append(match(surest.boxes, surest.scores, boxes, threshold))
        count += len(boxes)
    return average_precision(*precision_recall(np.concatenate(scores), np.concatenate(right), count))
