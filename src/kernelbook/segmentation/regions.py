"""From a mask to its regions: those that touch cut apart, each measured."""

import numpy as np

from kernelbook import guards


def split_touching(mask, *, smoothing=1.0, depth=0.5):
    """Give the regions of a mask numbers, cutting those apart that touch at a narrow place.

    The distance of each pixel from the background is a mountain range with a summit for each round region. Water that
    rises from the summits, turned upside down, meets at the narrow places: a watershed.

    Parameters
    ----------
    mask : array_like of bool, shape (h, w)
    smoothing : float
        Standard deviation in pixels of the Gaussian that smooths the distances: a rough outline shall make no summits.
    depth : float
        In pixels: a summit counts if one must descend that far to reach a higher one.

    Returns
    -------
    ndarray of int, shape (h, w)
        0 for the background, regions from 1 on.

    Raises
    ------
    ValueError
        If `mask` is not boolean or not of rank 2, `smoothing` is negative, or `depth` is not above 0; infinity, which
        cuts nothing, is.

    References
    ----------
    S. Beucher, C. Lantuéjoul: Use of watersheds in contour detection. International workshop on image processing, 1979.

    Examples
    --------
    Two squares of 5 × 5 pixels that touch at a corner are two regions.

    >>> mask = np.zeros((12, 12), bool)
    >>> mask[1:6, 1:6] = mask[5:10, 5:10] = True
    >>> regions = split_touching(mask)
    >>> int(regions.max()), bool(regions[2, 2] != regions[8, 8])
    (2, True)
    """
    from scipy.ndimage import distance_transform_edt, gaussian_filter
    from skimage.measure import label
    from skimage.morphology import h_maxima
    from skimage.segmentation import watershed

    guards.array("mask", mask, empty=True)
    guards.number("smoothing", smoothing, 0)
    if not (guards.is_number(depth) or (isinstance(depth, float) and depth == np.inf)) or depth <= 0:
        raise ValueError(f"depth={depth!r}: expected a number above 0, or infinity")
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.dtype != bool:
        raise ValueError(f"mask has shape {mask.shape}, dtype {mask.dtype}: expected booleans, (h, w)")
    if mask.all() or not mask.any():  # no background to be distant from, or nothing to number
        return mask.astype(np.int64)
    distance = distance_transform_edt(np.pad(mask, 1, mode="edge"))[1:-1, 1:-1]  # the border is no background
    smooth = gaussian_filter(distance, smoothing)
    regions = watershed(-smooth, label(h_maxima(smooth, depth)), mask=mask).astype(np.int64)
    specks = label(mask & (regions == 0))  # too small for a summit of that depth
    return np.where(specks > 0, specks + regions.max(), regions)


def measure_regions(regions, *, clear_border=True):
    r"""Measure the size and shape of each region.

    .. math:: \text{concavity} = 1 - \frac{\text{area}}{\text{area of the convex hull}}

    Parameters
    ----------
    regions : array_like of int, shape (h, w)
        0 for the background, and for each region a number of its own.
    clear_border : bool
        Leave out regions that touch the border of the image: what lies beyond it is not measured.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        ``"region"``, its number; ``"area"`` in pixels; ``"perimeter"`` in sides of a pixel; ``"concavity"`` from 0.

    Raises
    ------
    ValueError
        If `regions` is not of rank 2 or holds other than whole numbers from 0.

    References
    ----------
    K. Benkrid, D. Crookes: Design and FPGA implementation of a perimeter estimator. The Queen's University of Belfast,
    2000: the perimeter, as scikit-image computes it.

    Examples
    --------
    An L of two 6 × 3 blocks fills 36 of the 45 or so pixels of its convex hull.

    >>> regions = np.zeros((11, 11), int)
    >>> regions[1:10, 1:4] = regions[7:10, 1:7] = 1
    >>> measures = measure_regions(regions)
    >>> int(measures["area"][0]), round(float(measures["concavity"][0]), 2)
    (36, 0.2)
    """
    from skimage.measure import regionprops_table
    from skimage.segmentation import clear_border as without_cut

    guards.array("regions", regions, empty=True)
    guards.one_of("clear_border", clear_border, (True, False))
    regions = np.asarray(regions)
    if regions.ndim != 2 or regions.dtype.kind not in "iu" or (regions.size and regions.min() < 0):
        raise ValueError(
            f"regions has shape {regions.shape}, dtype {regions.dtype}: expected whole numbers from 0 on, (h, w)"
        )
    whole = without_cut(regions) if clear_border else regions
    table = regionprops_table(whole, properties=("label", "area", "perimeter", "solidity"))
    return {
        "region": table["label"],
        "area": table["area"],
        "perimeter": table["perimeter"],
        "concavity": 1 - table["solidity"],
    }
