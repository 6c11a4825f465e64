import subprocess

import numpy as np
import pytest

from kernelbook import results
from measurements import benchmark

GRADIENTS = ("kernel gradient", "input gradient")
BOTH = (
    "im2col",
    "im2col, no workers",
    "TensorFlow",
    *GRADIENTS,
    *(f"TensorFlow, {gradient}" for gradient in GRADIENTS),
)


def test_every_layer_was_raced_in_every_pass():
    script, stored = benchmark("race"), results.read("race")
    expected = {
        (case, seed, way)
        for case in script.CASES
        for seed in script.PASSES
        for way in (*script.METHODS, "im2col, all at once", "product alone", "PyTorch", *BOTH)
    }
    expected |= {("images (1, 512, 512, 1), kernels (3, 3, 1, 1)", seed, "SciPy") for seed in script.PASSES}
    expected |= {(case, seed, way) for case in script.BESIDE for seed in script.PASSES for way in BOTH}
    waiting = {row["metric"] for row in stored.rows if row["case"] == script.WAITING}
    assert len(waiting) == 10
    expected |= {(script.WAITING, seed, metric) for seed in script.PASSES for metric in waiting}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)


def speed(case, ours, theirs):
    """Return how many times as fast one way is as another, by the medians of all passes."""
    times = results.read("race").medians(case)
    return times[theirs] / times[ours]


def test_workers_lose_little_alone_and_nothing_beside_neighbors():
    script = benchmark("race")
    alone, beside = (
        np.exp(np.mean([np.log(speed(case, "im2col", "im2col, no workers")) for case in cases]))
        for cases in (script.CASES, script.BESIDE)
    )
    assert alone > 0.95
    assert beside > 1.3


@pytest.mark.slow
def test_what_was_raced_computes_the_same():
    script = benchmark("race")
    for layer in (script.LAYERS[5], script.LAYERS[-2]):
        found = {name: np.asarray(way()) for name, way in script.ways(layer).items()}
        if "PyTorch" in found:
            found["PyTorch"] = found["PyTorch"].transpose(0, 2, 3, 1)
        for gradient in GRADIENTS:
            ours, theirs = found.pop(gradient), found.pop(f"TensorFlow, {gradient}")
            assert np.abs(ours - theirs).max() < 1e-5 * np.abs(theirs).max()
        scale = np.abs(found["TensorFlow"]).max()
        for result in found.values():
            difference = result.reshape(found["TensorFlow"].shape) - found["TensorFlow"]
            assert np.abs(difference).max() < 1e-5 * scale


def test_neighbors_end_when_their_time_is_over(monkeypatch):
    script, begun, start = benchmark("convolution"), [], subprocess.Popen

    def note(command):
        begun.append(start(command))
        return begun[-1]

    monkeypatch.setattr(script.subprocess, "Popen", note)
    with script.neighbors(2):
        assert [process.poll() for process in begun] == [None, None]
    with pytest.raises(KeyError), script.neighbors(1):
        raise KeyError
    assert len(begun) == 3
    assert all(process.poll() is not None for process in begun)
