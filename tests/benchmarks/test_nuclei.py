import numpy as np
import pytest

from kernelbook import data, results
from measurements import benchmark, expected_rows


@pytest.mark.slow
def test_the_nuclei_follow_from_the_stored_masks():
    script, stored = benchmark("nuclei"), results.read("nuclei")
    _, truth = data.load_nuclei()
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in script.RUNS}
    assert len(script.SEEDS) >= 3
    for case, seed in script.RUNS:
        figures = script.judge(truth[script.TEST], stored.mask(case, seed))
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert [row for row in rows if row["metric"] != "IoU, validation"] == expected_rows(figures, case, seed)


def test_otsus_threshold_gives_the_stored_mask():
    script, stored = benchmark("nuclei"), results.read("nuclei")
    for case in script.OTSU:
        _, mask = script.measure(case, 0)
        assert np.mean(mask != stored.mask(case, 0)) < 1e-4


def test_the_unet_keeps_its_promise():
    stored = results.read("nuclei")
    assert stored.values("U-Net", "IoU").mean() >= 0.88
    assert stored.values("U-Net", "F1 of nuclei").mean() >= 0.90
