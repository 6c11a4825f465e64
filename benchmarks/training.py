"""Does the network in NumPy learn as well as the one in Keras, and as fast?

    make bench ONLY=training

First five trainings of the course's network in NumPy, 5 epochs each on all 60 000 images, judged once on the 10 000
test images; digit_network.json has the same for Keras. Then the race: one epoch each in turn, Keras' ``fit`` with its
defaults and ours, nine rounds, at two sizes of the batch; who begins changes from round to round. Five more rounds are
run beside two processes that compute without a pause. Last, the memory that a process takes for training: Keras given
the array of all images, Keras given one batch after the other, and NumPy.
Writes src/kernelbook/results/training.json. On two cores it takes about 25 minutes; leave the machine alone
meanwhile.
"""

import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import keras
import numpy as np
from convolution import neighbors
from threadpoolctl import threadpool_info

from kernelbook import data, models, results
from kernelbook.network import digit_network, from_keras

EPOCHS = 5
SEEDS = range(5)
ROUNDS, ROUNDS_BESIDE, TIMES, NEIGHBORS = range(9), range(5), range(3), 2
BATCHES = (32, 128)
LEARNED, MEMORY = "NumPy, 5 epochs, batch 32", "memory"
WAYS = _, BATCHES_GIVEN, OURS = "Keras, given the array", "Keras, given batches", "NumPy"
RUNS = [
    *((LEARNED, seed) for seed in SEEDS),
    *((f"race, batch {batch}", k) for batch in BATCHES for k in ROUNDS),
    *((f"race, batch {batch}, beside two busy processes", k) for batch in BATCHES for k in ROUNDS_BESIDE),
    *((MEMORY, k) for k in TIMES),
]
DETERMINED_BY = [
    "benchmarks/training.py",
    "benchmarks/convolution.py",
    "kernelbook.convolution.im2col.windows",
    "kernelbook.convolution.transpose.spread",
    "kernelbook.data.load_mnist",
    "kernelbook.layers.dense.Dense",
    "kernelbook.layers.dense.Flatten",
    "kernelbook.layers.dense.ReLU",
    "kernelbook.layers.fused.FusedConvolution",
    "kernelbook.layers.fused.Workspace",
    "kernelbook.layers.fused.cut",
    "kernelbook.layers.fused.fuse",
    "kernelbook.layers.layer.initialize",
    "kernelbook.layers.loss.softmax_cross_entropy",
    "kernelbook.models.digit_network",
    "kernelbook.network.digits.digit_network",
    "kernelbook.network.exchange.from_keras",
    "kernelbook.network.optimizers.Adam",
    "kernelbook.network.sequential.Sequential",
    "src/kernelbook/workers.py",
]


def load():
    """Return MNIST with its axis of channels, from 0 to 1."""
    return [(x[..., np.newaxis].astype("float32") / 255, y) for x, y in data.load_mnist()]


def keras_network():
    """Build it in Keras, as chapter 05 trains it."""
    model = models.digit_network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def learn(seed):
    """Train in NumPy, judge once."""
    train, (x_test, y_test) = load()
    network = digit_network(seed=seed)
    history = network.fit(*train, epochs=EPOCHS)
    labels = network.predict(x_test).argmax(axis=1)
    figures = {"test accuracy": (round(100 * float(np.mean(labels == y_test)), 2), "%")}
    figures["training loss, first epoch"] = (round(history["loss"][0], 4), "nats")
    return figures, labels


def race(batch, k):
    """Time one epoch of both, after a few steps to warm up."""
    (x, y), _ = load()
    model = keras_network()
    network = from_keras(model)
    runners = {
        "Keras": lambda n: model.fit(x[:n], y[:n], batch_size=batch, verbose=0),
        "NumPy": lambda n: network.fit(x[:n], y[:n], batch_size=batch),
    }
    figures = {}
    for name in sorted(runners, reverse=bool(k % 2)):
        runners[name](20 * batch)
        start = time.perf_counter()
        runners[name](len(x))
        figures[f"{name}, one epoch"] = (round(time.perf_counter() - start, 2), "s")
    return figures, None


class Batches(keras.utils.PyDataset):
    """Batches of 32 in a random order, cut out of the images one at a time."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y
        self.order = np.random.default_rng(0).permutation(len(x))

    def __len__(self):
        return -(-len(self.x) // BATCHES[0])

    def __getitem__(self, k):
        chosen = self.order[k * BATCHES[0] : (k + 1) * BATCHES[0]]
        return self.x[chosen], self.y[chosen]


def epoch_of(way, x, y):
    """Return what trains one epoch at batch 32 in one of the ways."""
    network = digit_network() if way == OURS else keras_network()
    if way == BATCHES_GIVEN:
        return lambda: network.fit(Batches(x, y), verbose=0)
    return lambda: network.fit(x, y, batch_size=BATCHES[0], **({} if way == OURS else {"verbose": 0}))


def memory():
    """Train in each way, in a process of its own, and ask each how much memory training took beside the images."""
    figures = {}
    for way in WAYS:
        run = subprocess.run([sys.executable, __file__, way], check=True, capture_output=True, text=True)
        figures[f"{way}, taken for training"] = (round(float(run.stdout.split()[-1])), "MB")
    return figures, None


def train_alone(way):
    """Train for one epoch in one of the ways; print by how many MB this process grew meanwhile, at most."""
    (x, y), _ = load()
    epoch = epoch_of(way, x, y)
    before, largest, trained = resident(), [0.0], threading.Event()

    def watch():
        while not trained.wait(0.005):
            largest[0] = max(largest[0], resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    epoch()
    trained.set()
    watcher.join()
    print(largest[0] - before)


def resident():
    """Return the memory of this process in MB, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def measure(case, seed):
    """Run one case."""
    if case == LEARNED:
        return learn(seed)
    if case == MEMORY:
        return memory()
    batch = int(case.removeprefix("race, batch ").split(",")[0])
    with neighbors(NEIGHBORS if case.endswith("processes") else 0):
        return race(batch, seed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        train_alone(sys.argv[1])
    else:
        blas = next(library for library in threadpool_info() if library["user_api"] == "blas")
        about = {"linear algebra": f"{blas['internal_api']} {blas['version']}, {blas['architecture']}"}
        results.collect("training", RUNS, measure, DETERMINED_BY, about)
