"""What drawings are judged by: digits that nobody learned from, and chapter 05's network, which reads."""

from functools import cache

import numpy as np

from generators.training import images
from kernelbook import models

READ_BEFORE = 5_000  # of the 10,000 held-out digits: chapter 05's network learned from them


def held_out():
    """Return the 5,000 digits of which neither a generator nor the reader learned, in an order of chance.

    MNIST's own order keeps the digits of a hand together, so parts of it differ by more than chance.
    """
    rows = READ_BEFORE + np.random.default_rng(0).permutation(len(images()[1][0]) - READ_BEFORE)
    return tuple(each[rows] for each in images()[1])


@cache
def reader():
    """Return chapter 05's network, which gives logits."""
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return network


def as_shown(pictures):
    """Return images that go from -1 to 1, and beyond, as the reader takes them: cut, and from 0 to 1."""
    return np.clip(pictures, -1, 1) / 2 + 0.5


def read(pictures):
    """Name images that go from -1 to 1: labels (n,)."""
    return reader().predict(as_shown(pictures), batch_size=500, verbose=0).argmax(axis=1)


def percent(right):
    """Return a share as results files keep it."""
    return round(100 * float(np.mean(right)), 2), "%"
