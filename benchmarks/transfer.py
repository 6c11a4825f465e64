"""How many labels does a network need that has learned features before, on digits or on other garments?

    make bench ONLY=transfer

The task: tell five kinds of garments apart, from 10 to 250 labeled images of each. A network starts at random, or with
the convolutions of the digit network, or with those that learned from 30,000 garments of five other kinds. Every
training takes 600 steps of 32 images drawn with repetition, by one of two schedules: all layers learn at 0.001
throughout, or the convolutions are frozen for the first half, and then all layers learn at 0.0001. Random convolutions
that are frozen are the control: they tell what the schedule does. Writes src/kernelbook/results/transfer.json. On two
cores the 300 trainings take about 20 minutes.
"""

import keras
import numpy as np

from kernelbook import data, models, results

STARTS = {  # start: whose convolutions, and whether they are frozen first
    "nothing": (None, False),
    "random, frozen": (None, True),
    "digits": ("digit_network", False),
    "digits, frozen": ("digit_network", True),
    "other garments": ("garment_features", False),
    "other garments, frozen": ("garment_features", True),
}
LABELS = (10, 25, 50, 100, 250)  # of each kind
SEEDS = range(10)
STEPS, BATCH = 600, 32
CASES = [f"{start}: {n}" for n in LABELS for start in STARTS]
DETERMINED_BY = [
    "benchmarks/transfer.py",
    "kernelbook.models.digit_network",
    "kernelbook.models.transfer_network",
    "kernelbook.data.load_garments",
    "kernelbook.data.select_classes",
]


def draw(images, labels, n, generator):
    """Choose n labeled images of each class, and from these all batches of a training."""
    chosen = [generator.permutation(np.flatnonzero(labels == k))[:n] for k in np.unique(labels)]
    rows = generator.choice(np.concatenate(chosen), STEPS * BATCH)
    return images[rows, ..., np.newaxis].astype("float32") / 255, labels[rows]


def train(network, x, y, rate):
    """Train what is not frozen, once through the batches."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    network.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)


def measure(case, seed):
    """Train on a few new garments, judge on all new test garments."""
    start, n = case.split(": ")
    lender, frozen_first = STARTS[start]
    train_set, test_set = (data.select_classes(*part, data.NEW_GARMENTS) for part in data.load_garments())
    keras.utils.set_random_seed(seed)
    x, y = draw(*train_set, int(n), np.random.default_rng(seed))
    network = models.transfer_network(5, models.load_weights(lender) if lender else None)
    half = len(x) // 2 if frozen_first else 0
    for frozen, part, rate in ((True, slice(half), 1e-3), (False, slice(half, None), 1e-4 if half else 1e-3)):
        for layer in models.FEATURES:
            network.get_layer(layer).trainable = not frozen
        if len(x[part]):
            train(network, x[part], y[part], rate)
    images, truth = test_set
    answers = network.predict(images[..., np.newaxis] / np.float32(255), batch_size=500, verbose=0).argmax(axis=1)
    return {"accuracy on new garments": (round(100 * float(np.mean(answers == truth)), 2), "%")}, answers


if __name__ == "__main__":
    results.collect("transfer", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
