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
