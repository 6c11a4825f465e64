"""How does the course's network read digits that are moved, turned, scaled, noisy, blurred, inverted, or another's?

    make bench ONLY=robustness

Trains on all 60 000 images as benchmarks/digit_network.py does, one network a seed, and judges each on the 10 000 test
images after every corruption of `kernelbook.corruptions`, and on scikit-learn's 8 × 8 digits. Writes
src/kernelbook/results/robustness.json. On two cores a seed takes about three minutes.
"""

import functools

import keras
import numpy as np

from kernelbook import data, models, results
from kernelbook.corruptions import CORRUPTIONS

SEEDS = range(10)
EPOCHS = 5
AS_THEY_ARE, SMALL_DIGITS = "as they are", "8 × 8 digits"
CASES = [AS_THEY_ARE, SMALL_DIGITS]
CASES += [f"{name}: {amount}" for name, (_, amounts) in CORRUPTIONS.items() for amount in amounts]
DETERMINED_BY = [
    "benchmarks/robustness.py",
    "src/kernelbook/corruptions.py",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
    "kernelbook.data.load_small_digits",
    "kernelbook.data.shift",
]


@functools.cache
def trained(seed):
    """Train one network, once for all its cases."""
    keras.utils.set_random_seed(seed)
    (x_train, y_train), _ = data.load_mnist()
    model = models.digit_network()
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    x_train = x_train[..., np.newaxis].astype("float32") / 255
    model.fit(x_train, y_train, batch_size=32, epochs=EPOCHS, verbose=0)
    return model


def prepare(case, images, labels):
    """Return the test images of a case, and their labels."""
    if case == AS_THEY_ARE:
        return images, labels
    if case == SMALL_DIGITS:
        return data.load_small_digits()
    name, amount = case.split(": ")
    return CORRUPTIONS[name][0](images, float(amount) if "." in amount else int(amount)), labels


def measure(case, seed):
    """Judge the network of a seed on one case."""
    _, (images, labels) = data.load_mnist()
    images, labels = prepare(case, images.astype("float32") / 255, labels)
    answers = trained(seed).predict(images[..., np.newaxis], batch_size=500, verbose=0).argmax(axis=1)
    metric = "accuracy on 8 × 8 digits" if case == SMALL_DIGITS else "test accuracy"
    return {metric: (round(100 * float(np.mean(answers == labels)), 2), "%")}, answers


if __name__ == "__main__":
    results.collect("robustness", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
