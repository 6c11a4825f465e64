import numpy as np
import pytest

from kernelbook import data, models, results
from measurements import benchmark, expected_rows


@pytest.fixture(scope="module")
def script():
    return benchmark("trees")


def test_the_figures_of_trees_follow_from_the_stored_boxes(script):
    stored = results.read("trees")
    runs = [(script.GREEN, 0), *((case, 0) for case in script.TRAININGS), *((script.FIRST, k) for k in (1, 2, 3, 4))]
    for case, seed in runs:
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows == expected_rows(script.judge(stored.detections(case, seed)), case, seed)


def test_the_shipped_head_finds_what_is_stored(script):
    network = models.tree_detector(models.load_weights("efficient_lite") | models.load_weights("tree_detector"))
    stored = results.read("trees").detections(script.FIRST, 0)
    for place in script.NEW:
        found = script.find(models.detector_head(network), place)
        kept = stored[1 + script.JUDGED.index(place)]
        assert len(found.scores) == pytest.approx(len(kept.scores), abs=3)
        assert np.isin(found.boxes[:50].round(), kept.boxes.round()).mean() > 0.95


def test_greenness_finds_what_is_stored(script):
    found, kept = script.green("Florida"), results.read("trees").detections(script.GREEN, 0)[3]
    np.testing.assert_allclose(found.boxes, kept.boxes)
    np.testing.assert_allclose(found.scores, kept.scores)


def test_every_tree_of_yellowstone_is_learned_from_or_chosen_on_or_judged(script):
    parts = {name: script.places()[name] for name in ("learned", script.CHOOSERS, script.HOME)}
    picture, drawn = data.load_trees()["Yellowstone"]
    assert sum(photo[..., 0].size for photo, _ in parts.values()) == picture[..., 0].size
    assert sum(len(boxes) for _, boxes in parts.values()) == len(drawn)
    h = len(picture)
    np.testing.assert_array_equal(parts["learned"][0], picture[:, : script.CUT])
    np.testing.assert_array_equal(parts[script.CHOOSERS][0], picture[: h // 2, script.CUT :])
    np.testing.assert_array_equal(parts[script.HOME][0], picture[h // 2 :, script.CUT :])


@pytest.mark.parametrize("place", ["Florida", "California"])
def test_new_boxes_come_from_the_left_half_and_judge_on_the_right(script, place):
    picture, _ = script.places()[place]
    left, right = (script.part_of(place, half) for half in ("left", "right"))
    np.testing.assert_array_equal(np.concatenate([left[0], right[0]], axis=1), picture)
    assert len(left[1]) + len(right[1]) == len(script.places()[place][1])
    counts = [script.tuning_examples(place, rows)[1] for rows in script.ROWS]
    assert counts == sorted(counts)
    assert counts[-1] == len(left[1])
    stored = results.read("trees")
    for rows, count in zip(script.ROWS, counts, strict=True):
        assert set(stored.values(f"{place}, {rows} rows, {script.NOTHING}", "boxes learned")) == {count}


def test_the_threshold_for_counting_finds_as_many_as_there_are(script):
    stored = results.read("trees")
    for seed in script.SEEDS:
        found = stored.detections(script.FIRST, seed)[0]
        threshold = script.counting_threshold(found, len(script.places()[script.CHOOSERS][1]))
        assert np.sum(found.scores >= threshold) == len(script.places()[script.CHOOSERS][1])
    assert script.counting_threshold(found, 10**6) == found.scores.min()


def test_eight_views_are_eight_pictures_and_a_box_goes_with_each(script):
    picture = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    seen = set()
    for view in range(8):
        turned, boxes = script.viewed(picture, np.array([[0.0, 5.0, 1.0, 7.0]]), view)
        top, left, bottom, right = boxes[0].astype(int)
        assert np.array_equal(np.sort(turned[top:bottom, left:right], axis=None), np.sort(picture[:1, 5:], axis=None))
        seen.add(turned.tobytes() + bytes(turned.shape))
    assert len(seen) == 8


def test_heads_begin_alike_for_a_seed_and_otherwise_not(script):
    one, again, other = script.started(1), script.started.__wrapped__(1), script.started(2)
    assert all(np.array_equal(one[name], again[name]) for name in one)
    assert not np.array_equal(one["mix1/kernel"], other["mix1/kernel"])
