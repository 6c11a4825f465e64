"""Scenes composed from real digits: where each digit stands is known exactly, to the pixel."""

from dataclasses import dataclass

import numpy as np

from kernelbook import data, guards
from kernelbook.detection import iou

__all__ = ["INK", "Scene", "album", "compose", "stack"]

INK = 0.3  # a pixel of a digit counts as part of it from this share of full ink on


@dataclass(frozen=True)
class Scene:
    """One image with what is in it.

    Attributes
    ----------
    image : ndarray, shape (h, w), float32
        From 0 (paper) to 1 (ink).
    boxes : ndarray, shape (m, 4), float64
        Top, left, bottom and right edge of each digit's ink, in pixels; bottom and right are the first row and column
        that are outside.
    labels : ndarray, shape (m,), int64
    pixels : ndarray, shape (h, w), uint8
        For each pixel 0 for the background, or 1 + the label of the digit that it belongs to; where two overlap, of
        the one with more ink there.
    """

    image: np.ndarray
    boxes: np.ndarray
    labels: np.ndarray
    pixels: np.ndarray


def compose(images, labels, generator, *, size=96, count=(1, 6), side=(20, 40), clutter=6, noise=0.05, overlap=0.1):
    """Put digits of various sizes at random places, among pieces of other digits.

    Parameters
    ----------
    images : ndarray, shape (n, 28, 28), uint8
        The digits to choose from, as `data.load_mnist` gives them.
    labels : ndarray of int, shape (n,)
    generator : numpy.random.Generator
        Decides everything: the same seed gives the same scenes.
    size : int
        Height and width of the scene, in pixels.
    count : (int, int)
        The fewest and the most digits. Where no place is left for one, it is left out.
    side : (int, int)
        The shortest and the longest that the longer side of a digit's ink may be, in pixels.
    clutter : int
        Pieces of digits, at most, that are strewn around and count as background.
    noise : float
        Standard deviation of what is added to every pixel.
    overlap : float
        The largest intersection over union of two boxes.

    Returns
    -------
    Scene

    Raises
    ------
    ValueError
        If there are no digits, not whole numbers from 0 to 255 (such as 0 and 1 alone), or not as many labels, from 0
        to 254; if `generator` is none, such as the seed itself; or if a range is empty or does not fit into the scene.
    """
    guards.generator("generator", generator)
    guards.whole("clutter", clutter, 0)
    guards.number("noise", noise, 0)
    guards.share("overlap", overlap)
    check(images, labels, size, count, side)
    background, ink = np.zeros((size, size), np.float32), np.zeros((size, size), np.float32)
    for _ in range(generator.integers(clutter + 1)):
        piece = cut_piece(images[generator.integers(len(images))], generator)
        lay(background, piece * generator.uniform(0.4, 1), *place(piece.shape, size, generator))
    pixels, boxes, found = np.zeros((size, size), np.uint8), np.zeros((0, 4)), []
    for _ in range(generator.integers(count[0], count[1] + 1)):
        k = generator.integers(len(images))
        if np.max(images[k]) == 1:
            raise ValueError(f"images[{k}] has values up to 1: expected those of a file, 0 for paper to 255 for ink")
        digit = data.fit_into_box(crop(images[k]), generator.integers(side[0], side[1] + 1)) * generator.uniform(0.6, 1)
        corner = find_room(digit, boxes, size, overlap, generator)
        if corner is None:
            continue
        boxes, found = np.concatenate([boxes, [box_of(digit, corner)]]), [*found, labels[k]]
        part = tuple(slice(at, at + length) for at, length in zip(corner, digit.shape, strict=True))
        on_top = (digit >= INK * digit.max()) & (digit >= ink[part])
        pixels[part][on_top] = 1 + labels[k]
        lay(ink, digit, *corner)
    image = np.maximum(background, ink) + noise * generator.standard_normal((size, size), np.float32)
    return Scene(image.clip(0, 1).astype(np.float32), boxes, np.array(found, np.int64), pixels)


def album(images, labels, n, seed, **settings):
    """Compose several scenes.

    Parameters
    ----------
    images, labels
        As in `compose`.
    n : int
        How many scenes.
    seed : int
        The same seed gives the same scenes.
    settings
        Of `compose`.

    Returns
    -------
    list of Scene
    """
    guards.whole("n", n, 0)
    guards.whole("seed", seed, 0)
    generator = np.random.default_rng(seed)
    return [compose(images, labels, generator, **settings) for _ in range(n)]


def stack(scenes):
    """Return the images of scenes as a network takes them: ndarray, shape (n, h, w, 1), float32."""
    if not isinstance(scenes, list | tuple) or not scenes or not all(isinstance(scene, Scene) for scene in scenes):
        raise ValueError(f"scenes={guards.shown(scenes)}: expected a list of scenes, one at least")
    sizes = sorted({scene.image.shape for scene in scenes})
    if len(sizes) > 1:
        raise ValueError(f"scenes have images of shapes {', '.join(map(str, sizes))}: expected one shape")
    return np.stack([scene.image for scene in scenes])[..., np.newaxis]


def check(images, labels, size, count, side):
    """Refuse what cannot be composed."""
    guards.array("images", images, kinds="iu", empty=True)
    guards.array("labels", labels, kinds="iu", empty=True)
    if np.ndim(images) != 3 or len(images) == 0 or len(images) != len(labels):
        raise ValueError(f"images has shape {np.shape(images)}, labels {np.shape(labels)}: expected (n, h, w) and (n,)")
    if np.asarray(images).dtype != np.uint8 and (np.min(images) < 0 or np.max(images) > 255):  # bytes need no look
        raise ValueError(f"images have values from {np.min(images)} to {np.max(images)}: expected 0 to 255")
    guards.labels("labels", labels, 255)
    guards.countable("labels", labels)
    guards.whole("size", size, 13)  # the largest piece of clutter
    for name, ends in (("count", count), ("side", side)):
        if not isinstance(ends, tuple | list) or len(ends) != 2 or not all(map(guards.is_whole, ends)):
            raise ValueError(f"{name}={guards.shown(ends)}: expected two whole numbers, such as (1, 6)")
        guards.wide(f"{name}[0]", ends[0])
        guards.wide(f"{name}[1]", ends[1])
    if not 0 <= count[0] <= count[1]:
        raise ValueError(f"count={count}: expected the fewest digits, then the most")
    if not 4 <= side[0] <= side[1] <= size:
        raise ValueError(f"side={side}: expected the shortest, from 4, then the longest, not above size={size}")


def crop(image):
    """Return the part of an image that holds its ink, from 0 to 1; all of it if there is none."""
    rows, columns = (np.flatnonzero((image > 0).any(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return image / np.float32(255)
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / np.float32(255)


def cut_piece(image, generator):
    """Return a piece of a digit, turned by a multiple of 90 degrees: strokes that end at straight cuts."""
    digit = data.fit_into_box(crop(image), generator.integers(20, 40))
    h, w = (min(n, max(3, n // 3)) for n in digit.shape)
    top, left = (generator.integers(n - m + 1) for n, m in zip(digit.shape, (h, w), strict=True))
    return np.rot90(digit[top : top + h, left : left + w], generator.integers(4))


def place(shape, size, generator):
    """Return the upper left corner of a random place inside the scene."""
    return tuple(int(generator.integers(size - length + 1)) for length in shape)


def find_room(digit, boxes, size, overlap, generator, tries=20):
    """Return a corner where the digit's box overlaps no other by more than allowed, or None."""
    for _ in range(tries):
        corner = place(digit.shape, size, generator)
        if len(boxes) == 0 or iou(box_of(digit, corner)[np.newaxis], boxes).max() <= overlap:
            return corner
    return None


def box_of(digit, corner):
    """Return top, left, bottom and right of the ink of a digit whose array begins at a corner."""
    rows, columns = (np.flatnonzero((digit >= INK * digit.max()).any(axis=axis)) for axis in (1, 0))
    top, left = corner
    return np.array([top + rows[0], left + columns[0], top + rows[-1] + 1, left + columns[-1] + 1], np.float64)


def lay(canvas, patch, top, left):
    """Lay ink onto a canvas, in place: the darker of the two stays."""
    part = canvas[top : top + patch.shape[0], left : left + patch.shape[1]]
    np.maximum(part, patch, out=part)
