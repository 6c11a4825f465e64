"""What do eight sick trainings show in their curves, layers and answers, beside a healthy one?

    make bench ONLY=clinic

Trains a small network in NumPy on 3 000 digits for 20 epochs, once as it should be and eight times with one mistake,
which the chapter's page asks its readers to find: so the cases bear letters, and `PATIENTS` says what each has. After
each epoch 1 000 digits are judged that the recipe calls held out; in the end 5 000 that no training has seen. Kept too:
sizes of activations, gradients and changes by layer, the share of units that are silent on every digit, and what 100
steps on one and the same batch come to. Writes src/kernelbook/results/clinic.json. On two cores it takes about five
minutes.
"""

import numpy as np

from kernelbook import data, results
from kernelbook.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU, softmax_cross_entropy
from kernelbook.network import Adam, Sequential

LEARNED, HELD_OUT, EPOCHS, BATCH, SEEDS = 3_000, 1_000, 20, 32, range(3)
STEPS = (1, 2, 5, 10, 20, 50, 100)
LAYERS = ("conv1", "conv2", "dense", "logits")
OUTPUTS = {"relu1": "conv1", "relu2": "conv2", "relu3": "dense", "logits": "logits"}
PATIENTS = {
    "healthy": "nothing",
    "A": "pixels to 255",
    "B": "softmax twice",
    "C": "a leak",
    "D": "dead units",
    "E": "labels shuffled",
    "F": "flips",
    "G": "a frozen layer",
    "H": "a rate too large",
}
RATE, TOO_LARGE, FIRST_BIAS = 0.001, 0.1, -2.0
DETERMINED_BY = [
    "benchmarks/clinic.py",
    "kernelbook.convolution.im2col.windows",
    "kernelbook.convolution.transpose.spread",
    "kernelbook.data.load_mnist",
    "kernelbook.layers.convolutional.Conv2D",
    "kernelbook.layers.dense.Dense",
    "kernelbook.layers.dense.Flatten",
    "kernelbook.layers.dense.ReLU",
    "kernelbook.layers.fused.FusedConvolution",
    "kernelbook.layers.fused.Workspace",
    "kernelbook.layers.fused.cut",
    "kernelbook.layers.fused.fuse",
    "kernelbook.layers.layer.initialize",
    "kernelbook.layers.loss.softmax_cross_entropy",
    "kernelbook.layers.pooling.MaxPool2D",
    "kernelbook.network.optimizers.Adam",
    "kernelbook.network.sequential.Sequential",
]


def parts(mistake, seed):
    """Return what is learned from, called held out, and new: three pairs of images and labels."""
    (images, y), _ = data.load_mnist()
    x = images[..., np.newaxis].astype("float32") / np.float32(1 if mistake == "pixels to 255" else 255)
    generator = np.random.default_rng([seed, 1])
    order = generator.permutation(50_000)
    rows, held_out = order[:LEARNED], order[LEARNED : LEARNED + HELD_OUT]
    if mistake == "a leak":
        held_out = generator.choice(rows, HELD_OUT, replace=False)
    labels = generator.permutation(y[rows]) if mistake == "labels shuffled" else y[rows]
    return (x[rows], labels), (x[held_out], y[held_out]), (x[55_000:], y[55_000:])


def small_network(mistake, seed):
    """Build it: 14,410 parameters, with Glorot's first weights."""
    stack = [
        *(Conv2D(8, 3, name="conv1"), ReLU(name="relu1"), MaxPool2D(2, name="pool1")),
        *(Conv2D(16, 3, name="conv2"), ReLU(name="relu2"), MaxPool2D(2, name="pool2")),
        *(Flatten(name="flatten"), Dense(32, name="dense"), ReLU(name="relu3"), Dense(10, name="logits")),
    ]
    network = Sequential(stack, (28, 28, 1), seed=seed)
    if mistake == "dead units":
        named(network)["dense"].parameters["bias"][...] = FIRST_BIAS
    return network


def named(network):
    """Return the layers by their names."""
    return {layer.name: layer for layer in network.layers}


def judge(mistake, logits, y):
    """Return the loss as the recipe computes it, and the errors of the logits."""
    if mistake != "softmax twice":
        return softmax_cross_entropy(logits, y)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss, errors = softmax_cross_entropy(p, y)
    return loss, p * (errors - (errors * p).sum(axis=1, keepdims=True))


def flipped(x, generator):
    """Mirror about half of the images left to right, and about half of them top to bottom."""
    x = np.where(generator.random((len(x), 1, 1, 1)) < 0.5, x[:, :, ::-1], x)
    return np.where(generator.random((len(x), 1, 1, 1)) < 0.5, x[:, ::-1], x)


def step(mistake, network, x, y, optimizer):
    """Learn from one batch; return its loss and how many answers were right."""
    x = flipped(x, network.generator) if mistake == "flips" else x
    logits = network.forward(x, training=True)
    loss, errors = judge(mistake, logits, y)
    network.backward(errors)
    if mistake == "a frozen layer":
        for gradient in named(network)["conv2"].gradients.values():
            gradient[...] = 0
    optimizer.update(network.parameters, network.gradients)
    return loss, int((logits.argmax(axis=1) == y).sum())


def optimizer_for(mistake):
    """Return Adam, with the rate of the recipe."""
    return Adam(TOO_LARGE if mistake == "a rate too large" else RATE)


def epoch(mistake, network, x, y, optimizer):
    """Go once through the images; return the mean loss and the share of right answers."""
    order, total, right = network.generator.permutation(len(x)), 0.0, 0
    for start in range(0, len(x), BATCH):
        rows = order[start : start + BATCH]
        loss, hits = step(mistake, network, x[rows], y[rows], optimizer)
        total, right = total + loss * len(rows), right + hits
    return {"training loss": total / len(x), "training accuracy": 100 * right / len(x)}


def held_out_figures(mistake, network, x, y):
    """Return the loss as the recipe computes it, and the share of right answers."""
    logits = network.predict(x)
    right = float(np.mean(logits.argmax(axis=1) == y))
    return {"held-out loss": judge(mistake, logits, y)[0], "held-out accuracy": 100 * right}


def layer_figures(mistake, network, x, y):
    """Return for each layer the sizes of activations and gradients, and the share of silent units."""
    figures, layer_of, maps = {}, named(network), x
    for layer in network.layers:
        maps = layer.forward(maps)
        name = OUTPUTS.get(layer.name)
        if name:
            figures[f"activation, {name}"] = float(np.sqrt(np.mean(maps**2, dtype="float64")))
        if name and name != layer.name:
            figures[f"silent, {name}"] = float(np.mean(maps.reshape(-1, maps.shape[-1]).max(axis=0) == 0))
    network.backward(judge(mistake, network.forward(x, training=True), y)[1])
    for name in LAYERS:
        gradient, kernel = (kind["kernel"] for kind in (layer_of[name].gradients, layer_of[name].parameters))
        figures[f"gradient, {name}"] = float(np.linalg.norm(gradient) / np.linalg.norm(kernel))
    return figures


def one_batch(mistake, seed, x, y):
    """Take 100 steps on one and the same batch; return losses by step."""
    network, optimizer = small_network(mistake, seed), optimizer_for(mistake)
    losses = [step(mistake, network, x[:BATCH], y[:BATCH], optimizer)[0] for _ in range(max(STEPS))]
    return {f"one batch, step {k}": losses[k - 1] for k in STEPS}


def measure(case, seed):
    """Train, look at the layers before and afterwards, and judge new digits once."""
    mistake = PATIENTS[case]
    (x, y), held_out, (x_new, y_new) = parts(mistake, seed)
    network, optimizer, found = small_network(mistake, seed), optimizer_for(mistake), one_batch(mistake, seed, x, y)
    first = kernels(network)
    found |= {f"{name}, epoch 0": value for name, value in held_out_figures(mistake, network, *held_out).items()}
    found |= {f"{name}, before": value for name, value in layer_figures(mistake, network, x[:500], y[:500]).items()}
    for k in range(1, EPOCHS + 1):
        figures = epoch(mistake, network, x, y, optimizer) | held_out_figures(mistake, network, *held_out)
        found |= {f"{name}, epoch {k}": value for name, value in figures.items()}
    found |= {f"{name}, after": value for name, value in layer_figures(mistake, network, x[:500], y[:500]).items()}
    for name, kernel in kernels(network).items():
        found[f"change, {name}"] = float(np.linalg.norm(kernel - first[name]) / np.linalg.norm(first[name]))
    answers = network.predict(x_new).argmax(axis=1)
    found["validation accuracy"] = 100 * float(np.mean(answers == y_new))
    return {name: rounded(name, value) for name, value in found.items()}, answers


def kernels(network):
    """Return copies of the kernels, by layer."""
    return {name: named(network)[name].parameters["kernel"].copy() for name in LAYERS}


def rounded(name, value):
    """Return a figure as it is stored, and its unit: accuracies in percent, losses in nats, others without."""
    if "accuracy" in name:
        return round(value, 2), "%"
    return float(f"{value:.4g}"), "nats" if "loss" in name or name.startswith("one batch") else ""


if __name__ == "__main__":
    results.collect("clinic", [(case, seed) for seed in SEEDS for case in PATIENTS], measure, DETERMINED_BY)
