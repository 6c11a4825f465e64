import numpy as np
import pytest

from kernelbook import detection, faces, models, results
from measurements import benchmark, expected_rows


def test_what_was_searched_leads_to_the_stored_figures():
    script, stored = benchmark("faces"), results.read("faces")
    assert {(row["case"], row["seed"]) for row in stored.rows} == set(script.RUNS)
    for case, seed in script.RUNS:
        if case in script.SEARCHES:
            rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
            assert rows == expected_rows(script.judge_search(stored.detections(case, seed)), case, seed)


def test_the_search_keeps_its_promise():
    script, stored = benchmark("faces"), results.read("faces")
    assert len(script.SEEDS) >= 5
    assert stored.values("search", "portrait, margin of the face").min() > 0
    assert stored.values("search", "portrait, false boxes").max() == 0
    mined, random = (stored.values(case, "versions, face found") for case in script.SEARCHES)
    assert mined.min() > random.max()


def test_every_version_of_the_portrait_holds_the_face():
    versions = faces.portrait_versions()
    image, box = versions["as it is"]
    top, left, bottom, right = box[0].astype(int)
    face = image[top:bottom, left:right]
    for name, (changed, where) in versions.items():
        assert 0 <= changed.min() <= changed.max() <= 1
        top, left, bottom, right = where[0].round().astype(int)
        seen = changed[top:bottom, left:right]
        seen = seen[:, ::-1] if name == "mirrored" else seen
        if name == "smaller by a fifth":
            assert seen.shape == tuple(np.round(np.array(face.shape) * 410 / 512).astype(int))
        else:
            assert np.corrcoef(seen.ravel(), face.ravel())[0, 1] > 0.95


def test_the_directions_lead_to_the_stored_figures():
    script, stored = benchmark("faces"), results.read("faces")
    for case in script.MARGINS:
        assert len(stored.values(case, "equal error rate")) >= 5
        for seed in script.SEEDS:
            rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
            assert rows == expected_rows(script.judge_directions(stored.grid(case, seed)), case, seed)
    best, plain = (stored.values(case, "equal error rate") for case in ("ArcFace", "pixels"))
    assert best.max() < 0.7 * plain.min()


def test_no_picture_is_kept_in_the_results():
    script, stored = benchmark("faces"), results.read("faces")
    assert not any(name.startswith(script.PIXELS) for name in stored.predictions)


def test_the_directions_that_ship_are_those_that_were_judged(olivetti):
    script, stored = benchmark("faces"), results.read("faces")
    images, people = olivetti
    network = models.face_embedding()
    models.set_weights(network, models.load_weights("face_embedding"))
    directions = faces.embed(network, images[np.isin(people, script.GROUPS[0])])
    kept = faces.from_bytes(stored.grid(script.SHIPPED, 0))[:100]
    assert np.sum(directions * kept, axis=1).min() > 0.999
    rows = [row for row in stored.rows if row["case"] == script.PIXELS]
    figures = script.judge_directions(script.directions_of(script.PIXELS, 0))
    for row in rows:
        assert row["value"] == pytest.approx(figures[row["metric"]][0], abs=0.1)


def test_the_searcher_that_ships_is_the_one_that_was_judged():
    script, stored = benchmark("faces"), results.read("faces")
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    image, _ = faces.load_portrait()
    found = faces.find(detection.fully_convolutional(network), image, -20, smallest=script.SMALLEST)
    kept = stored.detections("search", 0)[0]
    np.testing.assert_allclose(found.boxes[:3], kept.boxes[:3], atol=0.1)
    np.testing.assert_allclose(found.scores[:3], script.logit(kept.scores[:3]), atol=0.05)
