"""Which family of networks reads digits best, from how many images? At equal parameters or work, with one recipe each.

    make bench ONLY=families

A convolutional network, a residual network and a vision transformer, all of about 94,000 parameters, learn from the
first 500, 5,000 or 50,000 training images. A wider transformer, of twice the parameters, works about as hard for an
image as the convolutional network. Every training takes exactly 1,000 steps of 128 images; all images occur equally
often, give or take one, in an order drawn by chance, and each time moved in a new way. Judged on the 10,000 training
images that are left; the test images are not opened. The peaks of the learning rate were chosen with 5,000 images,
from a seed that is not used here: of 0.003, 0.01 and 0.03 for the convolutional network, of 0.003 and 0.01 for the
residual one, of 0.002, 0.003 and 0.006 for the transformer, whose patches and first places were chosen in the same
way, and again of these three for the wider one; these trials had 400 steps, the first transformer's 600. Writes
src/kernelbook/results/families.json.
"""

from functools import partial

import keras
import numpy as np

from kernelbook import augmentation, data, models, recipes, results

HELD_OUT, STEPS, BATCH = 50_000, 1_000, 128
SIZES = (500, 5_000, 50_000)
SEEDS = range(5)
FAMILIES = {  # what builds the network, and the highest learning rate
    "convolutional": (models.convolutional_network, 0.01),
    "residual": (models.residual_network, 0.01),
    "transformer": (models.vision_transformer, 0.006),
    "wider transformer": (partial(models.vision_transformer, width=70), 0.006),
}
CASES = [f"{family}, {n} images" for n in SIZES for family in FAMILIES]
DETERMINED_BY = [
    "benchmarks/families.py",
    "src/kernelbook/models/families.py",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
]


def measure(case, seed):
    """Train one network on the first images, judge it on the images held out."""
    family, n = case.removesuffix(" images").split(", ")
    build, peak = FAMILIES[family]
    keras.utils.set_random_seed(seed)
    (x, y), _ = data.load_mnist()
    x = x[..., np.newaxis].astype("float32") / 255
    network = build()
    rows = np.resize(np.random.default_rng(seed).permutation(int(n)), STEPS * BATCH)
    recipes.train(network, x[rows], y[rows], epochs=1, peak=peak, batch_size=BATCH, vary=augmentation.move, seed=seed)
    logits = network.predict(x[HELD_OUT:], batch_size=500, verbose=0)
    nats = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y[HELD_OUT:], logits)
    labels = logits.argmax(axis=1)
    return {
        "held-out accuracy": (round(100 * float(np.mean(labels == y[HELD_OUT:])), 2), "%"),
        "held-out loss": (round(float(nats), 4), "nats"),
    }, labels


if __name__ == "__main__":
    results.collect("families", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
