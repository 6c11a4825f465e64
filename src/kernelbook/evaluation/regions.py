"""How well regions of an image were found: overlap of masks, and regions matched one to one."""

import numpy as np

from kernelbook import guards


def intersection_over_union(truth, predicted, *, zero_division=0.0):
    r"""Return how much two masks share of what they cover together, also called the Jaccard index.

    .. math:: \text{IoU} = \frac{|A \cap B|}{|A \cup B|} = \frac{\text{TP}}{\text{TP} + \text{FP} + \text{FN}}

    Parameters
    ----------
    truth, predicted : array_like of bool, of one shape
        True where the object is.
    zero_division : 0.0 or 1.0
        The figure where both masks are empty.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shapes differ, a mask is not boolean, or `zero_division` is another number.

    References
    ----------
    P. Jaccard: The distribution of the flora in the alpine zone. New Phytologist, 1912.
    doi:10.1111/j.1469-8137.1912.tb05611.x

    Examples
    --------
    They share one pixel of three.

    >>> intersection_over_union([[True, True, False]], [[False, True, True]])
    0.3333333333333333
    """
    truth, predicted = as_masks(truth, predicted)
    guards.one_of("zero_division", zero_division, (0, 1))
    union = int((truth | predicted).sum())
    return int((truth & predicted).sum()) / union if union else float(zero_division)


def match_regions(truth, predicted, *, threshold=0.5):
    r"""Match each true region with the predicted one whose intersection over union with it is large enough.

    Above one half, no region can have two partners: two that each hold more than half of a third would share pixels.

    Parameters
    ----------
    truth, predicted : array_like of int, shape (h, w)
        0 for the background, and for each region a number of its own.
    threshold : float
        From 0.5 on, below 1. A match needs more.

    Returns
    -------
    pairs : ndarray of int, shape (m, 2)
        The numbers of regions that belong together: the true one, the predicted one.
    missed : ndarray of int, shape (k,)
        True regions without a partner.
    alarms : ndarray of int, shape (l,)
        Predicted regions without a partner.

    Raises
    ------
    ValueError
        If the shapes differ, a number is negative or not whole, or the threshold lies outside its range.

    Examples
    --------
    Region 1 was found as region 7, region 2 was missed: of its three pixels and one more, region 8 shares two.

    >>> match_regions([[1, 1, 0, 2, 2, 2, 0]], [[7, 7, 0, 0, 8, 8, 8]])
    (array([[1, 7]]), array([2]), array([8]))
    """
    truth, predicted = as_regions(truth, predicted)
    guards.number("threshold", threshold, 0.5, below=1)
    ours, rows = np.unique(truth, return_inverse=True)
    theirs, columns = np.unique(predicted, return_inverse=True)
    shared = np.zeros((len(ours), len(theirs)), dtype=np.int64)
    np.add.at(shared, (rows.ravel(), columns.ravel()), 1)
    together = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    match = (shared > threshold * together) & (ours > 0)[:, np.newaxis] & (theirs > 0)
    i, j = np.nonzero(match)
    pairs = np.stack([ours[i], theirs[j]], axis=1)
    return pairs, np.setdiff1d(ours[ours > 0], pairs[:, 0]), np.setdiff1d(theirs[theirs > 0], pairs[:, 1])


def regions_f1(truth, predicted, *, threshold=0.5, zero_division=0.0):
    r"""Return the F1 of finding regions: matched ones count as found.

    .. math:: F_1 = \frac{2\, \text{TP}}{2\, \text{TP} + \text{FP} + \text{FN}}

    Parameters
    ----------
    truth, predicted, threshold
        As in `match_regions`.
    zero_division : 0.0 or 1.0
        The figure where neither holds a region.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As `match_regions`, or if `zero_division` is another number.

    Examples
    --------
    >>> regions_f1([[1, 1, 0, 2, 2, 2, 0]], [[7, 7, 0, 0, 8, 8, 8]])
    0.5
    """
    guards.one_of("zero_division", zero_division, (0, 1))
    pairs, missed, alarms = match_regions(truth, predicted, threshold=threshold)
    whole = 2 * len(pairs) + len(missed) + len(alarms)
    return 2 * len(pairs) / whole if whole else float(zero_division)


def overlap_by_region(truth, predicted):
    """Divide the intersection and the union of two masks among the true regions, so that one can draw regions anew.

    A pixel that was predicted outside of every region belongs to the union of the nearest one.

    Parameters
    ----------
    truth : array_like of int, shape (h, w)
        0 for the background, and for each region a number of its own; one region at least.
    predicted : array_like of bool, shape (h, w)

    Returns
    -------
    intersections, unions : ndarray of int, shape (regions,)
        In pixels, in the order of the regions' numbers. Their sums are those of the whole masks.

    Raises
    ------
    ValueError
        As `match_regions`, or if there is no region.

    Examples
    --------
    >>> overlap_by_region([[1, 1, 0, 0, 0, 2]], [[False, True, True, False, False, False]])
    (array([1, 0]), array([3, 1]))
    """
    from scipy.ndimage import distance_transform_edt

    truth = as_regions(truth)[0]
    _, predicted = as_masks(truth > 0, predicted)
    if not truth.any():
        raise ValueError("truth holds no region: there is nothing to divide among")
    nearest = truth[tuple(distance_transform_edt(truth == 0, return_distances=False, return_indices=True))]
    numbers = np.unique(truth[truth > 0])
    shares = [(truth > 0) & predicted, (truth > 0) | predicted]
    return tuple(np.bincount(np.searchsorted(numbers, nearest[part]), minlength=len(numbers)) for part in shares)


def as_masks(truth, predicted):
    """Return two boolean masks of one shape, or refuse them."""
    truth, predicted = guards.as_array("truth", truth), guards.as_array("predicted", predicted)
    if truth.shape != predicted.shape:
        raise ValueError(f"truth has shape {truth.shape} and predicted {predicted.shape}: expected the same")
    for name, mask in (("truth", truth), ("predicted", predicted)):
        if mask.dtype != bool:
            raise ValueError(f"{name} has dtype {mask.dtype}: expected booleans, such as logits > 0 or labels == 1")
    return truth, predicted


def as_regions(truth, *predicted):
    """Return images of region numbers, shape (h, w), or refuse them."""
    given = zip(("truth", "predicted"), (truth, *predicted), strict=False)
    found = {name: guards.as_array(name, array) for name, array in given}
    for name, array in found.items():
        if array.ndim != 2 or array.dtype.kind not in "iu" or (array.size and array.min() < 0):
            raise ValueError(
                f"{name} has shape {array.shape}, dtype {array.dtype}: expected whole numbers from 0 on, (h, w)"
            )
    if len({array.shape for array in found.values()}) > 1:
        raise ValueError(f"truth has shape {found['truth'].shape}, predicted {found['predicted'].shape}: expected one")
    return list(found.values())
