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
