"""How good an answer for each pixel is, from the table of true and answered classes."""

import numpy as np

from kernelbook import guards


def overlap_by_class(confusion):
    r"""Return intersection over union and Dice coefficient of each class, over all pixels.

    .. math:: \text{IoU}_k = \frac{C_{kk}}{\sum_l C_{kl} + \sum_l C_{lk} - C_{kk}}, \qquad
              \text{Dice}_k = \frac{2\, C_{kk}}{\sum_l C_{kl} + \sum_l C_{lk}}

    with the pixels C of each pair of true and answered class.

    Parameters
    ----------
    confusion : ndarray of int, shape (classes, classes)
        As `confusion_matrix` counts them: a row for each true class.

    Returns
    -------
    iou, dice : ndarray, shape (classes,)
        From 0 to 1; NaN for a class that neither occurs nor is answered. So count over a whole collection: one picture
        seldom holds all classes. The mean over those that occur is ``np.nanmean(iou)``.

    Raises
    ------
    ValueError
        If the table is not square or holds negative counts, or fractions, such as shares of each row.

    Examples
    --------
    >>> iou, dice = overlap_by_class(np.array([[6, 1], [1, 2]]))
    >>> iou.round(3).tolist(), dice.round(3).tolist()
    ([0.75, 0.5], [0.857, 0.667])
    """
    guards.array("confusion", confusion, finite=False, empty=True)
    confusion = np.asarray(confusion)
    if confusion.ndim != 2 or confusion.shape[0] != confusion.shape[1] or (confusion < 0).any():
        raise ValueError(f"confusion has shape {confusion.shape}: expected (classes, classes) of counts from 0")
    if confusion.size == 0 or np.any(confusion % 1):
        raise ValueError(f"confusion has shape {confusion.shape} or holds fractions: expected counts, not shares")
    common, both = np.diag(confusion), confusion.sum(axis=0) + confusion.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return common / (both - common), 2 * common / both
