"""How many pupils must a network have seen to read the hands of others, and what does a borrowed network bring?

    make bench ONLY=hands

From 1 to 100 pupils, each with a picture of each digit, are learned from in four ways: a line on pixels, a small
network from nothing, a line on the features that EfficientNet-Lite0 ships with, and that network thawed. All are judged
on 56 other pupils, and on the 21 whom another camera took. C and the rates were chosen on 28 pupils more. With 30
pupils: the same network thawed in wrong ways, the line with pictures varied in one way at a time, and a leak: half of
what each judge showed is learned from, or as much of as many others. Writes src/kernelbook/results/hands.json.
"""

from functools import cache

import keras
import numpy as np
from PIL import Image
from sklearn.linear_model import LogisticRegression

from kernelbook import augmentation, data, models, recipes, results

CLASSES, SIDE, PIXELS, LARGE = 10, 128, 20, 224
PUPILS = (1, 3, 10, 30, 100)
FLAT, LINE, NOTHING, THAWED = "pixels", "features", "from nothing", "thawed"
C = {FLAT: 0.1, LINE: 0.3}
STEPS, BATCH = {NOTHING: 400, THAWED: 100}, 32
RATES = {NOTHING: 3e-2, THAWED: 1e-3}
WRONG = {  # with 30 pupils: factor of the rate, whether normalization learns, is then counted again, was trained before
    "statistics learn": (1, True, False, True),
    "statistics counted again": (1, True, True, True),
    "10 times the rate": (10, False, False, True),
    "random body": (1, True, True, False),
}
RIGHT = 1, False, False, True
SLOW = "slow statistics"  # from nothing, with Keras' momentum of the running means, 0.99, in place of 0.9
VARIED = ("mirrored", "upside down", "cropped", "turned", "colored", "covered", "mixed")
FLIPS, COPIES = VARIED[:2], 3  # beside each picture, one copy that is flipped, or so many, each varied by itself
ASKED_TWICE = "asked twice"  # pictures as they are and mirrored, their logits added
LEAK, NO_LEAK = "half of the judges too", "as many others"
SEEDS = range(3)
SHALLOW = [f"{way}: {n}" for way in (FLAT, LINE) for n in PUPILS]
DEEP = [f"{way}: {n}" for way in (NOTHING, THAWED) for n in PUPILS[1:]]
CASES = [
    *SHALLOW,
    *DEEP,
    *(f"{THAWED}, {manner}: 30" for manner in WRONG),
    f"{NOTHING}, {SLOW}: 30",
    *(f"{LINE}, {manner}: 30" for manner in (*VARIED, ASKED_TWICE)),
]
LEAKS = [f"{way}, {part}" for way in (FLAT, LINE) for part in (LEAK, NO_LEAK)]
RUNS = [
    *((case, seed) for case in (*SHALLOW, *LEAKS) for seed in range(10)),
    *((case, seed) for seed in SEEDS for case in CASES if case not in SHALLOW),
]
DETERMINED_BY = [
    "benchmarks/hands.py",
    "kernelbook.augmentation.move",
    "kernelbook.data.load_hand_features",
    "kernelbook.data.load_hands",
    "kernelbook.data.pupils",
    "kernelbook.models.efficient_lite",
    "kernelbook.models.features",
    "kernelbook.models.scaled_pixels",
    "kernelbook.models.small_photograph_network",
    "kernelbook.recipes.one_cycle",
]


@cache
def hands():
    """Return features, labels, and who showed each picture; -1 for those whom another camera took."""
    features, labels, numbers = data.load_hand_features()
    return features, labels, np.where(numbers > data.OTHER_CAMERA, data.pupils(labels, numbers), -1)


@cache
def photographs(side):
    """Return all photographs in one size, (n, side, side, 3)."""
    return resized(data.load_hands()[0], side)


def resized(pictures, side):
    """Return pictures in another size."""
    method = Image.Resampling.BOX if side < pictures.shape[1] else Image.Resampling.BILINEAR
    return np.stack([np.asarray(Image.fromarray(x).resize((side, side), method)) for x in pictures])


def parts():
    """Divide the pupils: whom to judge on, whom to choose on, whom to learn from."""
    who = np.unique(hands()[2])[1:]
    order = np.random.default_rng(7).permutation(who)
    return order[:56], order[56:84], order[84:]


def rows_of(people):
    """Return where the pictures of some pupils stand."""
    return np.flatnonzero(np.isin(hands()[2], people))


def judged():
    """Return where the pictures stand that a case is judged on, those of other pupils, and of another camera."""
    return rows_of(parts()[0]), rows_of([-1])


def learned(n, seed):
    """Return where the pictures of n pupils stand, drawn from those to learn from."""
    return rows_of(np.random.default_rng(seed).permutation(parts()[2])[:n])


@cache
def borrowed(layer):
    """Return EfficientNet-Lite0 up to a layer."""
    network = models.efficient_lite()
    models.set_weights(network, models.load_weights("efficient_lite"))
    return models.features(network, layer)


def features_of(pictures):
    """Return the features of pictures of any size."""
    x = models.scaled_pixels(resized(pictures, LARGE))
    return borrowed("features").predict(x, batch_size=32, verbose=0)


def fit_line(x, y, way=LINE, weights=None):
    """Fit a linear classifier on pixels or features."""
    return LogisticRegression(C=C[way], max_iter=3000).fit(x, y, weights)


def vary(pictures, manner, generator):
    """Vary each picture, (n, h, w, 3), by an amount of its own."""
    n, side = pictures.shape[:2]
    if manner == "mirrored":
        return pictures[:, :, ::-1]
    if manner == "upside down":
        return pictures[:, ::-1]
    if manner == "turned":
        padded = np.pad(pictures, [(0, 0), (side, side), (side, side), (0, 0)], "edge").astype("float32")
        moved = augmentation.move(padded, generator, degrees=20, zoom=0.0, shear=0.0, shift=10)
        return np.round(moved[:, side:-side, side:-side]).astype(np.uint8)
    if manner == "cropped":
        return np.stack([crop(x, generator) for x in pictures])
    if manner == "covered":
        return np.stack([cover(x, generator) for x in pictures])
    gain, tint = generator.uniform(0.6, 1.4, (n, 1, 1, 1)), generator.uniform(0.8, 1.2, (n, 1, 1, 3))
    return np.clip(pictures * gain * tint, 0, 255).astype(np.uint8)  # colored


def crop(picture, generator):
    """Cut out a square of 70 to 100 in 100 of the height, anywhere, and enlarge it to the whole."""
    side = len(picture)
    part = int(generator.integers(round(0.7 * side), side + 1))
    i, j = generator.integers(0, side - part + 1, 2)
    return resized(picture[np.newaxis, i : i + part, j : j + part], side)[0]


def cover(picture, generator):
    """Cover a square of a third of the height, anywhere, with the picture's mean color."""
    side, covered = len(picture), picture.copy()
    i, j = generator.integers(0, side - side // 3 + 1, 2)
    covered[i : i + side // 3, j : j + side // 3] = picture.mean(axis=(0, 1))
    return covered


def fit_varied(manner, rows, seed):
    """Fit a line on pictures as they are and on copies that were varied; mixed, two labels share each copy."""
    features, labels, _ = hands()
    pictures, generator = data.load_hands()[0][rows], np.random.default_rng(seed)
    if manner != "mixed":
        varied = [features_of(vary(pictures, manner, generator)) for _ in range(1 if manner in FLIPS else COPIES)]
        return fit_line(np.concatenate([features[rows], *varied]), np.tile(labels[rows], 1 + len(varied)))
    first, second = np.tile(np.arange(len(rows)), COPIES), generator.integers(0, len(rows), COPIES * len(rows))
    share = generator.uniform(0, 1, len(first))
    both = share[:, np.newaxis, np.newaxis, np.newaxis] * pictures[first]
    both = both + (1 - share[:, np.newaxis, np.newaxis, np.newaxis]) * pictures[second]
    mixed = features_of(np.round(both).astype(np.uint8))
    x, y = np.concatenate([features[rows], mixed, mixed]), labels[rows][np.r_[np.arange(len(rows)), first, second]]
    return fit_line(x, y, weights=np.concatenate([np.ones(len(rows)), share, 1 - share]))


def build(way, manner=None):
    """Build the network that is trained: from nothing, or on a borrowed body, and its rate."""
    if way == NOTHING:
        network = models.small_photograph_network(CLASSES)
        for layer in normalizations(network) if manner == SLOW else ():
            layer.momentum = 0.99
        return network, RATES[way]
    factor, learns, _, trained = WRONG.get(manner, RIGHT)
    network = models.efficient_lite(SIDE)
    if trained:
        models.set_weights(network, models.load_weights("efficient_lite"))
    body = models.features(network)
    for layer in normalizations(body):
        layer.trainable = learns
    logits = keras.layers.Dense(CLASSES, name="digits")(keras.layers.Dropout(0.2)(body.outputs[0]))
    return keras.Model(body.inputs[0], logits), factor * RATES[way]


def normalizations(network):
    """Return the layers of batch normalization."""
    return [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]


def train(way, manner, rows, seed):
    """Train a network on pictures, drawn in a new order whenever all were seen."""
    network, rate = build(way, manner)
    generator, steps = np.random.default_rng(seed), STEPS[way]
    order = np.concatenate([generator.permutation(rows) for _ in range(1 + steps * BATCH // len(rows))])
    order = order[: steps * BATCH]
    x, y = models.scaled_pixels(photographs(network.input_shape[1])[order]), hands()[1][order]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer=keras.optimizers.Adam(recipes.one_cycle(rate, steps)), loss=loss)
    network.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
    if WRONG.get(manner, RIGHT)[2]:
        count_again(network, models.scaled_pixels(photographs(network.input_shape[1])[rows]))
    return network


def count_again(network, x):
    """Make the statistics of each normalization the mean of those of the batches, as the network is now."""
    for k in range(len(x) // BATCH):
        for layer in normalizations(network):
            layer.momentum = k / (k + 1)
        network(x[k * BATCH : (k + 1) * BATCH], training=True)


def answers(case, rows, asked, seed):
    """Learn from some pictures, and return the digits that are read from those asked."""
    features, labels, _ = hands()
    way, _, manner = case.split(":")[0].partition(", ")
    if way in RATES:
        network = train(way, manner, rows, seed)
        x = photographs(network.input_shape[1])[asked]
        return network.predict(models.scaled_pixels(x), batch_size=100, verbose=0).argmax(axis=1)
    if way == FLAT:
        x = models.scaled_pixels(photographs(PIXELS)).reshape(len(labels), -1)
        return fit_line(x[rows], labels[rows], FLAT).predict(x[asked])
    if manner in VARIED:
        return fit_varied(manner, rows, seed).predict(features[asked])
    line = fit_line(features[rows], labels[rows])
    if manner == ASKED_TWICE:
        mirrored = features_of(data.load_hands()[0][asked][:, :, ::-1])
        return (line.decision_function(features[asked]) + line.decision_function(mirrored)).argmax(axis=1)
    return line.predict(features[asked])


def halves(seed):
    """Return, of each judge, half of the digits, drawn by chance; and the other half."""
    generator, first, second = np.random.default_rng(seed), [], []
    for pupil in parts()[0]:
        shuffled = generator.permutation(rows_of([pupil]))
        first, second = [*first, *shuffled[: len(shuffled) // 2]], [*second, *shuffled[len(shuffled) // 2 :]]
    return np.array(first), np.array(second)


def as_many_others(rows, seed):
    """Return, of as many pupils to learn from, pictures with the same digits as some rows have."""
    _, labels, who = hands()
    others, chosen = np.random.default_rng(seed).permutation(parts()[2]).tolist(), []
    for pupil in np.unique(who[rows]):
        digits = labels[rows][who[rows] == pupil]
        theirs = rows_of([others.pop()])
        chosen += [row for row in theirs if labels[row] in digits][: len(digits)]
    return np.array(chosen)


def judge(given, asked):
    """Return the share of right answers in percent."""
    return round(100 * float(np.mean(given == hands()[1][asked])), 2), "%"


def measure(case, seed):
    """Learn in one way, and judge on other pupils and on another camera; or measure a leak, on half of the judges."""
    keras.utils.set_random_seed(seed)
    if case in LEAKS:
        asked, rest = halves(seed)
        rows = rest if case.endswith(LEAK) else as_many_others(rest, seed)
        given = answers(case.split(",")[0], rows, asked, seed)
        return {"accuracy on the half": judge(given, asked)}, given
    others, elsewhere = judged()
    rows = learned(int(case.split(": ")[1]), seed)
    given = answers(case, rows, np.concatenate([others, elsewhere]), seed)
    figures = {
        "accuracy on other pupils": judge(given[: len(others)], others),
        "accuracy with another camera": judge(given[len(others) :], elsewhere),
    }
    return figures, given


if __name__ == "__main__":
    results.collect("hands", RUNS, measure, DETERMINED_BY)
