"""How accurate is the course's network, and how much does each way of preparing the pixels matter?

    make bench ONLY=digit_network

Trains on all 60 000 images, one network a seed, and judges each once on the 10 000 test images. Writes
src/kernelbook/results/digit_network.json. On two cores a five-epoch run takes about 80 s.
"""

import keras
import numpy as np

from kernelbook import data, models, results

CASES = {  # case: epochs, what the pixels are divided by
    "5 epochs, divided by 255": (5, 255.0),
    "1 epoch, divided by 255": (1, 255.0),
    "1 epoch, raw pixels": (1, 1.0),
}
SEEDS = range(5)
DETERMINED_BY = [
    "benchmarks/digit_network.py",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
]


def measure(case, seed):
    """Train and judge one network."""
    epochs, scale = CASES[case]
    keras.utils.set_random_seed(seed)
    (x_train, y_train), (x_test, y_test) = data.load_mnist()
    model = models.digit_network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    x_train, x_test = (x[..., np.newaxis].astype("float32") / scale for x in (x_train, x_test))
    history = model.fit(x_train, y_train, batch_size=32, epochs=epochs, verbose=0)
    labels = model.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)
    accuracy = 100 * float(np.mean(labels == y_test))
    figures = {"test accuracy": (round(accuracy, 2), "%")}
    figures["training loss, first epoch"] = (round(history.history["loss"][0], 4), "nats")
    return figures, labels


if __name__ == "__main__":
    runs = [(case, seed) for seed in SEEDS for case in CASES]
    results.collect("digit_network", runs, measure, DETERMINED_BY)
