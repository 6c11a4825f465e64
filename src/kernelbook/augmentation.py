"""Augmentation: show a network each image a little changed, as often as it looks. Derived in chapter 08."""

import numpy as np

from kernelbook import guards

__all__ = ["mirror", "move"]


def move(images, generator, *, degrees=10, zoom=0.1, shear=0.1, shift=2):
    r"""Turn, zoom, slant and shift each image by amounts of its own, drawn evenly from minus to plus the given ones.

    The pixel at row i and column j of a result is looked up, linearly between pixels, at

    .. math:: \binom{i'}{j'} = m + \frac{1}{s} \begin{pmatrix} \cos a & -\sin a \\ \sin a & \cos a \end{pmatrix}
              \begin{pmatrix} 1 & 0 \\ g & 1 \end{pmatrix} \left[ \binom{i}{j} - m - t \right]

    with the middle m, the angle a, the factor s, the shear g and the shift t. What lies outside the image is 0.

    Parameters
    ----------
    images : ndarray of float, shape (n, h, w, c)
    generator : numpy.random.Generator
    degrees : float
        Largest angle.
    zoom : float
        An image becomes larger or smaller by a factor between 1 - zoom and 1 + zoom; below 1.
    shear : float
        Upright strokes slant by up to so many pixels to the side for each pixel down.
    shift : float
        Largest shift along each axis, in pixels.

    Returns
    -------
    ndarray of float32, shape (n, h, w, c)

    Raises
    ------
    ValueError
        If `images` are not finite floats of that shape, `generator` is none, such as the seed itself, or an amount is
        negative or no number, or a zoom 1 and more.
    """
    from keras import ops

    if not hasattr(generator, "uniform"):
        raise ValueError(f"generator={guards.shown(generator)}: expected one, such as np.random.default_rng(0)")
    images = as_images(images)
    for name, amount in (("degrees", degrees), ("zoom", zoom), ("shear", shear), ("shift", shift)):
        guards.number(name, amount, 0)
        if not 0 <= amount < (1 if name == "zoom" else np.inf):
            raise ValueError(f"{name}={amount!r}: expected a number from 0{' to below 1' if name == 'zoom' else ''}")
    n, h, w, _ = images.shape
    angles = np.deg2rad(generator.uniform(-degrees, degrees, n))
    factors = generator.uniform(1 - zoom, 1 + zoom, n)
    slants = generator.uniform(-shear, shear, n)
    down, right = generator.uniform(-shift, shift, (2, n))
    c, s = np.cos(angles) / factors, np.sin(angles) / factors
    rows, columns = np.array([c - s * slants, -s]), np.array([s + c * slants, c])  # what makes i', what makes j'
    middle = np.array([(h - 1) / 2, (w - 1) / 2])
    start = middle[:, np.newaxis] + [down, right]
    # Eight numbers an image, as Keras wants them: j' = a j + b i + c, i' = d j + e i + f, and two for perspective.
    maps = np.zeros((n, 8), np.float32)
    maps[:, 0], maps[:, 1], maps[:, 2] = columns[1], columns[0], middle[1] - (columns * start).sum(axis=0)
    maps[:, 3], maps[:, 4], maps[:, 5] = rows[1], rows[0], middle[0] - (rows * start).sum(axis=0)
    return np.asarray(ops.image.affine_transform(images, maps, interpolation="bilinear", fill_mode="constant"))


def mirror(images, generator):
    """Mirror half of the images, drawn by chance, left to right: shape (n, h, w, c), as they come."""
    guards.generator("generator", generator)
    images = as_images(images)
    mirrored = generator.random(len(images)) < 0.5
    return np.where(mirrored[:, np.newaxis, np.newaxis, np.newaxis], images[:, :, ::-1], images)


def as_images(images):
    """Return images as float32, or refuse them."""
    guards.array("images", images, empty=True)
    images = np.asarray(images)
    if images.ndim != 4 or images.dtype.kind != "f":
        raise ValueError(
            f"images has shape {images.shape} and dtype {images.dtype}: expected floats of shape (n, h, w, c)"
        )
    return images.astype(np.float32, copy=False)
