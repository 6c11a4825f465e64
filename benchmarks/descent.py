"""What decides whether a network learns: the learning rate, the rule that takes the steps, first weights, pixels?

    make bench ONLY=descent

Trains the course's network in NumPy for one epoch on 55 000 images, changing one thing at a time, and judges it on the
5 000 validation images. The epoch is cut into twenty parts, of each of which the mean loss is kept. A training whose
loss is no longer a number ends there. Writes src/kernelbook/results/descent.json. On two cores all 39 trainings take
about ten minutes.
"""

import numpy as np

from kernelbook import data, results
from kernelbook.network import SGD, Adam, digit_network

PARTS, SEEDS = 20, range(3)
RULES = {
    **{f"Adam, {rate:g}": lambda rate=rate: Adam(rate) for rate in (0.0001, 0.001, 0.01, 0.1)},
    **{f"SGD, {rate:g}": lambda rate=rate: SGD(rate) for rate in (0.001, 0.01, 0.1, 1.0)},
    "SGD with momentum 0.9, 0.01": lambda: SGD(0.01, momentum=0.9),
}
# What else is changed: the rule, the first weights, the largest pixel.
CASES = {name: (rule, "glorot", 1) for name, rule in RULES.items()}
CASES["Adam, 0.001, weights begin at zero"] = (RULES["Adam, 0.001"], "zeros", 1)
CASES["Adam, 0.001, pixels to 255"] = (RULES["Adam, 0.001"], "glorot", 255)
CASES["SGD, 0.1, pixels to 255"] = (RULES["SGD, 0.1"], "glorot", 255)
CASES["SGD, 0.001, pixels to 255"] = (RULES["SGD, 0.001"], "glorot", 255)
DETERMINED_BY = [
    "benchmarks/descent.py",
    "kernelbook.convolution.im2col.windows",
    "kernelbook.convolution.transpose.spread",
    "kernelbook.data.load_mnist",
    "kernelbook.layers.dense.Dense",
    "kernelbook.layers.fused.FusedConvolution",
    "kernelbook.layers.fused.Workspace",
    "kernelbook.layers.fused.cut",
    "kernelbook.layers.fused.fuse",
    "kernelbook.layers.layer.initialize",
    "kernelbook.layers.loss.softmax_cross_entropy",
    "kernelbook.network.digits.digit_network",
    "kernelbook.network.optimizers.SGD",
    "kernelbook.network.optimizers.Adam",
    "kernelbook.network.sequential.Sequential",
]


def measure(case, seed):
    """Train for one epoch, or until the loss is no number; judge once."""
    rule, initializer, largest = CASES[case]
    (images, y), _ = data.load_mnist()
    x = images[..., np.newaxis].astype("float32") * np.float32(largest / 255)
    network, optimizer = digit_network(initializer=initializer, seed=seed), rule()
    order = np.random.default_rng(seed).permutation(55_000)
    figures = {}
    for k, part in enumerate(np.array_split(order, PARTS), start=1):
        try:
            (loss,) = network.fit(x[part], y[part], optimizer=optimizer)["loss"]
        except FloatingPointError:
            figures["ended in part"] = (k, "")
            break
        figures[f"loss, part {k}"] = (float(f"{loss:.4g}"), "nats")
    answers = network.predict(x[55_000:]).argmax(axis=1)
    figures["validation accuracy"] = (round(100 * float(np.mean(answers == y[55_000:])), 2), "%")
    return figures, answers


if __name__ == "__main__":
    with np.errstate(over="ignore", invalid="ignore"):  # some cases are meant to fail
        results.collect("descent", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
