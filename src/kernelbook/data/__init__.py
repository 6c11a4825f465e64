"""The course's images, and the preparation that makes your own look like them."""

from pathlib import Path

import numpy as np

from kernelbook import archive

MNIST_PATH = Path(__file__).parents[1] / "datasets" / "mnist.npz"
MNIST_SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
DRAWN_PATH = Path(__file__).parents[1] / "datasets" / "drawn_digit.npz"
DRAWN_SHA256 = "c7983c3d5d56ec80e88038f95f4259373764c4b68f067ce5b7db4f575815211b"
PHOTOGRAPH_PATH = Path(__file__).parents[1] / "datasets" / "photograph.npz"
PHOTOGRAPH_SHA256 = "c85a5d6810a6d41ce655d5663417bf2e34a57c6f7511fe23ebecb5f2b7d41c45"
GARMENTS_PATH = Path(__file__).parents[1] / "datasets" / "garments.npz"
GARMENTS_SHA256 = "5fc7acf174cdbb9e64f403ae312757980951e88a29aa904a9db5b54e4303d4e8"
NUCLEI_PATH = Path(__file__).parents[1] / "datasets" / "nuclei.npz"
NUCLEI_SHA256 = "f21212e3d4332931f9b77adfaa01a938d9fa8f4024119807c76fdbcceecef424"
GARMENTS = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
OLD_GARMENTS = (0, 3, 4, 7, 8)  # what chapter 09 learns features from; each has a relative among the new ones
NEW_GARMENTS = (1, 2, 5, 6, 9)
REINSTALL = "Install kernelbook again, or restore the file with git."

DIGIT_SIDE = 28  # pixels: the side of an MNIST image
DIGIT_BOX = 20  # pixels: the longer side of the ink, scaled to fit
LARGEST_SIDE = 1000  # pixels: a larger picture is first reduced to this
MINIMUM_CONTRAST = 0.1  # of the full gray range: below it a picture counts as blank


def load_mnist():
    """Load the MNIST handwritten digits that ship with this package.

    The arrays are those of ``keras.datasets.mnist.load_data()``, so one call can replace the other; this one
    needs no network.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        Images as ndarray, shape (60000, 28, 28) and (10000, 28, 28), uint8 from 0 (paper) to 255 (ink);
        labels as ndarray, shape (60000,) and (10000,), uint8 from 0 to 9.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits. See datasets/mnist.md.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_mnist()
    >>> x_train.shape, x_test.shape, y_train[:5].tolist()
    ((60000, 28, 28), (10000, 28, 28), [5, 0, 4, 1, 9])
    """
    arrays = archive.read_npz(MNIST_PATH, MNIST_SHA256, REINSTALL)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def load_drawn_digit():
    """Load the sample picture of a digit: blue ink on unevenly lit paper, drawn by scripts/draw_digit.py.

    Returns
    -------
    ndarray, shape (h, w, 3), uint8

    Examples
    --------
    >>> load_drawn_digit().shape
    (240, 200, 3)
    """
    return archive.read_npz(DRAWN_PATH, DRAWN_SHA256, REINSTALL)["picture"]


def load_photograph():
    """Load a photograph: a cup of coffee on a wooden table, in color.

    Returns
    -------
    ndarray, shape (200, 300, 3), uint8
        Red, green and blue, from 0 to 255.

    References
    ----------
    Rachel Michetti, CC0, from the package scikit-image. See datasets/photograph.md.

    Examples
    --------
    >>> load_photograph().shape
    (200, 300, 3)
    """
    return archive.read_npz(PHOTOGRAPH_PATH, PHOTOGRAPH_SHA256, REINSTALL)["picture"]


def load_garments():
    """Load gray pictures of garments: a balanced part of Fashion-MNIST that ships with this package.

    ``keras.datasets.fashion_mnist.load_data()`` gives all 70,000, after a download.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        Images as ndarray, shape (10000, 28, 28) and (2000, 28, 28), uint8 from 0 (background) to 255; labels as
        ndarray, shape (10000,) and (2000,), uint8, whose names are `GARMENTS`. 1,000 and 200 of each class.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms.
    2017. doi:10.48550/arXiv.1708.07747. See datasets/garments.md.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_garments()
    >>> x_train.shape, x_test.shape, GARMENTS[y_train[0]]
    ((10000, 28, 28), (2000, 28, 28), 'ankle boot')
    """
    arrays = archive.read_npz(GARMENTS_PATH, GARMENTS_SHA256, REINSTALL)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def load_nuclei():
    """Load a fluorescence microscope's image of cell nuclei, with the outlines that experts gave them.

    Returns
    -------
    image : ndarray, shape (512, 512), uint8
        Brightness from 0; nuclei are brighter than the ground.
    regions : ndarray, shape (512, 512), uint8
        0 for the ground, and for each of 125 nuclei a number of its own, from 1 to 183.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing or its SHA-256 is wrong; the message names the file and both hashes.

    References
    ----------
    J. C. Caicedo et al.: Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl. Nature Methods,
    2019. doi:10.1038/s41592-019-0612-7. See datasets/nuclei.md.

    Examples
    --------
    >>> image, regions = load_nuclei()
    >>> image.shape, len(np.unique(regions[regions > 0]))
    ((512, 512), 125)
    """
    arrays = archive.read_npz(NUCLEI_PATH, NUCLEI_SHA256, REINSTALL)
    return arrays["image"], arrays["regions"]


TUMOR_MEASURES = tuple(f"{kind} {name}" for kind in ("mean", "worst") for name in ("area", "perimeter", "concavity"))


def load_tumors():
    """Load measurements of the nuclei of breast tumors, and what the tumors turned out to be.

    They are six of the thirty columns of scikit-learn's ``load_breast_cancer``, which carries the data: on a digital
    image of a fine needle aspirate, each nucleus was outlined by a program that was started by hand.

    Returns
    -------
    measurements : ndarray, shape (569, 6), float64
        A row for each patient, its columns named in `TUMOR_MEASURES`: over the nuclei of an image, the mean and the
        worst (the mean of the three largest) of area, in pixels, perimeter, in sides of a pixel, and concavity, the
        severity of the concave portions of the outline, from 0.
    malignant : ndarray, shape (569,), int64
        1 for the 212 malignant tumors, 0 for the 357 benign ones.

    References
    ----------
    W. N. Street, W. H. Wolberg, O. L. Mangasarian: Nuclear feature extraction for breast tumor diagnosis. Biomedical
    Image Processing and Biomedical Visualization, 1993. doi:10.1117/12.148698

    Examples
    --------
    >>> measurements, malignant = load_tumors()
    >>> measurements.shape, int(malignant.sum())
    ((569, 6), 212)
    """
    from sklearn.datasets import load_breast_cancer

    samples = load_breast_cancer()
    columns = [list(samples.feature_names).index(name) for name in TUMOR_MEASURES]
    return samples.data[:, columns], (samples.target_names[samples.target] == "malignant").astype(np.int64)


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
        If there are not as many labels as images, or a class does not occur or occurs twice in `classes`.

    Examples
    --------
    >>> select_classes(np.array([10, 20, 30, 40]), np.array([5, 7, 9, 7]), (7, 5))
    (array([10, 20, 40]), array([1, 0, 0]))
    """
    if len(images) != len(labels):
        raise ValueError(f"images has {len(images)} rows, labels {len(labels)}: expected as many")
    if len(set(classes)) != len(classes) or not set(classes) <= set(np.unique(labels).tolist()):
        raise ValueError(f"classes={tuple(classes)}: expected different ones among {np.unique(labels).tolist()}")
    numbers = np.full(labels.max() + 1, -1)
    numbers[list(classes)] = np.arange(len(classes))
    kept = numbers[labels] >= 0
    return images[kept], numbers[labels[kept]]


def load_small_digits():
    """Load another collection of handwritten digits, 8 × 8 pixels each, enlarged and prepared as MNIST was.

    The images are those of scikit-learn's ``load_digits``: the test part of the digits that E. Alpaydin and C. Kaynak
    collected in Istanbul. Each is cropped to its ink, scaled to a box of 20 pixels, and centered by its mass.

    Returns
    -------
    images : ndarray, shape (1797, 28, 28), float32
        From 0 (paper) to 1 (ink).
    labels : ndarray, shape (1797,), uint8

    References
    ----------
    E. Alpaydin, C. Kaynak: Optical recognition of handwritten digits. UCI Machine Learning Repository, 1998.
    doi:10.24432/C50P49

    Examples
    --------
    >>> images, labels = load_small_digits()
    >>> images.shape, labels[:5].tolist()
    ((1797, 28, 28), [0, 1, 2, 3, 4])
    """
    from sklearn.datasets import load_digits

    small = load_digits()
    prepared = []
    for image in small.images / 16:
        rows, columns = (np.flatnonzero((image > 0).any(axis=axis)) for axis in (1, 0))
        ink = fit_into_box(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], DIGIT_BOX)
        prepared.append(center_by_mass(ink / ink.max(), DIGIT_SIDE))
    return np.stack(prepared), small.target.astype(np.uint8)


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


def prepare_digit(image):
    """Prepare the picture of one digit as the MNIST images were prepared.

    The ink becomes bright on black, whichever of the two was darker; it is cropped, scaled so that its longer
    side is 20 pixels, and set into 28 × 28 pixels with its center of mass in the middle.

    Parameters
    ----------
    image : str or Path, or ndarray, shape (h, w), (h, w, 3) or (h, w, 4)
        A picture file, or gray, RGB or RGBA values: integers from 0 to 255, or floats from 0 to 1.
        Transparent pixels count as white paper.

    Returns
    -------
    ndarray, shape (28, 28), float32
        From 0 (paper) to 1 (ink).

    Raises
    ------
    ValueError
        If the array has another shape or range, or the picture is blank.

    References
    ----------
    The preparation that Y. LeCun, C. Cortes and C. J. C. Burges describe for the MNIST database.

    Examples
    --------
    A black bar of 10 × 4 pixels on white paper becomes a white bar of 20 × 8 pixels on black.

    >>> paper = np.full((30, 30), 255, np.uint8)
    >>> paper[5:15, 20:24] = 0
    >>> digit = prepare_digit(paper)
    >>> digit.shape, int((digit > 0.5).any(axis=1).sum()), int((digit > 0.5).any(axis=0).sum())
    ((28, 28), 20, 8)
    """
    gray = as_gray(image)
    if max(gray.shape) > LARGEST_SIDE:
        gray = fit_into_box(gray, LARGEST_SIDE)
    ink = separate_ink(gray)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    ink = fit_into_box(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], DIGIT_BOX)
    return center_by_mass(ink / ink.max(), DIGIT_SIDE)


def as_gray(image):
    """Return a picture file or array as gray values, shape (h, w), float64 from 0 (black) to 1 (white)."""
    if isinstance(image, str | Path):
        from PIL import Image, ImageOps

        try:
            with Image.open(image) as file:
                image = np.asarray(ImageOps.exif_transpose(file).convert("RGBA"))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise ValueError(f"image={str(image)!r} is not a picture file that can be read: {error}") from None
    image = np.asarray(image)
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in (1, 3, 4)) or image.size == 0:
        raise ValueError(f"image has shape {image.shape}; expected (h, w), (h, w, 3) or (h, w, 4)")
    values = image / 255.0 if np.issubdtype(image.dtype, np.integer) else image.astype(np.float64)
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > 1:
        low, high = (image.min(), image.max())
        raise ValueError(f"image has values from {low} to {high}; expected integers 0 to 255 or floats 0 to 1")
    if values.ndim == 2:
        return values
    opacity = values[..., 3] if values.shape[2] == 4 else 1.0
    color = values[..., :3].mean(axis=2)
    return color * opacity + (1.0 - opacity)


def separate_ink(gray):
    """Return how much ink each pixel holds, from 0 (paper) to 1, shape (h, w).

    The paper is what most of the border shows. Its brightness may change over the picture, from one border to
    the other, as a photograph's does.
    """
    paper = light_of_paper(gray)
    difference = gray - paper
    dark_ink = -difference.min() >= difference.max()
    ink = np.clip(-difference if dark_ink else difference, 0, None)
    contrast = np.quantile(ink, 0.999) if ink.size > 10_000 else ink.max()
    if contrast < MINIMUM_CONTRAST:
        raise ValueError(
            f"the image is blank: its ink differs from its paper by {contrast:.2f} of the gray range, "
            f"less than {MINIMUM_CONTRAST}; draw with more contrast"
        )
    ink = np.clip(ink / contrast, 0, 1)
    return np.where(ink < 0.25, 0, ink)


def light_of_paper(gray):
    """Return the brightness of the paper: a plane fitted to the border, shape (h, w)."""
    h, w = gray.shape
    margin = max(1, min(h, w) // 20)
    border = np.ones((h, w), bool)
    border[margin : h - margin, margin : w - margin] = False
    i, j = np.indices((h, w))
    plane = np.stack([np.ones(h * w), i.ravel() / h, j.ravel() / w], axis=1)
    chosen = border.ravel() & (np.abs(gray.ravel() - np.median(gray[border])) < 0.25)
    coefficients = np.linalg.lstsq(plane[chosen], gray.ravel()[chosen], rcond=None)[0]
    return (plane @ coefficients).reshape(h, w)


def fit_into_box(ink, side):
    """Scale an image so that its longer side has `side` pixels, its proportions kept, no pixel lost."""
    from PIL import Image

    scale = side / max(ink.shape)
    height, width = (max(1, round(scale * length)) for length in ink.shape)
    filter_ = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    resized = Image.fromarray(ink.astype(np.float32)).resize((width, height), filter_)
    return np.clip(np.asarray(resized), 0, 1)


def center_by_mass(ink, side):
    """Set an image into a square of `side` pixels, its center of mass as near to the middle as it fits."""
    canvas = np.zeros((side, side), np.float32)
    corner = []
    for axis, length in enumerate(ink.shape):
        mass = ink.sum(axis=1 - axis)
        center = (mass @ (np.arange(length) + 0.5)) / mass.sum()
        corner.append(int(np.clip(round(side / 2 - center), 0, side - length)))
    i, j = corner
    canvas[i : i + ink.shape[0], j : j + ink.shape[1]] = ink
    return canvas
