import keras
import numpy as np
import pytest

from kernelbook import data, models

FAMILIES = {"convolutional": 93_802, "residual": 96_610, "vision_transformer": 92_130}


@pytest.mark.parametrize("family", FAMILIES)
def test_families_of_chapter_15_are_of_one_size(family):
    name = family if family == "vision_transformer" else f"{family}_network"
    network = getattr(models, name)()
    assert network.count_params() == FAMILIES[family]
    assert abs(network.count_params() / 94_000 - 1) < 0.03
    assert network.output_shape == (None, 10)


def test_residual_block_of_zeros_passes_its_input_on():
    network = models.residual_network(4)
    for layer in network.layers:
        if layer.name.startswith("conv2d") and layer.kernel.shape[:2] == (3, 3) and layer.kernel.shape[2] > 1:
            layer.set_weights([np.zeros(layer.kernel.shape)])
    x = np.random.default_rng(0).random((2, 28, 28, 1)).astype("float32")
    first, after = (keras.Model(network.inputs[0], layer.output) for layer in relus(network)[0:3:2])
    np.testing.assert_allclose(after(x), first(x), atol=1e-5)


def relus(network):
    return [layer for layer in network.layers if isinstance(layer, keras.layers.ReLU)]


def test_vision_transformer_refuses_patches_and_heads_that_do_not_fit():
    with pytest.raises(ValueError, match="patch=5: expected a divisor of 28"):
        models.vision_transformer(patch=5)
    with pytest.raises(ValueError, match="heads=4: expected a divisor of the width, 49"):
        models.vision_transformer(heads=4)


def test_vision_transformer_knows_the_places_of_its_patches_before_it_has_learned():
    network = models.vision_transformer()
    image = data.load_mnist()[0][0][0].astype("float32") / 255
    halves = np.concatenate([image[14:], image[:14]])  # the same patches, in other places
    first, second = network(np.stack([image, halves])[..., np.newaxis]).numpy()
    assert np.abs(first - second).max() > 0.01


def test_vision_transformer_takes_patches_for_tokens():
    network = models.vision_transformer(patch=7)
    image = np.arange(784, dtype="float32").reshape(1, 28, 28, 1)
    patches = keras.Model(network.inputs[0], network.get_layer("patches").output)(image).numpy()
    np.testing.assert_array_equal(patches[0, 6].reshape(7, 7), image[0, 7:14, 14:21, 0])


@pytest.mark.parametrize("name", ["width", "depth", "heads", "patch"])
@pytest.mark.parametrize("value", [0, 2.5, "7", None])
def test_vision_transformer_names_a_setting_that_is_no_whole_number(name, value):
    with pytest.raises(ValueError, match=f"{name}="):
        models.vision_transformer(**{name: value})
