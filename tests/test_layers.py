"""Every layer forward and backward: by hand, by differences, and against Keras under XLA."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import layers
from kernelbook.layers.layer import initialize

IMAGES = (5, 6, 4)
LAYERS = {
    "Conv2D": (lambda: layers.Conv2D(6, 3), IMAGES),
    "Conv2D, strides": (lambda: layers.Conv2D(3, (2, 3), strides=(2, 1), padding="same"), IMAGES),
    "Conv2D, dilation": (lambda: layers.Conv2D(2, 2, dilation=(2, 3), padding=((0, 1), (2, 0))), IMAGES),
    "Conv2D, groups": (lambda: layers.Conv2D(6, 3, groups=2, padding="same"), IMAGES),
    "MaxPool2D": (lambda: layers.MaxPool2D(2), IMAGES),
    "MaxPool2D, 2x3": (lambda: layers.MaxPool2D((2, 3)), IMAGES),
    "AveragePool2D": (lambda: layers.AveragePool2D((2, 4)), IMAGES),
    "ReLU": (lambda: layers.ReLU(), IMAGES),
    "Flatten": (lambda: layers.Flatten(), IMAGES),
    "Dense": (lambda: layers.Dense(7), (9,)),
    "BatchNorm": (lambda: layers.BatchNorm(), IMAGES),
    "BatchNorm of rows": (lambda: layers.BatchNorm(epsilon=0.1), (9,)),
}
every_layer = pytest.mark.parametrize("case", LAYERS)


def built(case, dtype="float64", seed=0):
    """Build a layer, shake all its parameters, and draw inputs that are different and not near 0."""
    make, shape = LAYERS[case]
    generator, layer = np.random.default_rng(seed), make()
    layer.name = "layer"
    output = layer.build(shape, generator, dtype)
    for values in layer.parameters.values():
        values += generator.normal(scale=0.3, size=values.shape).astype(dtype)
    count = 3 * int(np.prod(shape))
    x = generator.permutation(np.arange(count) - count // 2 + 0.5) / count * 4  # no ties, no kink within 2 / count
    return layer, x.reshape(3, *shape).astype(dtype), output, generator


@every_layer
def test_the_output_has_the_shape_that_was_promised(case):
    for dtype in ("float32", "float64"):
        layer, x, output, _ = built(case, dtype)
        found = layer.forward(x, training=True)
        assert found.shape == (3, *output)
        assert found.dtype == dtype
        assert layer.backward(found).dtype == dtype
        assert layer.forward(x).dtype == dtype


@every_layer
@pytest.mark.parametrize("seed", range(3))
def test_gradients_are_central_differences(case, seed):
    layer, x, output, generator = built(case, seed=seed)
    errors = generator.normal(size=(3, *output))

    def loss():
        return float((layer.forward(x, training=True) * errors).sum())

    loss()
    gradients = {"x": layer.backward(errors), **{name: g.copy() for name, g in layer.gradients.items()}}
    for name, values in {"x": x, **layer.parameters}.items():
        direction, h = generator.choice([-1.0, 1.0], size=values.shape), 1e-5
        values += h * direction
        above = loss()
        values -= 2 * h * direction
        below = loss()
        values += h * direction
        expected = (above - below) / (2 * h)
        assert (gradients[name] * direction).sum() == pytest.approx(expected, rel=1e-6, abs=1e-6), name


@every_layer
def test_what_is_not_needed_is_not_computed(case):
    layer, x, output, generator = built(case)
    layer.forward(x, training=True)
    errors = generator.normal(size=(3, *output))
    layer.backward(errors)
    expected = {name: gradient.copy() for name, gradient in layer.gradients.items()}
    sent_back = layer.backward(errors, input_needed=False)
    assert (sent_back is None) or not layer.parameters  # only a layer that learns may be the first that is asked
    for name, gradient in layer.gradients.items():
        np.testing.assert_array_equal(gradient, expected[name])


KERAS = {
    "Conv2D": lambda: keras.layers.Conv2D(6, 3),
    "Conv2D, strides": lambda: keras.layers.Conv2D(3, (2, 3), strides=(2, 1), padding="same"),
    "Conv2D, groups": lambda: keras.layers.Conv2D(6, 3, groups=2, padding="same"),
    "MaxPool2D": lambda: keras.layers.MaxPooling2D(2),
    "MaxPool2D, 2x3": lambda: keras.layers.MaxPooling2D((2, 3)),
    "AveragePool2D": lambda: keras.layers.AveragePooling2D((2, 4)),
    "ReLU": lambda: keras.layers.ReLU(),
    "Flatten": lambda: keras.layers.Flatten(),
    "Dense": lambda: keras.layers.Dense(7),
    "BatchNorm": lambda: keras.layers.BatchNormalization(),
    "BatchNorm of rows": lambda: keras.layers.BatchNormalization(epsilon=0.1),
}


def assert_relative(found, expected):
    """Compare by the largest number: max |a − b| ≤ 1e-5 max |b|."""
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 1e-5 * np.abs(expected).max()


@pytest.mark.parametrize("case", KERAS)
def test_agrees_with_keras_forward_and_backward(case):
    layer, x, output, generator = built(case, "float32")
    theirs = KERAS[case]()
    theirs.build(x.shape)
    for variable in theirs.trainable_variables:
        variable.assign(layer.parameters[variable.name])
    errors = generator.normal(size=(3, *output)).astype("float32")

    @tf.function(jit_compile=True)
    def run(images):
        with tf.GradientTape() as tape:
            tape.watch(images)
            result = theirs(images, training=True)
            loss = tf.reduce_sum(result * errors)
        return result, *tape.gradient(loss, [images, *(variable.value for variable in theirs.trainable_variables)])

    with tf.device("CPU"):
        result, by_images, *by_parameters = (np.asarray(array) for array in run(tf.constant(x)))
    assert_relative(layer.forward(x, training=True), result)
    assert_relative(layer.backward(errors), by_images)
    for variable, gradient in zip(theirs.trainable_variables, by_parameters, strict=True):
        assert_relative(layer.gradients[variable.name], gradient)


# By hand.


def test_max_pooling_by_hand():
    layer, x = layers.MaxPool2D(2), np.arange(15.0).reshape(1, 3, 5, 1)
    layer.build((3, 5, 1), None)
    assert layer.forward(x).ravel().tolist() == [6, 8]  # the last row and column are dropped
    found = layer.backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1))[0, ..., 0]
    assert found.tolist() == [[0, 0, 0, 0, 0], [0, 10, 0, 20, 0], [0, 0, 0, 0, 0]]


def test_average_pooling_by_hand():
    layer, x = layers.AveragePool2D(2), np.arange(8.0).reshape(1, 2, 4, 1)
    layer.build((2, 4, 1), None)
    assert layer.forward(x).ravel().tolist() == [2.5, 4.5]
    found = layer.backward(np.array([4.0, 8.0]).reshape(1, 1, 2, 1))[0, ..., 0]
    assert found.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_ties_go_to_the_first_as_in_keras(levels):
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


def test_moving_averages_are_those_of_keras():
    generator, ours, theirs = np.random.default_rng(0), layers.BatchNorm(), keras.layers.BatchNormalization()
    ours.build((4, 5, 3), generator)
    theirs.build((None, 4, 5, 3))
    for _ in range(5):
        x = generator.normal(2, 3, (8, 4, 5, 3)).astype("float32")
        ours.forward(x, training=True)
        theirs(x, training=True)
    for name in ("moving_mean", "moving_variance"):
        np.testing.assert_allclose(ours.state[name], getattr(theirs, name).numpy(), rtol=1e-5)
    np.testing.assert_allclose(ours.forward(x), theirs(x, training=False), rtol=1e-4, atol=1e-5)


# The loss.


def test_the_loss_agrees_with_keras():
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


def test_the_loss_does_not_overflow():
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
def test_labels_that_do_not_fit_are_refused(logits, labels, message):
    with pytest.raises(ValueError, match=message):
        layers.softmax_cross_entropy(logits, np.asarray(labels))


# First weights.


@pytest.mark.parametrize("shape", [(3, 3, 16, 32), (576, 64)], ids=str)
def test_first_weights_lie_where_keras_draws_them(shape):
    generator = np.random.default_rng(0)
    for ours, theirs in (("glorot", keras.initializers.GlorotUniform(0)), ("he", keras.initializers.HeUniform(0))):
        found, expected = initialize(shape, ours, generator, "float32"), np.asarray(theirs(shape))
        assert np.abs(found).max() == pytest.approx(np.abs(expected).max(), rel=0.01)
        assert found.std() == pytest.approx(expected.std(), rel=0.05)
    assert not initialize(shape, "zeros", generator, "float32").any()


@pytest.mark.parametrize(
    ("make", "shape", "message"),
    [
        (lambda: layers.Conv2D(4, 3), (9,), r"inputs of shape \(9,\): expected \(h, w, c\)"),
        (lambda: layers.Conv2D(4, 3), (2, 9, 1), "covers 3 pixels"),
        (lambda: layers.Conv2D(4, 3, initializer="ones"), (9, 9, 1), "initializer='ones'"),
        (lambda: layers.Conv2D(4, 0), (9, 9, 1), "kernel_size=0"),
        (lambda: layers.Dense(4), (3, 3, 2), r"put Flatten\(\) before it"),
        (lambda: layers.MaxPool2D(3), (2, 9, 1), "one block of 3x3 at least"),
        (lambda: layers.AveragePool2D(2), (8,), r"expected \(h, w, c\)"),
        (lambda: layers.Dropout(1.0), (8,), r"rate=1\.0"),
    ],
)
def test_layers_that_do_not_fit_are_refused(make, shape, message):
    with pytest.raises(ValueError, match=message):
        make().build(shape, np.random.default_rng(0))
