"""Do several processes learn what one learns, what does a batch's size change, and how long do they talk?

    make bench ONLY=machines

Trains chapter 05's network for 64 steps of 48 images on one, two and three processes of this machine, in 64 and in 32
bits, and compares the weights at the end with those of one process: also after one of two was killed in the middle,
with batch normalization of each part and of the whole batch, and in one process that adds the gradients of four parts
before each step. The yardstick of 32 bits is one process without oneDNN. Then it trains on 60,000 images for two
epochs in batches of 128, 1,024 and 8,192, at the rate of the small batch and at one that grows with the batch, judged
on the test images. Last, it times a step of one process, and how long two processes need to add up arrays of several
sizes over the loopback of this machine. Writes src/kernelbook/results/machines.json.
"""

import json
import os
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np

from kernelbook import archive, data, models, results, scale
from kernelbook.scale import meeting

STEPS, BATCH, EVERY, RATE, MOMENTUM = 64, 48, 10, 0.01, 0.9
TOGETHER = {  # case: workers, floats, network, what is special; each is compared with one worker, all else alike
    "2 workers, float64": (2, "float64", "plain", None),
    "3 workers, float64": (3, "float64", "plain", None),
    "2 workers, float64, one killed": (2, "float64", "plain", "kill"),
    "4 parts added, float64": (1, "float64", "plain", "parts"),
    "2 workers, float32": (2, "float32", "plain", None),
    "3 workers, float32": (3, "float32", "plain", None),
    "without oneDNN, float32": (1, "float32", "plain", "slow"),
    "2 workers, part by part": (2, "float64", "normalized", None),
    "2 workers, the whole batch": (2, "float64", "synchronized", None),
}
EPOCHS = 2
LARGE = {  # case: images in a batch, learning rate, share of the steps in which it rises
    "batch 128, rate 0.01": (128, 0.01, 0),
    "batch 1,024, rate 0.01": (1024, 0.01, 0),
    "batch 1,024, rate 0.08": (1024, 0.08, 0),
    "batch 1,024, rate 0.08, rising": (1024, 0.08, 0.2),
    "batch 8,192, rate 0.01": (8192, 0.01, 0),
    "batch 8,192, rate 0.64, rising": (8192, 0.64, 0.2),
}
SIZES = {f"add up {size:,} bytes": size for size in (4, 4_000, 373_288, 4_000_000, 40_000_000)}
TIMED = [*SIZES, "a step of 128"]
REPEATS = 30
RUNS = [
    *((case, seed) for seed in range(3) for case in (*TOGETHER, *LARGE)),
    *((case, seed) for seed in range(3) for case in TIMED),
]
DETERMINED_BY = [
    "benchmarks/machines.py",
    "kernelbook.scale.together.train_together",
    "kernelbook.scale.together.step_of",
    "kernelbook.scale.together.Keeper",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
]


def build(kind, seed):
    """Return the course's network, or one with batch normalization, with the weights that a seed draws."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    if kind == "plain":
        return models.digit_network()
    normal = {"synchronized": kind == "synchronized"}
    parts = [layers.Input((28, 28, 1))]
    for filters in (16, 32):
        parts += [layers.Conv2D(filters, 3, use_bias=False), layers.MaxPooling2D(2)]
        parts += [layers.BatchNormalization(**normal), layers.ReLU()]
    return keras.Sequential([*parts, layers.Flatten(), layers.Dense(10)])


def read(floats, worker, workers):
    """Return the images of one worker: every k-th."""
    import tensorflow as tf

    (images, labels), _ = data.load_mnist()
    many = STEPS * BATCH
    pairs = tf.data.Dataset.from_tensor_slices((images[:many], labels[:many])).shard(workers, worker)
    return pairs.map(lambda image, label: (tf.cast(image, floats)[..., None] / 255, label))


def learn(case, seed, folder):
    """Be one worker of a case; worker 0 writes the weights down."""
    import keras

    _, floats, kind, special = case
    keras.config.set_floatx(floats)
    if special == "parts":
        network = learn_in_parts(floats, seed)
    else:
        network, _ = scale.train_together(
            lambda: build(kind, seed),
            lambda worker, count: read(floats, worker, count),
            steps=STEPS,
            batch_size=BATCH,
            optimizer=lambda: keras.optimizers.SGD(RATE, momentum=MOMENTUM),
            folder=folder / "checkpoints" if special == "kill" else None,
            every=EVERY,
            before_step=kill_second if special == "kill" else None,
        )
    if scale.cluster().worker == 0:
        arrays = {weight.path: weight.numpy() for weight in network.weights}
        archive.write_npz(folder / "weights.npz", arrays)


def kill_second(step, first):
    """Kill worker 1 before step 34, when it has begun at the first."""
    if scale.cluster().worker == 1 and first == 0 and step == 33:
        os.kill(os.getpid(), 9)


def learn_in_parts(floats, seed, parts=4):
    """Train in one process, but add the gradients of four parts of a batch before each step."""
    import keras
    import tensorflow as tf

    network, optimizer = build("plain", seed), keras.optimizers.SGD(RATE, momentum=MOMENTUM)
    losses = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")

    @tf.function
    def gradient(images, labels):
        with tf.GradientTape() as tape:
            loss = losses(labels, network(images, training=True)) / BATCH
        return tape.gradient(loss, network.trainable_variables)

    added = None
    for k, (images, labels) in enumerate(read(floats, 0, 1).batch(BATCH // parts), 1):
        part = gradient(images, labels)
        added = part if added is None else [a + b for a, b in zip(added, part, strict=True)]
        if k % parts == 0:
            optimizer.apply(added, network.trainable_variables)
            added = None
    return network


def talk(size, folder):
    """Be one of two workers that add up an array again and again; worker 0 writes down the median time."""
    import tensorflow as tf

    found = scale.cluster()
    meeting.meet(found, 120)
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    array = tf.ones(size // 4)
    add = tf.function(lambda: strategy.reduce("SUM", strategy.run(lambda: array), axis=None))
    seconds = timed(lambda: add().numpy())
    if found.worker == 0:
        archive.write_bytes(folder / "seconds", json.dumps(seconds).encode())


def timed(work):
    """Return the median time of a piece of work, in seconds; the first three do not count."""
    taken = []
    for _ in range(REPEATS + 3):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken[3:]))


def processes(workers, *words, environment=None):
    """Run this script as several workers, and return the folder in which they left what they found."""
    folder = Path(tempfile.mkdtemp(prefix="machines-"))
    command = ["env", *(environment or []), sys.executable, __file__, *words, str(folder)]
    scale.supervise(command, workers, folder=folder, deadline=1200)
    return folder


@cache
def weights(case, seed):
    """Return all weights that a case ends with, one after the other."""
    workers, *_, special = case
    environment = ["TF_ENABLE_ONEDNN_OPTS=0"] if special == "slow" else []
    folder = processes(workers, "learn", json.dumps(case), str(seed), environment=environment)
    with np.load(folder / "weights.npz") as arrays:
        return np.concatenate([arrays[name].reshape(-1) for name in arrays.files])


def compare(case, seed):
    """Return how far the weights of a case lie from those of one worker, at most."""
    workers, floats, kind, special = TOGETHER[case]
    alone, found = weights((1, floats, kind, None), seed), weights(TOGETHER[case], seed)
    figures = {"largest difference": (significant(np.abs(found - alone).max()), "")}
    if special == "kill":
        undisturbed = weights((workers, floats, kind, None), seed)
        figures["from undisturbed"] = (significant(np.abs(found - undisturbed).max()), "")
    return figures, None


def significant(number):
    """Return a number with three digits that count."""
    return float(f"{number:.3g}")


def learn_large(case, seed):
    """Train in one process with a batch and a rate, and judge on the test images."""
    import keras

    size, rate, rise = LARGE[case]
    (images, labels), (unseen, truth) = data.load_mnist()
    network = build("plain", seed)
    steps = EPOCHS * (len(images) // size)
    chosen = rate
    if rise:
        up = round(rise * steps)
        chosen = keras.optimizers.schedules.PolynomialDecay(rate / 25, up, rate)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.SGD(chosen, momentum=MOMENTUM), loss)
    generator = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        rows = generator.permutation(len(images))[: len(images) // size * size]
        x = images[rows, ..., None].astype("float32") / 255
        network.fit(x, labels[rows], batch_size=size, shuffle=False, verbose=0)
    named = network.predict(unseen[..., None].astype("float32") / 255, batch_size=500, verbose=0).argmax(axis=1)
    return {"test accuracy": (round(100 * float(np.mean(named == truth)), 2), "%"), "steps": (steps, "")}, named


def step_of_128():
    """Return the time of a training step on 128 images in one process, in seconds."""
    import keras

    (images, labels), _ = data.load_mnist()
    x, y = images[:128, ..., None].astype("float32") / 255, labels[:128]
    network = models.digit_network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.SGD(RATE, momentum=MOMENTUM), loss)
    return timed(lambda: network.train_on_batch(x, y))


def measure(case, seed):
    """Compare weights, train with a large batch, or time."""
    if case in TOGETHER:
        return compare(case, seed)
    if case in LARGE:
        return learn_large(case, seed)
    if case in SIZES:
        seconds = json.loads((processes(2, "talk", str(SIZES[case])) / "seconds").read_bytes())
    else:
        seconds = step_of_128()
    return {"time": (significant(1000 * seconds), "ms")}, None


if __name__ == "__main__":
    if sys.argv[1:2] == ["learn"]:
        learn(json.loads(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    elif sys.argv[1:2] == ["talk"]:
        talk(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        results.collect("machines", RUNS, measure, DETERMINED_BY)
