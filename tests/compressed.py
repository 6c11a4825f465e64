"""A small network, its images, and files that were made of it once, for tests of `kernelbook.compression`."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from kernelbook import compression

SIZE, CHANNELS = 8, 2


@cache
def small_network(padding="same", seed=0):
    """Return a network of one convolution, a pooling and two dense layers, with random weights."""
    import keras

    layers = keras.layers
    network = keras.Sequential(
        [
            layers.Input((SIZE, SIZE, CHANNELS)),
            layers.Conv2D(5, 3, padding=padding, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(6, activation="relu"),
            layers.Dense(4),
        ]
    )
    generator = np.random.default_rng(seed)
    network.set_weights([generator.normal(size=each.shape) / 3 for each in network.get_weights()])
    return network


def images(count=40, seed=1):
    """Return random images from 0 to 1."""
    return np.random.default_rng(seed).random((count, SIZE, SIZE, CHANNELS)).astype(np.float32)


@cache
def stored(form, padding="same"):
    """Return the path of a LiteRT file of the small network, written once."""
    path = Path(tempfile.mkdtemp(prefix="compressed-")) / f"{form}.tflite"
    compression.to_litert(small_network(padding), path, form, images(seed=2) if form == "int8" else None)
    return path


@pytest.fixture(autouse=True, scope="module")
def numbers_of_32_bits():
    """Set Keras' floats and policy, and give back what was there."""
    import keras

    floats, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    yield
    keras.config.set_floatx(floats)
    keras.config.set_dtype_policy(policy)
