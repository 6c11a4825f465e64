import keras
import numpy as np
import pytest

from kernelbook import data, flow, models


def network(seed=0):
    """Build a network of a few weights that takes what `models.flow_unet` takes, for images of 4 x 4."""
    keras.utils.set_random_seed(seed)
    image, time = keras.layers.Input((4, 4, 1)), keras.layers.Input(())
    label = keras.layers.Input((), dtype="int32")
    told = keras.layers.Concatenate()([keras.layers.Reshape((1,))(time), keras.layers.Embedding(11, 8)(label)])
    h = keras.layers.Concatenate()([keras.layers.Flatten()(image), told])
    h = keras.layers.Dense(64, activation="silu")(h)
    return keras.Model([image, time, label], keras.layers.Reshape((4, 4, 1))(keras.layers.Dense(16)(h)))


@pytest.fixture
def images():
    """Of two classes: bright above, or bright below."""
    y = np.arange(256) % 2
    x = np.full((256, 4, 4, 1), -1, "float32")
    x[y == 0, :2] = 1
    x[y == 1, 2:] = 1
    return x, y


@pytest.mark.slow
def test_a_network_learns_to_draw_what_is_asked(images):
    x, y = images
    drawer = network()
    losses = flow.train(drawer, x, y, epochs=60, batch_size=32, peak=0.02)
    assert len(losses) == 60
    assert losses[-1] < 0.3 * losses[0]
    asked = np.arange(40) % 2
    x0 = np.random.default_rng(0).standard_normal((40, 4, 4, 1), "float32")
    for strength in (1, 2):
        drawn = flow.sample(flow.guided(flow.network_field(drawer), asked, strength), x0, 20)
        above = drawn[:, :2].mean(axis=(1, 2, 3)) > drawn[:, 2:].mean(axis=(1, 2, 3))
        assert ((~above).astype(int) == asked).mean() > 0.9
    free = flow.sample(flow.guided(flow.network_field(drawer), asked, 0), x0, 20)
    above = free[:, :2].mean(axis=(1, 2, 3)) > free[:, 2:].mean(axis=(1, 2, 3))
    assert 0.2 < above.mean() < 0.8, "without a class it draws both"


@pytest.mark.slow
def test_the_loss_of_the_u_net_falls_on_digits():
    (x, y), _ = data.load_mnist()
    keras.utils.set_random_seed(0)
    losses = flow.train(
        models.flow_unet((8, 8, 16), 8), x[:512, ..., np.newaxis] / np.float32(127.5) - 1, y[:512], epochs=4
    )
    assert losses[-1] < 0.8 * losses[0] < 1.6, "it begins at the answer 0, with the mean square of the velocities"


@pytest.mark.slow
def test_the_same_seeds_give_the_same_network(images):
    def trained(**arguments):
        drawer = network()
        flow.train(drawer, *images, epochs=2, batch_size=64, **arguments)
        return np.concatenate([w.ravel() for w in drawer.get_weights()])

    np.testing.assert_array_equal(trained(seed=1), trained(seed=1))
    assert np.abs(trained(seed=1) - trained(seed=2)).max() > 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("average", [0.0, 0.5])
def test_the_network_keeps_the_mean_of_its_weights_by_hand(images, average):
    """Three steps are learned twice: in one training with a mean, and one by one, with a mean taken by hand."""
    x, y = images
    whole, single = network(), network()
    flow.train(whole, x[:96], y[:96], epochs=1, batch_size=32, average=average)
    optimizer = keras.optimizers.Adam(flow.learning.one_cycle(2e-3, 3))
    step, _ = flow.learning.learner(single, optimizer, average)
    generator = np.random.default_rng(0)
    mean = [np.array(w) for w in single.get_weights()]
    for k, batch in enumerate(flow.learning.batches(x[:96], y[:96], 32, 0.1, generator)):
        step(*batch)
        a = min(average, (1 + k) / (10 + k))
        mean = [a * m + (1 - a) * w for m, w in zip(mean, single.get_weights(), strict=True)]
    for ours, theirs in zip(mean, whole.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_batches_hold_each_image_once_with_its_label_fresh_noise_and_its_time():
    x = np.arange(50, dtype="float32").reshape(50, 1, 1, 1)
    y = np.arange(50) % 10
    parts = list(flow.learning.batches(x, y, 16, 0.0, np.random.default_rng(0)))
    assert [len(part[0]) for part in parts] == [16, 16, 16]
    x0, x1, t, labels = (np.concatenate(each) for each in zip(*parts, strict=True))
    assert len(set(x1.ravel())) == 48
    np.testing.assert_array_equal(labels, x1.ravel() % 10)
    assert len(set(x0.ravel())) == 48
    assert 0 <= t.min() < 0.1 < 0.9 < t.max() < 1
    assert [each.dtype.name for each in parts[0]] == ["float32", "float32", "float32", "int32"]


def test_a_share_of_the_labels_is_replaced():
    x, y = np.zeros((20_000, 1, 1, 1), "float32"), np.full(20_000, 3)
    for drop in (0.0, 0.1, 1.0):
        ((*_, labels),) = flow.learning.batches(x, y, 20_000, drop, np.random.default_rng(0))
        assert abs((labels == flow.NONE).mean() - drop) < 4 * np.sqrt(drop * (1 - drop) / 20_000) + 1e-9
        assert set(labels) <= {3, flow.NONE}


X, Y = np.zeros((20, 4, 4, 1), "float32"), np.arange(20) % 10


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, "images has 20, with batch_size=128 and epochs=3 that is 0 full batches: expected 2 at least"),
        ({"batch_size": 20, "epochs": 1}, "with batch_size=20 and epochs=1 that is 1 full batches"),
        ({"images": X[..., 0]}, r"images has shape \(20, 4, 4\): expected \(n, 4, 4, 1\)"),
        ({"images": X + 255}, "images has values from 255 to 255: expected -1 to 1, so images / 127.5 - 1"),
        ({"images": X - 2}, "images has values from -2 to -2: expected -1 to 1$"),
        ({"images": X.astype(int)}, "images has dtype int64"),
        ({"labels": Y + 1}, "labels holds labels from 1 to 10: expected 0 to 9"),
        ({"labels": Y[:19]}, "images has 20 items and labels 19"),
        ({"network": 3}, "network=3: expected a Keras model"),
        ({"peak": 0}, "peak=0: expected a number above 0"),
        ({"drop": 10}, "drop=10: expected a share from 0 to 1, such as 0.1 for 10%"),
        ({"average": 1}, "average=1: expected a number below 1"),
        ({"epochs": 0}, "epochs=0"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_train_refuses_what_cannot_be_trained(change, message):
    arguments = {"network": network(), "images": X, "labels": Y, "epochs": 3} | change
    with pytest.raises(ValueError, match=message):
        flow.train(**arguments)
