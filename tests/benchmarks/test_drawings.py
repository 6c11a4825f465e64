from itertools import pairwise

import numpy as np
import pytest

from kernelbook import evaluation, flow, models, results
from measurements import benchmark, expected_rows


@pytest.fixture(scope="module")
def script():
    return benchmark("drawings")


@pytest.fixture(scope="module")
def stored():
    return results.read("drawings")


@pytest.fixture
def shipped(script, monkeypatch):
    """Let the script draw with the weights that ship."""
    network = models.flow_unet()
    models.set_weights(network, models.load_weights("flow_unet"))
    monkeypatch.setattr(script, "field", lambda: flow.network_field(network))


def asked(script, case, seed):
    """Return what the images of a case were asked for, or are."""
    if case in script.FILLED:
        return script.generators.images()[2][1][script.ASKED * seed : script.ASKED * (seed + 1)]
    return script.in_turn(script.FEW if case in script.WAYS else script.MANY)


def test_what_was_read_follows_from_the_stored_labels(script, stored):
    for case in script.CASES:
        for seed in script.SEEDS if case not in script.SIZES else ():
            named = stored.labels(case, seed)
            (row,) = (
                row
                for row in stored.rows
                if (row["case"], row["seed"]) == (case, seed) and row["metric"].startswith("read as")
            )
            assert len(named) == len(asked(script, case, seed))
            assert row["value"] == pytest.approx(100 * np.mean(named == asked(script, case, seed)), abs=0.005)


def test_questions_are_counted_as_the_methods_ask(script, stored):
    def count(method, steps):
        asks = []
        flow.sample(flow.guided(lambda x, t, labels: asks.append(t) or x, np.array([3]), 2), np.ones(1), steps, method)
        return len(asks)

    for case, (method, steps) in script.WAYS.items():
        assert set(stored.values(case, "questions")) == {count(method, steps)}, case


@pytest.mark.parametrize("seed", range(3))
def test_digits_that_nobody_drew_are_judged_as_stored(script, stored, seed):
    """The rows of held-out digits, and of test digits covered or filled as the nearest: no network drew them."""
    cases = [case for case, (what, n) in script.SIZES.items() if what == script.DIGITS and n < 1_600]
    for case in (script.DIGITS, *cases, "lower half: covered", "middle: covered"):
        figures, named = script.measure(case, seed)
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        for row, expected in zip(rows, expected_rows(figures, case, seed), strict=True):
            one_image = 0.25 if expected["unit"] == "%" else 0
            assert row == expected | {"value": pytest.approx(expected["value"], rel=5e-3, abs=one_image)}
        if named is not None:
            assert np.mean(named == stored.labels(case, seed)) > 0.998


@pytest.mark.slow
def test_some_are_drawn_again_as_stored(script, stored, shipped, monkeypatch):
    named = script.read(script.draw(script.in_turn(40), seed=1))
    assert np.mean(named == stored.labels("guidance 2", 1)[:40]) >= 0.95
    _, y = script.held_out()
    drawn = script.features(script.draw(y[:100], seed=10, strength=1))
    distance = evaluation.frechet_distance(drawn, script.test_features())
    assert distance == pytest.approx(stored.values("100 drawings", "Fréchet distance")[0], rel=0.02)


@pytest.mark.slow
def test_some_are_filled_in_again_as_stored(script, stored, shipped, monkeypatch):
    monkeypatch.setattr(script, "ASKED", 40)
    for how in ("drawn, no class told", "drawn, class told"):
        images, x, _ = script.filled("middle", how, 0)
        seen = script.mask("middle")
        np.testing.assert_array_equal(images[:, seen], x[:, seen])
        named = script.read(images)
        assert np.mean(named == stored.labels(f"middle: {how}", 0)[:40]) >= 0.9


def test_what_is_compared_differs_in_that_alone(script):
    x, y = script.held_out()
    assert len(x) == len(y) == 5_000
    parts = [script.balanced(seed) for seed in script.SEEDS]
    for images, labels in parts:
        np.testing.assert_array_equal(labels, script.in_turn(script.MANY))
        assert len({image.tobytes() for image in images}) == script.MANY
    assert len({image.tobytes() for images, _ in parts for image in images}) == 3 * script.MANY
    np.testing.assert_array_equal(script.noise(1, 3), script.noise(1, 1_000)[:3])
    assert np.abs(script.noise(1, 3) - script.noise(2, 3)).min() > 1e-6


def test_variety_is_the_mean_square_of_differences_of_pairs(script):
    images = np.random.default_rng(0).uniform(-1, 1, (30, 28, 28, 1))
    labels = np.arange(30) % 10
    pairs = [((images[k] - images[m]) / 2) ** 2 for k in range(30) for m in range(k) if labels[k] == labels[m]]
    assert script.variety(images, labels) == pytest.approx(np.mean(pairs))


def test_the_nearest_digit_fills_what_is_covered_and_nothing_else(script, monkeypatch):
    monkeypatch.setattr(script, "ASKED", 5)
    images, x, _ = script.filled("middle", script.NEAREST, 1)
    learned = script.generators.images()[0][0]
    seen = script.mask("middle")
    np.testing.assert_array_equal(images[:, seen], x[:, seen])
    for image, truth in zip(images, x, strict=True):
        nearest = learned[np.sum((learned[:, seen] - truth[seen]) ** 2, axis=1).argmin()]
        np.testing.assert_array_equal(image[~seen], nearest[~seen])


def test_what_the_page_of_benchmarks_says_holds_for_each_draw(script, stored):
    """Firmer asking costs variety; drawings asked for at 1 are the nearest collection, and digits are nearer."""
    varied = [stored.values(case, "variety") for case in script.STRENGTHS]
    assert all((less < more).all() for more, less in pairwise(varied))
    read = [stored.values(case, "read as asked") for case in script.STRENGTHS]
    assert all(value.min() > 99 for value in read[2:])
    apart = {case: stored.values(case, "Fréchet distance") for case in (*script.STRENGTHS, script.DIGITS)}
    nearest = apart.pop("guidance 1").max()
    assert apart.pop(script.DIGITS).max() < nearest < min(values.min() for values in apart.values())


def test_one_step_draws_what_can_be_read_and_is_all_alike(script, stored):
    for seed in range(3):
        assert stored.values("euler, 1 steps", "read as asked")[seed] > 99
        assert stored.values("euler, 1 steps", "variety")[seed] < 2
