import numpy as np
import pytest
import tensorflow as tf

from kernelbook import models


def test_unet_answers_for_each_pixel():
    network = models.unet()
    assert network.count_params() == 66_457
    images = np.random.default_rng(0).random((2, 32, 48, 1), dtype=np.float32)
    assert network(images).shape == (2, 32, 48, 1)
    assert len({layer.name for layer in network.layers if "conv" in layer.name}) == 10
    assert models.unet((4, 8)).count_params() < models.unet((4, 8, 16)).count_params()


def test_unet_for_classes_without_skips_and_with_normalization():
    plain, without, normalized = (
        models.unet((4, 8, 16), 5, **settings) for settings in ({}, {"skips": False}, {"normalize": True})
    )
    images = np.random.default_rng(0).random((2, 16, 24, 1), dtype=np.float32)
    for network in (plain, without, normalized):
        assert network(images).shape == (2, 16, 24, 5)
    # Of the two convolutions that read the maps handed across, 3 · 3 · 8 · 8 and 3 · 3 · 4 · 4 weights are left out.
    assert plain.count_params() - without.count_params() == 9 * 8 * 8 + 9 * 4 * 4
    # A bias for each channel goes; a scale, a shift, a mean and a deviation come.
    channels = 2 * (4 + 8 + 16 + 8 + 4)
    assert normalized.count_params() - plain.count_params() == 3 * channels
    assert sum("normal" in layer.name for layer in normalized.layers) == 10


def test_unet_without_skips_sends_the_finest_maps_nowhere_else():
    network = models.unet((4, 8), skips=False)
    assert not any("concatenate" in layer.name for layer in network.layers)


def test_unet_sees_far_and_knows_where():
    """The answer for a pixel depends on pixels far away, through the coarse maps, and most on its own surroundings."""
    tf.random.set_seed(0)
    network = models.unet()
    image = tf.Variable(np.random.default_rng(0).random((1, 96, 96, 1), dtype=np.float32))
    with tf.GradientTape() as tape:
        answer = network(image)[0, 48, 48, 0]
    seen = np.abs(tape.gradient(answer, image).numpy()[0, ..., 0])
    rows = np.flatnonzero(seen.any(axis=1))
    # By the formula of chapter 02: 5, 6, 14, 16, 32 on the way down, 40 and 44 on the way up.
    assert 40 <= np.ptp(rows) + 1 <= 48
    assert seen[46:51, 46:51].mean() > seen[rows[0] : rows[0] + 5].mean()


def test_unet_moves_with_the_image_by_multiples_of_four():
    network = models.unet()
    image = np.random.default_rng(0).random((1, 128, 128, 1), dtype=np.float32)
    moved = np.roll(image, (4, 8), axis=(1, 2))
    inside = slice(40, 88)
    expected = np.roll(network(image), (4, 8), axis=(1, 2))[:, inside, inside]
    np.testing.assert_allclose(network(moved)[:, inside, inside], expected, atol=1e-5)


def test_unet_hands_its_fine_maps_across():
    """Without what comes up from below, the answers move with the image pixel by pixel; without the fine maps, not."""
    network = models.unet()
    layer = network.get_layer("up1_conv1")
    kernel, bias = layer.get_weights()
    image = np.random.default_rng(0).random((1, 96, 96, 1), dtype=np.float32)
    inside, follows = slice(32, 64), []
    for silent in (slice(24), slice(24, None)):  # channels from below, channels from the way down
        changed = kernel.copy()
        changed[:, :, silent] = 0
        layer.set_weights([changed, bias])
        expected = np.roll(network(image), 1, axis=1)[:, inside, inside]
        found = network(np.roll(image, 1, axis=1)).numpy()[:, inside, inside]
        follows.append(np.abs(found - expected).max() < 1e-5)
    assert follows == [True, False]


@pytest.mark.parametrize("size", [(96, 96), (64, 128)])
def test_detector_answers_for_every_cell(size):
    network = models.detector()
    assert sum(int(np.prod(w.shape)) for w in network.trainable_weights) == 295_487
    assert network(np.zeros((1, *size, 1))).shape == (1, size[0] // 4, size[1] // 4, 15)


@pytest.mark.parametrize(
    ("build", "settings"),
    [
        (models.unet, {"widths": ()}),
        (models.unet, {"widths": (12, 2.5)}),
        (models.unet, {"classes": 0}),
        (models.unet, {"skips": "no"}),
        (models.detector, {"widths": (16, 32, 64)}),
        (models.detector, {"classes": "10"}),
    ],
)
def test_unet_and_detector_refuse_settings_out_of_range(build, settings):
    (name,) = settings
    with pytest.raises(ValueError, match=f"^{name}=.*: expected"):
        build(**settings)
