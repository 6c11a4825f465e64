import keras
import numpy as np
import pytest
from scipy import stats

from kernelbook import data, explain, models


@pytest.fixture(scope="module")
def network():
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return network


@pytest.fixture(scope="module")
def digits():
    _, (images, labels) = data.load_mnist()
    return images[:300].astype("float32") / 255, labels[:300]


@pytest.fixture(scope="module")
def linear():
    """A model of two classes whose scores are sums of weighted pixels: every explanation can be said by hand."""
    model = keras.Sequential([keras.layers.Input((4, 5, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    weights = np.random.default_rng(0).normal(size=(20, 2))
    model.set_weights([weights, np.array([3.0, -1.0])])
    return model, weights.reshape(4, 5, 2)


X = np.random.default_rng(1).random((4, 5)).astype("float32")


def test_a_linear_scores_saliency_is_its_weights(linear):
    model, weights = linear
    np.testing.assert_allclose(explain.saliency(model, X, 1), np.abs(weights[..., 1]), rtol=1e-5)


def test_a_linear_score_is_shared_by_pixel_times_weight(linear):
    model, weights = linear
    shares = explain.integrated_gradients(model, X, 0, steps=1)
    np.testing.assert_allclose(shares, X * weights[..., 0], rtol=1e-5)
    shares = explain.integrated_gradients(model, X, 0, baseline=np.full((4, 5), 0.5))
    np.testing.assert_allclose(shares, (X - 0.5) * weights[..., 0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("steps", [1, 3])
def test_gradients_are_taken_in_the_middles_of_the_steps(steps):
    # The score is the sum of squares. Its gradient grows evenly on the way, so the middles give x² exactly.
    inputs = keras.layers.Input((4, 5, 1))
    flat = keras.layers.Flatten()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False)(keras.layers.Multiply()([flat, flat])))
    model.set_weights([np.ones((20, 1))])
    np.testing.assert_allclose(explain.integrated_gradients(model, X, 0, steps=steps), X**2, rtol=1e-5)


def test_covering_takes_away_what_lies_under_the_square(linear):
    model, weights = linear
    drops = explain.occlusion(model, X, 1, size=2, fill=0.25)
    expected = [[((X - 0.25) * weights[..., 1])[i : i + 2, j : j + 2].sum() for j in range(4)] for i in range(3)]
    np.testing.assert_allclose(drops, expected, atol=1e-5)


@pytest.mark.parametrize("label", range(10))
def test_integrated_gradients_are_complete(network, digits, label):
    image = digits[0][list(digits[1]).index(label)]
    z, nothing = network(np.stack([image, np.zeros_like(image)])[..., np.newaxis]).numpy()
    shares = explain.integrated_gradients(network, image, label, steps=200)
    assert shares.sum() == pytest.approx(z[label] - nothing[label], rel=0.01, abs=0.05)


def test_saliency_is_the_slope_that_a_small_step_finds(network, digits):
    # Noise breaks the ties of the flat paper, where max pooling has a kink and no slope.
    image, step = digits[0][0] + np.random.default_rng(0).uniform(0, 0.3, (28, 28)).astype("float32"), 1e-3
    slopes = explain.saliency(network, image, 7)
    for i, j in [(10, 10), (14, 13), (20, 11)]:
        nudged = np.stack([image, image])[..., np.newaxis]
        nudged[:, i, j, 0] += (step, -step)
        up, down = network(nudged).numpy()[:, 7]
        assert abs(up - down) / (2 * step) == pytest.approx(slopes[i, j], rel=0.1, abs=0.02)


def test_grad_cam_by_hand():
    model = keras.Sequential(
        [
            keras.layers.Input((4, 5, 1)),
            keras.layers.Conv2D(2, 1, use_bias=False, name="maps"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, use_bias=False),
        ]
    )
    model.set_weights([np.array([[[[1.0, -2.0]]]]), np.array([[3.0], [1.0]])])
    # Each map's worth is its weight, shared by 20 units: (3 · X + 1 · (−2 X)) / 20, which is positive.
    np.testing.assert_allclose(explain.grad_cam(model, X, 0, "maps"), X / 20, rtol=1e-5)
    model.set_weights([np.array([[[[1.0, -2.0]]]]), np.array([[1.0], [1.0]])])
    assert (explain.grad_cam(model, X, 0, "maps") == 0).all()  # −X / 20 speaks against


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


def test_a_randomized_model_has_the_same_shapes_and_other_weights(network):
    other = explain.randomized(network, seed=1)
    for ours, theirs in zip(network.get_weights(), other.get_weights(), strict=True):
        assert ours.shape == theirs.shape
        assert not np.array_equal(ours, theirs)
    again = explain.randomized(network, seed=1)
    np.testing.assert_array_equal(other.get_weights()[0], again.get_weights()[0])


# How much a map may agree (Spearman's rank correlation) with that of a network that has learned nothing. Without signs
# all maps of pixels agree, since they lie on the ink, which chapter 07 tells; and saliency has none.
LIMITS = {"saliency": 0.8, "integrated_gradients": 0.5, "occlusion": 0.6, "grad_cam": 0.6}


@pytest.mark.parametrize("method", LIMITS)
def test_explanations_change_when_the_weights_are_random(network, digits, method):
    options = {"layer": "conv2"} if method == "grad_cam" else {}
    agreements = []
    for image, label in zip(digits[0][:5], digits[1][:5], strict=True):
        maps = [getattr(explain, method)(m, image, label, **options) for m in (network, explain.randomized(network))]
        if np.ptp(maps[1]) > 0:  # a map of zeros agrees with nothing
            agreements.append(stats.spearmanr(*(np.ravel(m) for m in maps)).statistic)
    assert np.mean(agreements or [0]) < LIMITS[method]


BAD = [
    (lambda m: explain.saliency(m, np.zeros((28, 27)), 0), r"image has shape \(28, 27\)"),
    (lambda m: explain.saliency(m, np.zeros((28, 28)), 10), "label=10: expected a class from 0 to 9"),
    (lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 0, steps=0), "steps=0"),
    (
        lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 0, baseline=np.zeros(28)),
        r"baseline has shape \(28,\)",
    ),
    (lambda m: explain.occlusion(m, np.zeros((28, 28)), 0, size=29), "size=29: expected a square from 1 pixel to 28"),
    (lambda m: explain.grad_cam(m, np.zeros((28, 28)), 0, "conv9"), "layer='conv9': the model has"),
    (lambda m: explain.grad_cam(m, np.zeros((28, 28)), 0, "dense"), r"layer='dense' gives shape \(None, 64\)"),
    (lambda m: explain.strongest(m, "conv1", 32, np.zeros((1, 28, 28))), "unit=32: layer 'conv1' has units 0 to 31"),
    (lambda m: explain.maximize(m, "dense", -1), "unit=-1"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_refused(network, call, message):
    with pytest.raises(ValueError, match=message):
        call(network)
