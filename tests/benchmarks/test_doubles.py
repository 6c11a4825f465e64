from functools import partial

import numpy as np
import pytest

from kernelbook import scale
from measurements import benchmark, expected_rows


@pytest.fixture(scope="module")
def script():
    return benchmark("doubles")


@pytest.fixture(scope="module")
def stored():
    from kernelbook import results

    return results.read("doubles")


@pytest.fixture
def small(script, monkeypatch):
    """Let MNIST have 80 training images, of which 20 are held out, and 40 test images; clear what was kept."""
    generator = np.random.default_rng(0)

    def part(n):
        return generator.integers(0, 256, (n, 28, 28)).astype(np.uint8), (np.arange(n) % 10).astype(np.uint8)

    parts = part(80), part(40)
    for name, value in {"digits": lambda: parts, "HELD_OUT": 60, "PLANTED": 8, "ONE_IN": 10}.items():
        monkeypatch.setattr(script, name, value)
    kept = [script.described, script.held_out, script.limits, script.met]
    for each in kept:
        each.cache_clear()
    yield parts
    for each in kept:
        each.cache_clear()


def rows_of(stored, case, seed):
    return [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]


def test_shares_of_what_was_found_follow_from_the_stored_answers(script, stored):
    for case, (name, _) in script.FOUND.items():
        for seed in range(3):
            grid, rows = stored.grid(case, seed), script.planted(seed)
            expected = expected_rows(script.judge(grid, rows), case, seed)
            if script.is_hash(name):
                own = (grid[2].astype(int) * 256 + grid[3])[rows]
                equal = {"found, equal codes": script.percent(own == 0)}
                expected += expected_rows(equal, case, seed)
            assert rows_of(stored, case, seed) == expected


def test_accuracies_follow_from_the_stored_labels(script, stored):
    truth = script.digits()[1][1]
    for case in script.LEARN:
        for seed in range(5):
            right, rows = stored.labels(case, seed) == truth, script.planted(seed)
            shares = {"thousand": right[rows].mean(), "others": np.delete(right, rows).mean()}
            found = {row["metric"]: row["value"] for row in rows_of(stored, case, seed)}
            assert found == pytest.approx(
                {f"accuracy, the {of}": 100 * share for of, share in shares.items()}, abs=0.005
            )


def test_limits_follow_from_the_stored_distances(script, stored):
    ones = script.digits()[0][1][script.HELD_OUT :] == 1
    for name in script.METHODS:
        high, low = stored.grid(f"{name}, held out", 0)
        far = np.sort(high.astype(int) * 256 + low)
        for kind, part in {"all": ones | ~ones, "ones": ones, "others": ~ones}.items():
            limit = np.sort((high.astype(int) * 256 + low)[part])[part.sum() // 1000]
            if script.is_hash(name):
                assert stored.values(f"{name}, held out", f"bits allowed, {kind}") == limit - 1
            else:
                cosine = 1 - limit / script.FINE
                assert stored.values(f"{name}, held out", f"cosine, {kind}") == pytest.approx(cosine, abs=1e-5)
        if script.is_hash(name):
            equal = 100 * np.mean(far == 0)
            assert stored.values(f"{name}, held out", "equal codes") == pytest.approx(equal, abs=0.005)


def test_of_held_out_images_at_most_one_in_a_thousand_is_called_a_double(script, stored):
    """For the hashes that is counted again, from the codes."""
    labels = script.digits()[0][1][script.HELD_OUT :]
    for name in ("hash of 64 bits", "hash of 256 bits"):
        codes = script.described(name, 0)
        for row in (0, 1):
            bits = [stored.values(f"{name}, held out", f"bits allowed, {kind}").item() for kind in ("ones", "others")]
            bits = [stored.values(f"{name}, held out", "bits allowed, all").item()] * 2 if row == 0 else bits
            for allowed, part in zip(bits, (labels == 1, labels != 1), strict=True):
                if allowed >= 0:
                    pairs = scale.near_pairs(
                        codes[script.HELD_OUT :][part], codes[: script.HELD_OUT], radius=int(allowed)
                    )
                    assert len(np.unique(pairs[:, 0])) <= part.sum() / 1000


def test_mnist_has_no_exact_double_as_stored(script, stored):
    expected = expected_rows(script.measure_exact()[0], "MNIST itself, exact", 0)
    assert rows_of(stored, "MNIST itself, exact", 0) == expected


def test_the_kept_pairs_are_as_near_as_the_figures_say(script, stored):
    """Of pixels: the nearest pair of digits that are no ones is above their limit, if any image was called so."""
    rows, grid = script.described("pixels", 0), stored.grid("MNIST itself, pixels", 0).astype(int)
    pairs = grid[0] * 65_536 + grid[1] * 256 + grid[2]
    labels = script.digits()[0][1]
    for k, kind in ((2, "all"), (3, "others")):
        cosines = [rows[i] @ rows[j] for i, j in pairs[k]]
        assert (np.diff(cosines) < 1e-6).all(), "the nearest first"
        assert all(i < j for i, j in pairs[k])
        assert cosines[0] > stored.values("pixels, held out", f"cosine, {kind}")
    assert (labels[pairs[3, :, 0]] != 1).all()


@pytest.mark.parametrize("name", ["hash of 64 bits", "hash of 256 bits", "pixels", "pixels in the corner"])
def test_what_is_planted_as_it_is_is_found_and_noise_is_not_alarmed(script, small, name):
    """Random images are far apart, so each limit leaves room for what is equal, and for nothing else."""
    figures, grid = script.measure_found(name, "as they are", 0)
    assert figures["found, one limit"] == figures["found, ones apart"] == (100, "%")
    assert figures["alarms, one limit"][0] < 40
    rows = script.planted(0)
    distances = (grid[2] * 256 + grid[3])[rows]
    assert (distances == 0).all()
    assert np.delete(grid[2:], rows, axis=1).max() == 0


def test_nothing_is_found_where_no_code_may_be_equal(script, small, monkeypatch):
    monkeypatch.setattr(script, "METHODS", {"hash, always the same": lambda x: np.zeros((len(x), 8), np.uint8)})
    figures, _ = script.measure_found("hash, always the same", "as they are", 0)
    assert {metric: share for metric, (share, _) in figures.items()} == {
        "found, one limit": 0,
        "found, ones apart": 0,
        "alarms, one limit": 0,
        "alarms, ones apart": 0,
        "found, equal codes": 100,
    }


def test_an_innocent_that_stands_in_the_training_images_is_alarmed(script, small):
    (x, _), (x_test, _) = small
    innocent = np.setdiff1d(np.arange(40), script.planted(0))[5]
    before = script.measure_found("pixels", "as they are", 0)[1][:2, innocent]
    for each in (script.described, script.held_out, script.limits, script.met):
        each.cache_clear()
    x[3] = x_test[innocent]
    after = script.measure_found("pixels", "as they are", 0)[1][:2, innocent]
    assert (before.tolist(), after.tolist()) == ([0, 0], [1, 1])


def test_ones_have_a_limit_of_their_own(script, small, monkeypatch):
    """Distances are told: of ones 1, 2, 3 …, of others 10, 20, 30 …"""
    ones = small[0][1][60:] == 1
    far = np.where(ones, np.cumsum(ones), 10.0 * np.cumsum(~ones))
    monkeypatch.setattr(script, "held_out", lambda name: far)
    assert script.limits("pixels").tolist() == [[10, 10], [1, 20]], "one in ten of 20, of 2 and of 18"
    d, i, labels = np.array([0.5, 9, 15, 25]), np.arange(4), np.array([1, 1, 0, 0])
    assert script.called("pixels", i, d, labels).tolist() == [[True, True, False, False], [True, False, True, False]]


def test_changes_keep_the_kind_of_the_images_and_change_them(script):
    x = script.digits()[1][0][:20]
    for name, change in script.CHANGES.items():
        found = change(x, 3)
        assert (found.shape, found.dtype) == (x.shape, np.uint8)
        assert np.array_equal(found, x) == (name == "as they are")
        gap = np.abs(found.astype(int) - x).mean()
        assert gap < 40, name
    moved = script.CHANGES["moved"](x, 3)
    ways = [np.roll(x, way, axis=(1, 2)) for way in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    assert all(any(np.array_equal(m, way[k]) for way in ways) for k, m in enumerate(moved))


def test_ink_is_moved_to_the_corner_wherever_it_was(script):
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 10:15, 7:9] = 200
    image[0, 12, 7] = 0
    for shift in ((0, 0), (-3, 5), (4, -7)):
        found = script.to_the_corner(np.roll(image, shift, axis=(1, 2)))
        np.testing.assert_array_equal(found, np.roll(image, (-10, -7), axis=(1, 2)))


@pytest.mark.parametrize("way", ["planted", "planted, moved", "others"])
@pytest.mark.parametrize("k", [100, 1000])
def test_who_learns_from_planted_digits_and_who_from_others_learn_from_as_many(script, way, k):
    (x, y), (x_test, y_test) = script.digits()
    learned, labels = script.material(f"{k} {way}", 2)
    plain, _ = script.material("nothing planted", 2)
    assert len(learned) == len(labels) == script.STEPS * script.BATCH == len(plain)
    truth = {image.tobytes(): (0, label) for image, label in zip(x, y, strict=True)}
    copies = script.CHANGES["moved" if "moved" in way else "as they are"](x_test[script.planted(2)[:k]], 2)
    if way != "others":
        truth |= {
            image.tobytes(): (1, label) for image, label in zip(copies, y_test[script.planted(2)[:k]], strict=True)
        }
    met = {image.tobytes(): label for image, label in zip(learned, labels, strict=True)}
    assert all(truth[image][1] == label for image, label in met.items())
    assert sum(truth[image][0] for image in met) == (0 if way == "others" else k)
    assert len(met) == script.LEARNED + k
    assert {image.tobytes() for image in plain} <= met.keys(), "all learn from the same 2,000"


def test_bytes_are_those_of_the_numbers(script):
    assert script.to_bytes([7, 102_400], 3).tolist() == [[0, 1], [0, 144], [7, 0]]


def test_distances_of_pairs_and_of_the_nearest_are_those_of_the_library(script, small):
    for name, describe in (("hash of 64 bits", scale.difference_hash), ("pixels", script.unit)):
        a = describe(small[0][0])
        far = (
            scale.hamming(a[60:, np.newaxis], a[:60]).min(axis=1)
            if script.is_hash(name)
            else 1 - (a[60:] @ a[:60].T).max(axis=1)
        )
        np.testing.assert_allclose(script.held_out(name), far, atol=1e-6)
        pairs, d = script.near(name, a[60:], a[:60], np.median(far))
        np.testing.assert_allclose(d, script.apart(name, a[60:][pairs[:, 0]], a[pairs[:, 1]]), atol=1e-6)
        assert set(pairs[:, 0]) == set(np.flatnonzero(far < np.median(far)))


def test_the_256_bits_are_those_of_sixteen_rows(script):
    assert isinstance(script.METHODS["hash of 256 bits"], partial)
    assert script.METHODS["hash of 256 bits"](script.digits()[1][0][:2]).shape == (2, 32)
