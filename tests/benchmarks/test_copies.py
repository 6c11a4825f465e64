import generators
import numpy as np
import pytest

from kernelbook import flow, results
from measurements import benchmark


@pytest.fixture(scope="module")
def script():
    return benchmark("copies")


@pytest.fixture(scope="module")
def stored():
    return results.read("copies")


@pytest.fixture
def no_network(monkeypatch):
    """Let nothing be drawn: a drawing is gray, and says by its brightness which label was asked for, and of whom."""

    def draw(name, strength, asked, seed):
        shade = list(generators.GENERATORS).index(name) + strength / 10
        levels = (2 * (asked / 100 + shade / 10) - 1).astype(np.float32)
        return np.tile(levels.reshape(-1, 1, 1, 1), (1, 28, 28, 1))

    return draw


def test_what_was_read_follows_from_the_stored_labels(script, stored):
    for case in script.DRAWINGS:
        for seed in range(3):
            named = stored.labels(case, seed)
            assert len(named) == script.DRAWN
            right = 100 * np.mean(named == np.arange(script.DRAWN) % 10)
            (read,) = (
                row["value"]
                for row in stored.rows
                if (row["case"], row["seed"], row["metric"]) == (case, seed, "read as asked")
            )
            assert read == pytest.approx(right, abs=0.005)


@pytest.mark.slow
def test_how_far_held_out_digits_are_is_as_stored(script, stored):
    for case, (name, _) in script.DRAWINGS.items():
        if name in ("500", "2,000"):
            usual = np.median(script.apart_held_out(name))
            assert stored.values(case, "from the nearest, held out") == pytest.approx(usual, abs=1e-5)


@pytest.mark.slow
def test_the_exact_field_has_the_stored_loss(script, stored, monkeypatch):
    """The network is left out: of it nothing is drawn here, so what chance decides stays the same."""
    monkeypatch.setattr(script.generators, "generator", lambda name: (None, None))
    monkeypatch.setattr(script.flow, "network_field", lambda network: lambda x, t, labels: np.zeros_like(x))
    for part in ("learned", "held out"):
        found = [script.judge_losses("500", seed)[0][f"{part}, exact"][0] for seed in range(3)]
        assert stored.values("500, loss", f"{part}, exact") == pytest.approx(found, rel=1e-3)


def test_the_networks_stayed_above_the_exact_field_on_what_was_learned(script, stored):
    for case in script.LOSSES:
        assert (stored.values(case, "learned, network") > stored.values(case, "learned, exact")).all()


def test_distances_are_those_of_the_nearest_image(script):
    generator = np.random.default_rng(0)
    images, others = generator.uniform(-1, 1, (2, 7, 28, 28, 1))
    expected = [min(np.mean((image - other) ** 2) / 4 for other in others) for image in images]
    np.testing.assert_allclose(script.apart(images, others), expected)


@pytest.mark.parametrize(
    ("whose", "copies"),
    [("learned", 100), ("held out", 1), ("noise", 0), ("half learned", 50)],
)
def test_what_was_learned_is_called_a_copy_and_a_hundredth_of_what_was_not(script, monkeypatch, whose, copies):
    learned, held = script.learned("500")[0], generators.held_out()[0]
    drawn = {
        "learned": learned,
        "held out": held,
        "noise": np.random.default_rng(0).uniform(-1, 1, learned.shape),
        "half learned": np.where(np.arange(500).reshape(-1, 1, 1, 1) < 250, learned, 0),
    }[whose]
    monkeypatch.setattr(script, "DRAWN", len(drawn))
    monkeypatch.setattr(script, "draw", lambda *arguments: drawn)
    monkeypatch.setattr(script, "read", lambda images: np.zeros(len(images), int))
    figures, _ = script.judge_drawings("500", 1, 0)
    assert figures["copies"][0] == copies
    assert figures["read as asked"][0] == 10, "every tenth was asked to be a 0"


def test_losses_are_means_over_times(script):
    generator = np.random.default_rng(0)
    points, x1 = generator.uniform(-1, 1, (2, 5, 28, 28, 1)).astype("float32")
    zero = script.losses(lambda x, t, y: np.zeros_like(x), points, x1, np.arange(5), 0.5, np.random.default_rng(1))[0]
    x0 = np.random.default_rng(1).standard_normal(x1.shape, "float32")
    assert zero == pytest.approx(np.mean((x1 - x0) ** 2))
    assert script.TIMES.max() < 1, "the exact field has no value at the end"


@pytest.mark.parametrize("way", range(6))
def test_a_reader_learns_from_as_many_images_half_of_which_may_be_drawn(script, monkeypatch, no_network, way):
    monkeypatch.setattr(script, "draw", no_network)
    monkeypatch.setattr(script.augmentation, "move", lambda x, generator: x)
    script.copybook.cache_clear()
    name, (_, whose, strength) = "2,000", list(script.WAYS.values())[way]
    x, y = script.material(f"{name} labels: {list(script.WAYS)[way]}", seed=3)
    script.copybook.cache_clear()
    assert len(x) == len(y) == script.READING * script.BATCH
    gray = np.ptp(x, axis=(1, 2, 3)) == 0
    assert gray.mean() == (0.5 if whose else 0)
    real, labels = script.learned(name)
    counts = {image.tobytes(): 0 for image in (real / 2 + 0.5)}
    for image in x[~gray]:
        counts[image.tobytes()] += 1
    assert max(counts.values()) - min(counts.values()) <= 1, "each image as often as any other"
    if whose:
        shade = list(generators.GENERATORS).index(name if whose == "own" else whose) + strength / 10
        np.testing.assert_allclose(x[gray][:, 0, 0, 0], y[gray] / 100 + shade / 10, rtol=1e-4)
    kept = dict(zip((image.tobytes() for image in real / 2 + 0.5), labels, strict=True))
    assert all(kept[image.tobytes()] == label for image, label in zip(x[~gray], y[~gray], strict=True))


def test_what_a_network_draws_from_is_what_it_was_asked(script, monkeypatch):
    told = []

    def network_field(network):
        return lambda x, t, labels: told.append((network, labels.tolist())) or np.zeros_like(x)

    monkeypatch.setattr(script.generators, "generator", lambda name: (name, None))
    monkeypatch.setattr(flow, "network_field", network_field)
    images = script.draw("8,000", 1, np.array([3, 4]), seed=5)
    assert told == [("8,000", [3, 4])] * script.STEPS
    expected = np.random.default_rng(5).standard_normal((2, 28, 28, 1), "float32")
    np.testing.assert_array_equal(images, np.clip(expected, -1, 1))
