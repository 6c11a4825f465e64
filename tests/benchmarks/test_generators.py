import generators
import numpy as np
import pytest
from generators import training

from kernelbook import flow, models


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """Keep generators elsewhere, and let one be trained on 256 digits for two batches."""
    monkeypatch.setattr(training, "BUILD", tmp_path / "build")
    monkeypatch.setitem(training.GENERATORS, "a few", (256, 1, 1))
    generators.generator.cache_clear()
    yield tmp_path / "build"
    generators.generator.cache_clear()


@pytest.fixture
def learned(monkeypatch):
    """Note what would be learned, and learn nothing."""
    found = []

    def train(network, images, labels, *, epochs):
        found.append((images, labels, epochs))
        network.get_layer("enter").bias.assign(np.full(16, 0.5))
        return [2.0, 1.0]

    monkeypatch.setattr(flow, "train", train)
    return found


def test_a_generator_is_trained_once_and_then_kept(folder, learned):
    network, losses = generators.generator("a few")
    assert losses.tolist() == [2, 1]
    generators.generator.cache_clear()
    again, losses = generators.generator("a few")
    assert len(learned) == 1
    assert losses.tolist() == [2, 1]
    for one, other in zip(network.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert again.get_layer("enter").bias[0] == 0.5
    assert [path.name for path in folder.iterdir()] == [generators.kept("a few").name]


def test_other_code_means_another_generator(folder, learned, monkeypatch):
    before = generators.kept("a few")
    monkeypatch.setattr(training, "fingerprint", lambda names: "0" * 16)
    assert generators.kept("a few") != before
    generators.generator("a few")
    assert not before.exists()


@pytest.mark.parametrize(("name", "count"), [("500 for long", 500), ("8,000", 8_000), ("50,000", 50_000)])
def test_a_generator_learns_of_as_many_digits_as_its_name_says(folder, learned, name, count):
    generators.generator(name)
    ((images, labels, epochs),) = learned
    x, y = generators.images()[0]
    np.testing.assert_array_equal(images, x[:count])
    np.testing.assert_array_equal(labels, y[:count])
    steps = epochs * (count // 128)
    assert steps == pytest.approx(3_000 if name == "8,000" else 9_000, rel=0.05)


def test_a_hundred_digits_are_repeated_until_they_fill_batches(folder, learned):
    generators.generator("100")
    ((images, labels, epochs),) = learned
    x, y = generators.images()[0]
    assert epochs * (len(images) // 128) == 3_000
    np.testing.assert_array_equal(images.reshape(128, 100, 28, 28, 1), np.broadcast_to(x[:100], (128, 100, 28, 28, 1)))
    np.testing.assert_array_equal(labels, np.tile(y[:100], 128))


def test_weights_are_kept_in_half_precision(folder, learned):
    generators.generator("a few")
    with np.load(generators.kept("a few")) as kept:
        assert {array.dtype.name for name, array in kept.items() if name != "losses"} == {"float16"}


def test_the_images_are_mnists_from_black_to_white():
    parts = generators.images()
    assert [len(x) for x, _ in parts] == [50_000, 10_000, 10_000]
    for x, y in parts:
        assert (x.min(), x.max(), x.shape[1:]) == (-1, 1, (28, 28, 1))
        assert len(x) == len(y)


def test_the_network_that_ships_has_all_its_weights():
    network = models.flow_unet()
    models.set_weights(network, models.load_weights("flow_unet"))
    assert np.abs(network.get_layer("velocity").kernel).max() > 0
