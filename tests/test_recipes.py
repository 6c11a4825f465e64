"""Recipes: the schedule by hand, and what a training does with its options."""

import keras
import numpy as np
import pytest

from kernelbook import recipes


def test_the_rate_rises_in_a_line_and_falls_along_a_cosine():
    rate = recipes.one_cycle(0.5, 100, warm_up=0.2)
    assert [round(float(rate(k)), 4) for k in (0, 10, 20)] == [0.02, 0.26, 0.5]  # from a 25th, halfway, at the peak
    assert float(rate(60)) == pytest.approx(0.25, rel=0.01)  # the middle of the fall
    assert float(rate(100)) == pytest.approx(0.0005)
    rates = [float(rate(k)) for k in range(101)]
    assert rates[:21] == sorted(rates[:21])
    assert rates[20:] == sorted(rates[20:], reverse=True)


@pytest.mark.parametrize("arguments", [(0, 10), (0.1, 1), (0.1, 10, 0), (0.1, 10, 1)])
def test_a_schedule_that_cannot_be_is_refused(arguments):
    with pytest.raises(ValueError, match=f"peak={arguments[0]}, steps={arguments[1]}"):
        recipes.one_cycle(*arguments)


def linear(seed=0):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.layers.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])


@pytest.fixture
def images():
    """Of three classes, told by the brightest row."""
    generator = np.random.default_rng(0)
    y = np.arange(90) % 3
    x = generator.random((90, 4, 4, 1), dtype=np.float32)
    x[np.arange(90), y] += 1
    return x, y


@pytest.mark.slow
def test_a_training_learns_with_the_schedule_to_its_end(images):
    x, y = images
    network = linear()
    losses = recipes.train(network, x, y, epochs=8, peak=0.1, batch_size=30)
    assert len(losses) == 8
    assert losses[-1] < 0.5 * losses[0]
    assert np.mean(network.predict(x, verbose=0).argmax(axis=1) == y) > 0.95
    steps = 8 * 3
    schedule = network.optimizer._learning_rate
    assert int(network.optimizer.iterations) == steps
    assert float(schedule(steps)) == pytest.approx(0.1 * recipes.FINAL)
    assert float(schedule(steps - 1)) > float(schedule(steps))


@pytest.mark.slow
def test_images_vary_in_each_epoch_but_the_clean_ones(images):
    x, y = images
    seen = []

    def vary(shown, generator):
        seen.append((shown is x, generator.integers(10**9)))
        return shown

    recipes.train(linear(), x, y, epochs=5, vary=vary, clean=2, seed=3)
    again = np.random.default_rng(3).integers(10**9, size=3)
    assert seen == [(True, number) for number in again]


@pytest.mark.slow
def test_what_is_varied_is_what_the_network_sees(images):
    x, y = images
    blind = recipes.train(linear(), x, y, epochs=30, peak=0.1, vary=lambda shown, _: np.zeros_like(shown))
    assert blind[-1] > 1.09  # ln 3 is 1.0986: with nothing to see, chance is all there is
    seeing = recipes.train(linear(), x, y, epochs=30, peak=0.1, vary=lambda shown, _: shown)
    assert seeing[-1] < 0.3


@pytest.mark.slow
def test_smoothing_keeps_the_answers_from_certainty(images):
    x, y = images
    sharp, smooth = linear(), linear()
    recipes.train(sharp, 4 * x, y, epochs=60, peak=0.1)
    recipes.train(smooth, 4 * x, y, epochs=60, peak=0.1, smoothing=0.3)

    def surest(network):
        return keras.ops.softmax(network.predict(4 * x, verbose=0)).numpy().max(axis=1).mean()

    assert surest(sharp) > 0.97
    assert surest(smooth) < 0.85  # 0.8 is the target of the right class


@pytest.mark.slow
def test_decay_pulls_the_weights_to_zero(images):
    x, y = images
    free, pulled = linear(), linear()
    recipes.train(free, x, y, epochs=60, peak=0.1)
    recipes.train(pulled, x, y, epochs=60, peak=0.1, decay=1.0)
    assert np.abs(pulled.get_weights()[0]).mean() < 0.7 * np.abs(free.get_weights()[0]).mean()


@pytest.mark.slow
def test_the_same_seeds_give_the_same_network(images):
    x, y = images

    def vary(shown, generator):
        return shown + generator.normal(size=shown.shape).astype("float32")

    def trained(seed):
        network = linear()
        recipes.train(network, x, y, epochs=2, vary=vary, seed=seed)
        return network.get_weights()[0]

    np.testing.assert_array_equal(trained(0), trained(0))
    assert np.abs(trained(0) - trained(1)).max() > 1e-4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0, 2, 0.9), r"warm_up=0\.9 of steps=2 leaves no step to fall"),
        ((1.0, 10, 0.96), r"warm_up=0\.96 of steps=10 leaves no step"),
        ((1.0, 10.0), r"steps=10\.0: expected a whole number"),
        (("1", 10), "peak='1': expected a number"),
        ((np.nan, 10), "peak=nan"),
    ],
)
def test_one_cycle_refuses_what_keras_would_fail_at(arguments, message):
    with pytest.raises(ValueError, match=message):
        recipes.one_cycle(*arguments)


def test_one_cycle_of_two_steps_rises_and_falls():
    assert [float(recipes.one_cycle(1.0, 2)(k)) for k in range(3)] == pytest.approx([0.04, 1, recipes.FINAL])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"epochs": 1, "batch_size": 128},
            "x has 90 images, with batch_size=128 and epochs=1 that is 1 step: expected 2",
        ),
        ({"y": np.full(90, 3)}, "y holds labels from 3 to 3: expected 0 to 2"),
        ({"y": np.zeros(89, int)}, "x has 90 items and y 89"),
        ({"x": np.zeros((90, 4, 4))}, r"x has shape \(90, 4, 4\): expected \(n, 4, 4, 1\), so add the axis"),
        ({"x": np.zeros((90, 4, 4, 1), np.uint8)}, "x has dtype uint8"),
        ({"x": np.full((90, 4, 4, 1), np.nan)}, "x holds NaN"),
        ({"smoothing": 10}, "smoothing=10: expected a share from 0 to 1, such as 0.1 for 10%"),
        ({"vary": 3}, "vary=3: expected a function"),
        ({"clean": -1}, "clean=-1"),
        ({"decay": -1}, "decay=-1"),
        (
            {"network": keras.Sequential([linear(), keras.layers.Softmax()])},
            "network ends in softmax: expected a model",
        ),
    ],
)
def test_train_refuses_what_cannot_be_trained(images, change, message):
    x, y = images
    with pytest.raises(ValueError, match=message):
        recipes.train(**({"network": linear(), "x": x, "y": y, "epochs": 3} | change))
