import keras
import numpy as np
import pytest

from kernelbook import layers


def test_batch_norm_has_the_moving_averages_of_keras():
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


@pytest.mark.parametrize("settings", [{"momentum": 1.5}, {"momentum": "0.9"}, {"epsilon": -1}, {"epsilon": np.nan}])
def test_batch_norm_refuses_settings_out_of_range(settings):
    (name,) = settings
    with pytest.raises(ValueError, match=f"{name}="):
        layers.BatchNorm(**settings)


def test_batch_norm_refuses_other_channels():
    layer = layers.BatchNorm()
    layer.build((4, 4, 3), np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"x has shape \(1, 4, 4, 1\): expected \(n, any, any, 3\)"):
        layer.forward(np.zeros((1, 4, 4, 1)))


def test_batch_norm_goes_back_from_an_answer_by_the_moving_averages():
    layer, generator = layers.BatchNorm(), np.random.default_rng(0)
    layer.build((4,), generator, "float64")
    for _ in range(3):
        layer.forward(generator.normal(2, 3, (50, 4)), training=True)
    layer.parameters["gamma"][...] = generator.normal(size=4)
    x, errors, h = generator.normal(size=(5, 4)), generator.normal(size=(5, 4)), 1e-6
    layer.forward(x)
    found, gradients = layer.backward(errors), {name: g.copy() for name, g in layer.gradients.items()}
    for k in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[k] = h
        difference = ((layer.forward(x + step) - layer.forward(x - step)) * errors).sum() / (2 * h)
        assert found[k] == pytest.approx(difference, rel=1e-6)
    np.testing.assert_allclose(gradients["beta"], errors.sum(axis=0))
    scale = 1 / np.sqrt(layer.state["moving_variance"] + layer.epsilon)
    np.testing.assert_allclose(gradients["gamma"], (errors * (x - layer.state["moving_mean"]) * scale).sum(axis=0))
