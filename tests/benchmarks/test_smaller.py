import keras
import numpy as np
import pytest

from compressed import numbers_of_32_bits  # noqa: F401, a fixture
from kernelbook import compression, models, results
from measurements import benchmark, exchanged, expected_rows

ONCE = ("chapter 05, 32 bits", "chapter 05, 8 bits", "pruned, 8 bits, without learning")


@pytest.fixture(scope="module")
def script():
    return benchmark("smaller")


@pytest.fixture(scope="module")
def stored():
    return results.read("smaller")


def test_who_is_compared_takes_as_many_bytes(script, stored):
    for case, (_, most) in (script.PRUNED | script.AT_ONCE).items():
        bytes_ = stored.values(case, "stored bytes")
        assert (bytes_ <= most).all()
        assert (bytes_ > 0.995 * most).all(), f"{case}: {exchanged('smaller')}"
    assert set(stored.values("small, 32 bits", "stored bytes")) == {script.LARGE}
    assert set(stored.values("small, 8 bits", "stored bytes")) == {script.FEW}
    wider = stored.values("wider, 8 bits", "stored bytes")
    assert 0.98 * script.LARGE < wider[0] <= script.LARGE


@pytest.mark.slow
@pytest.mark.parametrize("case", ONCE)
def test_what_does_not_learn_is_judged_as_stored(script, stored, case):
    figures, labels = script.measure(case, 0)
    assert [row for row in stored.rows if row["case"] == case] == expected_rows(figures, case, 0)
    np.testing.assert_array_equal(labels, stored.labels(case, 0))


def test_the_bytes_are_those_of_networks_as_they_are_built(script):
    sizes = {"small": (32, script.LARGE), "wider": (8, 7_338)}
    for who, (bits, expected) in sizes.items():
        assert compression.stored_bytes(models.get_weights(script.BUILD[who]()), bits) == expected


def test_fitting_finds_the_least_that_must_go(script):
    weights = models.get_weights(models.tiny_network())
    share = script.fitting(weights, 8, 2_500)
    fits = [
        compression.stored_bytes(compression.prune(weights, s)[0], 8, sparse=True) <= 2_500
        for s in (share, share - 0.002)
    ]
    assert fits == [True, False]
    assert script.fitting(weights, 32, 10**6) == 0


def test_8_bits_change_kernels_alone_and_by_half_a_step(script):
    weights = {"a/kernel": np.random.default_rng(0).normal(size=(3, 4)), "a/bias": np.full(4, 0.123)}
    found = script.rounded(weights, 8)
    assert found["a/bias"] is weights["a/bias"]
    gap = np.abs(found["a/kernel"] - weights["a/kernel"])
    assert (gap <= 0.501 * compression.channel_scales(weights["a/kernel"])).all()
    assert gap.max() > 0
    assert script.rounded(weights, 32) is weights


def test_a_network_is_pruned_while_it_learns_until_it_fits_and_stays_so(script, monkeypatch):
    generator = np.random.default_rng(0)
    x, y = generator.random((256, 28, 28, 1)).astype("float32"), generator.integers(0, 10, 256)
    monkeypatch.setattr(script, "training_images", lambda: (x, y))
    for name, value in {"EPOCHS": 3, "BATCH": 32, "EVERY": 4}.items():
        monkeypatch.setattr(script, name, value)
    monkeypatch.setitem(script.BUILD, "pruned", models.tiny_network)
    keras.utils.set_random_seed(0)
    network, shares = models.tiny_network(), []
    gardener = script.Gardener(8, 2_500)
    counter = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: shares.append(
            sum(np.count_nonzero(each) for each in models.get_weights(network).values() if each.ndim > 1)
        )
    )
    script.fit(network, "pruned", 0.0, 0, [gardener, counter])
    assert len(shares) == script.steps(256) == 24
    weights = models.get_weights(network)
    assert 2_450 < compression.stored_bytes(weights, 8, sparse=True) <= 2_500
    assert (np.diff(shares) <= 0).all(), "what went stays away"
    assert len(set(shares[11:])) == 1, "half the steps are left to learn"


def test_the_teacher_is_asked_only_by_who_is_taught(script, monkeypatch):
    x, y = np.zeros((64, 28, 28, 1), "float32"), np.zeros(64, int)
    asked = []
    monkeypatch.setattr(script, "training_images", lambda: (x, y))
    monkeypatch.setattr(script, "EPOCHS", 4)
    monkeypatch.setattr(script, "taught", lambda: asked.append(1) or np.zeros((64, 10), "float32"))
    script.learned("small", False, 0)
    assert asked == []
    script.learned("small", True, 0)
    assert asked == [1]
