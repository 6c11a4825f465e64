"""What does each change to the course's network and its training bring, one at a time?

    make bench ONLY=changes

Trains on the first 50 000 training images and judges on the other 10 000; the test images are not opened. Every case
is trained from each seed. Writes src/kernelbook/results/changes.json. On one core a run takes half a minute to five
minutes, all of them about 165.
"""

import keras
import numpy as np
from keras import layers

from kernelbook import augmentation, data, recipes, results

TRAINING, EPOCHS, LONG = 50_000, 3, 9
WARM_UP = 0.2  # of the steps, as in `recipes.one_cycle`
SEEDS = range(5)
CYCLE = {"peak": 0.004}
BASE = {"normalize": True, "peak": 0.01}
CASES = {  # what differs from chapter 05's network and training; without "peak" the rate stays at 0.001
    "chapter 05": {"batch_size": 32},
    "batch 128": {},
    "batch 128, rate 0.004": {"rate": 0.004},
    "rise alone": {"rate": 0.004, "course": "rise"},
    "fall alone": {"rate": 0.004, "course": "fall"},
    "one cycle": CYCLE,
    "one cycle up to 0.01": {"peak": 0.01},
    "one cycle, batch normalization": BASE | CYCLE,
    "batch normalization": BASE,
    "dropout": BASE | {"dropout": 0.3},
    "weight decay": BASE | {"decay": 0.05},
    "label smoothing": BASE | {"smoothing": 0.1},
    "moved": BASE | {"vary": augmentation.move},
    "mirrored": BASE | {"vary": augmentation.mirror},
    "deeper": BASE | {"deeper": "plain"},
    "deeper, with skips": BASE | {"deeper": "skips"},
    "separable": BASE | {"separable": True},
    "global pooling": BASE | {"pooled": True},
    "three times as long": BASE | {"epochs": LONG},
    "three times as long, moved": BASE | {"epochs": LONG, "vary": augmentation.move},
}
NETWORK = {"normalize", "dropout", "deeper", "separable", "pooled"}
DETERMINED_BY = [
    "benchmarks/changes.py",
    "src/kernelbook/augmentation.py",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
]


def convolution(h, filters, *, normalize, separable=False, **options):
    """Continue a network with a convolution, then batch normalization, then ReLU; a pooling may come before both."""
    pooling = options.pop("pooling", False)
    kind = layers.SeparableConv2D if separable else layers.Conv2D
    h = kind(filters, 3, use_bias=not normalize, **options)(h)
    h = layers.MaxPooling2D(2)(h) if pooling else h
    h = layers.BatchNormalization(momentum=0.9)(h) if normalize else h
    return layers.ReLU()(h)


def changed_network(normalize=False, dropout=0.0, deeper=None, separable=False, pooled=False):
    """Build chapter 05's network with some changes."""
    x = layers.Input((28, 28, 1))
    h = convolution(x, 32, normalize=normalize, pooling=True)
    h = convolution(h, 64, normalize=normalize, separable=separable, pooling=True)
    for _ in range(4 if deeper else 0):
        before = h
        h = convolution(
            convolution(h, 64, normalize=normalize, padding="same"), 64, normalize=normalize, padding="same"
        )
        h = layers.Add()([before, h]) if deeper == "skips" else h
    h = convolution(h, 64, normalize=normalize, separable=separable)
    if pooled:
        h = layers.GlobalAveragePooling2D()(h)
    else:
        h = layers.Dense(64, use_bias=not normalize)(layers.Flatten()(h))
        h = layers.BatchNormalization(momentum=0.9)(h) if normalize else h
        h = layers.ReLU()(h)
    h = layers.Dropout(dropout)(h) if dropout else h
    return keras.Model(x, layers.Dense(10)(h))


def schedule(rate, course, steps):
    """Return a learning rate: one that stays, or one half of `recipes.one_cycle`, its rise or its fall."""
    if course == "rise":
        return keras.optimizers.schedules.PolynomialDecay(rate / 25, round(WARM_UP * steps), rate)
    if course == "fall":
        return keras.optimizers.schedules.CosineDecay(rate, steps, alpha=recipes.FINAL)
    return rate


def train(network, x, y, seed, *, rate=0.001, course="stays", **options):
    """Train as a case says: with one cycle of the rate, with half of one, or with a rate that stays."""
    options = {"epochs": EPOCHS, "batch_size": 128} | options
    if "peak" in options:
        return recipes.train(network, x, y, seed=seed, **options)
    steps = options["epochs"] * -(-len(x) // options["batch_size"])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer=keras.optimizers.Adam(schedule(rate, course, steps)), loss=loss)
    return network.fit(x, y, verbose=0, **options).history["loss"]


def measure(case, seed):
    """Train one network, judge it on the images held out."""
    keras.utils.set_random_seed(seed)
    (x, y), _ = data.load_mnist()
    x = x[..., np.newaxis].astype("float32") / 255
    changes = CASES[case]
    network = changed_network(**{name: value for name, value in changes.items() if name in NETWORK})
    options = {name: value for name, value in changes.items() if name not in NETWORK}
    losses = train(network, x[:TRAINING], y[:TRAINING], seed, **options)
    logits = network.predict(x[TRAINING:], batch_size=500, verbose=0)
    nats = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y[TRAINING:], logits)
    labels = logits.argmax(axis=1)
    return {
        "held-out accuracy": (round(100 * float(np.mean(labels == y[TRAINING:])), 2), "%"),
        "held-out loss": (round(float(nats), 4), "nats"),
        "training loss, last epoch": (round(losses[-1], 4), "nats"),
        "parameters": (network.count_params(), "numbers"),
    }, labels


if __name__ == "__main__":
    results.collect("changes", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
