"""The same steps as Keras, for a row of numbers and for a whole network."""

import keras
import numpy as np
import pytest

from kernelbook import data, models
from kernelbook.network import SGD, Adam, from_keras

# Keras rounds the settings of its optimizers to float32, even for weights in float64; sums of few powers of two, such
# as these near the usual settings, are the same in both.
ADAM = (2**-10, 0.875, 1 - 2**-10, 2**-23)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda: Adam(*ADAM), lambda: keras.optimizers.Adam(*ADAM)),
        (lambda: Adam(2**-9, 0.5, 0.75, 2**-10), lambda: keras.optimizers.Adam(2**-9, 0.5, 0.75, 2**-10)),
        (lambda: SGD(0.125), lambda: keras.optimizers.SGD(0.125)),
        (lambda: SGD(0.125, momentum=0.875), lambda: keras.optimizers.SGD(0.125, momentum=0.875)),
    ],
    ids=["adam", "adam, other settings", "sgd", "sgd, momentum"],
)
def test_adam_and_sgd_take_ten_steps_as_in_keras(ours, theirs):
    generator = np.random.default_rng(0)
    w, gradients = generator.normal(size=50), generator.normal(size=(10, 50))
    variable = keras.Variable(w, dtype="float64")
    our_rule, their_rule = ours(), theirs()
    for gradient in gradients:
        before = gradient.copy()
        our_rule.update(w, gradient)
        np.testing.assert_array_equal(gradient, before)
        their_rule.apply([keras.ops.convert_to_tensor(gradient, "float64")], [variable])
    assert np.abs(w - variable.numpy()).max() <= 1e-8


@pytest.mark.slow
def test_adam_takes_ten_steps_of_a_whole_network_as_in_keras():
    """In float64, same weights, same batches."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float64")
    try:
        model = models.digit_network()
    finally:
        keras.config.set_dtype_policy(policy)
    network = from_keras(model, dtype="float64")
    (images, labels), _ = data.load_mnist()
    x = images[:160, ..., np.newaxis] / 256  # Keras rounds inputs to float32: these are the same in both
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    model.compile(optimizer=keras.optimizers.Adam(*ADAM), loss=loss)
    optimizer = Adam(*ADAM)
    for start in range(0, 160, 16):
        rows = slice(start, start + 16)
        model.train_on_batch(x[rows], labels[rows].astype(int))
        network.step(x[rows], labels[rows], optimizer)
    for name, values in models.get_weights(model).items():
        assert np.abs(network.get_weights()[name] - values).max() <= 1e-10, name


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam(0), "learning_rate=0: expected a number above 0"),
        (lambda: Adam(beta_1=1.0), r"beta_1=1\.0: expected a number above 0 and below 1"),
        (lambda: SGD(float("nan")), "learning_rate=nan"),
        (lambda: SGD(0.1, momentum=-1), "momentum=-1"),
    ],
)
def test_adam_and_sgd_refuse_settings_out_of_range(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("make", [SGD, Adam])
def test_adam_and_sgd_refuse_another_network_and_another_gradient(make):
    optimizer = make()
    optimizer.update(np.ones(5), np.ones(5))
    with pytest.raises(ValueError, match=r"w has shape \(3,\), before it had \(5,\)"):
        optimizer.update(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match=r"w has shape \(5,\) and gradient \(3,\)"):
        optimizer.update(np.ones(5), np.ones(3))


@pytest.mark.parametrize("make", [SGD, Adam])
def test_adam_and_sgd_refuse_what_holds_no_floating_numbers(make):
    w = np.ones(3)
    for arguments, name in (((w.astype(int), w), "w"), ((w, w.astype(int)), "gradient"), ((w.tolist(), w), "w")):
        with pytest.raises(ValueError, match=f"{name}(=| has).*: expected (an array of )?floating numbers"):
            make().update(*arguments)
    optimizer = make()
    optimizer.learning_rate = np.nan
    with pytest.raises(ValueError, match="learning_rate=nan: expected a number from 0"):
        optimizer.update(w, w)
