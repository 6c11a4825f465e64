import numpy as np
import pytest

from kernelbook import layers
from kernelbook.network import trace
from toys import small, task


def test_trace_keeps_what_passes_forward_and_what_comes_back():
    x, y = task(12)
    network = small(dtype="float64", fused=False)
    maps, errors = trace(network, x, y)
    assert list(maps) == ["the image", *(layer.name for layer in network.layers)]
    assert {name: map.shape for name, map in maps.items()} == {name: error.shape for name, error in errors.items()}
    np.testing.assert_array_equal(maps["logits"], network.forward(x.astype("float64"), training=True))
    direction, h, losses = np.random.default_rng(0).normal(size=x.shape), 1e-6, []
    for step in (h, -h):
        losses.append(layers.softmax_cross_entropy(network.forward(x + step * direction, training=True), y)[0])
    assert np.vdot(errors["the image"], direction) == pytest.approx((losses[0] - losses[1]) / (2 * h), rel=1e-5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"network": 3}, r"network=3: expected a network\.Sequential"),
        ({"images": np.zeros((12, 7, 8, 1))}, r"images has shape \(12, 7, 8, 1\): expected \(n, 8, 8, 1\)"),
        ({"labels": np.full(12, 3)}, "labels holds labels from 3 to 3: expected 0 to 2"),
        ({"labels": np.zeros(5, int)}, "images has 12 items and labels 5"),
    ],
)
def test_trace_refuses_what_does_not_fit(change, message):
    x, y = task(12)
    with pytest.raises(ValueError, match=message):
        trace(**({"network": small(), "images": x, "labels": y} | change))
