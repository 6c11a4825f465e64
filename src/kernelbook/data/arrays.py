"""Arrays of images and their labels: some classes of them, and each image moved."""

import numpy as np

from kernelbook import guards


def select_classes(images, labels, classes):
    """Return the images of some classes, and their labels counted anew, from 0 in the order of `classes`.

    Parameters
    ----------
    images : ndarray, shape (n, ...)
    labels : ndarray of int, shape (n,)
    classes : sequence of int

    Returns
    -------
    images : ndarray, shape (m, ...)
    labels : ndarray of int64, shape (m,)

    Raises
    ------
    ValueError
        If there are not as many labels as images, labels are no whole numbers from 0, or a class does not occur or
        occurs twice in `classes`.

    Examples
    --------
    >>> select_classes(np.array([10, 20, 30, 40]), np.array([5, 7, 9, 7]), (7, 5))
    (array([10, 20, 40]), array([1, 0, 0]))
    """
    if not isinstance(images, np.ndarray) or images.ndim == 0:
        raise ValueError(f"images={guards.shown(images)}: expected an array, (n, ...)")
    guards.rank("labels", labels, "(n,)")
    guards.labels("labels", labels)
    guards.countable("labels", labels)
    if np.ndim(classes) != 1 or not np.issubdtype(np.asarray(classes).dtype, np.integer):
        raise ValueError(f"classes={guards.shown(classes)}: expected whole numbers, such as (0, 3)")
    if len(images) != len(labels):
        raise ValueError(f"images has {len(images)} rows, labels {len(labels)}: expected as many")
    if len(set(classes)) != len(classes) or not set(classes) <= set(np.unique(labels).tolist()):
        raise ValueError(f"classes={tuple(classes)}: expected different ones among {np.unique(labels).tolist()}")
    numbers = np.full(labels.max() + 1, -1)
    numbers[list(classes)] = np.arange(len(classes))
    kept = numbers[labels] >= 0
    return images[kept], numbers[labels[kept]]


def shift(images, rows, columns):
    r"""Move each image by whole pixels; what leaves it is lost, and zeros come in.

    .. math:: Y_{b,i,j} = X_{b,\; i - r_b,\; j - c_b}

    Parameters
    ----------
    images : ndarray, shape (n, h, w)
    rows, columns : int or ndarray of int, shape (n,)
        How far down and to the right: r and c.

    Returns
    -------
    ndarray, shape (n, h, w)

    Raises
    ------
    ValueError
        If `images` is not of rank 3, or `rows` or `columns` are no whole numbers, one for all or one an image.

    Examples
    --------
    >>> shift(np.array([[[1, 2], [3, 4]]]), 1, 0)
    array([[[0, 0],
            [1, 2]]])
    """
    guards.array("images", images, finite=False, empty=True)
    images = np.asarray(images)
    if images.ndim != 3:
        raise ValueError(f"images has shape {images.shape}: expected (n, h, w)")
    n, h, w = images.shape
    for name, by in (("rows", np.asarray(rows)), ("columns", np.asarray(columns))):
        if by.dtype.kind not in "iu" or by.shape not in ((), (n,)):
            raise ValueError(f"{name} has dtype {by.dtype} and shape {by.shape}: expected one whole number, or {n}")
    r, c = (np.broadcast_to(by, n).astype(int)[:, np.newaxis, np.newaxis] for by in (rows, columns))
    i, j = np.arange(h)[:, np.newaxis] - r, np.arange(w) - c
    inside = (i >= 0) & (i < h) & (j >= 0) & (j < w)
    found = images[np.arange(n)[:, np.newaxis, np.newaxis], i.clip(0, h - 1), j.clip(0, w - 1)]
    return np.where(inside, found, images.dtype.type(0))
