import numpy as np
import pytest

from kernelbook import layers


def test_relu_has_no_slope_at_zero():
    layer = layers.ReLU()
    assert layer.forward(np.array([[-1.0, 0.0, 2.0]])).tolist() == [[0, 0, 2]]
    assert layer.backward(np.ones((1, 3))).tolist() == [[0, 0, 1]]


def test_dropout_keeps_the_mean_and_does_nothing_afterwards():
    layer, x = layers.Dropout(0.25), np.ones((40, 500), "float32")
    layer.build((500,), np.random.default_rng(0))
    found = layer.forward(x, training=True)
    assert set(np.unique(found)) == {np.float32(0), np.float32(4 / 3)}
    assert np.mean(found == 0) == pytest.approx(0.25, abs=0.02)
    np.testing.assert_array_equal(layer.backward(x), found)
    assert not np.array_equal(layer.forward(x, training=True), found)
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)
