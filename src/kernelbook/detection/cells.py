"""The language of the detector: what each cell of a coarse grid should say, and what its answers mean."""

import numpy as np

from kernelbook import guards
from kernelbook.detection.boxes import Detections, as_boxes, non_max_suppression

STRIDE = 4  # pixels from one cell to the next, along both axes
REACH = 1.5  # a cell speaks for a digit if its middle is at most so many cells from the middle of the digit's box


def cell_centers(side, stride=STRIDE):
    """Return where the middle of each cell lies along an axis, in pixels: shape (side,)."""
    return (np.arange(side) + 0.5) * stride


def encode(boxes, labels, size, stride=STRIDE):
    """Write down what each cell should say about a scene.

    A cell near the middle of a box speaks for it, a *positive location*: it says the class, and how far the four edges
    are from the cell's middle. Where it is near several, it speaks for the nearest. The others say "background". A box
    that holds no cell's middle, or whose cells are all nearer to others, has no cell: `without_cell` tells which.

    Parameters
    ----------
    boxes : ndarray, shape (m, 4)
    labels : ndarray of int, shape (m,)
        From 0.
    size : int
        Height and width of the scene in pixels; a multiple of the stride.
    stride : int

    Returns
    -------
    ndarray, shape (size / stride, size / stride, 5), float32
        Class: 0 for background, otherwise 1 + label. Then the distances up, left, down and right to the edges, in
        cells; 0 for background.

    Raises
    ------
    ValueError
        If boxes have no area or lie outside, labels do not fit or one is negative, or the size is no multiple of the
        stride.

    Examples
    --------
    >>> target = encode([[0, 0, 8, 8]], [3], 16)
    >>> target[..., 0].astype(int).tolist()
    [[4, 4, 0, 0], [4, 4, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    >>> target[0, 1, 1:].tolist()
    [0.5, 1.5, 1.5, 0.5]
    """
    guards.array("boxes", boxes, finite=False, empty=True)
    if np.size(boxes) and (np.ndim(boxes) != 2 or np.shape(boxes)[1] != 4):
        raise ValueError(f"boxes has shape {np.shape(boxes)}: expected (m, 4)")
    guards.labels("labels", labels, shape="(m,)", empty=True)
    guards.countable("labels", labels)
    guards.whole("size", size, 1)
    guards.whole("stride", stride, 1)
    boxes, labels = as_boxes(np.reshape(boxes, (-1, 4))), np.asarray(labels)
    if labels.shape != (len(boxes),):
        raise ValueError(f"labels has shape {labels.shape}: expected ({len(boxes)},), one for each of the boxes")
    if size % stride:
        raise ValueError(f"size={size}: expected a multiple of the stride, {stride}")
    if len(boxes) and (boxes.min() < 0 or boxes.max() > size):
        raise ValueError(f"boxes reach from {boxes.min():g} to {boxes.max():g}: expected from 0 to size={size}")
    side = size // stride
    target = np.zeros((side, side, 5), np.float32)
    y, x = np.meshgrid(cell_centers(side, stride), cell_centers(side, stride), indexing="ij")
    nearest = np.full((side, side), np.inf)
    for (top, left, bottom, right), label in zip(boxes, labels, strict=True):
        away = np.maximum(abs(y - (top + bottom) / 2), abs(x - (left + right) / 2))
        inside = (y > top) & (y < bottom) & (x > left) & (x < right)
        positive = (away <= REACH * stride) & inside & (away < nearest)
        nearest[positive] = away[positive]
        distances = np.stack([y - top, x - left, bottom - y, right - x], axis=-1) / stride
        target[positive] = np.concatenate([np.full((positive.sum(), 1), 1 + label), distances[positive]], axis=1)
    return target


def without_cell(boxes, size, stride=STRIDE):
    """Say which boxes `encode` gives no cell, so that no detector can learn them: small or thin ones, or hidden ones.

    Parameters
    ----------
    boxes, size, stride
        As of `encode`.

    Returns
    -------
    ndarray of int, shape (k,)
        The numbers of these boxes.

    Raises
    ------
    ValueError
        As `encode`.

    Examples
    --------
    Cells have their middles at 2, 6, 10 and so on: the second box lies between them.

    >>> without_cell([[0, 0, 8, 8], [8, 3, 16, 5]], 16).tolist()
    [1]
    """
    numbers = np.arange(len(as_boxes(boxes)))
    return np.setdiff1d(numbers, encode(boxes, numbers, size, stride)[..., 0].astype(np.int64) - 1)


def decode(answers, *, score=0.05, overlap=0.4, stride=STRIDE):
    """Read the boxes off a detector's answers: those that are sure enough, one for each thing.

    Parameters
    ----------
    answers : ndarray, shape (h, w, 1 + classes + 4)
        For each cell the logits of background and classes, then the logarithms of the distances to the edges, in cells.
    score : float
        The least probability of a class that counts.
    overlap : float
        As `threshold` of `non_max_suppression`.
    stride : int

    Returns
    -------
    Detections
        The surest first. Boxes are cut off at the edges of the scene.

    Raises
    ------
    ValueError
        If `answers` is not of rank 3 with 6 finite numbers a cell at least, or `score` or `overlap` is no share.
    """
    guards.array("answers", answers)
    guards.share("score", score)
    guards.share("overlap", overlap)
    guards.whole("stride", stride, 1)
    answers = np.asarray(answers, np.float64)
    if answers.ndim != 3 or answers.shape[2] < 6:
        raise ValueError(f"answers has shape {answers.shape}: expected (h, w, 1 + classes + 4)")
    h, w, _ = answers.shape
    logits, distances = answers[..., :-4], stride * np.exp(answers[..., -4:].clip(-10, 10))
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    y, x = np.meshgrid(cell_centers(h, stride), cell_centers(w, stride), indexing="ij")
    edges = [y - distances[..., 0], x - distances[..., 1], y + distances[..., 2], x + distances[..., 3]]
    boxes = np.stack(edges, axis=-1).clip(0, [h * stride, w * stride] * 2)
    sure = p[..., 1:].max(axis=-1) >= score
    found = Detections(boxes[sure], p[sure][:, 1:].argmax(axis=1), p[sure][:, 1:].max(axis=1))
    return found.take(non_max_suppression(found.boxes, found.scores, overlap))


def loss(target, answers):
    r"""Return the loss of a detector, for Keras: the classes of all cells, and the boxes of those that speak for one.

    .. math:: L = \frac{1}{|D|} \Big( \sum_{c \in C} -\ln p_{c, y_c} \; + \; \sum_{c \in D} (1 - \text{IoU}_c) \Big)

    with all cells C, and those cells D that should name a class. One divisor for both sums: a mean over all cells for
    the classes, beside a mean over D for the boxes, would leave the classes next to no say. Both boxes contain
    the cell's middle, so their IoU follows from the distances to their edges.

    Parameters
    ----------
    target : tensor, shape (n, h, w, 5)
        As `encode` writes it.
    answers : tensor, shape (n, h, w, 1 + classes + 4)
        As `decode` reads it.

    Returns
    -------
    tensor, shape ()

    Raises
    ------
    ValueError
        If `target` or `answers` has another shape, or, where it can be seen, a class lies outside the answers'.

    References
    ----------
    J. Yu et al.: UnitBox: an advanced object detection network. ACM Multimedia, 2016. doi:10.1145/2964284.2967274
    Z. Tian et al.: FCOS: fully convolutional one-stage object detection. ICCV, 2019. doi:10.1109/ICCV.2019.00972
    """
    from keras import losses, ops

    guards.rank("target", target, "(n, h, w, 5)")
    guards.rank("answers", answers, "(n, h, w, 1 + classes + 4)")
    if target.shape[3] != 5:
        raise ValueError(f"target has shape {tuple(target.shape)}: expected (n, h, w, 5), as encode writes it")
    if answers.shape[3] < 6:
        raise ValueError(f"answers has shape {tuple(answers.shape)}: expected (n, h, w, 1 + classes + 4)")
    guards.pixel_classes("target", target[..., 0], "answers", answers[..., :-4])
    positive = ops.cast(target[..., 0] > 0, answers.dtype)
    classes = losses.sparse_categorical_crossentropy(target[..., 0], answers[..., :-4], from_logits=True)
    ours, theirs = ops.exp(ops.clip(answers[..., -4:], -10, 10)), target[..., 1:]
    least = ops.minimum(ours, theirs)
    common = (least[..., 0] + least[..., 2]) * (least[..., 1] + least[..., 3])
    areas = [(box[..., 0] + box[..., 2]) * (box[..., 1] + box[..., 3]) for box in (ours, theirs)]
    apart = 1 - common / (areas[0] + areas[1] - common)
    return (ops.sum(classes) + ops.sum(positive * apart)) / ops.maximum(ops.sum(positive), 1)
