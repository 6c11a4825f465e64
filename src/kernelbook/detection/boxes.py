"""Boxes: rows of four numbers, the top, left, bottom and right edge in pixels."""

from dataclasses import dataclass

import numpy as np

from kernelbook import guards


@dataclass(frozen=True)
class Detections:
    """What was found in one image, in any order.

    Attributes
    ----------
    boxes : ndarray, shape (m, 4)
    labels : ndarray of int, shape (m,)
    scores : ndarray, shape (m,)
        How sure: larger is surer.

    Raises
    ------
    ValueError
        As `as_boxes`, if a label is no whole number from 0 or a score not finite, or there are not as many of each.
    """

    boxes: np.ndarray
    labels: np.ndarray
    scores: np.ndarray

    def __post_init__(self):
        """Refuse what does not fit together; lists become arrays."""
        as_boxes(self.boxes)
        guards.labels("labels", self.labels, shape="(m,)", empty=True)
        guards.array("scores", self.scores, "(m,)", empty=True)
        guards.as_many(boxes=self.boxes, labels=self.labels, scores=self.scores)
        object.__setattr__(self, "boxes", np.reshape(self.boxes, (-1, 4)))
        object.__setattr__(self, "labels", np.asarray(self.labels, np.int64))
        object.__setattr__(self, "scores", np.asarray(self.scores))

    def above(self, score):
        """Return those of at least this score, the surest first."""
        guards.number("score", score)
        order = np.argsort(-self.scores, kind="stable")
        return self.take(order[self.scores[order] >= score])

    def take(self, rows):
        """Return some of them, by number, or those where a row of booleans is true."""
        guards.array("rows", rows, "(k,)", kinds="biu", empty=True)
        rows, m = np.asarray(rows, None if np.size(rows) else np.int64), len(self.scores)
        if len(rows) != m if rows.dtype == bool else rows.size and not -m <= rows.min() <= rows.max() < m:
            raise ValueError(f"rows={guards.shown(rows)}: expected numbers from 0 to {m - 1}, or {m} booleans")
        return Detections(self.boxes[rows], self.labels[rows], self.scores[rows])


def as_boxes(boxes, name="boxes"):
    """Return boxes as an array of float64, shape (m, 4), or say which is none; an empty list holds no boxes.

    Raises
    ------
    ValueError
        If they are not of shape (m, 4), or one has no area or holds a number that is not finite, or if a side is so
        small or large that its square is no number.
    """
    guards.array(name, boxes, finite=False, empty=True)
    boxes = np.zeros((0, 4)) if np.shape(boxes) == (0,) else np.asarray(boxes, np.float64)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} has shape {boxes.shape}: expected (m, 4), a row of top, left, bottom, right for each")
    good = np.isfinite(boxes).all(axis=1) & (boxes[:, 0] < boxes[:, 2]) & (boxes[:, 1] < boxes[:, 3])
    if not good.all():
        k = int(np.argmin(good))
        raise ValueError(f"{name}[{k}] is {boxes[k].tolist()}: expected top < bottom and left < right, all finite")
    sides = boxes[:, 2:] / 2 - boxes[:, :2] / 2
    if boxes.size and not 1e-100 <= 2 * sides.min() <= 2 * sides.max() <= 1e100:
        raise ValueError(f"{name} has sides from {2 * sides.min():g} to {2 * sides.max():g}: expected 1e-100 to 1e100")
    return boxes


def iou(a, b):
    r"""Return the intersection over union of each box of one list with each of another.

    .. math:: \text{IoU}(A, B) = \frac{|A \cap B|}{|A \cup B|} = \frac{|A \cap B|}{|A| + |B| - |A \cap B|}

    Parameters
    ----------
    a : ndarray, shape (m, 4)
    b : ndarray, shape (n, 4)
        An empty list holds no boxes, on either side.

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
        As `as_boxes`, and if there are not as many scores, one is not finite, or the threshold lies outside its range.

    Examples
    --------
    >>> boxes = [[0, 0, 10, 10], [1, 0, 11, 10], [0, 20, 10, 30]]
    >>> non_max_suppression(boxes, [0.6, 0.9, 0.8]).tolist()
    [1, 2]
    """
    guards.array("scores", scores, empty=True)
    guards.share("threshold", threshold)
    boxes, scores = as_boxes(boxes), np.asarray(scores, np.float64)
    if scores.shape != (len(boxes),):
        raise ValueError(f"scores has shape {scores.shape}: expected ({len(boxes)},), one for each of the boxes")
    overlaps, kept = iou(boxes, boxes), []
    for k in np.argsort(-scores, kind="stable"):
        if not (overlaps[k, kept] > threshold).any():
            kept.append(int(k))
    return np.array(kept, np.int64)
