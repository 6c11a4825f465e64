from functools import cache

import keras
import numpy as np
import pytest
from PIL import Image

import build_u2net_p
from kernelbook import models
from kernelbook.models import saliency

STORED = np.load(build_u2net_p.MASKS)
PICTURES = build_u2net_p.PICTURES
GRAY = np.full((1, 96, 128, 3), 128, np.uint8)  # on which there is nothing
# Of each stage: channels that come, how many of its convolutions go from 16 to 16, and how many from 32 to 16. Beside
# these, each has one from what comes to 64, one from 64 to 16 and one from 32 to 64.
CONVOLUTIONS = {
    "down1": (3, 6, 5),
    "down2": (64, 5, 4),
    "down3": (64, 4, 3),
    **dict.fromkeys(("down4", "down5", "down6"), (64, 3, 2)),
    **dict.fromkeys(("up5", "up4"), (128, 3, 2)),
    "up3": (128, 4, 3),
    "up2": (128, 5, 4),
    "up1": (128, 6, 5),
}
DILATED = {"enter": 1, "down1": 1, "down2": 2, "down3": 4, "bottom": 8, "up3": 4, "up2": 2, "up1": 1}


@pytest.fixture(scope="module")
def network():
    network = models.u2net_p()
    models.set_weights(network, models.load_weights("u2net_p"))
    return network


@cache
def photograph(name):
    return build_u2net_p.photograph(name)[np.newaxis]


def small(filters=1, **options):
    """Return a network of one convolution, which is quick."""
    return keras.Sequential([keras.layers.Input((32, 32, 3)), keras.layers.Conv2D(filters, 1, **options)])


@pytest.mark.parametrize("number", range(8), ids=PICTURES)
def test_u2net_p_says_what_the_original_says_with_the_same_numbers(network, number):
    """The original was given the weights as they ship, and its own code prepared the photographs."""
    logits = network.predict(models.standardized_pixels(photograph(PICTURES[number])), verbose=0)[0, ..., 0]
    ours = build_u2net_p.blocks(keras.ops.convert_to_numpy(keras.ops.sigmoid(logits)))
    theirs = STORED["rounded"][number].astype(np.float64)
    differs = np.abs(ours - theirs).max()
    assert differs < 1e-3, f"look first at u2net_p in models/saliency.py, then at its weights: {differs:.1e}"


@pytest.mark.parametrize("number", range(8), ids=PICTURES)
def test_cut_out_gives_the_masks_of_the_original(network, number):
    """Theirs are cut down to one of 256 levels, so 1/255 lower at most; the rest is what rounding the weights did."""
    (mask,) = models.cut_out(network, photograph(PICTURES[number]))
    ours = np.asarray(Image.fromarray(mask).resize((build_u2net_p.SIDE,) * 2, Image.Resampling.BOX))
    differs = ours - STORED["masks"][number].astype(np.float64)
    rounding = 0.03 if PICTURES[number] == "ihc" else 0.004
    assert -rounding < differs.min() <= differs.max() < 1 / 255 + rounding


def test_the_stored_masks_tell_photographs_apart():
    for masks in (STORED["masks"], STORED["rounded"]):
        assert masks.shape == (8, 40, 40)
        apart = [np.abs(a - b).max() for k, a in enumerate(masks) for b in masks[:k]]
        assert min(apart) > 0.1


def test_u2net_p_has_the_parameters_of_its_stages(network):
    counted = dict.fromkeys(CONVOLUTIONS, 0)
    for layer in network.layers:
        stage = layer.name.split("_")[0]
        if stage in counted:
            counted[stage] += layer.count_params()
    for stage, (came, narrow, joined) in CONVOLUTIONS.items():
        kernels = 9 * (came * 64 + 64 * 16 + narrow * 16 * 16 + joined * 32 * 16 + 32 * 64)
        biases = 64 + 16 + 16 * narrow + 16 * joined + 64
        assert counted[stage] == kernels + biases, stage
    assert network.count_params() == sum(counted.values()) + 6 * (9 * 64 + 1) + 7 == 1_125_485


def test_u2net_p_names_its_layers_as_the_weights_are_named(network):
    named = [layer for layer in network.layers if layer.weights]
    assert {layer.name for layer in named} == set(build_u2net_p.layer_names())
    assert len(named) == 119
    assert all(isinstance(layer, keras.layers.Conv2D) and layer.use_bias for layer in named)
    assert models.features(network, "sides")(np.zeros((1, 320, 320, 3))).shape == (1, 320, 320, 6)


def test_u2net_p_dilates_where_it_does_not_halve(network):
    for name in build_u2net_p.layer_names():
        stage, _, place = name.partition("_")
        expected = DILATED[place] if stage in ("down5", "down6", "up5") else 2 if place == "bottom" else 1
        assert network.get_layer(name).dilation_rate == (expected, expected), name
    coarsest = network.get_layer("down1_bottom").output.shape[1:]
    assert coarsest == network.get_layer("down4_bottom").output.shape[1:] == (10, 10, 16)
    assert network.get_layer("down6_add").output.shape[1:] == (10, 10, 64)


def test_maps_are_doubled_on_the_line_between_two_pixels():
    x = np.array([0.0, 4]).reshape(1, 1, 2, 1)
    assert np.ravel(saliency.doubled(x, "d")).tolist() == [0, 1, 3, 4, 0, 1, 3, 4]


def test_u2net_p_takes_other_sizes_that_32_divides(network):
    smaller = models.u2net_p(96)
    models.set_weights(smaller, models.get_weights(network))
    (mask,) = models.cut_out(smaller, photograph("astronaut"))
    assert (mask > 0.5).mean() > 0.2
    for size in (0, 31, 2.5, None):
        with pytest.raises(ValueError, match=f"size={size!r}: expected a whole number from 32"):
            models.u2net_p(size)
    with pytest.raises(ValueError, match="size=100: expected a multiple of 32"):
        models.u2net_p(100)


def test_all_kernels_but_one_ship_as_float16():
    with np.load(models.WEIGHTS / "u2net_p.npz") as stored:
        digits = {name: 8 * len(stored[name]) for name in stored if stored[name].ndim > 2}
    assert [name for name, bits in digits.items() if bits != 16] == [build_u2net_p.WHOLE]
    assert digits[build_u2net_p.WHOLE] == 32
    assert np.abs(models.load_weights("u2net_p")["up2_up1/bias"]).max() > 1361


def test_standardized_pixels_take_away_the_mean_and_divide_by_the_deviation():
    bright = np.array([[[[255, 0, 51]]]], np.uint8)
    found = models.standardized_pixels(bright, 1)
    np.testing.assert_allclose(found.ravel(), [0.515 / 0.229, -0.456 / 0.224, (0.2 - 0.406) / 0.225], rtol=1e-6)
    assert found.dtype == np.float32


def test_standardized_pixels_are_the_same_for_half_the_light():
    x = 2 * np.random.default_rng(0).integers(0, 100, (2, 8, 8, 3))
    np.testing.assert_array_equal(models.standardized_pixels(x, 8), models.standardized_pixels(x // 2, 8))
    x[1] = 0
    black = models.standardized_pixels(x, 8)[1]
    np.testing.assert_allclose(black[0, 0], np.divide([-0.485, -0.456, -0.406], [0.229, 0.224, 0.225]), rtol=1e-6)


def test_standardized_pixels_resize_by_the_kernel_of_lanczos():
    x = photograph("chelsea")
    found = models.standardized_pixels(x)[0]
    picture = np.asarray(Image.fromarray(x[0]).resize((320, 320), Image.Resampling.LANCZOS))
    steps = (found * [0.229, 0.224, 0.225] + [0.485, 0.456, 0.406]) * picture.max()
    np.testing.assert_allclose(steps, picture, atol=1e-4)


def test_cut_out_finds_who_stands_in_the_middle(network):
    (astronaut,), (camera,) = (models.cut_out(network, photograph(name)) for name in ("astronaut", "camera"))
    assert astronaut[130, 220] > 0.99  # her face
    assert camera[250, 200] > 0.99  # his coat
    assert max(astronaut[10, 10], camera[10, 10], camera[10, -10]) < 0.01


def test_cut_out_of_several_is_that_of_each(network):
    """Gravel, on which the network sees little, is stretched by its own largest value."""
    both = np.concatenate([photograph("astronaut"), photograph("gravel")])
    masks = models.cut_out(network, both)
    assert masks.shape == (2, 512, 512)
    assert masks.dtype == np.float32
    for mask, alone in zip(masks, both, strict=True):
        np.testing.assert_allclose(mask, models.cut_out(network, alone[np.newaxis])[0], atol=1e-6)


def test_cut_out_always_finds_something_unless_it_is_not_stretched(network):
    """On even gray the network sees nothing, and the mask still reaches from 0 to 1, at the network's size."""
    even = np.full((1, 320, 320, 3), 128)
    mask, said = models.cut_out(network, even), models.cut_out(network, even, stretched=False)
    assert (mask.min(), mask.max()) == (0, 1)
    assert said.max() < 0.01
    gravel = models.cut_out(network, photograph("gravel"), stretched=False)
    assert 0.05 < gravel.max() < 0.5


def test_cut_out_of_a_network_that_says_the_same_everywhere_is_empty():
    same = small(kernel_initializer="zeros")
    assert (models.cut_out(same, GRAY) == 0).all()
    assert (models.cut_out(same, GRAY, stretched=False) == 0.5).all()


def test_cut_out_stays_from_0_to_1_where_an_edge_swings_over(network):
    for name in ("coins", "motorcycle_left"):
        mask = models.cut_out(network, photograph(name))
        assert (mask.min(), mask.max()) == (0, 1)


def test_cut_out_refuses_other_networks_and_photographs(network):
    with pytest.raises(ValueError, match=r"network takes \(None, 32, 32, 3\) and gives \(None, 32, 32, 2\): expected"):
        models.cut_out(small(2), GRAY)
    with pytest.raises(ValueError, match="network ends in sigmoid: expected a model that gives logits"):
        models.cut_out(small(activation="sigmoid"), GRAY)
    with pytest.raises(ValueError, match="network=3"):
        models.cut_out(3, GRAY)
    for wrong in (GRAY / 255, GRAY[0], GRAY[..., :1], GRAY.astype(int) * 2):
        with pytest.raises(ValueError, match="photographs has"):
            models.cut_out(network, wrong)
        with pytest.raises(ValueError, match="photographs has"):
            models.standardized_pixels(wrong)
    with pytest.raises(ValueError, match="stretched=None"):
        models.cut_out(network, GRAY, stretched=None)
