import numpy as np
import pytest

from kernelbook import explain

BAD = [
    (lambda m: explain.saliency(m, np.zeros((28, 27)), 0), r"image has shape \(28, 27\)"),
    (lambda m: explain.saliency(m, np.zeros((28, 28)), 10), "label=10: expected a class from 0 to 9"),
    (lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 0, steps=0), "steps=0"),
    (
        lambda m: explain.integrated_gradients(m, np.zeros((28, 28)), 0, baseline=np.zeros(28)),
        r"baseline has shape \(28,\)",
    ),
    (lambda m: explain.occlusion(m, np.zeros((28, 28)), 0, size=29), "size=29: expected a square from 1 pixel to 28"),
    (lambda m: explain.grad_cam(m, np.zeros((28, 28)), 0, "conv9"), "layer='conv9': the model has"),
    (lambda m: explain.grad_cam(m, np.zeros((28, 28)), 0, "dense"), r"layer='dense' gives shape \(None, 64\)"),
    (lambda m: explain.strongest(m, "conv1", 32, np.zeros((1, 28, 28))), "unit=32: layer 'conv1' has units 0 to 31"),
    (lambda m: explain.maximize(m, "dense", -1), "unit=-1"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_refused(network, call, message):
    with pytest.raises(ValueError, match=message):
        call(network)
