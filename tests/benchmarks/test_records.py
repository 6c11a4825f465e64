import numpy as np

from kernelbook import results
from measurements import benchmark, exchanged


def test_the_records_keep_their_promise():
    script, stored = benchmark("records"), results.read("records")
    assert sorted(stored.predictions) == sorted(f"{case}, seed {seed}" for case, seed in script.RUNS)
    accuracy = {case: stored.values(case, "test accuracy") for case in script.CASES}
    seconds = {case: stored.values(case, "time from start to end") for case in script.CASES}
    assert len(accuracy[script.FASTEST]) == len(accuracy[script.FIRST]) >= 5
    assert accuracy[script.FASTEST].mean() >= accuracy[script.FIRST].mean()
    assert np.median(seconds[script.FASTEST] / seconds[script.FIRST]) <= 0.25
    assert len(accuracy[script.SMALLEST]) >= 3
    assert accuracy[script.SMALLEST].mean() >= 99.0
    assert stored.values(script.SMALLEST, "parameters").max() < 2000
    assert len(accuracy[script.MOST_ACCURATE]) >= 3
    assert accuracy[script.MOST_ACCURATE].mean() >= 99.65
    assert seconds[script.MOST_ACCURATE].max() < 600


def test_the_records_networks_have_the_stored_sizes():
    script, stored = benchmark("records"), results.read("records")
    for case in script.CASES:
        network = script.built(case)
        assert (network.input_shape, network.output_shape) == ((None, 28, 28, 1), (None, 10))
        assert network.layers[-1].compute_dtype == "float32"
        assert set(stored.values(case, "parameters")) == {network.count_params()}, f"{case}: {exchanged('records')}"
