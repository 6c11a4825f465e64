"""How long does an epoch of the course's network take on a GPU, and how much does the batch size matter?

    make bench ONLY=gpu

Trains on all 60 000 images. The first epoch of each run is not counted: it compiles. Without a GPU it says so
and writes nothing.
"""

import time

import keras
import numpy as np
import tensorflow as tf

from kernelbook import data, models, results

CASES = {"batch 32": 32, "batch 256": 256, "batch 2048": 2048}
SEEDS = range(3)
DETERMINED_BY = ["benchmarks/gpu.py", "kernelbook.models.digit_network", "kernelbook.data.load_mnist"]


def measure(case, seed):
    """Time one epoch after one that warms up."""
    keras.utils.set_random_seed(seed)
    (x_train, y_train), _ = data.load_mnist()
    x_train = x_train[..., np.newaxis].astype("float32") / 255
    model = models.digit_network()
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        model.fit(x_train, y_train, batch_size=CASES[case], verbose=0)
        seconds.append(time.perf_counter() - start)
    name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
    return {f"second epoch on {name}": (round(seconds[1], 2), "s")}, None


if __name__ == "__main__":
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        results.collect("gpu", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
    else:
        print("gpu: there is no GPU here, so nothing was measured")
