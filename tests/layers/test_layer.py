"""What every layer promises, forward and backward: by differences, and against Keras under XLA."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import layers
from kernelbook.layers.layer import initialize
from oracles import assert_relative

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
def test_forward_gives_the_shape_that_build_promised(case):
    for dtype in ("float32", "float64"):
        layer, x, output, _ = built(case, dtype)
        found = layer.forward(x, training=True)
        assert found.shape == (3, *output)
        assert found.dtype == dtype
        assert layer.backward(found).dtype == dtype
        assert layer.forward(x).dtype == dtype


@every_layer
@pytest.mark.parametrize("seed", range(3))
def test_backward_gives_central_differences(case, seed):
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
def test_backward_leaves_out_what_is_not_needed(case):
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


@pytest.mark.parametrize("case", KERAS)
def test_forward_and_backward_agree_with_keras(case):
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


@pytest.mark.parametrize("shape", [(3, 3, 16, 32), (576, 64)], ids=str)
def test_initialize_draws_where_keras_draws(shape):
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
        (lambda: layers.Conv2D(4, 3, groups=0), (9, 9, 1), "groups=0: expected a whole number from 1"),
        (lambda: layers.Conv2D(3, 3, groups=3), (9, 9, 1), "groups=3: expected a divisor of the 1 channels"),
        (lambda: layers.Conv2D(4, 3, groups=3), (9, 9, 3), "groups=3: expected a divisor of the 4 filters"),
        (lambda: layers.Conv2D(2.5, 3), (9, 9, 1), r"filters=2\.5: expected a whole number from 1"),
        (lambda: layers.Conv2D(2, 3, strides=0), (9, 9, 1), "strides=0"),
        (lambda: layers.Conv2D(2, 3, dilation="2"), (9, 9, 1), "dilation='2'"),
        (lambda: layers.Conv2D(2, 3, padding="full"), (9, 9, 1), "padding='full'"),
        (lambda: layers.Conv2D(2, 3, name=7), (9, 9, 1), "name=7: expected a text"),
        (lambda: layers.Dense(-1), (9,), "units=-1"),
        (lambda: layers.Dense(3, initializer=None), (9,), "initializer=None"),
        (lambda: layers.Dropout(30), (8,), "rate=30: expected a share from 0 to 1, such as 0.3 for 30%"),
        (lambda: layers.Dropout("0.3"), (8,), "rate='0.3'"),
        (lambda: layers.Dense(4), (3, 3, 2), r"put Flatten\(\) before it"),
        (lambda: layers.MaxPool2D(3), (2, 9, 1), "one block of 3x3 at least"),
        (lambda: layers.AveragePool2D(2), (8,), r"expected \(h, w, c\)"),
        (lambda: layers.Dropout(1.0), (8,), r"rate=1\.0"),
    ],
)
def test_build_refuses_what_does_not_fit(make, shape, message):
    with pytest.raises(ValueError, match=message):
        make().build(shape, np.random.default_rng(0))


@every_layer
def test_backward_refuses_errors_that_do_not_fit_and_a_way_back_from_nothing(case):
    layer, x, output, _ = built(case)
    with pytest.raises(ValueError, match=r"has given no answer yet: call forward\(x, training=True\) before"):
        layer.backward(np.ones((3, *output)))
    layer.forward(x, training=True)
    for errors in (np.ones((1, *output)), np.ones((3, *output, 1)), np.ones(())):
        with pytest.raises(ValueError, match=r"errors has shape .*: expected that of the layer's output, \(3, "):
            layer.backward(errors)
    for errors in ([1.0], None, np.ones((3, *output), int)):
        with pytest.raises(ValueError, match=r"errors(=| has dtype).*floating numbers"):
            layer.backward(errors)


@every_layer
def test_forward_refuses_what_is_no_array_and_what_is_no_flag(case):
    layer, x, _, _ = built(case)
    for bad, message in ((x.tolist(), r"x=\["), (np.full(x.shape, None), "x has dtype object"), (None, "x=None")):
        with pytest.raises(ValueError, match=message):
            layer.forward(bad)
    with pytest.raises(ValueError, match="training='no': expected True or False"):
        layer.forward(x, training="no")
    with pytest.raises(ValueError, match="x has no images"):
        layer.forward(x[:0], training=True)
