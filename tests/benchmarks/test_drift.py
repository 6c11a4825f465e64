from functools import cache

import numpy as np
import pytest
import watching
from watching import CHECKS

from kernelbook import data, drift, results
from kernelbook.drift.shares import bin_edges
from measurements import benchmark


@pytest.fixture(scope="module")
def script():
    return benchmark("drift")


@pytest.fixture(scope="module")
def stored():
    return results.read("drift")


@pytest.fixture(scope="module")
def found(stored):
    """Return the stored figures: {(case, seed): {metric: value}}."""
    figures = {}
    for row in stored.rows:
        figures.setdefault((row["case"], row["seed"]), {})[row["metric"]] = row["value"]
    return figures


@pytest.fixture
def unchanged(script, monkeypatch):
    """Leave images as they are, where only their labels are asked for, and read MNIST once."""
    monkeypatch.setattr(script, "CORRUPTIONS", {name: [lambda images, *rest: images] for name in script.CORRUPTIONS})
    monkeypatch.setattr(data, "load_mnist", cache(data.load_mnist))
    monkeypatch.setattr(data, "load_garments", cache(data.load_garments))
    monkeypatch.setattr(data, "load_small_digits", cache(data.load_small_digits))


def keys(script):
    """Return by which check, view and size the alarms of a run stand one after the other."""
    nine = [(check, view, size) for check in CHECKS for view in script.VIEWS for size in script.SIZES]
    return nine + [(f"PSI above {script.THUMB}", "ink", size) for size in script.SIZES]


def alarms_of(script, stored, case, seed):
    """Return what a run kept: labels, and alarms by check, view and size."""
    count = script.FRESH if case == script.AS_THEY_ARE else script.WINDOWS
    return unpacked(script, stored.grid(case, seed), keys(script), count)


def test_shares_of_alarms_follow_from_what_is_stored(script, stored, found):
    for case, seed in script.RUNS:
        _, alarms = alarms_of(script, stored, case, seed)
        expected = {metric: value for metric, (value, _) in script.shares(alarms).items()}
        assert {metric: found[case, seed][metric] for metric in expected} == expected


def test_accuracies_follow_from_the_stored_labels(script, stored, found, unchanged):
    for case, seed in script.RUNS:
        named, _ = alarms_of(script, stored, case, seed)
        _, truth = script.pool(case, seed)
        assert found[case, seed]["accuracy"] == script.percent(named == truth)[0]


def test_where_only_labels_or_the_order_change_the_network_names_the_same(script, stored):
    """So no check of inputs, features or confidences can see that labels are wrong."""
    for seed in script.SEEDS:
        plain, _ = alarms_of(script, stored, script.AS_THEY_ARE, seed)
        for amount in script.MORE["labels wrong (share)"]:
            named, _ = alarms_of(script, stored, f"labels wrong (share): {amount}", seed)
            np.testing.assert_array_equal(named, plain)
        for case in script.ORDERS:
            named, _ = alarms_of(script, stored, case, seed)
            np.testing.assert_array_equal(np.sort(named), np.sort(plain))


@pytest.mark.slow
def test_the_network_that_ships_estimates_what_is_stored(script, found):
    """For one change, from its own confidences."""
    before = script.see(*script.held_out(script.halves(0)[0]))
    now = script.see(*script.pool("blurred (pixels): 1.5", 0))
    estimate = drift.estimated_accuracy(before.confidences, before.right, now.confidences)
    figures = found["blurred (pixels): 1.5", 0]
    assert figures["estimated accuracy"] == pytest.approx(100 * estimate, abs=0.1)
    assert figures["mean confidence"] == pytest.approx(100 * now.confidences.mean(), abs=0.1)


@pytest.fixture(scope="module")
def tables():
    """Return rows before and a pool of 3 columns: the first has numbers that are often equal, the others none."""
    generator = np.random.default_rng(0)
    found = [generator.normal(size=(n, 3)) + shift for n, shift in ((80, 0), (60, 0.3))]
    for table in found:
        table[:, 0] = np.maximum(np.rint(2 * table[:, 0]), -1)
    return found


def library(name, before):
    """Return the check of the library that a check of many windows must equal, its bins or width fixed before."""
    if name == "kernel":
        width = drift.kernel_width(before)
        return lambda x, y: drift.kernel_two_sample(x, y, width)
    if name == "KS":
        return drift.worst_column(drift.kolmogorov_smirnov)
    edges = [bin_edges(column, 10) for column in before.T]
    return lambda x, y: max(drift.stability_index(a, b, e) for a, b, e in zip(x.T, y.T, edges, strict=True))


@pytest.mark.parametrize("columns", [[0], [1], [0, 1, 2]])
@pytest.mark.parametrize("name", CHECKS)
def test_checks_of_many_windows_are_those_of_the_library(script, tables, name, columns):
    before, pool = (table[:, columns] for table in tables)
    check, ready, generator = library(name, before), CHECKS[name](before), np.random.default_rng(1)
    drawn = [script.windows(5, size, 60, generator) for size in (20, 31)]
    for windows, found in zip(drawn, ready.values(pool, drawn), strict=True):
        np.testing.assert_allclose(found, [check(before, pool[w > 0]) for w in windows], atol=1e-5)
    drawn = [script.windows(5, size, 80, generator) for size in (20, 31)]
    for windows, found in zip(drawn, ready.values(before, drawn, own=True), strict=True):
        np.testing.assert_allclose(found, [check(before[w == 0], before[w > 0]) for w in windows], atol=1e-5)


def test_windows_have_as_many_images_as_they_should_in_a_row_or_anywhere(script):
    for row in (False, True):
        found = script.windows(50, 4, 9, np.random.default_rng(0), row)
        assert found.shape == (50, 9)
        assert set(np.unique(found)) == {0, 1}
        assert (found.sum(axis=1) == 4).all()
        ends = [np.flatnonzero(window)[[0, -1]] for window in found]
        assert all(last - first == 3 for first, last in ends) == row
        assert len({tuple(window) for window in found}) == 6 or not row, "each of the six places is drawn"


def test_images_before_are_not_among_those_that_come_in(script):
    _, labels = script.held_out(np.arange(5_000))
    (_, learned), _ = data.load_mnist()
    np.testing.assert_array_equal(labels, learned[55_000:])
    for seed in script.SEEDS:
        before, now = script.halves(seed)
        assert sorted([*before, *now]) == list(range(5_000))


def test_shares_of_alarms_follow_from_the_kept_bits(script):
    generator = np.random.default_rng(0)
    alarms = {key: generator.random(13) < 0.3 for key in keys(script)}
    named, found = unpacked(script, script.kept(np.arange(10), alarms), keys(script), 13)
    assert named.tolist() == list(range(10))
    assert all((found[key] == alarms[key]).all() for key in keys(script))
    assert script.shares(alarms)["KS, ink, 50"] == script.percent(alarms["KS", "ink", 50])
    any_of = np.any([alarms[key] for key in keys(script) if key[2] == 20 and key[0] in CHECKS], axis=0)
    assert script.shares(alarms)["any of nine, 20"] == script.percent(any_of)


def unpacked(script, grid, order, count):
    """Return the labels and the alarms that a run kept."""
    width = -(-count // 8)
    named, bits = np.split(grid[0], [grid.shape[1] - width * len(order)])
    rows = np.unpackbits(bits.reshape(len(order), width), axis=1)[:, :count].astype(bool)
    return named, dict(zip(order, rows, strict=True))


def test_a_change_of_labels_leaves_the_images_and_turns_as_many_labels_as_it_says(script):
    images, labels = np.zeros((4000, 2, 2), np.float32), np.arange(4000) % 10
    same, wrong = script.changed("labels wrong (share)", 0.3, images, labels, 0)
    assert same is images
    assert np.mean(wrong != labels) == pytest.approx(0.3, abs=0.03)
    assert set(wrong) == set(range(10))


def test_a_change_of_shares_leaves_that_many_sevens_and_all_their_images(script):
    labels = np.arange(4000) % 10
    images, found = script.changed("sevens (share)", 0.2, labels.reshape(-1, 1, 1), labels, 0)
    assert np.mean(found == 7) == pytest.approx(0.2, abs=0.001)
    assert (found == 7).sum() == 400
    np.testing.assert_array_equal(images.ravel(), found)


def test_cases_in_an_order_are_in_it(script, unchanged):
    _, labels = script.pool("sorted by digit", 1)
    assert (np.diff(labels.astype(int)) >= 0).all()
    images, _ = script.pool("in MNIST's order", 1)
    np.testing.assert_array_equal(images, script.held_out(np.sort(script.halves(1)[1]))[0])
    assert set(script.pool("only 0 to 4", 1)[1]) == set(range(5))


def test_a_paler_image_has_less_ink(script):
    images, _ = script.pool("as they are", 0)
    np.testing.assert_allclose(script.pool("paler (times): 0.8", 0)[0], 0.8 * images, rtol=1e-6)


@pytest.mark.slow
def test_what_is_seen_is_what_the_network_says():
    from generators import reader

    from kernelbook import evaluation

    images = data.load_mnist()[1][0][:20] / np.float32(255)
    seen = watching.see(images, np.zeros(20, int))
    logits = reader().predict(images[..., np.newaxis], verbose=0)
    np.testing.assert_allclose(seen.confidences, evaluation.softmax(logits).max(axis=1), atol=1e-6)
    np.testing.assert_array_equal(seen.named, logits.argmax(axis=1))
    np.testing.assert_allclose(seen.tables["ink"][:, 0], images.mean(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_array_equal(seen.right, seen.named == 0)
    assert seen.tables["features"].shape == (20, 64)
    assert seen.part([3, 1]).named.tolist() == seen.named[[3, 1]].tolist()
