import numpy as np
import pytest

from kernelbook import results
from measurements import benchmark


def test_every_layer_was_raced_in_every_pass():
    script, stored = benchmark("race"), results.read("race")
    expected = {
        (case, seed, way)
        for case in script.CASES
        for seed in script.PASSES
        for way in (*script.METHODS, "im2col, all at once", "product alone", "TensorFlow", "PyTorch")
    }
    expected |= {("images (1, 512, 512, 1), kernels (3, 3, 1, 1)", seed, "SciPy") for seed in script.PASSES}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)


@pytest.mark.slow
def test_what_was_raced_computes_the_same():
    script = benchmark("race")
    for layer in (script.LAYERS[5], script.LAYERS[-2]):
        found = {name: np.asarray(way()) for name, way in script.ways(layer).items()}
        if "PyTorch" in found:
            found["PyTorch"] = found["PyTorch"].transpose(0, 2, 3, 1)
        scale = np.abs(found["TensorFlow"]).max()
        for result in found.values():
            difference = result.reshape(found["TensorFlow"].shape) - found["TensorFlow"]
            assert np.abs(difference).max() < 1e-5 * scale
