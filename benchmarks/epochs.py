"""When does the course's network begin to learn its images by heart?

    make bench ONLY=epochs

Trains chapter 05's network as chapter 05 does, on the first 55,000 training images, but for twenty epochs, and looks at
the other 5,000 after each. The test images are not opened. Writes src/kernelbook/results/epochs.json. On two cores a
seed takes about four minutes.
"""

import keras
import numpy as np

from kernelbook import data, models, results

TRAINING, EPOCHS = 55_000, 20
SEEDS = range(5)
CASE = "chapter 05"
DETERMINED_BY = [
    "benchmarks/epochs.py",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
]


def measure(case, seed):
    """Train one network, and keep its curves."""
    keras.utils.set_random_seed(seed)
    (x, y), _ = data.load_mnist()
    x = x[..., np.newaxis].astype("float32") / 255
    network = models.digit_network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    held_out = x[TRAINING:], y[TRAINING:]
    history = network.fit(
        x[:TRAINING], y[:TRAINING], validation_data=held_out, batch_size=32, epochs=EPOCHS, verbose=0
    ).history
    metrics = {}
    for k in range(EPOCHS):
        metrics[f"training loss, epoch {k + 1}"] = (round(history["loss"][k], 5), "nats")
        metrics[f"validation loss, epoch {k + 1}"] = (round(history["val_loss"][k], 5), "nats")
        metrics[f"validation accuracy, epoch {k + 1}"] = (round(100 * history["val_accuracy"][k], 2), "%")
    return metrics, None


if __name__ == "__main__":
    results.collect("epochs", [(CASE, seed) for seed in SEEDS], measure, DETERMINED_BY)
