"""Keras on JAX or PyTorch: the book's networks compute the same there, and what needs TensorFlow says so."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from kernelbook import data, models

IMAGES = data.load_mnist()[0][0][:32, ..., np.newaxis] / np.float32(255)
ELSEWHERE = """
import json, sys
import keras, numpy as np
from kernelbook import contrast, data, driving, explain, flow, models, recipes

assert keras.config.backend() == sys.argv[1]
(x, y), _ = data.load_mnist()
x = x[:256, ..., np.newaxis] / np.float32(255)
network = models.digit_network()
models.set_weights(network, models.load_weights("digit_network"))
scores = network.predict(x[:32], verbose=0).tolist()
losses = recipes.train(models.small_network(), x, y[:256], epochs=1, peak=0.01, seed=0)

image, encoder = x[0, ..., 0], keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
asked = {
    "saliency": lambda: explain.saliency(network, image, 5),
    "integrated_gradients": lambda: explain.integrated_gradients(network, image, 5),
    "grad_cam": lambda: explain.grad_cam(network, image, 5, "conv3"),
    "maximize": lambda: explain.maximize(network, "logits", 5),
    "pretrain": lambda: contrast.pretrain(encoder, x, lambda x, generator: x, epochs=1, batch_size=64),
    "train": lambda: flow.train(models.flow_unet((8, 8, 8)), 2 * x - 1, y[:256], epochs=1),
    "as_policy": lambda: driving.as_policy(network),
}
said = {}
for name, ask in asked.items():
    try:
        ask()
    except ValueError as error:
        said[name] = str(error)
print(json.dumps({"scores": scores, "said": said, "asked": list(asked)}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_networks_compute_the_same_on_another_backend_and_the_rest_refuses(backend):
    pytest.importorskip(backend, reason=f"{backend} is not installed: pip install -r requirements-peers.txt")
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, backend],
        env=os.environ | {"KERAS_BACKEND": backend},
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(run.stdout.splitlines()[-1])
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    np.testing.assert_allclose(found["scores"], network.predict(IMAGES, verbose=0), atol=1e-4)
    assert found["said"].keys() == set(found["asked"])
    assert all(text.startswith(f"KERAS_BACKEND={backend!r}: ") for text in found["said"].values())
