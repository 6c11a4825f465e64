"""From an image to its regions and their measurements: a mask by any network, touching regions split, each measured."""

import numpy as np


def segment(network, images, multiple):
    """Let a fully convolutional network answer images of any size.

    Poolings, and the upsamplings that undo them, give back the size they got only if it can be halved so often. Images
    are continued at the bottom and the right by mirroring until it can; the answers are cut back.

    Parameters
    ----------
    network : keras.Model
        Maps (n, h, w, c_in) to (n, h, w, c_out) where h and w are multiples of `multiple`.
    images : ndarray, shape (n, h, w, c_in)
    multiple : int
        2 to the power of the number of poolings: 4 for `models.unet`.

    Returns
    -------
    ndarray, shape (n, h, w, c_out)

    Raises
    ------
    ValueError
        If `images` is not of rank 4 or holds no pixel, or `multiple` is not a whole number from 1.
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.size == 0:
        raise ValueError(f"images has shape {images.shape}: expected (n, h, w, c), with pixels in it")
    if not isinstance(multiple, int | np.integer) or multiple < 1:
        raise ValueError(f"multiple={multiple!r}: expected a whole number from 1")
    h, w = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (0, -h % multiple), (0, -w % multiple), (0, 0)), mode="symmetric")
    return np.asarray(network(padded))[:, :h, :w]


def draw_patches(image, mask, n, side, generator, *, brightest=1.4):
    """Cut patches out of an image at random, turned by quarters, mirrored, and brighter or darker, with their masks.

    Parameters
    ----------
    image : ndarray, shape (h, w)
    mask : ndarray of bool, shape (h, w)
    n, side : int
        How many patches, and their height and width in pixels.
    generator : numpy.random.Generator
    brightest : float
        A patch is multiplied by a factor from 1 / `brightest` to `brightest`, as likely below as above 1.

    Returns
    -------
    patches : ndarray, shape (n, side, side, 1), float32
    answers : ndarray, shape (n, side, side, 1), float32
        1 where the mask is true, otherwise 0.

    Raises
    ------
    ValueError
        If the shapes differ, or a patch does not fit into the image.
    """
    if image.ndim != 2 or image.shape != mask.shape:
        raise ValueError(f"image has shape {image.shape} and mask {mask.shape}: expected (h, w) for both")
    if not 1 <= side <= min(image.shape):
        raise ValueError(f"side={side}: expected 1 to {min(image.shape)}, or a patch does not fit into {image.shape}")
    both = np.stack([image, mask], axis=2).astype(np.float32)
    h, w = image.shape
    patches = np.empty((n, side, side, 2), np.float32)
    for patch in patches:
        i, j = generator.integers(h - side + 1), generator.integers(w - side + 1)
        patch[:] = np.rot90(both[i : i + side, j : j + side], generator.integers(4))
        if generator.integers(2):
            patch[:] = patch[:, ::-1].copy()
        patch[..., 0] *= brightest ** generator.uniform(-1, 1)
    return patches[..., :1], patches[..., 1:]


def split_touching(mask, *, smoothing=1.0, depth=0.5):
    """Give the regions of a mask numbers, cutting those apart that touch at a narrow place.

    The distance of each pixel from the ground is a mountain range with a summit for each round region. Water that rises
    from the summits, turned upside down, meets at the narrow places: a watershed.

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
        0 for the ground, regions from 1 on.

    Raises
    ------
    ValueError
        If `mask` is not boolean or not of rank 2.

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

    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.dtype != bool:
        raise ValueError(f"mask has shape {mask.shape}, dtype {mask.dtype}: expected booleans, (h, w)")
    if mask.all() or not mask.any():  # no ground to be distant from, or nothing to number
        return mask.astype(np.int64)
    distance = distance_transform_edt(np.pad(mask, 1, mode="edge"))[1:-1, 1:-1]  # the border of the image is no ground
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
        0 for the ground, and for each region a number of its own.
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
