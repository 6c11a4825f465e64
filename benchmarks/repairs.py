"""Which augmentation repairs which change of the digits?

    make bench ONLY=repairs

Trains chapter 05's network on the first 50,000 training images, shown as they are or changed anew in every epoch in one
of five ways, and judges it on the other 10,000 after each kind of corruption of `kernelbook.corruptions`, and on
scikit-learn's 8 × 8 digits. The test images are not opened. Writes src/kernelbook/results/repairs.json. On two cores
all 35 trainings take about half an hour.
"""

import keras
import numpy as np

from kernelbook import augmentation, corruptions, data, models, recipes, results

TRAINING, EPOCHS = 50_000, 5
SEEDS = range(5)
JUDGED = {  # the change, and how much of it
    "translated by 4 pixels": ("translated (pixels)", 4),
    "rotated by 30 degrees": ("rotated (degrees)", 30),
    "scaled to 0.6": ("scaled (times)", 0.6),
    "noise of 0.4": ("noisy (deviation)", 0.4),
    "blur of 2 pixels": ("blurred (pixels)", 2.0),
    "inverted, 0.4": ("inverted (share)", 0.4),
    "inverted": ("inverted (share)", 1.0),
    "in a corner": ("in a corner (share)", 1.0),
}
DETERMINED_BY = [
    "benchmarks/repairs.py",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/corruptions.py",
    "src/kernelbook/recipes.py",
    "kernelbook.models.digit_network",
    "kernelbook.data.load_mnist",
    "kernelbook.data.load_small_digits",
    "kernelbook.data.shift",
]


def amounts(images, generator, most):
    """Draw an amount for each image, evenly from 0 to the most, as an array that fits the images."""
    return generator.uniform(0, most, (len(images), 1, 1, 1)).astype("float32")


def noise(images, generator):
    """Add normal noise of a strength of its own to each image."""
    drawn = generator.normal(size=images.shape).astype("float32")
    return np.clip(images + amounts(images, generator, 0.5) * drawn, 0, 1)


def blur(images, generator):
    """Blur each of ten parts of the images by a Gaussian of its own."""
    parts = np.array_split(images[..., 0], 10)
    blurred = [corruptions.blur(part, generator.uniform(0, 2.5)) for part in parts]
    return np.concatenate(blurred)[..., np.newaxis]


def invert(images, generator):
    """Mix each image with a share of its own of its negative."""
    share = amounts(images, generator, 1)
    return (1 - share) * images + share * (1 - images)


def move_far(images, generator):
    """Turn, zoom and shift by more than chapter 08 does."""
    return augmentation.move(images, generator, degrees=35, zoom=0.4, shift=8)


def everything(images, generator):
    """Move each image far, invert a part of it, blur it, and add noise."""
    for vary in (move_far, invert, blur, noise):
        images = vary(images, generator)
    return images


CASES = {
    "as they are": None,
    "moved": augmentation.move,
    "moved far": move_far,
    "noisy": noise,
    "blurred": blur,
    "inverted": invert,
    "all of them": everything,
}


def accuracy(network, images, labels):
    """Return the share of images read right, in percent."""
    answers = network.predict(images[..., np.newaxis], batch_size=500, verbose=0).argmax(axis=1)
    return round(100 * float(np.mean(answers == labels)), 2), "%"


def measure(case, seed):
    """Train one network, judge it on every kind of change."""
    keras.utils.set_random_seed(seed)
    (x, y), _ = data.load_mnist()
    x = x.astype("float32") / 255
    network = models.digit_network()
    seen = x[:TRAINING, ..., np.newaxis]
    recipes.train(network, seen, y[:TRAINING], epochs=EPOCHS, peak=0.004, vary=CASES[case], seed=seed)
    images, labels = x[TRAINING:], y[TRAINING:]
    metrics = {"as they are": accuracy(network, images, labels)}
    for name, (kind, amount) in JUDGED.items():
        metrics[name] = accuracy(network, corruptions.CORRUPTIONS[kind][0](images, amount), labels)
    metrics["8 × 8 digits"] = accuracy(network, *data.load_small_digits())
    return metrics, None


if __name__ == "__main__":
    results.collect("repairs", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
