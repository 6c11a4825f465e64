import numpy as np
import pytest
from scipy import ndimage

from kernelbook import models, results
from measurements import benchmark, expected_rows


@pytest.fixture(scope="module")
def script():
    return benchmark("cutouts")


@pytest.fixture(scope="module")
def stored():
    return results.read("cutouts")


def square(script, row, column, side):
    """Return where a square is in a picture, as a stack of one."""
    mask = np.zeros((1, script.SIDE, script.SIDE), bool)
    mask[0, row : row + side, column : column + side] = True
    return mask


def noise(shape, low=0, high=256):
    return np.random.default_rng(0).integers(low, high, (*shape, 3), dtype=np.uint8)


def test_the_figures_of_cutouts_follow_from_the_stored_counts(script, stored):
    for case, seed in script.RUNS:
        judge = script.judge_nothing if case in script.NOTHING else script.judge
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows == expected_rows(judge(stored.grid(case, seed)), case, seed), (case, seed)


def test_what_is_right_was_found_and_is_of_the_thing(script, stored):
    for case, seed in script.RUNS:
        if case not in script.NOTHING:
            area, *rest = script.from_bytes(stored.grid(case, seed))
            found, right = np.array(rest[::2]), np.array(rest[1::2])
            assert (right <= np.minimum(found, area)).all(), (case, seed)
            assert (found + area - right <= script.SIDE**2).all(), (case, seed)
            methods = dict(zip(script.METHODS, zip(found, right, strict=True), strict=True))
            assert (methods["all of it"] == np.stack([np.full_like(area, script.SIDE**2), area])).all()
            assert (methods["box, told where"][1] == area).all()
            assert np.ptp(methods["disk"][0]) == 0


def test_a_thing_is_as_large_in_all_cases_of_its_size(script, stored):
    """The cases of one size and seed have the same stamps; only in another place bilinear means could differ."""
    for seed in script.SEEDS:
        by_size = {}
        for case, (size, *_) in (script.SCENES | script.STUFF).items():
            by_size.setdefault(size, set()).add(tuple(script.from_bytes(stored.grid(case, seed)[0])))
        assert {size: len(areas) for size, areas in by_size.items()} == dict.fromkeys(script.SIZES, 1)
        small, medium, large = (np.array(*by_size[size]) for size in script.SIZES)
        np.testing.assert_allclose(medium / small, (144 / 64) ** 2, rtol=0.2)
        np.testing.assert_allclose(large / medium, (256 / 144) ** 2, rtol=0.1)


def test_intersection_over_union_is_counted_by_hand(script):
    """A square of 40 × 40, of which another finds the half: 800 of 2,400; and one that is found as it is."""
    truths = np.concatenate([square(script, 100, 100, 40), square(script, 0, 0, 40)])
    found = np.concatenate([square(script, 100, 120, 40), square(script, 0, 0, 40)])
    counts = script.counted(found, truths)
    assert counts.tolist() == [[1600, 1600], [800, 1600]]
    area = truths.sum(axis=(1, 2))[np.newaxis]
    figures = script.judge(script.to_bytes(np.concatenate([area, *[counts] * len(script.METHODS)])))
    for method in script.METHODS:
        assert figures[f"mean IoU, {method}"] == (round((1 / 3 + 1) / 2, 4), "")
    assert figures["median IoU, network"] == (0.6667, "")
    assert figures["IoU above 0.8, network"] == (50, "%")


def test_nothing_found_is_an_iou_of_zero_and_four_of_five_is_not_above(script):
    counts = np.array([[5, 5], [0, 4], [0, 4]])  # found nothing; found four of five
    figures = script.judge(script.to_bytes(np.concatenate([counts[:1], *[counts[1:]] * len(script.METHODS)])))
    assert figures["mean IoU, network"] == (0.4, "")
    assert figures["IoU above 0.8, network"] == (0, "%")


def test_what_is_found_where_nothing_is_is_counted_by_hand(script):
    counts = np.array([[10_240, 512], [1024, 0], [90_000, 30_000]])  # 10 and 0.5 %, 1 % and nothing; 0.9, 0.3
    figures = script.judge_nothing(script.to_bytes(counts))
    assert figures["surest pixel, not stretched"] == (0.6, "")
    assert figures["found, network"] == (5.25, "%")
    assert figures["something found, network"] == (50, "%")
    assert figures["something found, network, not stretched"] == (0, "%")


def test_numbers_survive_as_bytes(script):
    numbers = np.array([[0, 255, 256], [65_535, 65_536, 102_400]])
    grid = script.to_bytes(numbers)
    assert grid.shape == (2, 3, 3)
    assert grid.min() >= 0
    assert grid.max() <= 255
    np.testing.assert_array_equal(script.from_bytes(grid.astype(np.uint8)), numbers)


@pytest.mark.parametrize(("aside", "first"), [((0, 0), (88, 124)), ((1, -1), (176, 0)), ((-0.5, 0.5), (44, 186))])
def test_a_thing_is_laid_where_it_is_said_to_be(script, aside, first):
    """A red thing of 72 × 36 pixels, twice as large."""
    colors, alpha = np.full((72, 36, 3), (200, 0, 0), np.uint8), np.ones((72, 36))
    picture, truth = script.laid(np.full((320, 320, 3), 255, np.uint8), (colors, alpha), 144, aside)
    rows, columns = np.flatnonzero(truth.any(axis=1)), np.flatnonzero(truth.any(axis=0))
    assert (rows[0], columns[0]) == first
    assert (len(rows), len(columns)) == (144, 72)
    assert (picture[truth] == (200, 0, 0)).all()
    assert (picture[~truth] == 255).all()


def test_stuff_lies_in_the_shape_of_the_thing(script):
    colors, alpha = np.zeros((64, 64, 3), np.uint8), np.tri(64)
    white, stuff = np.full((320, 320, 3), 255, np.uint8), noise((320, 320), high=200)
    picture, truth = script.laid(white, (colors, alpha), 64, (0, 0), stuff)
    assert truth.sum() == 64 * 65 / 2
    assert (picture[truth] == stuff[truth]).all()
    assert (picture[~truth] == 255).all()


def test_a_stamp_is_cut_to_what_is_not_transparent(script):
    pixels = np.zeros((60, 40, 4), np.uint8)
    pixels[10:50, 15:25] = (200, 0, 0, 51)
    colors, alpha = script.cut(pixels)
    assert colors.shape == (40, 10, 3)
    np.testing.assert_allclose(alpha, 0.2)


def test_gray_is_the_mean_of_three_colors(script):
    assert script.in_gray(np.array([[[[10, 20, 60]]]], np.uint8)).tolist() == [[[[30, 30, 30]]]]


def test_a_disk_is_as_large_as_things_are_in_the_mean_and_in_the_middle(script):
    truths = np.concatenate([square(script, 0, 0, 100), square(script, 0, 0, 60)])
    found = script.disk(truths)
    assert found.sum() == pytest.approx((100**2 + 60**2) / 2, rel=0.01)
    np.testing.assert_array_equal(found, found[::-1, ::-1])
    assert ndimage.center_of_mass(found) == pytest.approx((159.5, 159.5))


def test_a_box_holds_a_thing_and_touches_it(script):
    truth = square(script, 10, 20, 30)[0] | square(script, 50, 60, 5)[0]
    found = script.box(truth)
    assert found.sum() == 45 * 45
    assert found[10:55, 20:65].all()


@pytest.mark.parametrize("find", ["far_in_color", "unlike_in_color"])
@pytest.mark.parametrize("rough", [False, True])
def test_color_finds_what_differs_from_the_border_with_its_holes(script, find, rough):
    """A blue ring on white, or on green that is nowhere the same."""
    background = noise((320, 320), 100, 131) if rough else np.full((320, 320, 3), 255, np.uint8)
    picture, truth = background.copy(), square(script, 100, 60, 120)[0]
    picture[truth & ~square(script, 150, 110, 20)[0]] = (20, 20, 220)
    found = getattr(script, find)(picture)
    assert (found & truth).sum() / (found | truth).sum() > 0.9


def test_a_mask_is_stretched_as_cut_out_stretches_it(script):
    picture = np.full((1, 320, 320, 3), 255, np.uint8)
    picture[:, 100:200, 100:200] = noise((100, 100), 0, 100)
    said, stretched = (models.cut_out(script.network(), picture, stretched=flag) for flag in (False, True))
    np.testing.assert_allclose(script.stretched(said), stretched, atol=1e-6)
    assert stretched.max() == 1


def test_no_photograph_lies_on_itself_and_places_are_aside(script):
    for seed in script.SEEDS:
        numbers, corners, aside = script.drawn(seed)
        assert (numbers[:, 0] != numbers[:, 1]).all()
        assert numbers.max() < len(script.photographs())
        assert 0 <= corners.min() <= corners.max() < 1
        assert np.abs(aside).min() >= script.LEAST
        assert np.abs(aside).max() <= script.MOST
        assert script.piece(numbers[0, 0], corners[0, 0]).shape == (320, 320, 3)


def test_the_stored_counts_come_again_where_the_stamps_are(script, stored, tuxpaint, monkeypatch):
    """The first stamp of the first seed, on a photograph; a picture's counts depend on no other's, but for the disk."""
    case, seed = "medium, aside, on photographs", 0
    first = [part[:1] for part in script.scenes(case, seed)]
    monkeypatch.setattr(script, "scenes", lambda *asked: first)
    _, grid = script.measure(case, seed)
    kept = script.from_bytes(stored.grid(case, seed))[:, :1]
    rows = np.array([name != "disk" for name in script.METHODS]).repeat(2)
    rows = np.flatnonzero(np.concatenate([[True], rows]))
    again = script.from_bytes(grid)
    np.testing.assert_allclose(again[rows], kept[rows], atol=20)
    assert len(tuxpaint) == 285
