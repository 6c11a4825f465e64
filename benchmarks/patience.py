"""Does a vision transformer catch up when it learns for longer? The one of families.json, with four times the steps.

    make bench ONLY=patience

It learns from 50,000 training images in exactly 4,000 steps of 128 images, each image as often as any other, give or
take one, and each time moved in a new way. Judged on the 10,000 training images that are left; the test images are not
opened. Writes src/kernelbook/results/patience.json.
"""

import keras
import numpy as np

from kernelbook import augmentation, data, models, recipes, results

HELD_OUT, STEPS, BATCH, PEAK = 50_000, 4_000, 128, 0.006
SEEDS = range(5)
CASES = [f"transformer, {HELD_OUT} images, {STEPS} steps"]
DETERMINED_BY = [
    "benchmarks/patience.py",
    "kernelbook.models.vision_transformer",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
]


def measure(case, seed):
    """Train one transformer, judge it on the images held out."""
    keras.utils.set_random_seed(seed)
    (x, y), _ = data.load_mnist()
    x = x[..., np.newaxis].astype("float32") / 255
    network = models.vision_transformer()
    rows = np.resize(np.random.default_rng(seed).permutation(HELD_OUT), STEPS * BATCH)
    recipes.train(network, x[rows], y[rows], epochs=1, peak=PEAK, batch_size=BATCH, vary=augmentation.move, seed=seed)
    labels = network.predict(x[HELD_OUT:], batch_size=500, verbose=0).argmax(axis=1)
    return {"held-out accuracy": (round(100 * float(np.mean(labels == y[HELD_OUT:])), 2), "%")}, labels


if __name__ == "__main__":
    results.collect("patience", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
