"""How does the error fall with more parameters, and with more images?

    make bench ONLY=scaling

The convolutional network of chapter 15 at four widths learns from the first 500 to 50,000 training images, not moved,
in exactly 1,000 steps of 128 images; all images occur equally often, give or take one. A fifth width, with the most
images, is there to test what the others foretell. Judged on the 10,000 training images that are left; the test images
are not opened. Writes src/kernelbook/results/scaling.json.
"""

import keras
import numpy as np

from kernelbook import data, models, recipes, results

HELD_OUT, STEPS, BATCH = 50_000, 1_000, 128
WIDTHS = (2, 4, 8, 16)
SIZES = (500, 1_600, 5_000, 16_000, 50_000)
SEEDS = range(5)
CASES = [f"width {width}, {n} images" for n in SIZES for width in WIDTHS] + ["width 32, 50000 images"]
DETERMINED_BY = [
    "benchmarks/scaling.py",
    "kernelbook.models.convolutional_network",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
]


def measure(case, seed):
    """Train one network on the first images, judge it on the images held out."""
    width, n = (int(part) for part in case.removeprefix("width ").removesuffix(" images").split(", "))
    keras.utils.set_random_seed(seed)
    (x, y), _ = data.load_mnist()
    x = x[..., np.newaxis].astype("float32") / 255
    network = models.convolutional_network(width)
    rows = np.resize(np.random.default_rng(seed).permutation(n), STEPS * BATCH)
    recipes.train(network, x[rows], y[rows], epochs=1, peak=0.01, batch_size=BATCH, seed=seed)
    labels = network.predict(x[HELD_OUT:], batch_size=500, verbose=0).argmax(axis=1)
    return {
        "held-out accuracy": (round(100 * float(np.mean(labels == y[HELD_OUT:])), 2), "%"),
        "parameters": (network.count_params(), "numbers"),
    }, labels


if __name__ == "__main__":
    results.collect("scaling", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
