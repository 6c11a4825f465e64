import random

import keras
import numpy as np
import pytest

from kernelbook import explain


@pytest.mark.slow
def test_an_invented_image_excites_more_than_any_digit(network, digits):
    images, labels = digits
    scores = network.predict(images[..., np.newaxis], verbose=0)[:, 3]
    image, activation = explain.maximize(network, "logits", 3, steps=120)
    assert image.shape == (28, 28)
    assert image.min() >= 0
    assert image.max() <= 1
    assert network(image[np.newaxis, ..., np.newaxis]).numpy()[0, 3] == pytest.approx(activation, rel=1e-4)
    assert activation > scores[labels == 3].max()


@pytest.mark.slow
def test_calm_makes_an_invented_image_smoother(network):
    rough, calm = (explain.maximize(network, "conv2", 5, steps=60, calm=calm)[0] for calm in (0.0, 0.2))
    assert np.abs(np.diff(calm)).sum() < 0.8 * np.abs(np.diff(rough)).sum()


# One of each layer that the climb after the ReLU left at a blank image: silent at faint noise, so without a slope.
@pytest.mark.slow
@pytest.mark.parametrize(("layer", "unit"), [("conv1", 1), ("conv2", 3), ("conv3", 0), ("dense", 0)])
def test_an_invented_image_excites_a_unit_that_is_silent_at_first(network, layer, unit):
    image, activation = explain.maximize(network, layer, unit, steps=60)
    assert activation > 0
    maps = keras.Model(network.inputs[0], network.get_layer(layer).output)(image[np.newaxis, ..., np.newaxis]).numpy()
    answer = maps[0, unit] if maps.ndim == 2 else maps[0, maps.shape[1] // 2, maps.shape[2] // 2, unit]
    assert activation == pytest.approx(answer, rel=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("layer", ["conv1", "conv2", "conv3", "dense"])
def test_an_invented_image_excites_every_unit_that_any_image_can_excite(network, layer):
    silent = []
    for unit in range(0, network.get_layer(layer).output.shape[-1], 4):
        try:
            assert explain.maximize(network, layer, unit, steps=60)[1] > 0
        except ValueError:
            silent.append(unit)
    assert silent == ([16] if layer == "conv1" else [])
    kernel, bias = network.get_layer("conv1").get_weights()
    assert np.maximum(kernel[..., 16], 0).sum() + bias[16] < 0, "white where it helps, black elsewhere: still silent"


@pytest.mark.slow
@pytest.mark.parametrize("own_layer", [True, False])
def test_a_unit_that_no_image_excites_is_refused(own_layer):
    activation = None if own_layer else "relu"
    stack = [keras.layers.Input((4, 4, 1)), keras.layers.Conv2D(2, 3, activation=activation, name="maps")]
    model = keras.Sequential([*stack, *([keras.layers.ReLU(name="relu")] if own_layer else [])])
    model.layers[0].set_weights([np.stack([-np.ones((3, 3, 1)), np.ones((3, 3, 1))], axis=3), np.array([-1.0, -1.0])])
    layer = "relu" if own_layer else "maps"
    with pytest.raises(ValueError, match=f"unit=0 of layer='{layer}' stays silent: from 4 starts no image was found"):
        explain.maximize(model, layer, 0, steps=30)
    image, activation = explain.maximize(model, layer, 1, steps=60, calm=0)
    assert activation > 5
    assert image.shape == (4, 4)


def test_an_invented_image_has_the_channels_of_the_model(color):
    model, weights = color
    image, activation = explain.maximize(model, model.layers[-1].name, 1, steps=80, calm=0)
    np.testing.assert_allclose(image, weights[..., 1] > 0, atol=1e-3)
    assert activation == pytest.approx(np.maximum(weights[..., 1], 0).sum(), rel=1e-2)


def test_an_invented_image_needs_a_size():
    model = keras.Sequential([keras.layers.Input((None, None, 1)), keras.layers.Conv2D(2, 3, name="maps")])
    with pytest.raises(ValueError, match=r"model takes images of any size, \(None, None, 1\): expected one of a fixed"):
        explain.maximize(model, "maps", 0)


def test_inventing_an_image_draws_nothing_from_others(network):
    random.seed(3)
    expected = random.random()
    random.seed(3)
    explain.maximize(network, "conv1", 1, steps=1)
    assert random.random() == expected
