import keras
import numpy as np
import pytest
from scipy.special import softmax

import build_efficient_lite
from kernelbook import convolution, layers, models
from kernelbook.models import photographs

ORIGINAL = np.load(build_efficient_lite.LOGITS)["logits"]
# Of each block: what is learned, counted by hand from kernel size, channels that come, expanded ones, channels that go.
LEARNED = {
    1: 9 * 32 + 32 * 16 + 2 * (32 + 16),
    2: 16 * 96 + 9 * 96 + 96 * 24 + 2 * (96 + 96 + 24),
    3: 24 * 144 + 9 * 144 + 144 * 24 + 2 * (144 + 144 + 24),
    4: 24 * 144 + 25 * 144 + 144 * 40 + 2 * (144 + 144 + 40),
    5: 40 * 240 + 25 * 240 + 240 * 40 + 2 * (240 + 240 + 40),
    6: 40 * 240 + 9 * 240 + 240 * 80 + 2 * (240 + 240 + 80),
    **dict.fromkeys((7, 8), 80 * 480 + 9 * 480 + 480 * 80 + 2 * (480 + 480 + 80)),
    9: 80 * 480 + 25 * 480 + 480 * 112 + 2 * (480 + 480 + 112),
    **dict.fromkeys((10, 11), 112 * 672 + 25 * 672 + 672 * 112 + 2 * (672 + 672 + 112)),
    12: 112 * 672 + 25 * 672 + 672 * 192 + 2 * (672 + 672 + 192),
    **dict.fromkeys((13, 14, 15), 192 * 1152 + 25 * 1152 + 1152 * 192 + 2 * (1152 + 1152 + 192)),
    16: 192 * 1152 + 9 * 1152 + 1152 * 320 + 2 * (1152 + 1152 + 320),
}
FIRST = {  # what the network, and the original, says first
    "astronaut": "bobsled",
    "chelsea": "Egyptian cat",
    "coffee": "espresso",
    "motorcycle_left": "moped",
}


@pytest.fixture(scope="module")
def lite():
    network = models.efficient_lite()
    models.set_weights(network, models.load_weights("efficient_lite"))
    return network


@pytest.fixture(scope="module")
def x():
    return build_efficient_lite.photographs()


@pytest.fixture(scope="module")
def logits(lite, x):
    return lite(x).numpy()


def test_efficient_lite_gives_the_logits_of_the_original(logits):
    """No logit differs by a thousandth of the photograph's largest; the likely classes have the same probabilities."""
    assert ORIGINAL.shape == logits.shape == (8, 1000)
    largest = np.abs(logits - ORIGINAL).max(axis=1) / np.abs(ORIGINAL).max(axis=1)
    told = {name: f"{share:.1e}" for name, share in zip(build_efficient_lite.PICTURES, largest, strict=True)}
    assert (largest < 1e-3).all(), f"look first at efficient_lite in models/photographs.py, then at its weights: {told}"
    np.testing.assert_allclose(softmax(logits, axis=1), softmax(ORIGINAL, axis=1), atol=1e-3)


def test_efficient_lite_orders_the_first_five_as_the_original_does(logits):
    for name, ours, theirs in zip(build_efficient_lite.PICTURES, logits, ORIGINAL, strict=True):
        best = np.argsort(-theirs)[:6]
        apart = theirs[best[:5]] - theirs[best[1:]] > 0.02  # a near-tie may fall to the other side
        assert (ours[best[:5]] > ours[best[1:]])[apart].all(), name
        assert ours.argmax() == theirs.argmax(), name


@pytest.mark.parametrize("name", FIRST)
def test_class_names_say_what_photographs_show(name, logits):
    first = logits[build_efficient_lite.PICTURES.index(name)].argmax()
    assert models.class_names()[first] == FIRST[name]


def test_class_names_are_a_thousand():
    names = models.class_names()
    assert len(set(names)) == 1000
    assert (names[0], names[-1]) == ("tench", "toilet tissue")
    assert all(name == name.strip() != "" for name in names)


def test_class_names_of_a_damaged_file_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(photographs, "WEIGHTS", tmp_path)
    (tmp_path / "efficient_lite_classes.txt").write_text("tench\n", encoding="utf-8")
    with pytest.raises(
        ValueError, match=r"efficient_lite_classes\.txt is damaged: expected SHA-256 .*restore the file"
    ):
        models.class_names()


def test_efficient_lite_has_the_blocks_of_its_table(lite):
    learned = dict.fromkeys(LEARNED, 0)
    for layer in lite.layers:
        if layer.name.startswith("block"):
            number = int(layer.name.split("_")[0].removeprefix("block"))
            learned[number] += sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
    assert learned == LEARNED
    ends = 9 * 3 * 32 + 2 * 32 + 320 * 1280 + 2 * 1280 + 1280 * 1000 + 1000
    assert sum(int(np.prod(w.shape)) for w in lite.trainable_weights) == sum(LEARNED.values()) + ends == 4_652_008
    assert lite.count_params() - 4_652_008 == 42_016  # moving means and variances


def test_efficient_lite_adds_where_shapes_are_the_same(lite):
    added = {layer.name for layer in lite.layers if isinstance(layer, keras.layers.Add)}
    assert added == {f"block{number}_add" for number in (3, 5, 7, 8, 10, 11, 13, 14, 15)}


@pytest.mark.parametrize("block", ["block4", "block3"])
def test_a_depthwise_convolution_of_a_block_is_that_of_the_book(lite, x, block):
    """Block 4 has stride 2 and 5 × 5, so that Keras pads more at the end; block 3 has stride 1 and 3 × 3."""
    names = [f"{block}_expand_relu6", f"{block}_depthwise", f"{block}_depthwise_normal", f"{block}_depthwise_relu6"]
    came, *theirs = (maps.numpy() for maps in models.features(lite, names)(x[:2]))
    layer, normal = lite.get_layer(f"{block}_depthwise"), lite.get_layer(f"{block}_depthwise_normal")
    ours = convolution.depthwise_conv2d(came, layer.kernel.numpy(), strides=layer.strides[0], padding="same")
    np.testing.assert_allclose(ours, theirs[0], atol=2e-4)
    normalization = layers.BatchNorm(epsilon=1e-3)
    normalization.build(ours.shape[1:], np.random.default_rng(0))
    gamma, beta, mean, variance = normal.get_weights()
    normalization.parameters.update(gamma=gamma, beta=beta)
    normalization.state.update(moving_mean=mean, moving_variance=variance)
    normalized = normalization.forward(ours)
    np.testing.assert_allclose(normalized, theirs[1], atol=2e-4)
    np.testing.assert_allclose(np.clip(normalized, 0, 6), theirs[2], atol=2e-4)


def test_features_are_what_the_classifier_reads(lite, x, logits):
    found = models.features(lite)(x).numpy()
    assert found.shape == (8, 1280)
    kernel, bias = lite.get_layer("logits").get_weights()
    np.testing.assert_allclose(found @ kernel + bias, logits, atol=1e-4)


def test_features_at_several_strides(lite, x):
    maps = models.features(lite, list(models.MAPS.values()))(x[:1])
    assert [tuple(each.shape) for each in maps] == [(1, 28, 28, 40), (1, 14, 14, 112), (1, 7, 7, 320)]
    assert [224 // each.shape[1] for each in maps] == list(models.MAPS)


def test_features_share_their_weights_with_the_network():
    network = models.efficient_lite(32)
    part = models.features(network)
    network.get_layer("stem").kernel.assign(np.zeros((3, 3, 3, 32)))
    assert part.get_layer("stem").kernel is network.get_layer("stem").kernel


def test_features_of_a_layer_that_is_not_there_are_refused(lite):
    with pytest.raises(ValueError, match="layers='block17_add': expected names of layers of 'efficient_lite'"):
        models.features(lite, "block17_add")
    with pytest.raises(ValueError, match="layers="):
        models.features(lite, ["features", "nothing"])


def test_efficient_lite_takes_photographs_of_any_size_if_asked(lite, x, logits):
    anyhow = models.efficient_lite(None)
    models.set_weights(anyhow, models.get_weights(lite))
    np.testing.assert_allclose(anyhow(x[:1]), logits[:1], atol=1e-4)
    assert anyhow(x[:1, :97, :130]).shape == (1, 1000)


def test_efficient_lite_refuses_a_size_that_is_none():
    for size in (0, 2.5, "224"):
        with pytest.raises(ValueError, match=f"size={size!r}: expected a whole number from 1"):
            models.efficient_lite(size)


def test_scaled_pixels_refuse_what_is_scaled_already():
    assert models.scaled_pixels(np.full((1, 2, 2, 3), 255)).dtype == np.float32
    with pytest.raises(ValueError, match="photographs has dtype float32"):
        models.scaled_pixels(np.ones((1, 2, 2, 3), np.float32))
    with pytest.raises(ValueError, match="photographs has shape"):
        models.scaled_pixels(np.ones((1, 2, 2, 1), np.uint8))
    with pytest.raises(ValueError, match="photographs has values from 0 to 256: expected 0 to 255"):
        models.scaled_pixels(np.array([0, 0, 256]).reshape(1, 1, 1, 3))


@pytest.mark.parametrize(("classes", "size"), [(10, 100), (3, 16), (2, 37)])
def test_small_photograph_network_has_the_parameters_that_it_says(classes, size):
    network = models.small_photograph_network(classes, size)
    kernels = sum(9 * a * b for a, b in zip((3, 16, 32, 64), (16, 32, 64, 128), strict=True))
    assert network.count_params() == kernels + 4 * (16 + 32 + 64 + 128) + 129 * classes
    assert network.output_shape == (None, classes)


def test_small_photograph_network_learns_three_colors():
    keras.utils.set_random_seed(0)
    y = np.tile([0, 1, 2], 20)
    pictures = np.zeros((60, 16, 16, 3), np.uint8)
    pictures[np.arange(60), :, :, y] = np.random.default_rng(0).integers(100, 255, (60, 16, 16))
    network = models.small_photograph_network(3, 16)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss)
    network.fit(models.scaled_pixels(pictures), y, epochs=10, verbose=0)
    assert (network.predict(models.scaled_pixels(pictures), verbose=0).argmax(axis=1) == y).all()
