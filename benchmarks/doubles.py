"""Which near-doubles does a search find among images that resemble each other anyway, and what do they do to a score?

    make bench ONLY=doubles

A thousand of MNIST's test digits are planted into its 60,000 training images: as they are, of less contrast, moved by a
pixel, turned by 5°, as a JPEG of quality 50, or with noise. They are looked for by difference hashes of 64 and of 256
bits, by the features of chapter 05's network, by pixels, and by pixels after the ink was moved to the upper left. How
near is too near was decided on 5,000 held-out training images, of which the network did not learn: compared with the
other 55,000, at most one in a thousand may be called a double. That is one limit for all, or one for ones and one for
the other digits. The test images that were not planted are the innocents. The same limits are put to MNIST itself.

Then chapter 08's fastest network learns from 2,000 training digits and some of the thousand planted test digits, as
they are or moved by a pixel, or from as many more training digits in their place; always in 300 steps of 64 images.
It is judged on that thousand and on the other 9,000 test digits. Writes src/kernelbook/results/doubles.json.
"""

import io
from functools import cache, partial

import keras
import numpy as np
from generators import percent, reader

from kernelbook import corruptions, data, models, recipes, results, scale
from kernelbook.scale.doubles import differing, words

HELD_OUT, ONE_IN, PLANTED = 55_000, 1_000, 1_000
STEPS, BATCH, PEAK, LEARNED = 300, 64, 0.01, 2_000
NEAREST, WIDER, FINE = 10, 1.2, 65_535  # pairs kept; so much farther they are looked for; steps of a kept distance


@cache
def digits():
    """Return MNIST."""
    return data.load_mnist()


def unit(rows):
    """Return rows divided by their length."""
    rows = rows.reshape(len(rows), -1).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@cache
def body():
    """Return chapter 05's network up to its features."""
    return keras.Model(reader().inputs, reader().get_layer("dense").output)


def features(images):
    """Return what chapter 05's network makes of images, as directions."""
    return unit(body().predict(images[..., np.newaxis] / np.float32(255), batch_size=500, verbose=0))


def to_the_corner(images):
    """Return images whose ink, what is darker than a quarter, begins in the first row and the first column."""
    rows, columns = ((images > 64).any(axis=axis).argmax(axis=1) for axis in (2, 1))
    return np.stack([np.roll(x, (-r, -c), axis=(0, 1)) for x, r, c in zip(images, rows, columns, strict=True)])


METHODS = {
    "hash of 64 bits": scale.difference_hash,
    "hash of 256 bits": partial(scale.difference_hash, side=16),
    "features": features,
    "pixels": unit,
    "pixels in the corner": lambda images: unit(to_the_corner(images)),
}
ITSELF = {f"MNIST itself, {name}": name for name in list(METHODS)[:4]}


def as_bytes(images):
    """Return images from 0 to 1 as whole numbers from 0 to 255."""
    return np.rint(255 * images.clip(0, 1)).astype(np.uint8)


def as_jpeg(images, seed):
    """Return images as they are when they were stored as JPEGs of quality 50."""
    from PIL import Image

    files = [io.BytesIO() for _ in images]
    for image, file in zip(images, files, strict=True):
        Image.fromarray(image).save(file, "JPEG", quality=50)
    return np.stack([np.asarray(Image.open(file)) for file in files])


def changed(change, amount):
    """Return a function of images from 0 to 255, and a seed, of a change of images from 0 to 1."""
    return lambda images, seed: as_bytes(change(images / 255, amount, seed))


CHANGES = {
    "as they are": lambda images, seed: images,
    "less contrast": lambda images, seed: as_bytes(0.8 * images / 255 + 0.1),
    "moved": changed(corruptions.translate, 1),
    "turned": changed(corruptions.rotate, 5),
    "JPEG": as_jpeg,
    "noise": changed(corruptions.add_noise, 0.1),
}
FOUND = {f"{name}: {change}": (name, change) for name in METHODS for change in CHANGES}
WAYS = {"planted": "as they are", "planted, moved": "moved", "others": None}
LEARN = {"nothing planted": (0, None)} | {f"{k} {way}": (k, WAYS[way]) for k in (100, 500, 1000) for way in WAYS}
RUNS = [
    *((f"{name}, held out", 0) for name in METHODS),
    ("MNIST itself, exact", 0),
    *((case, 0) for case in ITSELF),
    *((case, seed) for seed in range(3) for case in FOUND),
    *((case, seed) for seed in range(5) for case in LEARN),
]
DETERMINED_BY = [
    "benchmarks/doubles.py",
    "benchmarks/generators/judging.py",
    "src/kernelbook/scale/doubles.py",
    "src/kernelbook/scale/hashes.py",
    "src/kernelbook/corruptions.py",
    "src/kernelbook/recipes.py",
    "kernelbook.data.load_mnist",
    "kernelbook.data.shift",
    "kernelbook.models.digit_network",
    "kernelbook.models.fast_network",
]


@cache
def described(name, part):
    """Return what a method makes of the images of a part of MNIST: 0 to learn from, 1 to judge."""
    return METHODS[name](digits()[part][0])


def is_hash(name):
    """Say whether a method gives bits, and not directions."""
    return name.startswith("hash")


def apart(name, a, b):
    """Return how far rows are apart from as many other rows: in bits, or 1 - cosine."""
    return scale.hamming(a, b) if is_hash(name) else 1 - np.sum(a * b, axis=1)


def near(name, a, b, limit):
    """Return the pairs that are nearer than a limit, and how far apart they are."""
    if is_hash(name):
        found = scale.near_pairs(a, b, radius=max(0, int(np.ceil(limit)) - 1))
        found = found[found[:, 2] < limit]
        return found[:, :2], found[:, 2]
    pairs, cosines = scale.near_features(a, b, cosine=1 - float(limit))
    return pairs, 1 - cosines


@cache
def held_out(name):
    """Return how far each held-out training image is from the nearest of the others: shape (5,000,)."""
    rows = words(described(name, 0)) if is_hash(name) else described(name, 0)
    a, b = rows[HELD_OUT:], rows[:HELD_OUT]
    blocks = [a[k : k + 100] for k in range(0, len(a), 100)]
    return np.concatenate([(differing(x, b) if is_hash(name) else 1 - x @ b.T).min(axis=1) for x in blocks])


@cache
def limits(name):
    """Return below which distance a pair is called double: one limit for all, and one for ones, one for others.

    Returns
    -------
    ndarray, shape (2, 2)
        By way; for ones, for others.
    """
    far, ones = held_out(name), digits()[0][1][HELD_OUT:] == 1
    every, one, other = (np.sort(part)[len(part) // ONE_IN] for part in (far, far[ones], far[~ones]))
    return np.array([[every, every], [one, other]], float)


def called(name, i, d, labels):
    """Return which pairs are called doubles, by both ways, as images i with these labels have it: shape (2, pairs)."""
    return d < limits(name)[:, (labels[i] != 1).astype(int)]


def reach(name):
    """Return how far pairs are looked for: a little farther than any limit, and as far as equal codes."""
    return max(WIDER * limits(name).max(), 1 if is_hash(name) else 0)


@cache
def met(name):
    """Return the pairs of test and training images that are near, and how far apart they are."""
    return near(name, described(name, 1), described(name, 0), reach(name))


def alarmed(name, pairs, d, labels):
    """Return which images i are called the double of any: shape (2, n)."""
    found = np.zeros((2, len(labels)), bool)
    for row, is_called in zip(found, called(name, pairs[:, 0], d, labels), strict=True):
        row[pairs[is_called, 0]] = True
    return found


def planted(seed):
    """Return which test images are planted: MNIST's own order keeps the digits of a hand together, so chance has it."""
    return np.random.default_rng(seed).permutation(len(digits()[1][0]))[:PLANTED]


def to_bytes(numbers, count):
    """Write whole numbers as so many bytes each, the largest first: another axis at the beginning."""
    return np.stack([np.asarray(numbers) >> 8 * k & 255 for k in reversed(range(count))])


def measure_found(name, change, seed):
    """Return how many planted images are found, and how many of the others are alarmed."""
    (x, y), rows = digits()[1], planted(seed)
    copies = METHODS[name](CHANGES[change](x[rows], seed))
    said = alarmed(name, *met(name), y) | alarmed(name, *near(name, described(name, 1), copies, reach(name)), y)
    own, kept = apart(name, described(name, 1)[rows], copies), np.zeros(len(x), int)
    said[:, rows] = called(name, rows, own, y)
    kept[rows] = own if is_hash(name) else np.rint(FINE * own.clip(0, 1))
    grid = np.concatenate([said.astype(int), to_bytes(kept, 2)])
    equal = {"found, equal codes": percent(own == 0)} if is_hash(name) else {}
    return judge(grid, rows) | equal, grid


def judge(grid, rows):
    """Return shares of who was found and who alarmed, from both ways' answers for each test image."""
    innocent = np.setdiff1d(np.arange(grid.shape[1]), rows)
    ways = dict(zip(("one limit", "ones apart"), grid, strict=False))
    parts = {"found": rows, "alarms": innocent}
    return {f"{of}, {way}": percent(row[part]) for of, part in parts.items() for way, row in ways.items()}


def measure_held_out(name):
    """Return the limits, as the most bits that a double may differ by, or the cosine above which it is one."""
    far, ((every, _), (one, other)) = held_out(name), limits(name)
    of = {"all": every, "ones": one, "others": other}
    if is_hash(name):
        figures = {f"bits allowed, {kind}": (int(limit) - 1, "bits") for kind, limit in of.items()}
        return figures | {"equal codes": percent(far == 0)}, to_bytes(far.astype(int), 2)
    figures = {f"cosine, {kind}": (round(1 - float(limit), 6), "") for kind, limit in of.items()}
    return figures, to_bytes(np.rint(FINE * far.clip(0, 1)).astype(int), 2)


def measure_itself(name):
    """Return how many images MNIST itself has that would be called doubles, and its nearest pairs.

    The grid has three bytes of i and j for ten pairs each: of test and training images, of those the ones that are no
    ones, of training images, and of those that are no ones. Where fewer were met, zeros stand.
    """
    figures, grid, labels = {}, np.zeros((3, 4, NEAREST, 2), int), [part[1] for part in digits()]
    within = near(name, described(name, 0), None, reach(name))
    for k, (of, y, (pairs, d)) in enumerate((("test", labels[1], met(name)), ("training", labels[0], within))):
        for way, is_called in zip(("one limit", "ones apart"), called(name, pairs[:, 0], d, y), strict=True):
            images = np.unique(pairs[is_called] if of == "training" else pairs[is_called, 0])
            figures[f"{of}, {way}"] = len(images), ""
            figures[f"{of}, {way}, no ones"] = int((y[images] != 1).sum()), ""
        order = np.argsort(d, kind="stable")
        for row, some in enumerate((order, order[y[pairs[order, 0]] != 1])):
            nearest = pairs[some[:NEAREST]]
            grid[:, 2 * k + row, : len(nearest)] = to_bytes(nearest, 3)
    return figures, grid


def measure_exact():
    """Return how many exact doubles MNIST itself has."""
    (x, _), (x_test, _) = digits()
    pairs = {"training": (x,), "test": (x_test,), "test and training": (x_test, x)}
    return {f"exact doubles, {of}": (len(scale.exact_doubles(*parts)), "") for of, parts in pairs.items()}, None


def material(case, seed):
    """Return what a network learns from, in the order of its steps: images from 0 to 255, and labels.

    Planted test digits are a leak, which is what is measured here.
    """
    k, change = LEARN[case]
    (x, y), (x_test, y_test) = digits()
    generator, leaked = np.random.default_rng(seed), planted(seed)[:k]
    rows = generator.permutation(len(x))[: LEARNED + (0 if change else k)]
    images, labels = x[rows], y[rows]
    if change:
        images = np.concatenate([images, CHANGES[change](x_test[leaked], seed)])
        labels = np.concatenate([labels, y_test[leaked]])
    order = generator.permutation(np.resize(np.arange(len(images)), STEPS * BATCH))
    return images[order], labels[order]


def learn(case, seed):
    """Let a network learn, and judge it on the test digits of which some may be planted, and on the others."""
    x, y = material(case, seed)
    x_test, y_test = digits()[1]
    keras.utils.set_random_seed(seed)
    network = models.fast_network()
    recipes.train(network, x[..., np.newaxis] / np.float32(255), y, epochs=1, peak=PEAK, batch_size=BATCH)
    named = network.predict(x_test[..., np.newaxis] / np.float32(255), batch_size=500, verbose=0).argmax(axis=1)
    rows = planted(seed)
    others = np.setdiff1d(np.arange(len(y_test)), rows)
    figures = {of: percent(named[part] == y_test[part]) for of, part in (("thousand", rows), ("others", others))}
    return {f"accuracy, the {of}": figure for of, figure in figures.items()}, named


def measure(case, seed):
    """Look for planted images, for MNIST's own, or let a network learn from planted ones."""
    if case in FOUND:
        return measure_found(*FOUND[case], seed)
    if case in LEARN:
        return learn(case, seed)
    if case in ITSELF:
        return measure_itself(ITSELF[case])
    return measure_exact() if case == "MNIST itself, exact" else measure_held_out(case.removesuffix(", held out"))


if __name__ == "__main__":
    results.collect("doubles", RUNS, measure, DETERMINED_BY)
