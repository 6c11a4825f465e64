"""Keras's own way to several processes, on JAX: `fit` unchanged, and the weights of one process at the end."""

import os
import sys

import numpy as np
import pytest

from kernelbook import scale

# The lines that several processes need begin with `if`; the rest is what anybody writes for one.
PROGRAM = """
import json, os, pathlib, signal, sys
import jax, keras
import numpy as np
import tensorflow as tf
from kernelbook import data

folder, fate = pathlib.Path(sys.argv[1]), sys.argv[2]
told = json.loads(os.environ["TF_CONFIG"])
addresses, worker = told["cluster"]["worker"], told["task"]["index"]
(folder / f"pid-{worker}").write_text(str(os.getpid()))

if len(addresses) > 1:
    keras.distribution.initialize(addresses[0], len(addresses), worker)
    keras.distribution.set_distribution(keras.distribution.DataParallel())

keras.config.set_floatx("float64")
keras.utils.set_random_seed(0)
(images, labels), _ = data.load_mnist()
batches = tf.data.Dataset.from_tensor_slices((images[:192, ..., None] / 255.0, labels[:192])).batch(24)
network = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(4, 3, strides=2, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(10),
])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
network.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss)

class Fate(keras.callbacks.Callback):
    def on_train_batch_begin(self, step, logs=None):
        if fate == "killed" and worker == 1 and step == 4:
            os.kill(os.getpid(), signal.SIGKILL)

def keep(name):
    weights = [np.asarray(weight.value.addressable_data(0)) for weight in network.weights]
    assert all(weight.dtype == "float64" for weight in weights)
    np.save(folder / f"{name}-{worker}.npy", np.concatenate([weight.reshape(-1) for weight in weights]))

keep("first")
network.fit(batches, verbose=0, callbacks=[Fate()])
keep("weights")
assert jax.process_count() == len(addresses)
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def train(monkeypatch):
    """Return a function that trains on so many processes, and returns the weights each ended with."""
    pytest.importorskip("jax", reason="jax is not installed: pip install -r requirements-peers.txt")
    for name, value in {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu"}.items():
        monkeypatch.setenv(name, value)

    def run(folder, workers, fate="lives"):
        folder.mkdir()
        command = [sys.executable, "-c", PROGRAM, str(folder), fate]
        assert scale.supervise(command, workers, folder=folder, starts=1, deadline=300) == [[0] * workers]
        return [np.load(folder / f"weights-{worker}.npy") for worker in range(workers)]

    return run


def test_two_processes_on_jax_end_with_the_weights_of_one(train, tmp_path):
    """To a millionth of a millionth, in float64, after 8 steps of 24 images: only the order of adding differs."""
    (alone,) = train(tmp_path / "one", 1)
    first, second = train(tmp_path / "two", 2)
    assert np.abs(alone - np.load(tmp_path / "one" / "first-0.npy")).max() > 1e-3
    assert first.tobytes() == second.tobytes()
    assert np.abs(first - alone).max() < 1e-12


def test_no_process_on_jax_is_left_when_one_is_killed(train, tmp_path):
    """Left alone, worker 0 would wait for its gradients until JAX misses the other's heartbeat."""
    with pytest.raises(scale.WorkerError, match=r"1 of 1 starts, exit codes \[\[None, -9\]\]"):
        train(tmp_path / "two", 2, "killed")
    for worker in range(2):
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "two" / f"pid-{worker}").read_text(encoding="utf-8")), 0)
