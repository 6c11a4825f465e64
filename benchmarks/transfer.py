"""How many labels does a network need that has learned features before, on digits or on other garments?

    make bench ONLY=transfer

The task: tell five kinds of garments apart, from 10 to 250 labeled images of each. A network starts at random, or with
the convolutions of the digit network, or with those that learned from 30,000 garments of five other kinds. Every
training takes two halves of 300 steps of 32 images drawn with repetition, and each half begins a new Adam. In the
first half the convolutions learn at 0.001 or are frozen; in the second everything learns, at 0.001 or at 0.0001. Two
controls: random convolutions under all four schedules tell what freezing and the rate do, and those of the digit
network with the numbers of each layer shuffled keep the sizes of its numbers and lose their order. Writes
src/kernelbook/results/transfer.json. On two cores the 500 trainings take about 35 minutes.
"""

import keras
import numpy as np

from kernelbook import data, models, results

FULL, TENTH = 1e-3, 1e-4
STARTS = {  # start: whose convolutions, whether they are frozen in the first half, and the rate of the second
    "nothing": (None, False, FULL),
    "random, only frozen": (None, True, FULL),
    "random, only a tenth": (None, False, TENTH),
    "random, frozen": (None, True, TENTH),
    "digits": ("digit_network", False, FULL),
    "digits, frozen": ("digit_network", True, TENTH),
    "digits shuffled": ("digit_network", False, FULL),
    "digits shuffled, frozen": ("digit_network", True, TENTH),
    "other garments": ("garment_features", False, FULL),
    "other garments, frozen": ("garment_features", True, TENTH),
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


def borrow(start, seed):
    """Load the convolutions of a start, their numbers shuffled within each layer if it says so."""
    lender, *_ = STARTS[start]
    features = models.load_weights(lender) if lender else None
    if "shuffled" not in start:
        return features
    generator = np.random.default_rng(100 + seed)
    return {name: generator.permutation(values.ravel()).reshape(values.shape) for name, values in features.items()}


def train(network, x, y, frozen, rate):
    """Train once through the batches, the convolutions too if they are not frozen."""
    for layer in models.FEATURES:
        network.get_layer(layer).trainable = not frozen
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    network.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)


def measure(case, seed):
    """Train on a few new garments, judge on all new test garments."""
    start, n = case.split(": ")
    _, frozen_first, rate = STARTS[start]
    train_set, test_set = (data.select_classes(*part, data.NEW_GARMENTS) for part in data.load_garments())
    keras.utils.set_random_seed(seed)
    x, y = draw(*train_set, int(n), np.random.default_rng(seed))
    network = models.transfer_network(5, borrow(start, seed))
    half = len(x) // 2
    train(network, x[:half], y[:half], frozen_first, FULL)
    train(network, x[half:], y[half:], False, rate)
    images, truth = test_set
    answers = network.predict(images[..., np.newaxis] / np.float32(255), batch_size=500, verbose=0).argmax(axis=1)
    return {"accuracy on new garments": (round(100 * float(np.mean(answers == truth)), 2), "%")}, answers


if __name__ == "__main__":
    results.collect("transfer", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
