import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import guards

X = np.zeros((2, 4, 4, 1), "float32")
REFUSED = [
    (guards.batch, (X[..., 0], (4, 4, 1)), r"n has shape \(2, 4, 4\): expected \(n, 4, 4, 1\), so add the axis"),
    (guards.batch, (X, (4, None, 3)), r"n has shape \(2, 4, 4, 1\): expected \(n, 4, any, 3\)$"),
    (guards.batch, (X.astype("uint8"), (4, 4, 1)), "n has dtype uint8: expected floating numbers"),
    (guards.batch, (X * np.nan, (4, 4, 1)), "n holds NaN or infinity"),
    (guards.batch, (None, (4,)), r"n has shape \(\): expected \(n, 4\)"),
    (guards.named_arrays, ([1],), r"n=\[1\]: expected a dict"),
    (guards.named_arrays, ({"a": "b"},), r"n\['a'\] has dtype"),
    (guards.named_arrays, ({"a": [np.inf]},), r"n\['a'\] holds NaN"),
    (guards.directions, (np.array([[1.0, 0], [0, 0]]),), "n holds a vector of zeros"),
    (guards.directions, (np.array([[1.0, np.nan]]),), "n holds NaN"),
    (guards.keras_model, (3,), "n=3: expected a Keras model"),
]


@pytest.mark.parametrize(("guard", "arguments", "message"), REFUSED)
def test_a_guard_says_what_came_and_what_would_be_right(guard, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        guard("n", *arguments)


def test_batch_takes_none_for_any_size_and_infinity_if_told():
    assert guards.batch("n", X, (None, 4, 1)) is None
    assert guards.batch("n", X + np.inf, (4, 4, 1), finite=False) is None


def test_directions_looks_at_tensors_but_not_inside_a_graph():
    with pytest.raises(ValueError, match="n holds a vector of zeros"):
        guards.directions("n", tf.zeros((2, 3)))

    @tf.function
    def traced(x):
        guards.directions("n", x)
        return x

    traced(tf.zeros((2, 3)))


def build(*last, activation=None):
    inputs = keras.layers.Input((4,))
    return keras.Sequential([inputs, keras.layers.Dense(3, activation=activation), *last])


SURE = {
    "softmax": lambda: build(activation="softmax"),
    "softmax ": lambda: build(keras.layers.Softmax()),
    "softmax  ": lambda: build(keras.layers.Activation("softmax"), keras.layers.Reshape((3,))),
    "softmax   ": lambda: keras.Sequential([keras.layers.Input((4,)), build(activation="softmax")]),
    "softmax    ": lambda: functional(keras.ops.softmax),
    "sigmoid": lambda: build(activation="sigmoid"),
    "log_softmax": lambda: build(activation="log_softmax"),
}


def functional(last):
    inputs = keras.layers.Input((4,))
    return keras.Model(inputs, last(keras.layers.Dense(3)(inputs)))


@pytest.mark.parametrize("end", SURE)
def test_logits_refuses_a_model_that_gives_probabilities(end):
    with pytest.raises(ValueError, match=f"network ends in {end.strip()}: expected a model that gives logits"):
        guards.logits("network", SURE[end]())


def test_logits_takes_a_model_that_gives_logits():
    for model in (build(), build(activation="relu"), functional(keras.ops.relu), functional(keras.layers.Flatten())):
        assert guards.logits("n", model) is None
    nothing = keras.layers.Input((4,))
    assert guards.logits("n", keras.Model(nothing, keras.layers.Flatten()(nothing))) is None


def test_keras_model_refuses_one_that_is_not_built_and_one_of_two_inputs():
    a, b = keras.layers.Input((4,)), keras.layers.Input((4,))
    for model in (keras.Sequential([keras.layers.Dense(3)]), keras.Model([a, b], keras.layers.Add()([a, b]))):
        with pytest.raises(ValueError, match="expected a model that is built, with one input and one output"):
            guards.keras_model("n", model)


def test_keras_model_takes_several_inputs_where_one_is_not_needed():
    a, b = keras.layers.Input((4,)), keras.layers.Input((4,))
    assert guards.keras_model("n", keras.Model([a, b], keras.layers.Add()([a, b])), single=False) is None
    with pytest.raises(ValueError, match=r"expected a model that is built$"):
        guards.keras_model("n", keras.Sequential([keras.layers.Dense(3)]), single=False)


@pytest.mark.parametrize(
    "value", [[1.0], None, 1.0, np.ones(2, int), np.ones(2, bool), np.array(["a"]), np.array([None])]
)
def test_floating_refuses_what_holds_no_floating_numbers(value):
    with pytest.raises(ValueError, match=r"^n(=| has dtype).*: expected (an array of )?floating numbers"):
        guards.floating("n", value)
    assert guards.floating("n", np.ones(2, "float32")) is None
