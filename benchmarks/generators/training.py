"""Train networks to draw digits, once each: on 100, 500, 2,000, 8,000 or 50,000 of them.

Those that are compared learn for about 3,000 steps, whatever their number of images is. Fifty thousand images are
learned for three times as long, too: that is the network that ships; and so are 500, as its opposite. On one thread a
step takes about 0.4 seconds. What is trained is kept in build/generators, under a name that also says by which code; so
it need not be trained again, and does not ship.
"""

from functools import cache
from pathlib import Path

import keras
import numpy as np

from kernelbook import archive, data, flow, models
from kernelbook.results.syntax import fingerprint

GENERATORS = {  # images to learn from; how often an epoch has each of them, which must fill batches of 128; epochs
    "100": (100, 128, 30),
    "500": (500, 1, 1_000),
    "2,000": (2_000, 1, 200),
    "8,000": (8_000, 1, 48),
    "50,000 for short": (50_000, 1, 8),
    "500 for long": (500, 1, 3_000),
    "50,000": (50_000, 1, 23),
}
TRAINED_BY = [
    "benchmarks/generators/training.py",
    "src/kernelbook/flow/learning.py",
    "src/kernelbook/flow/paths.py",
    "src/kernelbook/models/flows.py",
    "kernelbook.data.load_mnist",
    "kernelbook.recipes.one_cycle",
]
BUILD = Path(__file__).parents[2] / "build" / "generators"


@cache
def images():
    """Return MNIST's images from -1 to 1, and labels: those to learn from at most, those held out, those of the test.

    Returns
    -------
    list of tuple
        Images (n, 28, 28, 1), float32, and labels (n,): 50,000, 10,000 and 10,000.
    """
    (x, y), test = data.load_mnist()
    parts = (x[:50_000], y[:50_000]), (x[50_000:], y[50_000:]), test
    return [(pixels[..., np.newaxis] / np.float32(127.5) - 1, labels) for pixels, labels in parts]


def kept(name):
    """Return the path where a generator's weights are kept, which the training code is a part of."""
    return BUILD / f"{name.replace(',', '').replace(' ', '_')}_{fingerprint(TRAINED_BY)[:12]}.npz"


@cache
def generator(name):
    """Return a network of a name in `GENERATORS`, in half precision, and its losses: as it is kept, or trained now."""
    count, often, epochs = GENERATORS[name]
    keras.utils.set_random_seed(0)
    network = models.flow_unet()
    path = kept(name)
    if not path.exists():
        rows = np.tile(np.arange(count), often)
        x, y = (each[rows] for each in images()[0])
        losses = flow.train(network, x, y, epochs=epochs)
        halves = {name: weight.astype(np.float16) for name, weight in models.get_weights(network).items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        archive.write_npz(path, halves | {"losses": np.array(losses)})
    with np.load(path) as stored:
        weights = dict(stored)
    losses = weights.pop("losses")
    models.set_weights(network, weights)
    return network, losses
