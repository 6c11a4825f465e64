"""Trees from the air without learning: what is greener than the rest, cut apart where crowns touch."""

import numpy as np

from kernelbook import guards
from kernelbook.segmentation.regions import split_touching

GREENNESS = (-1.0, 2.0, -1.0)  # of red, green and blue


def find_crowns(picture, weights=GREENNESS, *, blur=2.0, smoothing=3.0, depth=1.0, smallest=15):
    r"""Find crowns in a photograph by their color, without learning: a threshold, a watershed, and boxes around it.

    The greenness of a pixel, smoothed by a Gaussian, is

    .. math:: E = 2 G - R - B

    Otsu's threshold parts the picture in two, whatever is in it; `split_touching` cuts apart what touches.

    Parameters
    ----------
    picture : ndarray, shape (h, w, 3), uint8
    weights : sequence of float
        Of red, green and blue, if not greenness shall count. Multiplied by a number, they find the same.
    blur : float
        Standard deviation of the Gaussian, in pixels.
    smoothing, depth
        Of `split_touching`.
    smallest : int
        Boxes with a shorter side than this are left out, in pixels.

    Returns
    -------
    boxes : ndarray, shape (n, 4), float64
        Top, left, bottom and right edge of each region.
    scores : ndarray, shape (n,)
        How sure: the share of its box that a region fills, about 0.79 for a disk. A wild shape is no crown.

    Raises
    ------
    ValueError
        If the picture has another shape or type, weights are no three numbers, not all 0, or another argument lies
        outside its range. In a picture of one color nothing is found.

    References
    ----------
    D. M. Woebbecke, G. E. Meyer, K. Von Bargen, D. A. Mortensen: Color indices for weed identification under various
    soil, residue, and lighting conditions. Transactions of the ASAE, 1995. doi:10.13031/2013.27838

    Examples
    --------
    A green square on gray ground; the blur rounds its corners.

    >>> picture = np.full((60, 60, 3), 100, np.uint8)
    >>> picture[20:40, 10:40, 1] = 200
    >>> boxes, scores = find_crowns(picture)
    >>> boxes.tolist()
    [[20.0, 10.0, 40.0, 40.0]]
    """
    from scipy.ndimage import find_objects, gaussian_filter
    from skimage.filters import threshold_otsu

    check(picture, weights)
    guards.number("blur", blur, 0)
    guards.number("smoothing", smoothing, 0)
    guards.number("depth", depth, above=0)
    guards.whole("smallest", smallest, 1)
    index = np.asarray(picture, np.float64) @ np.asarray(weights, np.float64)
    if np.ptp(index) <= 1e-9 * np.abs(weights).max():
        return np.zeros((0, 4)), np.zeros(0)
    index = gaussian_filter(index, blur)
    regions = split_touching(index > threshold_otsu(index), smoothing=smoothing, depth=depth)
    places = find_objects(regions)
    boxes = np.array([[a.start, b.start, a.stop, b.stop] for a, b in places], np.float64).reshape(-1, 4)
    scores = np.array([(regions[place] == number).mean() for number, place in enumerate(places, 1)])
    large = (boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf) >= smallest
    return boxes[large], scores[large]


def check(picture, weights):
    """Refuse what is no picture in color, or no weight for each color."""
    guards.array("picture", picture, "(h, w, 3)", kinds="u")
    if np.shape(picture)[2] != 3 or np.asarray(picture).dtype != np.uint8:
        dtype = np.asarray(picture).dtype
        raise ValueError(f"picture has shape {np.shape(picture)}, dtype {dtype}: expected (h, w, 3), uint8")
    guards.array("weights", weights, "(3,)")
    if np.shape(weights) != (3,) or not np.any(weights):
        raise ValueError(f"weights={guards.shown(weights)}: expected a number for red, green and blue, not all 0")
