"""Does a convolutional network read digits better than a dense one of the same size, and because pixels have neighbors?

    make bench ONLY=locality

Trains three networks on all 60 000 images, prepared in four ways, and judges each once on the 10 000 test images.
Writes src/kernelbook/results/locality.json. On two cores all 60 trainings take about half an hour.
"""

import keras
import numpy as np

from kernelbook import data, models, results

NETWORKS = {
    "convolution": models.small_network,
    "dense": lambda: models.dense_network(32),
    "dense, 10 times the parameters": lambda: models.dense_network(320),
}
SHIFT = 4  # pixels, at most, up or down and left or right; less where ink would be cut off
SEEDS = range(5)
EPOCHS, BATCH = 5, 64
DETERMINED_BY = [
    "benchmarks/locality.py",
    "kernelbook.models.small_network",
    "kernelbook.models.dense_network",
    "kernelbook.data.load_mnist",
    "kernelbook.data.shift",
]


def shuffled(images, generator):
    """Put the pixels of all images into one other order."""
    order = generator.permutation(images[0].size)
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def margins(images, axis):
    """Return how many empty rows (axis 1) or columns (axis 2) stand before and after the ink of each image."""
    inked = (images > 0).any(axis=3 - axis)
    return inked.argmax(axis=1), inked[:, ::-1].argmax(axis=1)


def shifted(images, generator):
    """Move each image at random, as far as its ink stays whole."""
    steps = []
    for axis in (1, 2):
        before, after = (np.minimum(margin, SHIFT) for margin in margins(images, axis))
        steps.append(generator.integers(-before, after + 1))
    return data.shift(images, *steps)


def prepare(name, train, test, seed):
    """Return training and test images, both prepared as the case says."""
    order, first, second = np.random.default_rng(seed).spawn(3)
    if name == "pixels shuffled":
        both = shuffled(np.concatenate([train, test]), order)
        return both[: len(train)], both[len(train) :]
    if name == "all digits shifted":
        train = shifted(train, first)
    return train, test if name == "as they are" else shifted(test, second)


DATA = ("as they are", "pixels shuffled", "test digits shifted", "all digits shifted")
CASES = [f"{network}: {prepared}" for prepared in DATA for network in NETWORKS]


def measure(case, seed):
    """Train and judge one network."""
    network, prepared = case.split(": ")
    (x_train, y_train), (x_test, y_test) = data.load_mnist()
    x_train, x_test = prepare(prepared, x_train, x_test, seed)
    x_train, x_test = (x[..., np.newaxis].astype("float32") / 255 for x in (x_train, x_test))
    keras.utils.set_random_seed(seed)
    model = NETWORKS[network]()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)
    model.fit(x_train, y_train, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    labels = model.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)
    return {"test accuracy": (round(100 * float(np.mean(labels == y_test)), 2), "%")}, labels


if __name__ == "__main__":
    runs = [(case, seed) for seed in SEEDS for case in CASES]
    results.collect("locality", runs, measure, DETERMINED_BY)
