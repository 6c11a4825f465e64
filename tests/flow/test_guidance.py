import keras
import numpy as np
import pytest

from kernelbook import flow, models

GENERATOR = np.random.default_rng(0)
MEANS = np.append(np.arange(10.0), 4.5)  # where the data of each class lie, and of all


def field(x, t, labels):
    return flow.gaussian_field(x, t, MEANS[labels][:, np.newaxis], 0.1)


LABELS = np.array([0, 3, 9, 3])
X = GENERATOR.normal(size=(4, 2))


def test_guidance_is_a_line_in_its_strength():
    none, one, two, far = (flow.guided(field, LABELS, w)(X, 0.4) for w in (0, 1, 2, 3.5))
    np.testing.assert_allclose(two - one, one - none)
    np.testing.assert_allclose(far, none + 3.5 * (one - none))


def test_guidance_of_0_asks_for_no_class_and_of_1_for_the_class():
    np.testing.assert_array_equal(flow.guided(field, LABELS, 0)(X, 0.4), field(X, 0.4, np.full(4, flow.NONE)))
    np.testing.assert_array_equal(flow.guided(field, LABELS)(X, 0.4), field(X, 0.4, LABELS))


@pytest.mark.parametrize(("strength", "asked"), [(0, [[10]]), (1.0, [[3]]), (0.5, [[10], [3]]), (2, [[10], [3]])])
def test_guidance_asks_no_more_often_than_it_must(strength, asked):
    seen = []

    def watched(x, t, labels):
        seen.append(labels.tolist())
        return x

    flow.guided(watched, np.array([3], np.uint8), strength)(np.ones((1, 2)), 0.5)
    assert seen == asked


def test_guided_fields_draw_what_is_asked_and_stronger_ones_go_beyond():
    x0 = GENERATOR.normal(size=(4, 2))
    plain, strong = (flow.sample(flow.guided(field, LABELS, w), x0, 40) for w in (1, 2))
    np.testing.assert_allclose(plain, MEANS[LABELS][:, np.newaxis] + 0.1 * x0, atol=0.05)
    beyond = np.sign(MEANS[LABELS] - MEANS[flow.NONE])[:, np.newaxis]
    assert ((strong - plain) * beyond > 0.5).all()


@pytest.fixture(scope="module")
def network():
    """Build a small network whose last convolution is not zero, so that it says something."""
    keras.utils.set_random_seed(0)
    network = models.flow_unet((8, 8, 8), 4)
    layer = network.get_layer("velocity")
    layer.set_weights([GENERATOR.normal(size=w.shape) for w in layer.get_weights()])
    return network


IMAGES = GENERATOR.standard_normal((5, 28, 28, 1)).astype("float32")


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [2, 5, 100])
def test_a_network_as_a_field_gives_what_the_network_gives(network, batch_size):
    labels = np.array([0, 3, 9, 10, 3])
    found = flow.network_field(network, batch_size)(IMAGES, 0.25, labels)
    expected = network([IMAGES, np.full(5, 0.25, "float32"), labels.astype("int32")])
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
    times = np.linspace(0, 1, 5)
    expected = network([IMAGES, times.astype("float32"), labels.astype("int32")])
    np.testing.assert_allclose(flow.network_field(network)(IMAGES, times, labels), expected, rtol=1e-4, atol=1e-4)


def test_a_network_draws_the_same_from_the_same_seed(network):
    def drawn(seed):
        x0 = np.random.default_rng(seed).standard_normal((2, 28, 28, 1), "float32")
        return flow.sample(flow.guided(flow.network_field(network), np.array([3, 4]), 2.0), x0, 2)

    np.testing.assert_array_equal(drawn(0), drawn(0))
    assert np.abs(drawn(0) - drawn(1)).max() > 0.1


REFUSED = {
    "strength=-1: expected a number from 0": lambda n: flow.guided(field, LABELS, -1),
    "strength=nan: expected a number from 0": lambda n: flow.guided(field, LABELS, np.nan),
    "labels holds labels from 3 to 10: expected 0 to 9": lambda n: flow.guided(field, np.array([3, 10])),
    "labels holds labels from -1 to 3: expected 0 to 9": lambda n: flow.guided(field, np.array([3, -1])),
    "labels has dtype float64: expected whole numbers": lambda n: flow.guided(field, np.ones(2)),
    "field=3: expected a function": lambda n: flow.guided(3, LABELS),
    "x has 2 rows: expected 4": lambda n: flow.guided(field, LABELS)(X[:2], 0.5),
    "network=3: expected a Keras model": lambda n: flow.network_field(3),
    r"takes \[\(None, None, 1\)\], gives .*: expected image, time and label": lambda n: flow.network_field(
        models.unet((2, 4))
    ),
    "batch_size=0": lambda n: flow.network_field(n, 0),
    r"x has shape \(5, 28, 28\): expected \(n, 28, 28, 1\)": lambda n: flow.network_field(n)(
        IMAGES[..., 0], 0.5, np.ones(5, int)
    ),
    "labels holds labels from 11 to 11: expected 0 to 10": lambda n: flow.network_field(n)(IMAGES, 0.5, np.full(5, 11)),
    "x has 5 items and labels 4": lambda n: flow.network_field(n)(IMAGES, 0.5, np.ones(4, int)),
    "t=2: expected a share": lambda n: flow.network_field(n)(IMAGES, 2, np.ones(5, int)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_guidance_refuses_what_tells_nothing(network, message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message](network)
