"""From how many images does a network that draws copy them, and are its drawings worth learning from?

    make bench ONLY=copies

Networks of one size have learned to draw from 100, 500, 2,000, 8,000 and 50,000 digits of MNIST, in about 3,000 steps
each, and from 500 and 50,000 in 9,000. Five hundred drawings from each of three draws of noise, at two strengths of
guidance, are compared with the digits that were learned from: a drawing is called a copy if it is nearer to one of them
than 99 of 100 held-out digits are. The loss of each network is taken on digits that it learned from, and on held-out
ones; beside it that of the exact field of the same digits, which is not told the class: no other such field gets below
it on what was learned. Then chapter 08's fastest network learns to read from the first 500, 2,000 or 8,000 of the
labels, in 600 steps of 64 images: from the images as they are; moved; half of them drawn, 2,000 drawings of the network
that learned from the same images and labels; half of them drawn by the one that learned from 50,000, which is no fair
help. Judged on the test digits. Writes src/kernelbook/results/copies.json.
"""

from functools import cache

import generators
import keras
import numpy as np
from generators import held_out, percent, read
from sklearn.metrics import pairwise_distances_argmin_min

from kernelbook import augmentation, flow, models, recipes, results

LARGEST = "50,000"
FEW = ("500", "2,000", "8,000")
STEPS, DRAWN, NEAREST = 16, 500, 0.01
DRAWINGS = {f"{name}, guidance {w}": (name, w) for name in generators.GENERATORS for w in (1, 2)}
LOSSES = {f"{name}, loss": name for name in generators.GENERATORS}
TIMES, LOOKED_AT = np.linspace(0.05, 0.95, 10), 500
WAYS = {  # whether images are moved; whose drawings are half of them, at which strength
    "as they are": (False, None, None),
    "moved": (True, None, None),
    "drawn at 1": (False, "own", 1),
    "drawn at 2": (False, "own", 2),
    "moved, drawn at 2": (True, "own", 2),
    "drawn at 2 by another": (False, LARGEST, 2),
}
LEARNED = {f"{name} labels: {way}": (name, *WAYS[way]) for name in FEW for way in WAYS}
READING, BATCH, PEAK, COPYBOOK = 600, 64, 0.01, 2_000  # steps, images a step, rate, drawings to learn from
RUNS = [
    *((case, seed) for seed in range(3) for case in (*DRAWINGS, *LOSSES)),
    *((case, seed) for seed in range(5) for case in LEARNED),
]
DETERMINED_BY = [
    "benchmarks/copies.py",
    "benchmarks/generators/judging.py",
    *generators.TRAINED_BY,
    "src/kernelbook/augmentation.py",
    "src/kernelbook/flow/fields.py",
    "src/kernelbook/flow/guidance.py",
    "src/kernelbook/flow/steps.py",
    "src/kernelbook/recipes.py",
    "kernelbook.models.digit_network",
    "kernelbook.models.fast_network",
]


def learned(name):
    """Return the digits that a generator learned from, and their labels."""
    count, *_ = generators.GENERATORS[name]
    return tuple(each[:count] for each in generators.images()[0])


def draw(name, strength, asked, seed):
    """Let a generator draw what is asked for."""
    field = flow.network_field(generators.generator(name)[0])
    x0 = np.random.default_rng(seed).standard_normal((len(asked), 28, 28, 1), "float32")
    return np.clip(flow.sample(flow.guided(field, asked, strength), x0, STEPS), -1, 1)


def apart(images, others):
    """Return the mean squared difference of a pixel, from 0 to 1, between each image and the nearest other."""
    rows, columns = (each.reshape(len(each), -1) / 2 for each in (images, others))
    return pairwise_distances_argmin_min(rows, columns, metric="sqeuclidean")[1] / rows.shape[1]


@cache
def apart_held_out(name):
    """Return how far held-out digits are from those that a generator learned from."""
    return apart(held_out()[0], learned(name)[0])


def judge_drawings(name, strength, seed):
    """Return how many drawings are copies, and how they are read."""
    asked = np.arange(DRAWN) % 10
    images = draw(name, strength, asked, seed)
    near, usual = apart(images, learned(name)[0]), apart_held_out(name)
    named = read(images)
    return {
        "copies": percent(near < np.quantile(usual, NEAREST)),
        "from the nearest": (round(float(np.median(near)), 5), ""),
        "from the nearest, held out": (round(float(np.median(usual)), 5), ""),
        "read as asked": percent(named == asked),
    }, named


def judge_losses(name, seed):
    """Return the loss of a network and of the exact field, on digits learned from and on others."""
    field, exact = flow.network_field(generators.generator(name)[0]), learned(name)[0]
    generator, figures = np.random.default_rng(seed), {}
    for part, (x, y) in {"learned": learned(name), "held out": held_out()}.items():
        rows = generator.permutation(len(x))[:LOOKED_AT]
        found = np.array([losses(field, exact, x[rows], y[rows], t, generator) for t in TIMES]).mean(axis=0)
        figures |= {
            f"{part}, {of}": (round(float(loss), 4), "") for of, loss in zip(("network", "exact"), found, strict=True)
        }
    return figures, None


def losses(field, points, x1, y, t, generator):
    """Return the loss at a time of the network, which is told the class, and of the exact field of points."""
    x0 = generator.standard_normal(x1.shape, "float32")
    x_t, _ = flow.interpolate(x0, x1, t)
    answers = field(x_t, t, y.astype(int)), flow.points_field(x_t, t, points)
    return [float(flow.flow_loss(v, x0, x1)) for v in answers]


@cache
def copybook(name, strength):
    """Return drawings to learn from: images from 0 to 1, and labels."""
    asked = np.arange(COPYBOOK) % 10
    return draw(name, strength, asked, seed=99) / 2 + 0.5, asked


def material(case, seed):
    """Return what a reader learns from, in the order of its steps: images (n, 28, 28, 1) from 0 to 1, and labels."""
    name, moved, whose, strength = LEARNED[case]
    generator = np.random.default_rng(seed)
    x, y = learned(name)
    parts = [(x / 2 + 0.5, y)]
    if whose:
        parts.append(copybook(name if whose == "own" else whose, strength))
    many = READING * BATCH // len(parts)
    chosen = [generator.permutation(np.resize(np.arange(len(part)), many)) for part, _ in parts]
    images, labels = (
        np.concatenate([part[k][rows] for part, rows in zip(parts, chosen, strict=True)]) for k in range(2)
    )
    order = generator.permutation(len(images))
    return (augmentation.move(images[order], generator) if moved else images[order]), labels[order]


def learn(case, seed):
    """Let a network learn to read, and judge it on the test digits."""
    x, y = material(case, seed)
    keras.utils.set_random_seed(seed)
    network = models.fast_network()
    recipes.train(network, x.astype(np.float32), y, epochs=1, peak=PEAK, batch_size=BATCH)
    images, truth = generators.images()[2]
    named = network.predict(images / 2 + 0.5, batch_size=500, verbose=0).argmax(axis=1)
    return {"test accuracy": percent(named == truth)}, named


def measure(case, seed):
    """Judge drawings or losses, or let a network learn from drawings."""
    if case in DRAWINGS:
        return judge_drawings(*DRAWINGS[case], seed)
    return judge_losses(LOSSES[case], seed) if case in LOSSES else learn(case, seed)


if __name__ == "__main__":
    results.collect("copies", RUNS, measure, DETERMINED_BY)
