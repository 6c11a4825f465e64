"""Networks go to Keras and come back, and give the same answers on both sides."""

import keras
import numpy as np
import pytest

from kernelbook import data, layers, models
from kernelbook.network import Sequential, from_keras, to_keras


@pytest.fixture(scope="module")
def digits():
    (_, _), (images, labels) = data.load_mnist()
    return images[..., np.newaxis].astype("float32") / 255, labels


@pytest.fixture(scope="module")
def trained():
    model = models.digit_network()
    models.set_weights(model, models.load_weights("digit_network"))
    return model


@pytest.mark.slow
def test_from_keras_gives_the_same_logits_and_answers(trained, digits):
    network = from_keras(trained)
    x, y = digits
    ours, theirs = network.predict(x), trained.predict(x, batch_size=500, verbose=0)
    assert np.abs(ours - theirs).max() <= 1e-4
    np.testing.assert_array_equal(ours.argmax(axis=1), theirs.argmax(axis=1))
    loss, accuracy = network.evaluate(x, y)
    assert accuracy == np.mean(theirs.argmax(axis=1) == y)
    assert loss == pytest.approx(layers.softmax_cross_entropy(theirs, y)[0], abs=1e-5)


def everything():
    return keras.Sequential(
        [
            keras.layers.Input((13, 12, 2)),
            keras.layers.Conv2D(4, (3, 2), strides=(1, 2), padding="same", activation="relu", name="a"),
            keras.layers.BatchNormalization(momentum=0.9, epsilon=0.01, name="b"),
            keras.layers.Conv2D(6, 3, dilation_rate=2, groups=2, name="c"),
            keras.layers.ReLU(name="d"),
            keras.layers.AveragePooling2D((2, 1), name="e"),
            keras.layers.MaxPooling2D((2, 1), name="f"),
            keras.layers.Flatten(name="g"),
            keras.layers.Dropout(0.3, name="h"),
            keras.layers.Dense(5, activation="relu", name="i"),
            keras.layers.Dense(3, name="j"),
        ]
    )


def test_from_keras_and_to_keras_lead_there_and_back():
    model = everything()
    generator = np.random.default_rng(0)
    for variable in model.variables:
        if "seed" not in variable.name:
            variable.assign(np.abs(generator.normal(size=variable.shape)) * 0.3)
    network = from_keras(model)
    x = generator.random((4, 13, 12, 2), dtype=np.float32)
    expected = model(x, training=False).numpy()
    np.testing.assert_allclose(network.predict(x), expected, atol=1e-5)
    again = to_keras(network)
    np.testing.assert_allclose(again(x, training=False).numpy(), expected, atol=1e-5)
    assert again.count_params() == model.count_params()


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (lambda: keras.layers.Conv2D(2, 3, activation="tanh", name="a"), "'a': expected a bias, and the activation"),
        (lambda: keras.layers.Conv2D(2, 3, use_bias=False, name="a"), "'a': expected a bias"),
        (lambda: keras.layers.MaxPooling2D(3, strides=2, name="a"), "blocks that do not overlap"),
        (lambda: keras.layers.MaxPooling2D(2, padding="same", name="a"), "and no padding"),
        (lambda: keras.layers.DepthwiseConv2D(3, name="a"), "'a' is a DepthwiseConv2D: it has no counterpart"),
    ],
)
def test_from_keras_names_layers_without_counterpart(layer, message):
    model = keras.Sequential([keras.layers.Input((9, 9, 2)), layer()])
    with pytest.raises(ValueError, match=message):
        from_keras(model)


def test_to_keras_refuses_padding_by_numbers():
    network = Sequential([layers.Conv2D(2, 3, padding=((1, 0), (1, 0)), name="a")], (9, 9, 1))
    with pytest.raises(ValueError, match="'a' has padding"):
        to_keras(network)
