"""Which network reads digits best from few bytes: a small one, in 32 or 8 bits, taught or not, or a pruned large one?

    make bench ONLY=smaller

Chapter 08's smallest network (1,850 numbers) and one that is wider learn from all 60,000 images, from labels alone or
also from the logits of chapter 05's network. That network itself is pruned while it goes on learning, from the weights
that ship: until it fits into as many bytes as the small network takes in 32 bits, or in 8, with positions counted. All
take four epochs of batches of 128, and one cycle of the learning rate, a few of the 33 of chapter 08. Eight bits come
after the training, and are those of kernels; biases and averages keep 32. The wider network is as large as fits in 8
bits into the small one's 32. The peak of the rate is chapter 08's for the small networks; of three, the one for pruning
was chosen on 5,000 held-out training images. Writes src/kernelbook/results/smaller.json.
"""

from functools import cache

import keras
import numpy as np

from kernelbook import compression, data, models, recipes, results
from kernelbook.models.records import normalized

EPOCHS, BATCH, TEMPERATURE, SHARE = 4, 128, 4.0, 0.7
PEAKS = {"small": 0.02, "wider": 0.02, "pruned": 0.003}
RAMP, EVERY = 0.5, 50  # share of the steps in which weights go; steps from one pruning to the next
WIDER = (12, 24, 24, 38, 37)  # filters, where the small network has 6, 12, 12, 20, 20
LARGE, FEW = 7_400, 3_056  # bytes of the small network in 32 and in 8 bits
LEARNED = {  # case: who learns, whether from the teacher too, bits
    "small, 32 bits": ("small", False, 32),
    "small, 8 bits": ("small", False, 8),
    "distilled, 32 bits": ("small", True, 32),
    "distilled, 8 bits": ("small", True, 8),
    "wider, 8 bits": ("wider", False, 8),
    "wider, distilled, 8 bits": ("wider", True, 8),
}
PRUNED = {  # case: bits, bytes at most
    "pruned, 32 bits": (32, LARGE),
    "pruned, 8 bits": (8, LARGE),
    "pruned further, 8 bits": (8, FEW),
}
AT_ONCE = {f"{case}, without learning": sizes for case, sizes in PRUNED.items()}
WHOLE = {"chapter 05, 32 bits": 32, "chapter 05, 8 bits": 8}
SEEDS = range(3)
RUNS = [
    *((case, 0) for case in (*WHOLE, *AT_ONCE)),
    *((case, seed) for seed in SEEDS for case in (*LEARNED, *PRUNED)),
]
DETERMINED_BY = [
    "benchmarks/smaller.py",
    "src/kernelbook/compression/pruning.py",
    "src/kernelbook/models/records.py",
    "kernelbook.compression.channel_scales",
    "kernelbook.compression.dequantize",
    "kernelbook.compression.distillation_loss",
    "kernelbook.compression.quantize",
    "kernelbook.data.load_mnist",
    "kernelbook.models.digit_network",
    "kernelbook.recipes.one_cycle",
]


@cache
def training_images():
    """Return the images to learn from, and labels."""
    (x, y), _ = data.load_mnist()
    return x[..., np.newaxis].astype("float32") / 255, y


@cache
def test_images():
    """Return the images to be judged on, and labels."""
    _, (x, y) = data.load_mnist()
    return x[..., np.newaxis].astype("float32") / 255, y


def shipped():
    """Build chapter 05's network with the weights that ship."""
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    return network


@cache
def taught():
    """Return the teacher's logits for the images to learn from."""
    return shipped().predict(training_images()[0], batch_size=500, verbose=0)


def wider_network():
    """Build chapter 08's smallest network with more filters."""
    body, layers = normalized(keras.layers.Conv2D, WIDER[0], 3, pooled=True), keras.layers
    for filters, pooled in zip(WIDER[1:], (False, True, False, False), strict=True):
        body += normalized(layers.SeparableConv2D, filters, 3, pooled=pooled, padding="same")
    end = [layers.GlobalAveragePooling2D(), layers.Dense(10, name="logits")]
    return keras.Sequential([layers.Input((28, 28, 1)), *body, *end])


BUILD = {"small": models.tiny_network, "wider": wider_network, "pruned": shipped}


def fit(network, who, share, seed, callbacks=()):
    """Train a network by the one recipe; a share of its loss is told by the teacher."""
    (x, y), peak = training_images(), PEAKS[who]
    told = taught() if share else np.zeros((len(x), 10), "float32")

    def loss(both, logits):
        return compression.distillation_loss(logits, both[:, 1:], both[:, 0], TEMPERATURE, share)

    network.compile(keras.optimizers.Adam(recipes.one_cycle(peak, steps(len(x)))), loss)
    both = np.column_stack([y.astype("float32"), told])
    network.fit(x, both, batch_size=BATCH, epochs=EPOCHS, verbose=0, callbacks=list(callbacks))


def steps(images):
    """Return how many steps a training takes."""
    return EPOCHS * -(-images // BATCH)


@cache
def learned(who, distilled, seed):
    """Return a network that learned from the beginning."""
    keras.utils.set_random_seed(seed)
    network = BUILD[who]()
    fit(network, who, SHARE if distilled else 0.0, seed)
    return network


def fitting(weights, bits, most):
    """Return the smallest share to be pruned with which weights fit into so many bytes, to 0.001 %."""
    low, high = 0, 100_000
    while low < high:
        middle = (low + high) // 2
        fits = compression.stored_bytes(compression.prune(weights, middle / 100_000)[0], bits, sparse=True) <= most
        low, high = (low, middle) if fits else (middle + 1, high)
    return low / 100_000


class Gardener(keras.callbacks.Callback):
    """Prunes a network while it learns: the share rises fast, then slowly, until the network fits; then it stays."""

    def __init__(self, bits, most):
        super().__init__()
        self.bits, self.most, self.step, self.masks = bits, most, 0, {}

    def on_train_begin(self, logs=None):
        self.end = EVERY * round(RAMP * steps(len(training_images()[0])) / EVERY)
        self.final = fitting(models.get_weights(self.model), self.bits, self.most)

    def on_train_batch_end(self, batch, logs=None):
        self.step += 1
        if self.step % EVERY == 0 and self.step <= self.end:
            weights, share = models.get_weights(self.model), self.final * (1 - (1 - self.step / self.end) ** 3)
            share = fitting(weights, self.bits, self.most) if self.step == self.end else share
            self.masks = {name: mask.astype("float32") for name, mask in compression.prune(weights, share)[1].items()}
        for name, kernel in models.weights.named(self.model).items():
            if name in self.masks:
                kernel.assign(kernel * self.masks[name])


@cache
def gardened(bits, most, seed):
    """Return chapter 05's network, pruned while it goes on learning."""
    keras.utils.set_random_seed(seed)
    network = shipped()
    fit(network, "pruned", 0.0, seed, [Gardener(bits, most)])
    return network


def rounded(weights, bits):
    """Return weights as they are after kernels were stored in so many bits."""
    if bits == 32:
        return weights
    codes = {name: (each, compression.channel_scales(each)) for name, each in weights.items() if each.ndim > 1}
    return weights | {name: compression.dequantize(compression.quantize(k, s), s) for name, (k, s) in codes.items()}


def network_of(case, seed):
    """Return the network of a case, before its weights are rounded, its bits, and whether zeros are left out."""
    if case in LEARNED:
        *who, bits = LEARNED[case]
        return learned(*who, seed), bits, False
    if case in PRUNED:
        return gardened(*PRUNED[case], seed), PRUNED[case][0], True
    network = shipped()
    if case in WHOLE:
        return network, WHOLE[case], False
    bits, most = AT_ONCE[case]
    weights = models.get_weights(network)
    models.set_weights(network, compression.prune(weights, fitting(weights, bits, most))[0])
    return network, bits, True


def measure(case, seed):
    """Judge the network of a case once."""
    network, bits, sparse = network_of(case, seed)
    exact = models.get_weights(network)
    weights = rounded(exact, bits)
    models.set_weights(network, weights)
    labels = network.predict(test_images()[0], batch_size=500, verbose=0).argmax(axis=1).astype(np.uint8)
    models.set_weights(network, exact)
    kept = sum(int(np.count_nonzero(each)) if each.ndim > 1 else each.size for each in weights.values())
    return {
        "test accuracy": (round(100 * float(np.mean(labels == test_images()[1])), 2), "%"),
        "stored bytes": (compression.stored_bytes(exact, bits, sparse), "bytes"),
        "numbers kept": (kept, "numbers"),
    }, labels


if __name__ == "__main__":
    results.collect("smaller", RUNS, measure, DETERMINED_BY)
