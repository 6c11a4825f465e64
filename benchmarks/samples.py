"""From how many images does a convolutional network learn what a dense one of the same size does not?

    make bench ONLY=samples

Trains the three networks of benchmarks/locality.py on 100 to 60,000 training images, 1,000 steps of 64 images each, and
judges each once on the 10,000 test images. Which images, decides the seed. Writes
src/kernelbook/results/samples.json. On two cores all 90 trainings take about a quarter of an hour.
"""

import keras
import numpy as np
from locality import NETWORKS

from kernelbook import data, results

SIZES = (100, 300, 1_000, 3_000, 10_000, 60_000)
STEPS, BATCH = 1_000, 64
SEEDS = range(5)
CASES = [f"{network}: {n} images" for n in SIZES for network in NETWORKS]
DETERMINED_BY = [
    "benchmarks/samples.py",
    "kernelbook.models.small_network",
    "kernelbook.models.dense_network",
    "kernelbook.data.load_mnist",
]


def chosen(n, total, generator):
    """Return the places of the images of all steps: n images, shuffled anew whenever all were seen."""
    some = generator.permutation(total)[:n]
    rounds = [generator.permutation(some) for _ in range(-(-STEPS * BATCH // n))]
    return np.concatenate(rounds)[: STEPS * BATCH]


def measure(case, seed):
    """Train one network on some images, judge it on the test images."""
    network, size = case.split(": ")
    (x_train, y_train), (x_test, y_test) = data.load_mnist()
    x_train, x_test = (x[..., np.newaxis].astype("float32") / 255 for x in (x_train, x_test))
    places = chosen(int(size.removesuffix(" images")), len(x_train), np.random.default_rng(seed))
    keras.utils.set_random_seed(seed)
    model = NETWORKS[network]()
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x_train[places], y_train[places], batch_size=BATCH, shuffle=False, verbose=0)
    labels = model.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)
    return {"test accuracy": (round(100 * float(np.mean(labels == y_test)), 2), "%")}, labels


if __name__ == "__main__":
    results.collect("samples", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
