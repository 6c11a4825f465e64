"""Layers that are taken together compute what they compute one by one."""

import numpy as np
import pytest

from kernelbook import layers, models
from kernelbook.network import Sequential, digit_network, from_keras

STACKS = {
    "conv, relu, pool": lambda: [layers.Conv2D(5, 3), layers.ReLU(), layers.MaxPool2D(2)],
    "conv, pool, relu": lambda: [layers.Conv2D(5, 3), layers.MaxPool2D((2, 3)), layers.ReLU()],
    "conv, relu": lambda: [layers.Conv2D(5, (2, 3)), layers.ReLU()],
    "conv": lambda: [layers.Conv2D(5, 1)],
    "conv, pool, pool": lambda: [layers.Conv2D(5, 3), layers.MaxPool2D(2), layers.MaxPool2D(2)],
    "two of them": lambda: [
        *(layers.Conv2D(4, 3), layers.ReLU(), layers.MaxPool2D(3)),
        *(layers.Conv2D(6, 2), layers.MaxPool2D(2), layers.ReLU()),
    ],
    "not fused": lambda: [layers.Conv2D(4, 3, padding="same"), layers.ReLU(), layers.Conv2D(4, 3, strides=2)],
    "average": lambda: [layers.Conv2D(4, 3), layers.ReLU(), layers.AveragePool2D(2)],
}


@pytest.mark.parametrize("levels", [None, 3])
@pytest.mark.parametrize("stack", STACKS)
def test_fused_layers_give_what_the_layers_give_one_by_one(stack, levels):
    """Also where many pixels are equal, and for batches of several sizes in turn."""
    generator = np.random.default_rng(0)
    networks = [
        Sequential([*STACKS[stack](), layers.Flatten(), layers.Dense(3)], (14, 15, 2), dtype="float64", fused=fused)
        for fused in (True, False)
    ]
    networks[1].set_weights(networks[0].get_weights())
    for n in (4, 1, 4, 40, 7):
        x = generator.normal(size=(n, 14, 15, 2))
        x = x if levels is None else generator.integers(0, levels, x.shape).astype("float64")
        y = generator.integers(0, 3, n)
        results = []
        for network in networks:
            loss, errors = layers.softmax_cross_entropy(network.forward(x, training=True), y)
            network.backward(errors)
            results.append((loss, network.gradients.copy(), network.predict(x, batch_size=3)))
        for fast, plain in zip(*results, strict=True):
            np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_fused_layers_know_the_first_of_equals(seed):
    """Small whole numbers, so that no rounding hides a tie: of equal scores, both send the error to the first."""
    generator = np.random.default_rng(seed)
    x, y = generator.integers(0, 2, (5, 9, 9, 1)).astype("float64"), generator.integers(0, 3, 5)
    results = []
    for fused in (True, False):
        conv = layers.Conv2D(4, 2, name="conv")
        stack = [conv, layers.ReLU(), layers.MaxPool2D(2), layers.Flatten(), layers.Dense(3)]
        network = Sequential(stack, (9, 9, 1), dtype="float64", fused=fused)
        conv.parameters["kernel"][...] = np.random.default_rng(seed).integers(-2, 3, (2, 2, 1, 4))
        network.backward(layers.softmax_cross_entropy(network.forward(x, training=True), y)[1])
        results.append(network.gradients.copy())
    np.testing.assert_allclose(*results, atol=1e-12)


def test_fuse_takes_together_what_can_be_fused():
    network = from_keras(models.digit_network())
    assert [type(step).__name__ for step in network.stages] == [
        *["FusedConvolution"] * 3,
        *("Flatten", "Dense", "ReLU", "Dense"),
    ]
    assert [step.pool for step in network.stages[:3]] == [(2, 2), (2, 2), (1, 1)]
    plain = Sequential(STACKS["not fused"](), (14, 15, 2))
    assert plain.stages == plain.layers


def test_fuse_refuses_what_are_no_layers():
    for wrong in (3, [layers.ReLU], layers.ReLU()):
        with pytest.raises(ValueError, match=r"layers=.*: expected a list of layers"):
            layers.fuse(wrong)


def test_fused_layers_hand_out_no_memory_of_theirs():
    network, generator = digit_network(), np.random.default_rng(0)
    x = [generator.random((4, 28, 28, 1), dtype="float32") for _ in range(2)]
    for training in (True, False):
        first = [stage.copy() for stage in passed(network, x[0], training)]
        kept = passed(network, x[0], training)
        passed(network, x[1], training)
        for before, after in zip(first, kept, strict=True):
            np.testing.assert_array_equal(after, before)


def passed(network, x, training):
    """Return what each stage of a network computes."""
    found = []
    for stage in network.stages:
        x = stage.forward(x, training=training)
        found.append(x)
    return found


def test_a_fused_layer_refuses_to_go_back_from_an_answer():
    network, x = digit_network(), np.zeros((4, 28, 28, 1), "float32")
    network.forward(x, training=True)
    network.predict(x)
    with pytest.raises(ValueError, match=r"call forward\(x, training=True\) before"):
        network.backward(np.ones((4, 10), "float32"))
