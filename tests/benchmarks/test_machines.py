"""What benchmarks/machines.py has measured, and what must be so by arithmetic."""

import numpy as np
import pytest

from kernelbook import data, results
from measurements import benchmark

EQUAL = ["2 workers, float64", "3 workers, float64", "2 workers, float64, one killed", "4 parts added, float64"]


@pytest.fixture(scope="module")
def script():
    return benchmark("machines")


@pytest.fixture(scope="module")
def stored():
    return results.read("machines")


def test_accuracies_and_steps_follow_from_what_was_kept(script, stored):
    truth = data.load_mnist()[1][1]
    for case, (size, *_) in script.LARGE.items():
        right = [100 * np.mean(stored.labels(case, seed) == truth) for seed in range(3)]
        assert stored.values(case, "test accuracy") == pytest.approx(right, abs=0.005)
        assert set(stored.values(case, "steps")) == {script.EPOCHS * (60_000 // size)}


def test_several_workers_end_with_the_weights_of_one_from_every_start(stored):
    for case in [*EQUAL, "2 workers, the whole batch"]:
        assert stored.values(case, "largest difference").max() < 1e-12
    assert set(stored.values(EQUAL[2], "from undisturbed")) == {0.0}


def test_rounding_in_32_bits_is_of_one_size_whoever_adds_up(stored):
    """Within ten times of what one process alone shows that adds up in another order."""
    yardstick = stored.values("without oneDNN, float32", "largest difference")
    for workers in (2, 3):
        found = stored.values(f"{workers} workers, float32", "largest difference")
        assert (found < 10 * yardstick.max()).all()
        assert (found > 0).all()


def test_normalization_of_each_part_leads_elsewhere(stored):
    assert (stored.values("2 workers, part by part", "largest difference") > 0.01).all()


@pytest.mark.slow
def test_parts_added_up_are_the_batch_when_it_is_run_again(script):
    figures, _ = script.compare("4 parts added, float64", 0)
    assert figures["largest difference"][0] < 1e-12


@pytest.mark.slow
def test_two_processes_talk_and_end(script):
    (seconds, unit) = script.measure("add up 4 bytes", 0)[0]["time"]
    assert seconds > 0
    assert unit == "ms"


def test_a_batch_rises_in_rate_only_where_its_case_says_so(script):
    for case, (size, rate, rise) in script.LARGE.items():
        assert f"batch {size:,}" in case
        assert f"rate {rate:g}" in case
        assert ("rising" in case) == (rise > 0)
