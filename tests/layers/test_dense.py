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


def test_relu_takes_infinity_as_a_number_and_hands_on_what_is_none():
    found = layers.ReLU().forward(np.array([[-np.inf, np.inf, np.nan, -1.0, 2.0]]))
    np.testing.assert_array_equal(found, [[0, np.inf, np.nan, 0, 2]])


def test_dense_says_what_it_lacks_and_what_does_not_fit():
    layer = layers.Dense(2, name="a")
    with pytest.raises(ValueError, match="layer 'a' has no kernel yet"):
        layer.forward(np.zeros((1, 3)))
    layer.build((3,), np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"x has shape \(1, 4\): expected \(n, 3\)"):
        layer.forward(np.zeros((1, 4)))
    with pytest.raises(ValueError, match="x has dtype uint8"):
        layer.forward(np.zeros((1, 3), "uint8"))


def test_dropout_refuses_whole_numbers_and_training_without_a_generator():
    layer, x = layers.Dropout(0.5, name="a"), np.ones((2, 3))
    with pytest.raises(ValueError, match="layer 'a' has no generator yet"):
        layer.forward(x, training=True)
    for dtype in (int, bool):
        with pytest.raises(ValueError, match=r"x has dtype .*: expected floating numbers"):
            layer.forward(x.astype(dtype))


def test_flatten_refuses_a_batch_without_images():
    with pytest.raises(ValueError, match="x has no images"):
        layers.Flatten().forward(np.ones((0, 2, 2, 1)))
