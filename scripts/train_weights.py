"""Train the networks whose weights ship with the package, exactly as their chapters do.

    make weights

digit_network: chapter 05, the first 55 000 training images of MNIST, 5 epochs, seed 0. The last 5 000
training images are left for choosing and calibrating; the test images are not touched.
"""

import keras
import numpy as np

from kernelbook import data, models, results

DETERMINED_BY = [
    "scripts/train_weights.py",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
]


def train_digit_network():
    origin = results.provenance(DETERMINED_BY)
    keras.utils.set_random_seed(0)
    (images, labels), _ = data.load_mnist()
    x_train, x_val = np.split(images[..., np.newaxis].astype("float32") / 255, [55_000])
    y_train, y_val = np.split(labels, [55_000])
    model = models.digit_network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=32, epochs=5, verbose=0)
    accuracy = model.evaluate(x_val, y_val, verbose=0, return_dict=True)["accuracy"]
    figures = {"validation accuracy": f"{100 * accuracy:.2f} %"}
    models.save_weights("digit_network", models.get_weights(model), {**figures, **origin})
    print(figures)


if __name__ == "__main__":
    train_digit_network()
