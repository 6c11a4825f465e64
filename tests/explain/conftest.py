import keras
import numpy as np
import pytest

from kernelbook import data, models


@pytest.fixture(scope="module")
def network():
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return network


@pytest.fixture(scope="module")
def digits():
    _, (images, labels) = data.load_mnist()
    return images[:300].astype("float32") / 255, labels[:300]


@pytest.fixture(scope="module")
def linear():
    """A model of two classes whose scores are sums of weighted pixels: every explanation can be said by hand."""
    model = keras.Sequential([keras.layers.Input((4, 5, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    weights = np.random.default_rng(0).normal(size=(20, 2))
    model.set_weights([weights, np.array([3.0, -1.0])])
    return model, weights.reshape(4, 5, 2)


@pytest.fixture(name="X")
def image():
    return np.random.default_rng(1).random((4, 5)).astype("float32")


@pytest.fixture(scope="module")
def color():
    """A model of three classes for color images of 6 × 5 pixels, whose scores are sums of weighted numbers."""
    model = keras.Sequential([keras.layers.Input((6, 5, 3)), keras.layers.Flatten(), keras.layers.Dense(3)])
    weights = np.random.default_rng(2).normal(size=(90, 3))
    model.set_weights([weights, np.zeros(3)])
    return model, weights.reshape(6, 5, 3, 3)


@pytest.fixture
def photo():
    return np.random.default_rng(3).random((6, 5, 3)).astype("float32")
