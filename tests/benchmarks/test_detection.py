import numpy as np
import pytest

from kernelbook import models, results
from measurements import benchmark, expected_rows


@pytest.mark.slow
def test_the_detections_lead_to_the_stored_figures():
    script, stored = benchmark("detection"), results.read("detection")
    runs = sorted({(row["case"], row["seed"]) for row in stored.rows})
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in runs}
    assert len(script.SEEDS) >= 3
    for case, seed in runs:
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert [row for row in rows if "validation" not in row["metric"]] == expected_rows(
            script.judge(stored.detections(case, seed)), case, seed
        )


@pytest.mark.slow
def test_the_detector_that_ships_is_the_one_that_was_judged():
    script, stored = benchmark("detection"), results.read("detection")
    network = models.detector()
    models.set_weights(network, models.load_weights("detector"))
    composed = script.test_scenes()[:40]
    found, kept = script.find(network, composed), stored.detections(script.DETECTOR, 0)[:40]
    for ours, theirs in zip(found, kept, strict=True):
        sure, was_sure = ours.above(0.5), theirs.above(0.5)
        assert sure.labels.tolist() == was_sure.labels.tolist()
        np.testing.assert_allclose(sure.boxes, was_sure.boxes, atol=0.1)


def test_the_detector_keeps_its_promise():
    stored = results.read("detection")
    assert stored.values("detector", "mAP at 0.5").mean() >= 0.95
