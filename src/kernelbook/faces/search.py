"""Finding faces: a classifier of small windows, slid over an image in many sizes."""

import numpy as np

from kernelbook import guards, models
from kernelbook.data import fit_into_box
from kernelbook.detection import Detections, fully_convolutional, non_max_suppression

WINDOW = 25  # pixels: the side of a window, as in scikit-image's patches
STRIDE = 4  # pixels: from one window of the classifier to the next
STEP = 1.2  # from one size of the image to the next
MOST = 500  # windows that are compared with each other: what comes after the 500 surest is dropped


def pyramid(image):
    """Return an image in ever smaller sizes, as long as a window fits, each with the factor by which it is smaller.

    Raises
    ------
    ValueError
        If `image` is not of shape (h, w), smaller than one window, or not from 0 to 1.
    """
    guards.pixels("image", image, "(h, w)")
    image = np.asarray(image)
    if image.ndim != 2 or min(image.shape) < WINDOW:
        raise ValueError(f"image has shape {image.shape}: expected (h, w), from {WINDOW}x{WINDOW} pixels on")
    factors = STEP ** np.arange(int(np.log(min(image.shape) / WINDOW) / np.log(STEP)) + 1)
    levels = [(image if f == 1 else fit_into_box(image, round(max(image.shape) / f)), f) for f in factors]
    return [(level, factor) for level, factor in levels if min(level.shape) >= WINDOW]


def local_contrast_normalization(images, sigma=4.0):
    r"""Remove uneven light: subtract the local mean, divide by the local contrast.

    .. math:: Z = \frac{X - G * X}{\sqrt{G * (X - G * X)^2} + 0.02}

    with a Gaussian kernel G. Twice as much light changes nothing but the influence of the small constant.

    Parameters
    ----------
    images : ndarray, shape (h, w) or (n, h, w)
    sigma : float
        Of G, in pixels.

    Returns
    -------
    ndarray of the same shape, float32

    Raises
    ------
    ValueError
        If `images` are no such array of finite numbers, or `sigma` is not above 0.

    References
    ----------
    K. Jarrett, K. Kavukcuoglu, M. Ranzato, Y. LeCun: What is the best multi-stage architecture for object recognition?
    ICCV, 2009. doi:10.1109/ICCV.2009.5459469

    Examples
    --------
    >>> float(np.abs(local_contrast_normalization(np.full((5, 5), 0.7))).max().round(3))
    0.0
    """
    from scipy.ndimage import gaussian_filter

    guards.array("images", images, ("(h, w)", "(n, h, w)"))
    guards.number("sigma", sigma, above=0)
    images = np.asarray(images, np.float32)
    sigmas = (0,) * (images.ndim - 2) + (sigma, sigma)
    rest = images - gaussian_filter(images, sigmas, mode="nearest")
    return rest / (np.sqrt(gaussian_filter(rest**2, sigmas, mode="nearest")) + np.float32(0.02))


def read_level(everywhere, level):
    """Let a fully convolutional classifier read each window that lies inside: logits of shape (rows, columns)."""
    logits = np.asarray(everywhere(level[np.newaxis, ..., np.newaxis]))[0, ..., 0]
    rows, columns = ((n - WINDOW) // STRIDE + 1 for n in level.shape)
    return logits[:rows, :columns]


def find(everywhere, image, threshold, *, smallest=WINDOW, overlap=0.3):
    """Find faces of all sizes.

    A face is seen by several windows that stand a few pixels apart, an accident often by one alone. So the score of a
    window is a mean of the logits around it, weighted by a Gaussian whose standard deviation is 0.7 steps.

    Parameters
    ----------
    everywhere : keras.Model
        A classifier of windows, made fully convolutional: takes (1, h, w, 1), gives logits (1, rows, columns, 1).
    image : ndarray, shape (h, w)
        From 0 to 1, of any size from one window on.
    threshold : float
        The least score of a face.
    smallest : float
        The least side of a face, in pixels.
    overlap : float
        Of two boxes whose intersection over union is larger, the surer one stays. So does it of two of which one has
        more than half of its area in the other: a mouth in a face is no second face.

    Returns
    -------
    detection.Detections
        Boxes in the pixels of `image`, the surest first; all labels are 0.

    Raises
    ------
    ValueError
        If `image` is not of rank 2, smaller than one window, or not from 0 to 1, such as the bytes of a file; if
        `everywhere` is no fully convolutional network; if a number makes no sense.
    """
    from scipy.ndimage import gaussian_filter

    guards.slides("everywhere", everywhere)
    guards.number("threshold", threshold)
    guards.number("smallest", smallest, 0)
    guards.share("overlap", overlap)
    boxes, scores = [np.zeros((0, 4))], [np.zeros(0)]
    for level, factor in pyramid(image):
        if factor * WINDOW < smallest:
            continue
        score = gaussian_filter(read_level(everywhere, local_contrast_normalization(level)), 0.7, mode="nearest")
        corners = STRIDE * np.argwhere(score >= threshold)
        boxes.append(factor * np.hstack([corners, corners + WINDOW]))
        scores.append(score[score >= threshold])
    boxes, scores = np.concatenate(boxes), np.concatenate(scores)
    surest = np.argsort(-scores, kind="stable")[:MOST]
    boxes, scores = boxes[surest].clip(0, np.tile(np.shape(image), 2)), scores[surest]
    kept = non_max_suppression(boxes, scores, overlap)
    kept = kept[alone(boxes[kept])]
    return Detections(boxes[kept], np.zeros(len(kept), np.int64), scores[kept])


def alone(boxes):
    """Return which boxes, the surest first, share at most half of the smaller one's area with a surer one that stays.

    Examples
    --------
    >>> alone(np.array([[0, 0, 10, 10], [6, 6, 9, 9], [8, 8, 18, 18]])).tolist()
    [0, 2]
    """
    kept = []
    for k, box in enumerate(boxes):
        others = boxes[kept].reshape(-1, 4)
        common = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
        area, areas = np.prod(box[2:] - box[:2]), np.prod(others[:, 2:] - others[:, :2], axis=1)
        if (common.clip(0).prod(axis=1) <= 0.5 * np.minimum(area, areas)).all():
            kept.append(k)
    return np.array(kept, np.int64)


def move(image, generator):
    """Move, turn and zoom an image a little at random, and mirror it or not: ndarray of the same shape."""
    from scipy.ndimage import affine_transform

    side = image.shape[-1]
    middle = np.full(2, (side - 1) / 2)
    angle, zoom = generator.normal(0, np.radians(5)), np.exp(generator.normal(0, 0.06))
    A = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    offset = middle - A @ middle + generator.normal(0, side / 15, 2)
    moved = affine_transform(image, A, offset, order=1, mode="nearest")
    return moved[:, ::-1] if generator.random() < 0.5 else moved


def vary(images, count, generator):
    """Draw images at random, moved a little, and in another light: brighter or darker, with more contrast or less.

    Parameters
    ----------
    images : ndarray, shape (n, side, side)
        From 0 to 1.
    count : int
    generator : numpy.random.Generator

    Returns
    -------
    ndarray, shape (count, side, side), float32
        From 0 to 1.

    Raises
    ------
    ValueError
        If `images` are not square and from 0 to 1, or `count` or `generator` is of another kind.
    """
    guards.squares("images", images, light=True)
    guards.whole("count", count, 1)
    guards.generator("generator", generator)
    varied = np.empty((count, *images.shape[1:]), np.float32)
    for row, k in enumerate(generator.integers(len(images), size=count)):
        image = move(images[k], generator).clip(0, 1)
        gamma, contrast = np.exp(generator.normal(0, [0.4, 0.25]))
        varied[row] = np.clip(contrast * image**gamma + generator.normal(0, 0.15), 0, 1)
    return varied


def sample_windows(levels, count, generator):
    """Cut windows out of images at random places: ndarray, shape (count, 25, 25), float32."""
    windows = np.empty((count, WINDOW, WINDOW), np.float32)
    for row, k in enumerate(generator.integers(len(levels), size=count)):
        top, left = (generator.integers(n - WINDOW + 1) for n in levels[k].shape)
        windows[row] = levels[k][top : top + WINDOW, left : left + WINDOW]
    return windows


def sample_parts(faces, count, generator):
    """Cut parts out of faces and scale them to windows: an eye or a mouth alone is no face."""
    windows = np.empty((count, WINDOW, WINDOW), np.float32)
    for row, k in enumerate(generator.integers(len(faces), size=count)):
        side = int(generator.integers(6, 16))
        top, left = generator.integers(WINDOW - side + 1, size=2)
        windows[row] = fit_into_box(faces[k, top : top + side, left : left + side], WINDOW)
    return windows


def mine_hard_negatives(network, levels, most=60):
    """Collect the windows of images without a face that a classifier takes for one, or nearly: shape (m, 25, 25)."""
    everywhere, windows = fully_convolutional(network), [np.zeros((0, WINDOW, WINDOW), np.float32)]
    for level in levels:
        logits = read_level(everywhere, level)
        order = np.argsort(-logits, axis=None)[: min(most, np.sum(logits > -1))]
        for top, left in STRIDE * np.column_stack(np.unravel_index(order, logits.shape)):
            windows.append(level[np.newaxis, top : top + WINDOW, left : left + WINDOW])
    return np.concatenate(windows)


def train_searcher(faces, others, faceless, seed, *, rounds=6, epochs=5, count=1500, mining=True):
    """Train a classifier of windows; after each round it learns from what it took for faces where there are none.

    Parameters
    ----------
    faces, others : ndarray, shape (n, 25, 25)
        To learn from, from 0 to 1.
    faceless : sequence of ndarray, shape (h, w)
        Images without a face.
    seed : int
    rounds, epochs : int
        Rounds of mining, and epochs in each.
    count : int
        Faces in each epoch, and as many windows without one: half of them mined or, in the first round, random, a
        quarter from `others`, a quarter parts of faces.
    mining : bool
        Without it, that half is drawn at random in all rounds: new windows in every epoch.

    Returns
    -------
    keras.Sequential

    Raises
    ------
    ValueError
        If faces, others or faceless are no images of these shapes from 0 to 1, or a number makes no sense.
    """
    import keras

    guards.squares("faces", faces, WINDOW, light=True)
    guards.squares("others", others, WINDOW, light=True)
    guards.images_of_any_size("faceless", faceless, WINDOW)
    guards.whole("seed", seed, 0, 2**32 - 1)
    guards.whole("rounds", rounds, 1)
    guards.whole("epochs", epochs, 1)
    guards.whole("count", count, 25)
    guards.flag("mining", mining)
    keras.utils.set_random_seed(seed)
    generator, network = np.random.default_rng(seed), models.face_classifier()
    rate = keras.optimizers.schedules.CosineDecay(2e-3, rounds * epochs * 2 * count // 50)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=keras.losses.BinaryCrossentropy(from_logits=True))
    levels = [local_contrast_normalization(level) for image in faceless for level, _ in pyramid(image)]
    mined, answers = sample_windows(levels, count, generator), np.repeat([1.0, 0.0], count)
    for turn in range(rounds):
        for _ in range(epochs):
            shown = np.concatenate([vary(faces, count, generator), vary(others, count // 4, generator)])
            shown = local_contrast_normalization(np.concatenate([shown, sample_parts(faces, count // 4, generator)]))
            rest = 2 * count - len(shown)
            hard = (
                mined[generator.integers(len(mined), size=rest)] if mining else sample_windows(levels, rest, generator)
            )
            network.fit(np.concatenate([shown, hard])[..., np.newaxis], answers, batch_size=50, verbose=0)
        wrong = mine_hard_negatives(network, levels) if mining and turn < rounds - 1 else mined[:0]
        mined = np.concatenate([mined, wrong])
    return network
