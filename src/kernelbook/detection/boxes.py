"""Boxes: rows of four numbers, the top, left, bottom and right edge in pixels."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Detections:
    """What was found in one image, in any order.

    Attributes
    ----------
    boxes : ndarray, shape (m, 4)
    labels : ndarray of int, shape (m,)
    scores : ndarray, shape (m,)
        How sure: larger is surer.
    """

    boxes: np.ndarray
    labels: np.ndarray
    scores: np.ndarray

    def above(self, score):
        """Return those of at least this score, the surest first."""
        order = np.argsort(-self.scores, kind="stable")
        return self.take(order[self.scores[order] >= score])

    def take(self, rows):
        """Return some of them, by number."""
        return Detections(self.boxes[rows], self.labels[rows], self.scores[rows])


def as_boxes(boxes, name="boxes"):
    """Return boxes as an array of float64, or say which is none.

    Raises
    ------
    ValueError
        If they are not of shape (m, 4), or one has no area or holds a number that is not finite.
    """
    boxes = np.asarray(boxes, np.float64)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} has shape {boxes.shape}: expected (m, 4), a row of top, left, bottom, right for each")
    good = np.isfinite(boxes).all(axis=1) & (boxes[:, 0] < boxes[:, 2]) & (boxes[:, 1] < boxes[:, 3])
    if not good.all():
        k = int(np.argmin(good))
        raise ValueError(f"{name}[{k}] is {boxes[k].tolist()}: expected top < bottom and left < right, all finite")
    return boxes


def iou(a, b):
    r"""Return the intersection over union of each box of one list with each of another.

    .. math:: \text{IoU}(A, B) = \frac{|A \cap B|}{|A \cup B|} = \frac{|A \cap B|}{|A| + |B| - |A \cap B|}

    Parameters
    ----------
    a : ndarray, shape (m, 4)
    b : ndarray, shape (n, 4)

    Returns
    -------
    ndarray, shape (m, n)
        From 0, for boxes that do not overlap, to 1, for equal ones.

    Raises
    ------
    ValueError
        As `as_boxes`.

    References
    ----------
    Derived in chapter 10.

    Examples
    --------
    Two squares of 2 × 2 share one pixel of seven.

    >>> iou([[0, 0, 2, 2]], [[1, 1, 3, 3]]).round(3).tolist()
    [[0.143]]
    """
    a, b = as_boxes(a, "a")[:, np.newaxis], as_boxes(b, "b")[np.newaxis]
    height = (np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])).clip(0)
    width = (np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])).clip(0)
    common = height * width
    return common / (area(a) + area(b) - common)


def area(boxes):
    """Return the area of each box, in pixels."""
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def non_max_suppression(boxes, scores, threshold=0.5):
    """Keep the surest box, drop all that overlap it much, and go on with the surest that is left.

    This is non-maximum suppression: of several boxes on one thing, only one should stay.

    Parameters
    ----------
    boxes : ndarray, shape (m, 4)
    scores : ndarray, shape (m,)
    threshold : float
        A box is dropped if its intersection over union with one that was kept is larger; from 0 to 1.

    Returns
    -------
    ndarray of int, shape (k,)
        The numbers of the boxes that stay, the surest first.

    Raises
    ------
    ValueError
        As `as_boxes`, and if there are not as many scores, or the threshold lies outside its range.

    Examples
    --------
    >>> boxes = [[0, 0, 10, 10], [1, 0, 11, 10], [0, 20, 10, 30]]
    >>> non_max_suppression(boxes, [0.6, 0.9, 0.8]).tolist()
    [1, 2]
    """
    boxes, scores = as_boxes(boxes), np.asarray(scores, np.float64)
    if scores.shape != (len(boxes),):
        raise ValueError(f"scores has shape {scores.shape}: expected ({len(boxes)},), one for each box")
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold={threshold!r}: expected a number from 0 to 1")
    overlaps, kept = iou(boxes, boxes), []
    for k in np.argsort(-scores, kind="stable"):
        if not (overlaps[k, kept] > threshold).any():
            kept.append(int(k))
    return np.array(kept, np.int64)
