"""Explanation by perturbation, without gradients: cover a part of the image, and see how far the score falls."""

import numpy as np

from kernelbook import guards
from kernelbook.explain.inputs import answers, check_fill, checked


def occlusion(model, image, label, *, size=5, fill=0.0):
    r"""Return how much a score falls when a square of the image is covered, for every place of the square.

    .. math:: D_{i,j} = z_y(X) - z_y(X \text{ with } X_{i..i+s,\; j..j+s} = f)

    Needs no gradient, only answers; so it works on any model.

    Parameters
    ----------
    model : keras.Model
    image : ndarray, shape (h, w) or (h, w, 3)
    label : int
    size : int
        Height and width s of the square, in pixels.
    fill : float
        What it is covered with, in all channels.

    Returns
    -------
    ndarray, shape (h - size + 1, w - size + 1)

    Raises
    ------
    ValueError
        As `saliency`, or if the square does not fit into the image, or `fill` lies outside 0 to 1 where the image does
        not.

    References
    ----------
    M. D. Zeiler, R. Fergus: Visualizing and understanding convolutional networks. ECCV 2014.
    doi:10.1007/978-3-319-10590-1_53
    """
    X = checked(model, image, label)
    h, w = X.shape[1:3]
    guards.number("fill", fill)
    check_fill("fill", model, X, fill)
    if not guards.is_whole(size) or not 1 <= size <= min(h, w):
        raise ValueError(f"size={size!r}: expected a square from 1 pixel to {min(h, w)}")
    size = int(size)
    rows, columns = h - size + 1, w - size + 1
    covered = np.repeat(X, rows * columns + 1, axis=0)
    for n, (i, j) in enumerate(np.ndindex(rows, columns)):
        covered[n, i : i + size, j : j + size] = fill
    scores = answers(model, covered)[:, label]
    return (scores[-1] - scores[:-1]).reshape(rows, columns)
