import numpy as np
import pytest

from kernelbook import data, results
from measurements import benchmark


def test_the_diagnoses_follow_from_the_stored_answers():
    script, stored = benchmark("diagnosis"), results.read("diagnosis")
    _, malignant = data.load_tumors()
    cases = [case for case in script.CASES if case not in script.LEAKS]
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case in cases for seed in script.SEEDS}
    for seed in script.SEEDS:
        *_, judged = script.split(malignant, seed)
        for case in cases:
            called, truth = stored.labels(case, seed), malignant[judged]
            shares = {
                "sensitivity": called[truth == 1].mean(),
                "specificity": 1 - called[truth == 0].mean(),
                "accuracy": np.mean(called == truth),
            }
            for metric, share in shares.items():
                value = stored.values(case, metric)[seed]
                assert value == pytest.approx(100 * share, abs=1e-4), (case, seed, metric)


def test_a_diagnosis_measured_again_is_the_same():
    script, stored = benchmark("diagnosis"), results.read("diagnosis")
    for case in script.CASES:
        figures, _ = script.measure(case, 3)
        for metric, (value, _) in figures.items():
            assert stored.values(case, metric)[3] == pytest.approx(value, abs=1.0 if metric == "accuracy" else 0.02)


def test_wider_outlines_are_those_of_disks():
    script = benchmark("diagnosis")
    disk = np.array([[np.pi * 81, 2 * np.pi * 9, 0.1, np.pi * 100, 2 * np.pi * 10, 0.2]])
    expected = [[np.pi * 100, 2 * np.pi * 10, 0.1, np.pi * 121, 2 * np.pi * 11, 0.2]]
    np.testing.assert_allclose(script.widen(disk), expected)
