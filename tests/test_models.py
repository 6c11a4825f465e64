import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import archive, data, models


@pytest.fixture
def network():
    return models.digit_network()


def test_digit_network_is_the_one_of_chapter_05(network):
    assert [layer.name for layer in network.layers] == [
        "conv1",
        "pool1",
        "conv2",
        "pool2",
        "conv3",
        "flatten",
        "dense",
        "logits",
    ]
    assert network.count_params() == 93_322
    assert network.output_shape == (None, 10)


def test_tensorflow_counts_the_same_work(network):
    """TensorFlow's profiler counts two operations, a product and a sum, for each multiply-accumulate."""
    forward = tf.function(lambda x: network(x)).get_concrete_function(tf.TensorSpec((1, 28, 28, 1)))
    frozen = forward.graph
    operations = 0
    for node in frozen.get_operations():
        if node.type in ("Conv2D", "MatMul"):
            kernel_size = node.inputs[1].shape.num_elements()
            channels = node.outputs[0].shape[-1]
            operations += node.outputs[0].shape.num_elements() * kernel_size // channels
    assert operations == 194_688 + 2_230_272 + 331_776 + 36_864 + 640


def test_weights_go_out_and_come_back(network):
    weights = models.get_weights(network)
    assert weights["conv1/kernel"].shape == (3, 3, 1, 32)
    assert list(weights)[-1] == "logits/bias"
    other = models.digit_network()
    models.set_weights(other, weights)
    x = np.random.default_rng(0).random((2, 28, 28, 1), dtype=np.float32)
    np.testing.assert_array_equal(network(x), other(x))


@pytest.mark.parametrize("fault", ["missing", "unknown", "shape"])
def test_weights_that_do_not_fit_leave_the_model_unchanged(network, fault):
    weights = {name: value + 1 for name, value in models.get_weights(network).items()}
    before = network.get_weights()
    if fault == "missing":
        del weights["logits/bias"]
    elif fault == "unknown":
        weights["conv4/bias"] = np.zeros(3)
    else:
        weights["logits/bias"] = np.zeros(11)
    with pytest.raises(ValueError, match=r"logits/bias|conv4/bias"):
        models.set_weights(network, weights)
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_unknown_weights_are_named_with_those_there_are():
    with pytest.raises(
        ValueError,
        match=r"name='digits': no such weights; there are \['detector', 'digit_network', .*'garment_features'",
    ):
        models.load_weights("digits")


def test_altered_weights_are_refused(tmp_path, monkeypatch):
    models_weights = models.load_weights("digit_network")
    monkeypatch.setattr(models.weights, "WEIGHTS", tmp_path)
    models.save_weights("digit_network", models_weights, {"date": "today"})
    path = tmp_path / "digit_network.npz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"digit_network\.npz is damaged"):
        models.load_weights("digit_network")


def test_stored_weights_reach_their_recorded_validation_accuracy(network):
    models.set_weights(network, models.load_weights("digit_network"))
    provenance = json.loads((models.WEIGHTS / "digit_network.json").read_text(encoding="utf-8"))
    (images, labels), _ = data.load_mnist()
    x, y = images[55_000:, ..., np.newaxis].astype("float32") / 255, labels[55_000:]
    accuracy = 100 * np.mean(network.predict(x, batch_size=500, verbose=0).argmax(axis=1) == y)
    # Two near-ties may fall to the other side on another processor.
    assert accuracy == pytest.approx(float(provenance["validation accuracy"].rstrip(" %")), abs=0.041)
    assert archive.sha256(models.WEIGHTS / "digit_network.npz") == provenance["sha256"]


def test_the_networks_of_chapter_01_have_equally_many_parameters():
    small, dense = models.small_network(), models.dense_network(32)
    assert small.count_params() == dense.count_params() == 25_450
    assert models.dense_network(320).count_params() == 795 * 320 + 10
    assert small.output_shape == dense.output_shape == (None, 10)


def test_a_transferred_network_has_old_features_and_a_new_end():
    features = models.load_weights("digit_network")
    network = models.transfer_network(5, features)
    weights = models.get_weights(network)
    for name in models.FEATURES:
        np.testing.assert_array_equal(weights[f"{name}/kernel"], features[f"{name}/kernel"])
        np.testing.assert_array_equal(weights[f"{name}/bias"], features[f"{name}/bias"])
    assert weights["logits/kernel"].shape == (64, 5)
    assert np.abs(weights["dense/kernel"] - features["dense/kernel"]).max() > 0.01
    fresh = models.get_weights(models.transfer_network(5))
    assert np.abs(fresh["conv1/kernel"] - features["conv1/kernel"]).max() > 0.01


def test_features_that_are_missing_are_named():
    with pytest.raises(ValueError, match=r"features lack \['conv1/bias', 'conv1/kernel'\]"):
        models.transfer_network(5, {"dense/bias": np.zeros(64)})


def test_the_unet_answers_for_each_pixel():
    network = models.unet()
    assert network.count_params() == 66_457
    images = np.random.default_rng(0).random((2, 32, 48, 1), dtype=np.float32)
    assert network(images).shape == (2, 32, 48, 1)
    assert len({layer.name for layer in network.layers if "conv" in layer.name}) == 10
    assert models.unet((4, 8)).count_params() < models.unet((4, 8, 16)).count_params()


def test_a_unet_for_classes_without_skips_and_with_normalization():
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


def test_without_skips_the_finest_maps_go_nowhere_else():
    network = models.unet((4, 8), skips=False)
    assert not any("concatenate" in layer.name for layer in network.layers)


def test_the_unet_sees_far_and_knows_where():
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


def test_the_unet_moves_with_the_image_by_multiples_of_four():
    network = models.unet()
    image = np.random.default_rng(0).random((1, 128, 128, 1), dtype=np.float32)
    moved = np.roll(image, (4, 8), axis=(1, 2))
    inside = slice(40, 88)
    expected = np.roll(network(image), (4, 8), axis=(1, 2))[:, inside, inside]
    np.testing.assert_allclose(network(moved)[:, inside, inside], expected, atol=1e-5)


def test_the_unet_hands_its_fine_maps_across():
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


def test_the_fast_network_pools_before_it_normalizes():
    network = models.fast_network()
    assert [layer.output.shape[1:] for layer in network.layers] == [
        *((24, 24, 16), (12, 12, 16), (12, 12, 16), (12, 12, 16)),
        *((8, 8, 48), (4, 4, 48), (4, 4, 48), (4, 4, 48)),
        *((768,), (10,)),
    ]
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds[:4] == kinds[4:8] == ["Conv2D", "MaxPooling2D", "BatchNormalization", "ReLU"]


FAMILIES = {"convolutional": 93_802, "residual": 96_610, "vision_transformer": 92_130}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_families_of_chapter_15_are_of_one_size(family):
    name = family if family == "vision_transformer" else f"{family}_network"
    network = getattr(models, name)()
    assert network.count_params() == FAMILIES[family]
    assert abs(network.count_params() / 94_000 - 1) < 0.03
    assert network.output_shape == (None, 10)


def test_a_residual_block_of_zeros_passes_its_input_on():
    network = models.residual_network(4)
    for layer in network.layers:
        if layer.name.startswith("conv2d") and layer.kernel.shape[:2] == (3, 3) and layer.kernel.shape[2] > 1:
            layer.set_weights([np.zeros(layer.kernel.shape)])
    x = np.random.default_rng(0).random((2, 28, 28, 1)).astype("float32")
    first, after = (keras.Model(network.inputs[0], layer.output) for layer in relus(network)[0:3:2])
    np.testing.assert_allclose(after(x), first(x), atol=1e-5)


def relus(network):
    return [layer for layer in network.layers if isinstance(layer, keras.layers.ReLU)]


def test_a_vision_transformer_sees_patches_that_fit():
    with pytest.raises(ValueError, match="patch=5: expected a divisor of 28"):
        models.vision_transformer(patch=5)
    with pytest.raises(ValueError, match="heads=4: expected a divisor of the width, 49"):
        models.vision_transformer(heads=4)


def test_a_vision_transformer_knows_the_places_of_its_patches_before_it_has_learned():
    network = models.vision_transformer()
    image = data.load_mnist()[0][0][0].astype("float32") / 255
    halves = np.concatenate([image[14:], image[:14]])  # the same patches, in other places
    first, second = network(np.stack([image, halves])[..., np.newaxis]).numpy()
    assert np.abs(first - second).max() > 0.01


def test_the_tokens_of_a_vision_transformer_are_its_patches():
    network = models.vision_transformer(patch=7)
    image = np.arange(784, dtype="float32").reshape(1, 28, 28, 1)
    patches = keras.Model(network.inputs[0], network.get_layer("patches").output)(image).numpy()
    np.testing.assert_array_equal(patches[0, 6].reshape(7, 7), image[0, 7:14, 14:21, 0])
