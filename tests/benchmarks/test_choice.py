import numpy as np
import pytest

from kernelbook import results
from measurements import benchmark


@pytest.fixture(scope="module")
def script():
    return benchmark("choice")


def test_every_shape_was_timed_in_every_pass(script):
    assert len(script.CASES) == 60
    expected = {
        (case, seed, way) for case, shape in script.CASES.items() for way in ways(shape) for seed in script.PASSES
    }
    assert {(row["case"], row["seed"], row["metric"]) for row in results.read("choice").rows} == expected


def ways(shape):
    """Return the names of the ways of a shape, without making its arrays."""
    script = benchmark("choice")
    script.arrays = lambda *shapes: (None, None)
    return script.ways(*shape)


def test_the_choice_takes_at_most_a_third_longer_than_the_best_method_in_the_median(script):
    stored = results.read("choice")
    ratios = []
    for case in script.CASES:
        times = stored.medians(case)
        auto = times.pop("auto")
        ratios.append(auto / min(times.values()))
    assert np.median(ratios) <= 1.3


@pytest.mark.slow
def test_what_was_timed_computes_the_same(script):
    for case in list(script.CASES)[2:60:9]:
        found = {name: way() for name, way in script.ways(*script.CASES[case]).items()}
        scale = np.abs(found["taps"]).max()
        for result in found.values():
            assert np.abs(result - found["taps"]).max() < 1e-4 * scale
