"""Where does the time of a training go, and what do batch size, the place of batch normalization and precision change?

    make bench ONLY=speed

Times the training of chapter 05's network and of changed ones, image by image, and each kind of layer by itself,
forward and back, in three passes over all cases. Writes src/kernelbook/results/speed.json. It takes about three minutes
on two cores; leave the machine alone meanwhile.
"""

import time

import keras
import numpy as np
import tensorflow as tf
from convolution import best_times, significant
from keras import layers

from kernelbook import data, models, results

IMAGES, ROUNDS, BATCH = 6400, 3, 128
PASSES = range(3)
DETERMINED_BY = [
    "benchmarks/speed.py",
    "benchmarks/convolution.py",
    "src/kernelbook/models/records.py",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
]
NETWORKS = {  # case: how to build the network, batch size, precision
    "chapter 05, batch 32": (models.digit_network, 32, "float32"),
    "chapter 05, batch 128": (models.digit_network, 128, "float32"),
    "chapter 05, batch 512": (models.digit_network, 512, "float32"),
    "normalized before pooling": (lambda: normalized("before"), BATCH, "float32"),
    "normalized after pooling": (lambda: normalized("after"), BATCH, "float32"),
    "six convolutions": (models.accurate_network, BATCH, "float32"),
    "six convolutions, mixed precision": (models.accurate_network, BATCH, "mixed_bfloat16"),
}
LAYERS = {  # case: shape that comes in, what happens to it
    "layer conv1": ((28, 28, 1), lambda: layers.Conv2D(32, 3)),
    "layer ReLU after conv1": ((26, 26, 32), layers.ReLU),
    "layer normalization after conv1": ((26, 26, 32), layers.BatchNormalization),
    "layer pool1": ((26, 26, 32), lambda: layers.MaxPooling2D(2)),
    "layer normalization after pool1": ((13, 13, 32), layers.BatchNormalization),
    "layer conv2": ((13, 13, 32), lambda: layers.Conv2D(64, 3)),
    "layer conv3": ((5, 5, 64), lambda: layers.Conv2D(64, 3)),
    "layer dense": ((576,), lambda: layers.Dense(64)),
}
CASES = [*NETWORKS, *LAYERS]


def normalized(place):
    """Build chapter 05's convolutions with batch normalization before or after the poolings."""
    network = [layers.Input((28, 28, 1))]
    for filters, pooled in ((32, True), (64, True), (64, False)):
        pooling = [layers.MaxPooling2D(2)] if pooled else []
        normal = [layers.BatchNormalization()]
        order = [*normal, *pooling] if place == "before" else [*pooling, *normal]
        network += [layers.Conv2D(filters, 3, use_bias=False), *order, layers.ReLU()]
    return keras.Sequential([*network, layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10)])


def time_training(build, batch_size, precision):
    """Return the best time for an image, in seconds: of its part in a training, and of its prediction."""
    (x, y), _ = data.load_mnist()
    x, y = x[:IMAGES, ..., np.newaxis].astype("float32") / 255, y[:IMAGES]
    keras.config.set_dtype_policy(precision)
    network = build()
    keras.config.set_dtype_policy("float32")
    network.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    best = {"training": np.inf, "prediction": np.inf}
    for _ in range(1 + ROUNDS):  # the first compiles; it is never the best
        for name in best:
            start = time.perf_counter()
            if name == "training":
                network.fit(x, y, batch_size=batch_size, verbose=0)
            else:
                network.predict(x, batch_size=500, verbose=0)
            best[name] = min(best[name], time.perf_counter() - start)
    return {name: seconds / IMAGES for name, seconds in best.items()}


def passes_through(shape, build):
    """Return a layer's way forward, and its way forward and back, as compiled functions without arguments."""
    generator, layer = np.random.default_rng(0), build()
    x = tf.constant(generator.normal(size=(BATCH, *shape)).astype("float32"))
    errors = tf.constant(generator.normal(size=layer(x).shape).astype("float32"))

    @tf.function
    def forward():
        return layer(x, training=True)

    @tf.function
    def both():
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=True)
        return tape.gradient(y, [x, *layer.trainable_variables], output_gradients=errors)

    return {"forward": forward, "forward and back": both}


def measure(case, seed):
    """Time one case once; the seed is the number of the pass."""
    if case in NETWORKS:
        seconds = time_training(*NETWORKS[case])
    else:
        seconds = {name: value / BATCH for name, value in best_times(passes_through(*LAYERS[case])).items()}
    return {name: (significant(1e6 * value), "µs an image") for name, value in seconds.items()}, None


if __name__ == "__main__":
    runs = [(case, number) for number in PASSES for case in CASES]
    with tf.device("CPU"):
        results.collect("speed", runs, measure, DETERMINED_BY)
