"""A task that is learned in a second, and a network for it that has one of every layer that learns."""

import numpy as np

from kernelbook import layers
from kernelbook.network import Sequential


def small(**arguments):
    """Build a network that has one of every layer that learns."""
    return Sequential(
        [
            layers.Conv2D(4, 3, name="conv"),
            layers.BatchNorm(name="norm"),
            layers.ReLU(),
            layers.MaxPool2D(2),
            layers.Flatten(),
            layers.Dense(3, name="logits"),
        ],
        (8, 8, 1),
        **arguments,
    )


def task(n=60, seed=0):
    """Draw images of three classes: a bright bar at the top, in the middle or at the bottom."""
    generator = np.random.default_rng(seed)
    x, y = generator.random((n, 8, 8, 1), dtype=np.float32) * 0.5, generator.integers(0, 3, n)
    x[np.arange(n), 3 * y] += 1
    return x, y
