"""Changes that digits meet outside the test set: moved, turned, scaled, noisy, blurred, inverted, in a corner.

Every function takes images of shape (n, h, w) from 0 (paper) to 1 (ink), and gives float32 of the same shape and range.
Which way an image is moved or turned, and the noise, are drawn from `seed`. What is refused, images of another kind,
an amount that is no number or outside its range, a seed that is no whole number from 0, is a ValueError.
"""

import numpy as np

from kernelbook import data, guards

__all__ = ["CORRUPTIONS", "add_noise", "blur", "invert", "rotate", "scale", "to_corner", "translate"]


def translate(images, pixels, seed=0):
    """Move each image by `pixels` up, down, to the left or to the right; what leaves it is lost.

    Examples
    --------
    >>> spot = np.zeros((1, 5, 5))
    >>> spot[0, 2, 2] = 1
    >>> int(translate(spot, 2)[0, 2, 2]), translate(spot, 2).sum().item()
    (0, 1.0)
    """
    guards.whole("pixels", pixels, 0, 10**9)
    guards.whole("seed", seed, 0)
    images = as_images(images)
    ways = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])[np.random.default_rng(seed).integers(0, 4, len(images))]
    return data.shift(images, *(pixels * ways).T)


def rotate(images, degrees, seed=0):
    """Turn each image about its middle by `degrees`, to the left or to the right."""
    guards.number("degrees", degrees)
    guards.whole("seed", seed, 0)
    if np.ndim(images) == 0:
        raise ValueError(f"images={guards.shown(images)}: expected an array, (n, h, w)")
    angles = np.deg2rad(degrees) * signs(images, seed)
    return transform(images, np.cos(angles), np.sin(angles))


def scale(images, factor, seed=0):
    """Enlarge each image about its middle by `factor`; below 1 it becomes smaller."""
    guards.number("factor", factor, above=0)
    guards.number("factor", factor, 1e-300)
    guards.whole("seed", seed, 0)
    if np.ndim(images) == 0:
        raise ValueError(f"images={guards.shown(images)}: expected an array, (n, h, w)")
    return transform(images, np.full(len(images), 1 / factor), np.zeros(len(images)))


def add_noise(images, deviation, seed=0):
    """Add to each pixel a normal random number of this standard deviation, and clip to 0 and 1."""
    guards.number("deviation", deviation, 0, 1e300)
    guards.whole("seed", seed, 0)
    images = as_images(images)
    noise = np.random.default_rng(seed).normal(size=images.shape) * deviation
    return np.clip(images + noise, 0, 1).astype(np.float32)


def blur(images, deviation, seed=0):
    """Blur each image by a Gaussian of this standard deviation, in pixels, up to 1000."""
    from scipy.ndimage import gaussian_filter

    guards.number("deviation", deviation, 0, 1000)
    guards.whole("seed", seed, 0)
    return gaussian_filter(as_images(images), (0, deviation, deviation), mode="constant")


def invert(images, amount=1, seed=0):
    """Mix each image with its negative: `amount` 0 leaves it, 1 makes ink of paper and paper of ink."""
    guards.share("amount", amount)
    guards.whole("seed", seed, 0)
    images = as_images(images)
    return ((1 - amount) * images + amount * (1 - images)).astype(np.float32)


def to_corner(images, amount=1, seed=0):
    """Move the ink of each image toward one of the four corners: `amount` 0 leaves it, at 1 it touches the edges."""
    guards.share("amount", amount)
    guards.whole("seed", seed, 0)
    images = as_images(images)
    generator = np.random.default_rng(seed)
    by = []
    for axis in (2, 1):  # ink by rows, then by columns
        ink = images.max(axis=axis) > 0.1
        first, last = ink.argmax(axis=1), ink.shape[1] - 1 - ink[:, ::-1].argmax(axis=1)
        to_start = generator.integers(0, 2, len(images)).astype(bool)
        by.append(np.rint(amount * np.where(to_start, -first, ink.shape[1] - 1 - last)).astype(int))
    return data.shift(images, *by)


CORRUPTIONS = {
    "translated (pixels)": (translate, (1, 2, 3, 4, 6, 8)),
    "rotated (degrees)": (rotate, (10, 20, 30, 45, 60, 90)),
    "scaled (times)": (scale, (0.5, 0.6, 0.7, 0.85, 1.2, 1.4)),
    "noisy (deviation)": (add_noise, (0.1, 0.2, 0.3, 0.4, 0.6)),
    "blurred (pixels)": (blur, (0.5, 1.0, 1.5, 2.0, 3.0)),
    "inverted (share)": (invert, (0.2, 0.4, 0.6, 0.8, 1.0)),
    "in a corner (share)": (to_corner, (0.25, 0.5, 0.75, 1.0)),
}


def signs(images, seed):
    """Return +1 or -1 for each image."""
    return 2 * np.random.default_rng(seed).integers(0, 2, len(images)) - 1


def transform(images, cosines, sines):
    """Look each pixel up where the matrix ((c, s), (-s, c)), about the middle, sends it; between pixels, linearly."""
    from scipy.ndimage import affine_transform

    images = as_images(images)
    middle = (np.array(images.shape[1:]) - 1) / 2
    result = np.empty_like(images)
    for image, c, s, target in zip(images, cosines, sines, result, strict=True):
        matrix = np.array([[c, s], [-s, c]])
        affine_transform(image, matrix, middle - matrix @ middle, order=1, output=target)
    return result


def as_images(images):
    """Return images as float32, or refuse them."""
    guards.array("images", images, finite=False, empty=True)
    images = np.asarray(images)
    if 0 in images.shape[1:]:
        raise ValueError(f"images has shape {images.shape}: expected one pixel at least")
    if images.ndim != 3 or images.dtype.kind != "f" or (images.size and not (images.min() >= 0 and images.max() <= 1)):
        raise ValueError(
            f"images has shape {images.shape}, dtype {images.dtype}: expected floats from 0 to 1, (n, h, w); "
            "divide whole numbers by 255"
        )
    return images.astype(np.float32)
