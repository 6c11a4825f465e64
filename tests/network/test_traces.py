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
