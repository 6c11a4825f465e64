"""What does a small network learn that ties pictures to words: digits, counts, sizes, places, or a bag of words?

    make bench ONLY=words

Two encoders are trained on scenes of one to three digits of MNIST's first 50,000, small or large, and captions of them
that are told anew in every epoch: as they are, with a false caption beside each true one that differs in one thing
(hard negatives), with one that names another digit (easy ones), and with captions as bags of words. Sizes, and places,
are left out of 15 in 100 captions. Two digits of five pairs never stand in one scene to learn from. Judged on scenes of
MNIST's test digits, no two of which are told alike: is each scene's caption found among all, each caption's scene, and
which of two captions that differ in one thing is preferred; and on other scenes, in each of which such a pair meets.
Single digits are named by the nearest of ten captions, and by the same encoder of pictures when it learned from labels
in place of captions: from those of the scenes with one digit, or of all scenes, which digits are there. Rate, steps and
sizes were chosen on scenes of MNIST's last 10,000 training digits. Writes src/kernelbook/results/words.json, and the
two encoders of the first run with hard negatives as weights.
"""

from functools import cache, partial

import keras
import numpy as np

from kernelbook import data, models, recipes, results, scenes, words
from kernelbook.models.weights import split_bytes

SCENES, EPOCHS, BATCH, PEAK, BRIEF = 40_000, 10, 256, 2e-3, 0.15
PLAIN, HARD, EASY, BAG = "as told", "hard negatives", "easy negatives", "bag of words"
ALONE, THERE = "labels of single digits", "labels of all scenes"
NEGATIVES = {PLAIN: (), HARD: ("relation", "size", "count", "no"), EASY: ("digit",), BAG: ()}
JUDGED = {"known pairs": False, "new pairs": True}
MANY, FEW = 1_000, 100
PAIRS = {False: (FEW, MANY), True: (FEW, 400)}  # scenes among which one is looked for
SEEDS = range(3)
CASES = [*NEGATIVES, ALONE, THERE]
DETERMINED_BY = [
    "benchmarks/words.py",
    "src/kernelbook/words/captions.py",
    "src/kernelbook/words/changes.py",
    "src/kernelbook/words/loss.py",
    "src/kernelbook/words/pictures.py",
    "src/kernelbook/words/retrieval.py",
    "src/kernelbook/words/tokens.py",
    "src/kernelbook/words/training.py",
    "src/kernelbook/models/pairs.py",
    "kernelbook.recipes.one_cycle",
    "kernelbook.data.load_mnist",
    "kernelbook.data.fit_into_box",
    "kernelbook.scenes.find_room",
]


@cache
def learned():
    """Compose the scenes to learn from."""
    (images, labels), _ = data.load_mnist()
    return words.album(images[:50_000], labels[:50_000], SCENES, seed=0)


@cache
def judged(unseen):
    """Compose scenes of test digits, no two of which are told alike, and tell them."""
    found, seed, many = {}, 1, PAIRS[unseen][-1]
    while len(found) < many:
        for scene in words.album(*data.load_mnist()[1], MANY, seed, unseen=unseen):
            found.setdefault(meaning(words.describe(scene)), scene)
        seed += 1
    chosen = list(found.values())[:many]
    return chosen, [words.say(words.describe(scene)) for scene in chosen]


def meaning(caption):
    """Return what a caption says, whatever it names first: a three left of a seven is a seven right of a three."""
    groups, relation = caption.groups, caption.relation
    if relation in ("right of", "below"):
        groups, relation = groups[::-1], {"right of": "left of", "below": "above"}[relation]
    return relation, groups if relation else frozenset(groups)


@cache
def changed(unseen):
    """Return, for each kind of change, which captions it makes false, and what they say then."""
    generator, found = np.random.default_rng(0), {}
    captions = [words.parse(text) for text in judged(unseen)[1]]
    for kind in words.CHANGES:
        false = {k: words.falsify(caption, kind, generator) for k, caption in enumerate(captions)}
        found[kind] = {k: words.say(caption) for k, caption in false.items() if caption}
    return found


@cache
def singles():
    """Compose scenes of one test digit."""
    return words.album(*data.load_mnist()[1], MANY, seed=99, numbers=(1, 0, 0))


def vectors(encoder, taken):
    return words.unit(encoder.predict(taken, batch_size=500, verbose=0).astype(np.float64))


def read(encoder, texts):
    return vectors(encoder, words.encode(texts))


def trained(case, seed):
    """Train the two encoders as a case says."""
    keras.utils.set_random_seed(seed)
    pictures = models.picture_encoder()
    captions = models.caption_encoder(len(words.TOKENS), places=case != BAG)
    how = {"negatives": NEGATIVES[case], "tell": partial(words.describe, brief=BRIEF), "seed": seed}
    origin = results.provenance(DETERMINED_BY)
    _, scale = words.train(pictures, captions, learned(), epochs=EPOCHS, batch_size=BATCH, peak=PEAK, **how)
    if (case, seed) == (HARD, 0):
        ship(pictures, origin)
        ship(captions, origin)
    return pictures, captions, scale


def ship(encoder, origin):
    """Store an encoder's weights in half precision, and let it go on with what is stored."""
    halves = {name: split_bytes(weight.astype(np.float16)) for name, weight in models.get_weights(encoder).items()}
    models.save_weights(encoder.name, halves, origin)
    models.set_weights(encoder, models.load_weights(encoder.name))


def judge_pairs(pictures, captions, name):
    """Return figures; places in both directions among few and many, at most 9; and which of two captions it prefers."""
    seen, told = judged(JUDGED[name])
    U, V = vectors(pictures, scenes.stack(seen)), read(captions, told)
    figures, kept = {}, []
    for n in PAIRS[JUDGED[name]]:
        for way, scores in (("caption of a scene", U[:n] @ V[:n].T), ("scene of a caption", V[:n] @ U[:n].T)):
            places = words.ranks(scores)
            for k in (1, 5):
                figures[f"{name}, {way}, R@{k} of {n}"] = percent(places <= k)
            kept.append(np.minimum(places, 9))
    for kind, false in changed(JUDGED[name]).items():
        rows = list(false)
        right = (U[rows] * V[rows]).sum(axis=1) > (U[rows] * read(captions, list(false.values()))).sum(axis=1)
        figures[f"{name}, right about {kind}"] = percent(right)
        kept.append(right)
    return figures, np.concatenate(kept).astype(np.int64)


def percent(right):
    return round(100 * float(np.mean(right)), 2), "%"


def judge_negations(pictures, captions):
    """Ask of each scene of one digit whether it shows one without another, or with it: true is the first.

    And of each with two different digits, whether it shows one with the other, or without: true is the first.
    """
    generator, seen, pairs = np.random.default_rng(1), judged(False)[0], []
    for k, scene in enumerate(seen):
        kinds = list(dict.fromkeys(int(label) for label in scene.labels))
        if len(scene.labels) == 1:
            absent = int(generator.choice(np.setdiff1d(np.arange(10), kinds)))
            pairs.append((k, with_or_without(kinds[0], absent)[::-1]))
        elif len(scene.labels) == len(kinds) == 2:
            pairs.append((k, with_or_without(*kinds)))
    U = vectors(pictures, scenes.stack(seen))[[k for k, _ in pairs]]
    true, false = (read(captions, [texts[way] for _, texts in pairs]) for way in (0, 1))
    right = (U * true).sum(axis=1) > (U * false).sum(axis=1)
    alone = np.array([len(seen[k].labels) == 1 for k, _ in pairs])
    return {"without, of one digit": percent(right[alone]), "with, of two digits": percent(right[~alone])}, right


def with_or_without(one, other):
    """Return the captions 'a three and a seven' and 'a three but no seven'."""
    both = words.Caption((words.Group(1, one), words.Group(1, other)))
    return words.say(both), words.say(words.Caption((words.Group(1, one),), absent=other))


def name_singles(pictures, captions):
    """Name single digits by the nearest of ten captions."""
    names = read(captions, [words.say(words.Caption((words.Group(1, label),))) for label in range(10)])
    return (vectors(pictures, scenes.stack(singles())) @ names.T).argmax(axis=1)


def from_labels(case, seed):
    """Train the encoder of pictures on labels, and name single digits: the most probable label of ten."""
    keras.utils.set_random_seed(seed)
    seen = [scene for scene in learned() if case == THERE or len(scene.labels) == 1]
    batch = BATCH * len(seen) // SCENES  # as many steps as with captions
    there = np.array([np.isin(np.arange(10), scene.labels) for scene in seen], np.float32)
    network = models.picture_encoder(width=10)
    schedule = recipes.one_cycle(PEAK, EPOCHS * -(-len(seen) // batch))
    network.compile(keras.optimizers.Adam(schedule), keras.losses.BinaryCrossentropy(from_logits=True))
    network.fit(scenes.stack(seen), there, epochs=EPOCHS, batch_size=batch, verbose=0)
    return network.predict(scenes.stack(singles()), batch_size=500, verbose=0).argmax(axis=1)


def measure(case, seed):
    """Train as a case says, and judge: figures, and the answers one after the other, each as a number below 10."""
    truth = np.array([scene.labels[0] for scene in singles()])
    if case in (ALONE, THERE):
        named = from_labels(case, seed)
        return {"single digits": percent(named == truth)}, named
    pictures, captions, scale = trained(case, seed)
    figures, answers = {"factor": (round(scale, 2), "")}, []
    for name in JUDGED:
        found, kept = judge_pairs(pictures, captions, name)
        figures |= found
        answers.append(kept)
    found, right = judge_negations(pictures, captions)
    named = name_singles(pictures, captions)
    figures |= found | {"single digits": percent(named == truth)}
    return figures, np.concatenate([*answers, right, named]).astype(np.int64)


if __name__ == "__main__":
    results.collect("words", [(case, seed) for seed in SEEDS for case in CASES], measure, DETERMINED_BY)
