"""Which check of drift fires at which change of the images, with how many of them, and is there harm where it fires?

    make bench ONLY=drift

Chapter 05's network, with the weights that ship, has not learned from 5,000 of MNIST's training images. Half of them,
drawn by the seed, are the images before. The other half come in: as they are, after each change of
`kernelbook.corruptions` and some more, with other labels, other shares of classes, or in another order; and instead of
them MNIST's test digits, scikit-learn's digits of 8 × 8, or garments. Three checks (population stability, Kolmogorov–
Smirnov, the kernel two-sample statistic) look at ink, features and confidences of windows of 20 to 500 images.

The level of each of these nine is found on windows of the images before, for one false alarm in a hundred. Then 100
windows of each case are drawn, 1,000 of the images as they are; windows of one case may share images. Of all images of
a case it is counted how many answers are right, and estimated from confidences alone. Kept are the labels that were
named, and which windows were alarmed. Writes src/kernelbook/results/drift.json.
"""

from functools import lru_cache

import numpy as np
from watching import CHECKS, VIEWS, see

from kernelbook import data, drift, results
from kernelbook.corruptions import CORRUPTIONS
from kernelbook.drift.alarms import allowed

SEEDS = range(3)
HELD_OUT, SIZES = 55_000, (20, 50, 100, 500)
RATE, DRAWS, WINDOWS, FRESH, THUMB = 0.01, 999, 100, 1_000, 0.25
AS_THEY_ARE, OTHERS = "as they are", ("test digits", "8 × 8 digits", "garments")
MORE = {
    "paler (times)": (0.9, 0.8, 0.6, 0.4),
    "labels wrong (share)": (0.1, 0.5),
    "sevens (share)": (0.15, 0.2, 0.3),
}
ORDERS = ("in MNIST's order", "sorted by digit")
CHANGES = {name: amounts for name, (_, amounts) in CORRUPTIONS.items()} | MORE
CASES = [AS_THEY_ARE, *OTHERS, *ORDERS, "only 0 to 4"]
CASES += [f"{name}: {amount}" for name, amounts in CHANGES.items() for amount in amounts]
RUNS = [(case, seed) for seed in SEEDS for case in CASES]
DETERMINED_BY = [
    "benchmarks/drift.py",
    "benchmarks/watching/checks.py",
    "benchmarks/watching/views.py",
    "benchmarks/generators/judging.py",
    "src/kernelbook/corruptions.py",
    "kernelbook.data.load_mnist",
    "kernelbook.data.load_small_digits",
    "kernelbook.data.load_garments",
    "kernelbook.drift.alarms.allowed",
    "kernelbook.drift.confidence.estimated_accuracy",
    "kernelbook.drift.confidence.confidence_threshold",
    "kernelbook.drift.distances.kernel_width",
    "kernelbook.drift.distances.squared_distances",
    "kernelbook.drift.shares.bin_edges",
    "kernelbook.evaluation.softmax",
    "kernelbook.models.digit_network",
]


def halves(seed):
    """Return rows of the held-out images, counted from the first of them: those before, and those that come in."""
    return np.random.default_rng([seed, 1]).permutation(60_000 - HELD_OUT).reshape(2, -1)


def held_out(rows):
    """Return some of the images that chapter 05's network did not learn from, from 0 to 1, and their labels."""
    (images, labels), _ = data.load_mnist()
    return images[HELD_OUT:][rows] / np.float32(255), labels[HELD_OUT:][rows]


def some(images, labels, count, seed):
    """Return so many images at random, from 0 to 1, and their labels."""
    rows = np.random.default_rng([seed, 2]).permutation(len(images))[:count]
    return images[rows] / np.float32(255), labels[rows]


def changed(name, amount, images, labels, seed):
    """Return images and labels after a change: of the pixels, of the labels, or of the shares of classes."""
    generator = np.random.default_rng([seed, 3])
    if name in CORRUPTIONS:
        return CORRUPTIONS[name][0](images, amount, seed), labels
    if name == "paler (times)":
        return images * np.float32(amount), labels
    if name == "labels wrong (share)":
        wrong = generator.random(len(labels)) < amount
        return images, np.where(wrong, (labels + generator.integers(1, 10, len(labels))) % 10, labels)
    sevens, others = np.flatnonzero(labels == 7), np.flatnonzero(labels != 7)
    rows = np.concatenate([sevens, others[: round(len(sevens) * (1 - amount) / amount)]])
    return images[rows], labels[rows]


def pool(case, seed):
    """Return the images of a case, from 0 to 1, and their labels; of a garment no answer is right."""
    rows = halves(seed)[1]
    if case == "test digits":
        return some(*data.load_mnist()[1], len(rows), seed)
    if case == "garments":
        images, _ = some(*data.load_garments()[1], len(rows), seed)
        return images, np.full(len(images), 10)
    if case == "8 × 8 digits":
        return data.load_small_digits()
    images, labels = held_out(np.sort(rows) if case == ORDERS[0] else rows)
    if case == ORDERS[1]:
        order = np.argsort(labels, kind="stable")
        return images[order], labels[order]
    if case == "only 0 to 4":
        return images[labels < 5], labels[labels < 5]
    name, _, amount = case.partition(": ")
    amount = float(amount) if "." in amount else int(amount or 0)
    return changed(name, amount, images, labels, seed) if amount else (images, labels)


def windows(count, size, total, generator, row=False):
    """Return windows of some images of all, drawn at random, or in a row: shape (count, total), of 0 and 1."""
    found = np.zeros((count, total), np.float32)
    for window in found:
        start = generator.integers(total - size + 1)
        window[start + np.arange(size) if row else generator.permutation(total)[:size]] = 1
    return found


@lru_cache(1)
def watchers(seed):
    """Return what was seen before, the nine checks that compare with it, and their levels by check, view and size."""
    before, generator = see(*held_out(halves(seed)[0])), np.random.default_rng([seed, 4])
    ready = {(check, view): CHECKS[check](before.tables[view]) for check in CHECKS for view in VIEWS}
    drawn = [windows(DRAWS, size, len(before.named), generator) for size in SIZES]
    found = values(ready, before, drawn, own=True)
    return before, ready, {key: np.sort(each)[-allowed(RATE, DRAWS)] for key, each in found.items()}


def values(ready, seen, drawn, own=False):
    """Return what the checks say of windows of each size: arrays by check, view and size."""
    return {
        (check, view, size): found
        for (check, view), one in ready.items()
        for size, found in zip(SIZES, one.values(seen.tables[view], drawn, own), strict=True)
    }


def percent(part):
    """Return a share as a results file keeps it."""
    return round(100 * float(np.mean(part)), 2), "%"


def shares(alarms):
    """Return the share of windows that each check alarms, and of those that any of the nine does."""
    figures = {f"{check}, {view}, {size}": percent(found) for (check, view, size), found in alarms.items()}
    for size in SIZES:
        nine = [alarms[check, view, size] for check in CHECKS for view in VIEWS]
        figures[f"any of nine, {size}"] = percent(np.any(nine, axis=0))
    return figures


def kept(named, alarms):
    """Return the named labels, then the alarms as bits: grid (1, bytes)."""
    bits = np.packbits(np.array(list(alarms.values())), axis=1).ravel()
    return np.concatenate([named, bits]).astype(np.uint8)[np.newaxis]


def measure(case, seed):
    """Look at windows of a case with all checks, and at how well accuracy is estimated."""
    before, ready, levels = watchers(seed)
    now, generator = see(*pool(case, seed)), np.random.default_rng([seed, 5])
    count = FRESH if case == AS_THEY_ARE else WINDOWS
    drawn = [windows(count, size, len(now.named), generator, case in ORDERS) for size in SIZES]
    found = values(ready, now, drawn)
    alarms = {key: each > levels[key] for key, each in found.items()}
    alarms |= {(f"PSI above {THUMB}", "ink", size): found["PSI", "ink", size] > THUMB for size in SIZES}
    estimate = drift.estimated_accuracy(before.confidences, before.right, now.confidences)
    judged = {"accuracy": now.right, "estimated accuracy": estimate, "mean confidence": now.confidences}
    return {name: percent(part) for name, part in judged.items()} | shares(alarms), kept(now.named, alarms)


if __name__ == "__main__":
    results.collect("drift", RUNS, measure, DETERMINED_BY)
