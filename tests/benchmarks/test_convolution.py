import numpy as np
import pytest

from kernelbook import results
from measurements import benchmark


@pytest.fixture(scope="module")
def convolution_benchmark():
    return benchmark("convolution")


def test_every_convolution_was_timed_in_every_pass(convolution_benchmark):
    benchmark, stored = convolution_benchmark, results.read("convolution")
    expected = {(benchmark.MACHINE, seed, peak) for peak in benchmark.peaks() for seed in benchmark.PASSES}
    for case, layer in benchmark.CASES.items():
        _, size, c_in, _, c_out = layer
        methods = {"taps", "im2col", "fft", "im2col, product alone", "TensorFlow"}
        methods |= {"loops"} if size <= 128 else set()
        methods |= {"SciPy, direct", "SciPy, FFT"} if layer[0] == c_in == c_out == 1 else set()
        expected |= {(case, seed, method) for method in methods for seed in benchmark.PASSES}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)
    assert "openblas" in stored.provenance["linear algebra"]


def test_what_was_timed_computes_the_same(convolution_benchmark):
    methods = convolution_benchmark.methods(convolution_benchmark.SMALLEST)
    computed = {name: np.asarray(method()).squeeze() for name, method in methods.items()}
    assert len(computed) == 8
    for name, values in computed.items():
        assert values.shape == (14, 14)
        np.testing.assert_allclose(values, computed["loops"], atol=1e-5, err_msg=name)
