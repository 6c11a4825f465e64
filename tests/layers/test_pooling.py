import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import layers


def test_max_pool2d_by_hand():
    layer, x = layers.MaxPool2D(2), np.arange(15.0).reshape(1, 3, 5, 1)
    layer.build((3, 5, 1), None)
    assert layer.forward(x).ravel().tolist() == [6, 8]  # the last row and column are dropped
    found = layer.backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1))[0, ..., 0]
    assert found.tolist() == [[0, 0, 0, 0, 0], [0, 10, 0, 20, 0], [0, 0, 0, 0, 0]]


def test_average_pool2d_by_hand():
    layer, x = layers.AveragePool2D(2), np.arange(8.0).reshape(1, 2, 4, 1)
    layer.build((2, 4, 1), None)
    assert layer.forward(x).ravel().tolist() == [2.5, 4.5]
    found = layer.backward(np.array([4.0, 8.0]).reshape(1, 1, 2, 1))[0, ..., 0]
    assert found.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_max_pool2d_gives_ties_to_the_first_as_keras_does(levels):
    """A flat background makes ties the common case: few levels of gray, all blocks tie somewhere."""
    generator = np.random.default_rng(levels)
    x = generator.integers(0, levels, (4, 9, 8, 3)).astype("float32")
    layer = layers.MaxPool2D(2)
    layer.build(x.shape[1:], generator)
    errors = generator.normal(size=layer.forward(x).shape).astype("float32")
    images = tf.constant(x)
    with tf.device("CPU"), tf.GradientTape() as tape:
        tape.watch(images)
        loss = tf.reduce_sum(keras.layers.MaxPooling2D(2)(images) * errors)
    np.testing.assert_array_equal(layer.backward(errors), tape.gradient(loss, images))
