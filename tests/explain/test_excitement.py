import keras
import numpy as np
import pytest

from kernelbook import explain


def test_the_strongest_images_are_those_with_the_largest_activation(network, digits):
    images = digits[0]
    maps = keras.Model(network.inputs[0], network.get_layer("conv2").output)(images[..., np.newaxis]).numpy()[..., 7]
    found = explain.strongest(network, "conv2", 7, images, count=4)
    assert [n for n, *_ in found] == np.argsort(maps.max(axis=(1, 2)))[::-1][:4].tolist()
    for n, i, j, activation in found:
        assert maps[n, i, j] == maps[n].max() == pytest.approx(activation, rel=1e-5)
    units = keras.Model(network.inputs[0], network.get_layer("dense").output)(images[..., np.newaxis]).numpy()
    unit = units.max(axis=0).argmax()
    (n, i, j, activation), *_ = explain.strongest(network, "dense", unit, images)
    assert (n, i, j) == (units[:, unit].argmax(), 0, 0)
    assert activation == pytest.approx(units.max(), rel=1e-5)


def test_an_invented_image_excites_more_than_any_digit(network, digits):
    images, labels = digits
    scores = network.predict(images[..., np.newaxis], verbose=0)[:, 3]
    image, activation = explain.maximize(network, "logits", 3, steps=120)
    assert image.shape == (28, 28)
    assert image.min() >= 0
    assert image.max() <= 1
    assert network(image[np.newaxis, ..., np.newaxis]).numpy()[0, 3] == pytest.approx(activation, rel=1e-4)
    assert activation > scores[labels == 3].max()


def test_calm_makes_an_invented_image_smoother(network):
    rough, calm = (explain.maximize(network, "conv2", 5, steps=60, calm=calm)[0] for calm in (0.0, 0.2))
    assert np.abs(np.diff(calm)).sum() < 0.8 * np.abs(np.diff(rough)).sum()
