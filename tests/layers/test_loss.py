import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import layers


def test_softmax_cross_entropy_agrees_with_keras():
    generator = np.random.default_rng(0)
    logits, labels = generator.normal(0, 4, (16, 10)), generator.integers(0, 10, 16)
    with tf.device("CPU"), tf.GradientTape() as tape:
        z = tf.constant(logits)
        tape.watch(z)
        theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, z)
    loss, errors = layers.softmax_cross_entropy(logits, labels)
    assert loss == pytest.approx(float(theirs), rel=1e-6)
    np.testing.assert_allclose(errors, tape.gradient(theirs, z), atol=1e-7)
    np.testing.assert_allclose(errors.sum(axis=1), 0, atol=1e-12)


def test_softmax_cross_entropy_does_not_overflow():
    logits = np.array([[1e4, -1e4, 0.0], [-1e30, 0.0, 0.0]], "float32")
    loss, errors = layers.softmax_cross_entropy(logits, np.array([0, 1]))
    assert loss == pytest.approx(np.log(2) / 2)
    assert np.isfinite(errors).all()


@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        (np.zeros((2, 3)), [0, 3], "whole numbers from 0 to 2"),
        (np.zeros((2, 3)), [0, -1], "whole numbers from 0 to 2"),
        (np.zeros((2, 3)), [0.0, 1.0], "whole numbers"),
        (np.zeros((2, 3)), [0], r"labels \(1,\)"),
        (np.zeros(3), [0, 1, 2], r"logits has shape \(3,\)"),
        (np.zeros((0, 3)), np.zeros(0, int), "one at least"),
    ],
)
def test_softmax_cross_entropy_refuses_labels_that_do_not_fit(logits, labels, message):
    with pytest.raises(ValueError, match=message):
        layers.softmax_cross_entropy(logits, np.asarray(labels))


def test_softmax_cross_entropy_refuses_logits_whose_differences_wrap_around():
    """Of the type uint8, 3 − 5 is 254."""
    with pytest.raises(ValueError, match="logits has dtype uint8: expected floating numbers"):
        layers.softmax_cross_entropy(np.array([[3, 5]], np.uint8), np.array([0]))
    with pytest.raises(ValueError, match=r"logits is a list: expected an array, \(n, classes\)"):
        layers.softmax_cross_entropy([[3.0, 5.0]], np.array([0]))
