"""How well does a small network draw digits that it was asked for, at what cost, and how do we know?

    make bench ONLY=drawings

A U-Net of 294,545 parameters has learned the field from noise to 50,000 digits of MNIST. A thousand drawings from each
of three draws of noise, a hundred of each digit, are judged at six strengths of guidance: does chapter 05's network
read what was asked for; how much do drawings of a digit differ, beside held-out ones; and Fréchet's distance, on the 64
numbers before that network's logits, from MNIST's test digits. The same is asked of a thousand held-out digits, and of
three hundred drawings by other methods, with fewer or more steps; these are also compared with where the path leads:
where Heun's method ends with 64 steps. Fréchet's distance is also taken of fewer images and of more, drawn and held
out, of the same classes. And digits of the test are covered in part and filled in: by the network with the class told
or not; with the pixels of the digit that is nearest where it can be seen; or not at all. Held out are MNIST's last
5,000 training digits, of which neither network learned; chapter 05's also learned the 50,000. Writes
src/kernelbook/results/drawings.json, and the network as weights. On one thread the network takes about an hour to
train.
"""

from functools import cache

import generators
import keras
import numpy as np
from generators import held_out, percent, read, reader
from sklearn.metrics import pairwise_distances_argmin

from kernelbook import evaluation, flow, models, results
from kernelbook.models.weights import split_bytes

NAME = "50,000"  # of the generator that ships
DIGITS = "held-out digits"
STRENGTHS = {f"guidance {strength:g}": strength for strength in (0, 1, 1.5, 2, 3, 5)}
USUAL, STEPS, MANY, FEW = 2, 16, 1_000, 300  # strength, steps, drawings of a run, and where steps are compared
WAYS = {f"{method}, {n} steps": (method, n) for method in flow.METHODS for n in (1, 2, 4, 8, 16, 32, 64)}
END = WAYS.popitem()  # the last one is what all others are compared with
SIZES = {f"{n:,} {what}": (what, n) for what in ("drawings", DIGITS) for n in (100, 200, 400, 800, 1_600)}
COVERED, NEAREST = "covered", "filled as the nearest"
DRAWN = {  # whether the class is told, and steps
    "drawn, no class told": (False, STEPS),
    "drawn, no class told, 64 steps": (False, 64),
    "drawn, class told": (True, STEPS),
}
COVERS = {"lower half": (slice(14, 28), slice(0, 28)), "middle": (slice(7, 21), slice(7, 21))}
FILLED = {f"{cover}: {how}": (cover, how) for cover in COVERS for how in (COVERED, NEAREST, *DRAWN)}
ASKED = 500  # covered digits of a run
SEEDS = range(3)
CASES = [*STRENGTHS, DIGITS, *WAYS, *SIZES, *FILLED]
DETERMINED_BY = [
    "benchmarks/drawings.py",
    "benchmarks/generators/judging.py",
    *generators.TRAINED_BY,
    "src/kernelbook/flow/guidance.py",
    "src/kernelbook/flow/steps.py",
    "kernelbook.evaluation.frechet_distance",
    "kernelbook.models.digit_network",
]


@cache
def field():
    """Return the field of the network that ships, after it is stored."""
    network, _ = generators.generator(NAME)
    halves = {name: split_bytes(weight.astype(np.float16)) for name, weight in models.get_weights(network).items()}
    models.save_weights("flow_unet", halves, results.provenance(generators.TRAINED_BY))
    return flow.network_field(network)


@cache
def eyes():
    """Return the part of chapter 05's network that gives the 64 numbers before its logits."""
    return keras.Model(reader().inputs, reader().get_layer("dense").output)


def features(images):
    """Return the 64 numbers of each image."""
    return eyes().predict(generators.as_shown(images), batch_size=500, verbose=0)


@cache
def test_features():
    """Return the features of all test digits, from which distances are taken."""
    return features(generators.images()[2][0])


def balanced(seed):
    """Return a hundred held-out digits of each class, others from each seed, and their labels, 0 to 9 in turn."""
    x, y = held_out()
    rows = np.stack([np.flatnonzero(y == label)[100 * seed : 100 * (seed + 1)] for label in range(10)], axis=1).ravel()
    return x[rows], y[rows]


def noise(seed, n):
    """Return noise for n drawings."""
    return np.random.default_rng(seed).standard_normal((n, 28, 28, 1), "float32")


def draw(asked, seed, strength=USUAL, steps=STEPS, method="euler"):
    """Draw what is asked for."""
    return flow.sample(flow.guided(field(), asked, strength), noise(seed, len(asked)), steps, method)


def in_turn(n):
    """Return the labels 0 to 9 in turn."""
    return np.arange(n) % 10


def variety(images, asked):
    """Return the mean squared difference of two images of a class, in each pixel from 0 to 1."""
    return float(np.mean([2 * np.var(images[asked == k] / 2, axis=0, ddof=1).mean() for k in range(10)]))


@cache
def variety_of_digits():
    """Return the variety of all held-out digits."""
    return variety(*held_out())


def judge(images, asked):
    """Return what is said of images, as many of each digit, and how they were read."""
    named = read(images)
    distance = evaluation.frechet_distance(features(images), test_features())
    varied = 100 * variety(np.clip(images, -1, 1), asked) / variety_of_digits()
    figures = {"read as asked": percent(named == asked), "variety": (round(varied, 2), "% of held-out digits")}
    return figures | {"Fréchet distance": (round(distance, 3), "")}, named


@cache
def end(seed):
    """Return where the paths lead."""
    method, steps = END[1]
    return draw(in_turn(FEW), seed, steps=steps, method=method)


def judge_way(method, steps, seed):
    """Return what is said of another method's drawings, how far from the end of the path it comes, and at what cost."""
    asked = in_turn(FEW)
    images = draw(asked, seed, steps=steps, method=method)
    figures, named = judge(images, asked)
    apart = np.sqrt(np.mean((images - end(seed)) ** 2)) / 2
    questions = 2 * (steps if method == "euler" else 2 * steps - 1)
    cost = {"from the end of the path": (round(float(apart), 5), ""), "questions": (questions, "a drawing")}
    return figures | cost, named


@cache
def pool(what):
    """Return the features of 4,800 held-out digits, or of as many drawings of their classes, without guidance."""
    x, y = (each[: len(SEEDS) * 1_600] for each in held_out())
    return features(x if what == DIGITS else draw(y, seed=10, strength=1))


def judge_size(what, n, seed):
    """Return the distance of n images, others from each seed."""
    distance = evaluation.frechet_distance(pool(what)[seed * n : (seed + 1) * n], test_features())
    return {"Fréchet distance": (round(distance, 3), "")}, None


def mask(cover):
    """Return where a covered digit can be seen: (28, 28, 1)."""
    seen = np.ones((28, 28, 1), bool)
    seen[COVERS[cover]] = False
    return seen


def filled(cover, how, seed):
    """Return covered test digits as they are filled in, and as they were, with labels."""
    x, y = (each[ASKED * seed : ASKED * (seed + 1)] for each in generators.images()[2])
    seen = mask(cover)
    if how == COVERED:
        return np.where(seen, x, -1), x, y
    if how == NEAREST:
        learned = generators.images()[0][0]
        nearest = pairwise_distances_argmin(x[:, seen], learned[:, seen])
        return np.where(seen, x, learned[nearest]), x, y
    told, steps = DRAWN[how]
    guided = flow.guided(field(), y, USUAL if told else 0)
    return flow.inpaint(guided, noise(seed, ASKED), np.where(seen, x, 0), seen, steps), x, y


def judge_filled(cover, how, seed):
    """Return how filled digits are read, and how far they are from what was there."""
    images, x, y = filled(cover, how, seed)
    named, hidden = read(images), ~mask(cover)
    apart = np.sqrt(np.mean((np.clip(images, -1, 1)[:, hidden] - x[:, hidden]) ** 2)) / 2
    return {"read as it was": percent(named == y), "from what was there": (round(float(apart), 4), "")}, named


def measure(case, seed):
    """Draw as a case says, and judge."""
    if case in FILLED:
        return judge_filled(*FILLED[case], seed)
    if case in SIZES:
        return judge_size(*SIZES[case], seed)
    if case in WAYS:
        return judge_way(*WAYS[case], seed)
    if case == DIGITS:
        return judge(*balanced(seed))
    asked = in_turn(MANY)
    return judge(draw(asked, seed, STRENGTHS[case]), asked)


if __name__ == "__main__":
    results.collect("drawings", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
