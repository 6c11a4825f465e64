"""How many labels are needed when a network has looked at unlabeled digits before?

    make bench ONLY=labels

The convolutional network of chapter 15 either starts at random, or has learned from 50,000 digits without labels, by
contrast, in 8 epochs. Then it learns from 1 to 300 labeled images of each class, moved, in exactly 400 steps of 64;
each labeled image occurs as often as any other, give or take one. Judged on the 10,000 training images that are left;
the test images are not opened. The peak of the learning rate, 0.01, was for both starts, from a seed that is not used
here, with 10 and with 100 labels of each class, the best of 0.0003, 0.001, 0.003 and 0.01, or less than half a point
from it. (The network had looked for 3 epochs then, at a temperature of 0.2.) Temperature and peak of the looking were
chosen from that seed too, by a linear classifier on what had been learned. Writes src/kernelbook/results/labels.json.
"""

from functools import lru_cache

import keras
import numpy as np

from kernelbook import augmentation, contrast, data, models, recipes, results

HELD_OUT, STEPS, BATCH, EPOCHS, PEAK = 50_000, 400, 64, 8, 0.01
LABELS = (1, 3, 10, 30, 100, 300)  # of each class
SEEDS = range(5)
STARTS = ("from nothing", "after looking")
CASES = [f"{start}, {n} of each" for n in LABELS for start in STARTS]
VIEWS = {"degrees": 25, "zoom": 0.25, "shear": 0.3, "shift": 3}
DETERMINED_BY = [
    "benchmarks/labels.py",
    "src/kernelbook/contrast.py",
    "kernelbook.models.convolutional_network",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
]


def view(x, generator):
    """Return the images moved, and with one square of each erased."""
    x = augmentation.move(x, generator, **VIEWS).copy()
    for image, (i, j) in zip(x, generator.integers(4, 18, (len(x), 2)), strict=True):
        image[i : i + 7, j : j + 7] = 0
    return x


def images():
    (x, y), _ = data.load_mnist()
    return x[..., np.newaxis].astype("float32") / 255, y


@lru_cache
def looked(seed):
    """Return the weights of a network that has looked at the unlabeled images; its last layer knows nothing yet."""
    keras.utils.set_random_seed(seed)
    network = models.convolutional_network()
    encoder = keras.Model(network.inputs[0], network.layers[-2].output)
    losses = contrast.pretrain(encoder, images()[0][:HELD_OUT], view, epochs=EPOCHS, seed=seed)
    print(f"labels: seed {seed}: contrastive loss {losses[0]:.2f} to {losses[-1]:.2f}", flush=True)
    return network.get_weights()


def measure(case, seed):
    """Train on a few labeled images, judge on the images held out."""
    start, n = case.removesuffix(" of each").split(", ")
    x, y = images()
    weights = looked(seed) if start == "after looking" else None
    keras.utils.set_random_seed(seed)
    network = models.convolutional_network()
    if weights is not None:
        network.set_weights(weights)
    generator = np.random.default_rng(seed)
    chosen = [generator.permutation(np.flatnonzero(y[:HELD_OUT] == k))[: int(n)] for k in range(10)]
    rows = np.resize(generator.permutation(np.concatenate(chosen)), STEPS * BATCH)
    recipes.train(network, x[rows], y[rows], epochs=1, peak=PEAK, batch_size=BATCH, vary=augmentation.move, seed=seed)
    labels = network.predict(x[HELD_OUT:], batch_size=500, verbose=0).argmax(axis=1)
    return {"held-out accuracy": (round(100 * float(np.mean(labels == y[HELD_OUT:])), 2), "%")}, labels


if __name__ == "__main__":
    results.collect("labels", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
