"""Whole networks built with the engine: their gradients are those of others, and they learn."""

import numpy as np
import pytest
import tensorflow as tf

from kernelbook import data, layers
from kernelbook.graph import Value, conv2d, flatten, global_average_pool2d, max_pool2d, relu, softmax_cross_entropy
from kernelbook.layers.layer import initialize
from kernelbook.network import Adam, Sequential
from oracles import assert_relative


def weights_of_a_residual_network(generator, c=1, k=8, numbers=7 * 7 * 8, dtype="float32"):
    """Draw the weights of two convolutions and a dense layer, by name."""
    shapes = {"K1": (3, 3, c, k), "b1": (k,), "K2": (3, 3, k, k), "b2": (k,), "W": (numbers, 10), "b3": (10,)}
    return {
        name: initialize(shape, "glorot", generator, dtype) if len(shape) > 1 else np.zeros(shape, dtype)
        for name, shape in shapes.items()
    }


def residual_network(x, w):
    """Compute logits: the second convolution adds to what it was given."""
    a = relu(conv2d(x, w["K1"], w["b1"], strides=2, padding="same"))
    y = relu(a + conv2d(a, w["K2"], w["b2"], padding="same"))
    return flatten(max_pool2d(y)) @ w["W"] + w["b3"]


def residual_network_of_tensorflow(x, w):
    a = tf.nn.relu(tf.nn.conv2d(x, w["K1"], 2, "SAME") + w["b1"])
    y = tf.nn.relu(a + tf.nn.conv2d(a, w["K2"], 1, "SAME") + w["b2"])
    pooled = tf.nn.max_pool2d(y, 2, 2, "VALID")
    return tf.reshape(pooled, (x.shape[0], -1)) @ w["W"] + w["b3"]


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-12)])
def test_gradients_of_a_residual_network_are_those_of_tensorflow(dtype, tolerance):
    generator = np.random.default_rng(0)
    x, labels = generator.normal(size=(4, 8, 11, 3)).astype(dtype), np.array([3, 1, 4, 1])
    arrays = weights_of_a_residual_network(generator, c=3, k=5, numbers=2 * 3 * 5, dtype=dtype)
    ours = {"x": Value(x), **{name: Value(array) for name, array in arrays.items()}}
    loss = softmax_cross_entropy(residual_network(ours["x"], ours), labels)
    loss.backward()
    with tf.device("CPU"), tf.GradientTape() as tape:
        theirs = {"x": tf.Variable(x), **{name: tf.Variable(array) for name, array in arrays.items()}}
        logits = residual_network_of_tensorflow(theirs["x"], theirs)
        expected = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    assert loss.data == pytest.approx(expected.numpy(), rel=tolerance)
    for name, gradient in tape.gradient(expected, theirs).items():
        assert ours[name].gradient.dtype == dtype
        difference = np.abs(ours[name].gradient - gradient.numpy()).max()
        assert difference <= tolerance * np.abs(gradient).max(), name


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradients_of_layers_in_a_row_are_those_of_sequential(fused, dtype):
    row = [layers.Conv2D(6, 3, name="a"), layers.ReLU(), layers.MaxPool2D(2), layers.Conv2D(5, 2, name="b")]
    row += [layers.ReLU(), layers.Flatten(), layers.Dense(10, name="c")]
    network = Sequential(row, (10, 9, 2), dtype=dtype, fused=fused)
    generator = np.random.default_rng(0)
    x, labels = generator.normal(size=(6, 10, 9, 2)).astype(dtype), generator.integers(0, 10, 6)
    loss, errors = layers.softmax_cross_entropy(network.forward(x, training=True), labels)
    network.backward(errors)

    w = {name: Value(array) for name, array in network.get_weights().items()}
    y = max_pool2d(relu(conv2d(x, w["a/kernel"], w["a/bias"])))
    y = flatten(relu(conv2d(y, w["b/kernel"], w["b/bias"])))
    found = softmax_cross_entropy(y @ w["c/kernel"] + w["c/bias"], labels)
    found.backward()
    assert found.data == pytest.approx(loss, rel=1e-6)
    for layer in network.layers:
        for name, gradient in layer.gradients.items():
            assert_relative(w[f"{layer.name}/{name}"].gradient, gradient)


def test_the_same_kernels_used_twice_get_the_gradient_of_both_uses():
    generator = np.random.default_rng(0)
    x, kernels = generator.normal(size=(2, 5, 5, 3)), generator.normal(size=(3, 3, 3, 3))
    K = Value(kernels)
    global_average_pool2d(conv2d(conv2d(x, K, padding="same"), K, padding="same")).sum().backward()
    first, second = Value(kernels), Value(kernels)
    global_average_pool2d(conv2d(conv2d(x, first, padding="same"), second, padding="same")).sum().backward()
    np.testing.assert_allclose(K.gradient, first.gradient + second.gradient, rtol=1e-12)


@pytest.mark.slow
def test_a_residual_network_learns_to_read_digits():
    (images, labels), _ = data.load_mnist()
    x, y = images[:4_000, ..., np.newaxis].astype("float32") / 255, labels[:4_000]
    generator = np.random.default_rng(0)
    w = {name: Value(array) for name, array in weights_of_a_residual_network(generator).items()}
    rules, losses = {name: Adam(0.003) for name in w}, []
    for rows in np.split(generator.permutation(3_200), 100):
        loss = softmax_cross_entropy(residual_network(x[rows], w), y[rows])
        loss.backward()
        losses.append(loss.data.item())
        for name, value in w.items():
            rules[name].update(value.data, value.gradient)
    accuracy = np.mean(residual_network(x[3_200:], w).data.argmax(axis=1) == y[3_200:])
    assert np.mean(losses[-20:]) < 0.65 < 2 < losses[0]
    assert accuracy > 0.8
