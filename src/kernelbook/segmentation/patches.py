"""From images to answers for each pixel: patches to learn from, images of any size to answer for."""

import numpy as np

from kernelbook import guards


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
        If `images` is not of rank 4, holds no pixel or NaN, or `multiple` is not a whole number from 1, or not one for
        this network: its answers would have another size.
    """
    guards.function("network", network, "a network, which maps images to answers")
    guards.array("images", images, "(n, h, w, c)")
    guards.whole("multiple", multiple, 1)
    images = np.asarray(images)
    h, w = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (0, -h % multiple), (0, -w % multiple), (0, 0)), mode="symmetric")
    guards.same_size("multiple", multiple, network, padded.shape)
    return np.asarray(network(padded))[:, :h, :w]


def sample_patches(image, mask, n, side, generator, *, brightest=1.4):
    """Cut patches out of an image at random, turned by quarters, mirrored, and brighter or darker, with their masks.

    Parameters
    ----------
    image : ndarray, shape (h, w)
    mask : ndarray of bool, shape (h, w)
    n, side : int
        How many patches, and their height and width in pixels.
    generator : numpy.random.Generator
    brightest : float
        From 1. A patch is multiplied by a factor from 1 / `brightest` to `brightest`, as likely below as above 1.

    Returns
    -------
    patches : ndarray, shape (n, side, side, 1), float32
    answers : ndarray, shape (n, side, side, 1), float32
        1 where the mask is true, otherwise 0. `weighted_cross_entropy` and `dice_loss` take ``answers[..., 0]``.

    Raises
    ------
    ValueError
        If the shapes differ, the mask is not boolean, the image holds NaN, a patch does not fit into the image, or
        another argument lies outside its range.
    """
    guards.rank("image", image, "(h, w)")
    guards.rank("mask", mask, "(h, w)")
    guards.array("image", image)
    guards.array("mask", mask, kinds="b")
    guards.whole("n", n, 1)
    guards.whole("side", side)
    guards.generator("generator", generator)
    guards.number("brightest", brightest, 1)
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
