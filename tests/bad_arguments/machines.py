"""Several workers: their sum, who they are, who looks after them, and what they train."""

import sys
import tempfile

import numpy as np

from bad_arguments.spoiled import Call

TWO = ["one:1234", "two:1234"]
SUPERVISED = {
    "command": [sys.executable, "-c", ""],
    "workers": 1,
    "folder": tempfile.mkdtemp(),
    "starts": 2,
    "deadline": 60.0,
}


def build():
    """Return a network so small that a step costs nothing."""
    import keras

    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])


def read(worker, workers):
    """Return the pairs of a worker."""
    import tensorflow as tf

    pairs = np.arange(24, dtype="float32").reshape(12, 2), np.arange(12) % 2
    return tf.data.Dataset.from_tensor_slices(pairs).shard(workers, worker)


def optimizer():
    """Return the plainest."""
    import keras

    return keras.optimizers.SGD(0.01)


def before_step(step, first):
    """Do nothing."""


TRAINED = {
    "build": build,
    "read": read,
    "steps": 2,
    "batch_size": 4,
    "optimizer": optimizer,
    "every": 8,
    "patience": 5.0,
    "before_step": before_step,
}
CALLS = [
    Call("kernelbook.scale.all_reduce", {"tensors": [np.ones(3), np.ones(3)]}),
    Call("kernelbook.scale.bytes_sent", {"size": 16, "workers": 2}),
    Call("kernelbook.scale.cluster", {}),
    Call("kernelbook.scale.cluster_text", {"addresses": TWO, "worker": 1}),
    Call("kernelbook.scale.free_addresses", {"workers": 2}),
    Call("kernelbook.scale.supervise", SUPERVISED),
    Call("kernelbook.scale.train_together", TRAINED, {"before_step: none": "None does nothing"}),
]
