"""From images to answers for each pixel: patches to learn from, images of any size to answer for."""

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
