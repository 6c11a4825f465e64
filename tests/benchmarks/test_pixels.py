import numpy as np
import pytest

from kernelbook import models, results
from measurements import benchmark, expected_rows


@pytest.mark.slow
def test_the_overlaps_follow_from_the_stored_maps():
    script, stored = benchmark("pixels"), results.read("pixels")
    runs = [(case, seed) for seed in script.SEEDS for case in script.CASES]
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in runs}
    assert len(script.SEEDS) >= 3
    for case, seed in runs:
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows == expected_rows(script.judge(stored.grid(case, seed)), case, seed)


def test_skips_are_worth_what_chapter_11_says():
    stored = results.read("pixels")
    with_skips, without = (stored.values(f"{name}, cross-entropy", "mean IoU") for name in ("skips", "no skips"))
    assert with_skips.min() > without.max() + 10


@pytest.mark.slow
def test_the_labels_that_ship_are_those_that_were_judged():
    script, stored = benchmark("pixels"), results.read("pixels")
    network = models.unet(script.WIDTHS, script.CLASSES, normalize=True)
    models.set_weights(network, models.load_weights("pixel_labels"))
    x, _ = script.test_scenes()
    answers = network.predict(x[:30], batch_size=30, verbose=0).argmax(axis=-1)
    assert np.mean(answers == stored.grid(script.SHIPPED, 0)[:30]) > 0.9999
