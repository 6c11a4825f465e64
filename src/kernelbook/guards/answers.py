"""Guards of answers for each pixel or cell: shapes that belong together, as far as tensors of a graph tell them."""

import numpy as np

from kernelbook.guards.networks import floating
from kernelbook.guards.scalars import shown
from kernelbook.guards.values import array, labels, rank


def same_axes(first, one, second, other, axes):
    """Refuse two tensors whose leading axes differ, as far as they are known; None is a length not known yet.

    Examples
    --------
    >>> same_axes("truth", np.zeros((2, 8, 8)), "logits", np.zeros((2, 8, 8, 3)), 3)
    >>> same_axes("truth", np.zeros((8, 8, 8)), "logits", np.zeros((2, 8, 8, 3)), 3)
    Traceback (most recent call last):
    ValueError: truth has shape (8, 8, 8) and logits (2, 8, 8, 3): expected the same first 3 axes
    """
    pairs = list(zip(one.shape[:axes], other.shape[:axes], strict=False))
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        came = f"{first} has shape {tuple(one.shape)} and {second} {tuple(other.shape)}"
        raise ValueError(f"{came}: expected the same first {axes} axes")


def same_size(name, value, network, shape):
    """Refuse an argument by which a Keras network gets images (n, h, w, c) that it cannot answer pixel by pixel.

    A network that does not tell the shape of its answers is let pass.
    """
    taken = getattr(network, "input_shape", None)
    if isinstance(taken, tuple) and len(taken) == 4 and taken[3] not in (None, shape[3]):
        raise ValueError(f"images has {shape[3]} channels: expected {taken[3]}, as the network takes them")
    if getattr(network, "built", False) and hasattr(network, "compute_output_shape"):
        answers = tuple(network.compute_output_shape(tuple(shape)))
        if answers[1:3] != tuple(shape[1:3]):
            words = f"{name}={shown(value)}: continued to {shape[1]} x {shape[2]} pixels, the network answers"
            raise ValueError(f"{words} {answers[1]} x {answers[2]}; expected 2 to the power of its poolings")


def pixel_classes(first, truth, second, logits):
    """Refuse the class of each pixel, (n, h, w), if it does not fit logits, (n, h, w, classes).

    Labels outside the classes are refused where they can be seen: a tensor inside a graph has no values yet.

    Examples
    --------
    >>> pixel_classes("truth", np.array([[[0, 255]]]), "logits", np.zeros((1, 1, 2, 3)))
    Traceback (most recent call last):
    ValueError: truth holds labels from 0 to 255: expected 0 to 2
    """
    rank(second, logits, "(n, h, w, classes)")
    floating(second, logits)
    rank(first, truth, "(n, h, w)")
    same_axes(first, truth, second, logits, 3)
    if isinstance(logits, np.ndarray):
        array(second, logits, finite=False)
    if isinstance(truth, np.ndarray) or hasattr(truth, "numpy"):
        seen = np.asarray(truth)
        array(first, seen)
        if (seen % 1).any():
            raise ValueError(f"{first} holds fractions: expected the number of a class for each pixel")
        labels(first, seen.astype(np.int64), logits.shape[-1], "(n, h, w)")
