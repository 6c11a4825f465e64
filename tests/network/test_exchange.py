"""Networks go to Keras and come back, and give the same answers on both sides."""

import keras
import numpy as np
import pytest

from kernelbook import data, layers, models
from kernelbook.network import Sequential, from_keras, to_keras
from kernelbook.network.settings import check_settings
from toys import small, task


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


def named_relu(x):
    return keras.ops.relu(x - 1)


named_relu.__name__ = "relu"
SETTINGS = {
    "max_value=1": lambda k: k.ReLU(max_value=1.0),
    "max_value=0": lambda k: k.ReLU(max_value=0),
    "negative_slope=0.1": lambda k: k.ReLU(negative_slope=0.1),
    "threshold=0.5": lambda k: k.ReLU(threshold=0.5),
    "data_format='channels_first'": lambda k: k.Conv2D(2, 3, data_format="channels_first"),
    "data_format='channels_first' ": lambda k: k.MaxPooling2D(2, data_format="channels_first"),
    "data_format='channels_first'  ": lambda k: k.AveragePooling2D(2, data_format="channels_first"),
    "data_format='channels_first'   ": lambda k: k.Flatten(data_format="channels_first"),
    "center=False": lambda k: k.BatchNormalization(center=False),
    "scale=False": lambda k: k.BatchNormalization(scale=False),
    "axis=1": lambda k: k.BatchNormalization(axis=1),
    "synchronized=True": lambda k: k.BatchNormalization(synchronized=True),
    "noise_shape=": lambda k: k.Dropout(0.3, noise_shape=(None, 1, 1, 2)),
    "trainable=False": lambda k: k.Conv2D(2, 3, trainable=False),
    "dtype='float16'": lambda k: k.Conv2D(2, 3, dtype="float16"),
    "dtype='mixed_float16'": lambda k: k.ReLU(dtype="mixed_float16"),
    "dtype='mixed_bfloat16'": lambda k: k.Dense(3, dtype="mixed_bfloat16"),
    "expected a bias, and the activation": lambda k: k.Dense(3, activation="softmax"),
    "expected a bias, and the activation ": lambda k: k.Dense(3, activation=lambda x: keras.ops.relu(x - 1)),
    "expected a bias, and the activation  ": lambda k: k.Conv2D(3, 3, activation=k.ReLU(max_value=1.0)),
    "expected a bias, and the activation   ": lambda k: k.Dense(3, activation=named_relu),
    "is a LeakyReLU": lambda k: k.LeakyReLU(),
    "is a Softmax": lambda k: k.Softmax(),
    "is a GlobalAveragePooling2D": lambda k: k.GlobalAveragePooling2D(),
    "is a ZeroPadding2D": lambda k: k.ZeroPadding2D(),
    "is a Sequential": lambda k: keras.Sequential([k.Input((9, 9, 2)), k.ReLU()]),
    "is a Dense": lambda k: type("Dense", (k.Dense,), {"call": lambda self, x: 2 * k.Dense.call(self, x)})(3),
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_from_keras_refuses_every_setting_that_it_does_not_carry_over(setting):
    shape = (3, 3, 3) if "first" in setting else (9, 9, 2)
    model = keras.Sequential([keras.layers.Input(shape), SETTINGS[setting](keras.layers)])
    with pytest.raises(ValueError, match=f"(?s)^layer '.*{setting.strip()}"):
        from_keras(model)


def test_from_keras_refuses_a_setting_that_it_does_not_know():
    class Sharper(keras.layers.ReLU):
        def get_config(self):
            return super().get_config() | {"sharpness": 2}

    layer = Sharper(name="a")
    with pytest.raises(ValueError, match="layer 'a': sharpness=2 has no counterpart, expected None"):
        check_settings(renamed(layer, "ReLU"))


def renamed(layer, name):
    type(layer).__name__ = name
    return layer


HARMLESS = {
    "regularizer": lambda k: k.Conv2D(2, 3, kernel_regularizer="l2", activity_regularizer="l1", bias_regularizer="l2"),
    "constraint": lambda k: k.Conv2D(2, 3, kernel_constraint=keras.constraints.MaxNorm(2)),
    "initializer": lambda k: k.Conv2D(2, 3, kernel_initializer="he_normal", bias_initializer="ones"),
    "axis by its number": lambda k: k.BatchNormalization(axis=3, momentum=0.5, epsilon=0.1),
    "seed": lambda k: k.Dropout(0.3, seed=7),
    "whole": lambda k: k.ReLU(max_value=None, negative_slope=0, threshold=0.0),
    "strides spelled out": lambda k: k.MaxPooling2D((2, 3), strides=[2, 3]),
}


@pytest.mark.parametrize("setting", HARMLESS)
def test_from_keras_takes_settings_that_change_no_answer(setting):
    model = keras.Sequential([keras.layers.Input((9, 9, 2)), HARMLESS[setting](keras.layers)])
    x = np.random.default_rng(0).normal(size=(3, 9, 9, 2)).astype("float32")
    np.testing.assert_allclose(from_keras(model).predict(x), model(x, training=False).numpy(), atol=1e-5)


def branches():
    x = keras.layers.Input((9,))
    shared = keras.layers.Dense(9)
    return {
        "a shared layer": keras.Model(x, shared(shared(x))),
        "two outputs": keras.Model(x, [shared(x), keras.layers.ReLU()(x)]),
        "two inputs": keras.Model([x, other := keras.layers.Input((9,))], keras.layers.Add()([x, other])),
        "a chain": keras.Model(x, shared(x)),
        "not built": keras.Sequential([keras.layers.Dense(3)]),
        "no model": keras.layers.Dense(3),
        "its own way": type("Twice", (keras.Sequential,), {"call": lambda self, x: x})([x, shared]),
    }


@pytest.mark.parametrize("kind", branches())
def test_from_keras_refuses_models_that_are_no_chain_of_layers(kind):
    with pytest.raises(ValueError, match=r"^model.*: expected a"):
        from_keras(branches()[kind])


def test_from_keras_refuses_images_of_any_size():
    model = keras.Sequential([keras.layers.Input((None, None, 1)), keras.layers.Conv2D(2, 3)])
    with pytest.raises(ValueError, match=r"model takes inputs of shape \(None, None, None, 1\): expected one size"):
        from_keras(model)


def test_from_keras_and_to_keras_do_not_ask_how_keras_is_set():
    network = Sequential([layers.Conv2D(2, 3), layers.MaxPool2D(2), layers.Flatten(), layers.Dense(3)], (9, 8, 1))
    x = np.random.default_rng(0).normal(size=(3, 9, 8, 1)).astype("float32")
    keras.config.set_image_data_format("channels_first")
    try:
        model = to_keras(network)
        np.testing.assert_allclose(model(x).numpy(), network.predict(x), atol=1e-5)
        with pytest.raises(ValueError, match="data_format='channels_first' has no counterpart"):
            from_keras(keras.Sequential([keras.layers.Input((3, 4, 4)), keras.layers.Flatten()]))
    finally:
        keras.config.set_image_data_format("channels_last")


def test_to_keras_keeps_the_dtype():
    network = small(dtype="float64")
    x = task(5)[0].astype("float64")
    answers = to_keras(network)(x).numpy()
    assert answers.dtype == "float64"
    np.testing.assert_allclose(answers, network.predict(x), atol=1e-12)


def test_to_keras_refuses_layers_of_your_own_and_what_is_no_network():
    class ReLU(layers.ReLU):
        def forward(self, x, training=False):
            return 2 * super().forward(x, training)

    with pytest.raises(ValueError, match="layer 'relu_1' is a ReLU: Keras has no counterpart"):
        to_keras(Sequential([ReLU()], (3,)))
    with pytest.raises(ValueError, match=r"network=3: expected a network\.Sequential"):
        to_keras(3)


def test_to_keras_refuses_padding_by_numbers():
    network = Sequential([layers.Conv2D(2, 3, padding=((1, 0), (1, 0)), name="a")], (9, 9, 1))
    with pytest.raises(ValueError, match="'a' has padding"):
        to_keras(network)
