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


def test_the_strongest_color_images(color, photo):
    model, weights = color
    photos = np.stack([photo, 0 * photo, 1 - photo])
    scores = np.einsum("nhwc,hwc->n", photos, weights[..., 2])
    found = explain.strongest(model, model.layers[-1].name, 2, photos, count=2)
    assert [n for n, *_ in found] == np.argsort(scores)[::-1][:2].tolist()
    assert [activation for *_, activation in found] == pytest.approx(sorted(scores)[:0:-1], rel=1e-4)
