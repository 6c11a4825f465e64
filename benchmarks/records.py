"""Three records beside chapter 05's recipe: the fastest training, the smallest network, the most accurate network.

    make bench ONLY=records

Each run is a process of its own, timed from its start to its end: it loads the libraries and the data, trains on all
60 000 images, and judges once on the 10 000 test images. Chapter 05's recipe and the fastest take turns. The recipes
were chosen on images held out from the 60 000. Writes src/kernelbook/results/records.json. On two cores it takes about
65 minutes; leave the machine alone meanwhile.
"""

import subprocess
import sys
import time

import keras
import numpy as np

from kernelbook import augmentation, data, models, recipes, results

FIRST, FASTEST, SMALLEST, MOST_ACCURATE = "chapter 05", "fastest", "smallest", "most accurate"


def move_a_little(x, generator):
    """Move digits less: a tiny network cannot learn them in every position."""
    return augmentation.move(x, generator, degrees=8, zoom=0.08, shear=0.05, shift=1)


def move_much(x, generator):
    """Move digits as far as they may still be met."""
    return augmentation.move(x, generator, degrees=12, zoom=0.15, shear=0.15, shift=2)


CASES = {  # case: how to build the network, its precision, how it is trained; chapter 05's training stands below
    FIRST: (models.digit_network, "float32", None),
    FASTEST: (models.fast_network, "float32", {"epochs": 1, "peak": 0.02}),
    SMALLEST: (models.tiny_network, "float32", {"epochs": 33, "peak": 0.02, "vary": move_a_little, "clean": 2}),
    MOST_ACCURATE: (
        models.accurate_network,
        "mixed_bfloat16",
        {"epochs": 25, "peak": 0.01, "vary": move_much, "clean": 2},
    ),
}
SEEDS = range(5)
RUNS = [
    *((case, seed) for seed in SEEDS for case in (FIRST, FASTEST)),
    *((case, seed) for case in (SMALLEST, MOST_ACCURATE) for seed in SEEDS),
]
DETERMINED_BY = [
    "benchmarks/records.py",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/models/records.py",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
    "kernelbook.models.digit_network",
]


def built(case):
    """Build the network of a case, in its precision."""
    build, precision, _ = CASES[case]
    keras.config.set_dtype_policy(precision)
    network = build()
    keras.config.set_dtype_policy("float32")
    return network


def answers(case, seed):
    """Train a network, and return the labels that it gives to the test images."""
    keras.utils.set_random_seed(seed)
    (x_train, y_train), (x_test, _) = data.load_mnist()
    x_train, x_test = (x[..., np.newaxis].astype("float32") / 255 for x in (x_train, x_test))
    network, recipe = built(case), CASES[case][2]
    if recipe is None:
        network.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        network.fit(x_train, y_train, batch_size=32, epochs=5, verbose=0)
    else:
        recipes.train(network, x_train, y_train, seed=seed, **recipe)
    return network.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)


def measure(case, seed):
    """Run one training in a process of its own."""
    start = time.perf_counter()
    command = [sys.executable, *sys.argv[:1], case, str(seed)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.perf_counter() - start
    labels = np.array(list(output.split()[-1]), dtype=np.uint8)
    accuracy = 100 * float(np.mean(labels == data.load_mnist()[1][1]))
    return {
        "test accuracy": (round(accuracy, 2), "%"),
        "time from start to end": (round(seconds, 2), "s"),
        "parameters": (built(case).count_params(), "numbers"),
    }, labels


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print("".join(map(str, answers(sys.argv[1], int(sys.argv[2])))))
    else:
        results.collect("records", RUNS, measure, DETERMINED_BY)
