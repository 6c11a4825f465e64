"""How well do names carry words to pictures, of a classifier and an encoder of sentences that never saw an image?

    TUXPAINT_STAMPS=… SENTENCE_ENCODER=… make bench ONLY=names

285 cut-out photographs of everyday things, the stamps of Tux Paint, are laid on a background and shown to
EfficientNet-Lite0. A picture's vector is the mean of the vectors of its likely classes' names. It is called by the
nearest of 13 words, which are folders of the stamps with seven of them or more; and captions look for their pictures,
pictures for their captions. How many classes speak, at which temperature, in which wording, on which background: the
hash of a stamp's name says whether it helps to choose among these settings or is held out, and both scores of all are
stored. Then, with the setting that names most of the first part: five wordings of the words that are asked for, names
of classes exchanged by chance, letters compared in place of vectors; and some questions that names cannot answer. The
stamps and the encoder do not ship: the messages of stamps.read_stamps and kernelbook.sentences.load_encoder say how to
get them. Writes src/kernelbook/results/names.json.
"""

import hashlib
import os
import re
from collections import Counter
from functools import cache
from itertools import product

import numpy as np
import stamps
from PIL import Image

from kernelbook import data, evaluation, models, results, sentences

SIDE, THING = 224, 180  # pixels: of the picture, and of the longer side of the thing in its middle
LEAST = 7  # stamps of a folder that is a word
NONE = 255  # no word of those asked for, or a rank from 255 on
TOPS, TEMPERATURES = (1, 5, 10, 50, 1000), (0.5, 1, 2)
BARE, PHOTO = "{}", "a photo of a {}"
WORDINGS = (BARE, PHOTO, "a picture of a {}", "this is a {}", "I see a {}")
BACKGROUNDS = ("white", "gray", "photograph")
SETTINGS = {
    f"top {top}, temperature {temperature}, {wording.format('…')}, on {background}": (
        top,
        temperature,
        wording,
        background,
    )
    for top, temperature, wording, background in product(TOPS, TEMPERATURES, (BARE, PHOTO), BACKGROUNDS)
}
ASKED = {f"chosen, asked: {wording.format('…')}": wording for wording in WORDINGS}
SHUFFLED, LETTERS, STAMPS, QUESTIONED = "chosen, names shuffled", "letters compared", "the stamps", "chosen, questions"
QUESTIONS = {  # the folder of the right pictures, or of the wrong ones
    "a cat": ("cats", True),
    "not a cat": ("cats", False),
    "an animal with horns": ("bovines", True),
    "an animal that can fly": ("birds", True),
    "something to drink from": ("dishes", True),
    "something that makes music": ("music", True),
}
FIRST = 10  # pictures that are looked at, of those that a question finds
PARTS = ("to choose", "held out")
SEEDS = range(20)
RUNS = [
    (STAMPS, 0),
    *((case, 0) for case in (*SETTINGS, *ASKED, LETTERS, QUESTIONED)),
    *((SHUFFLED, seed) for seed in SEEDS),
]
DETERMINED_BY = [
    "benchmarks/names.py",
    "benchmarks/stamps/reading.py",
    "kernelbook.data.load_trees",
    "kernelbook.evaluation.softmax",
    "kernelbook.models.class_names",
    "kernelbook.models.efficient_lite",
    "kernelbook.models.scaled_pixels",
    "kernelbook.sentences.conse",
    "kernelbook.sentences.encode",
    "kernelbook.sentences.encoder.read_tokens",
    "kernelbook.sentences.gelu",
    "kernelbook.sentences.load_name_vectors",
    "kernelbook.sentences.normalize",
    "kernelbook.sentences.search",
    "kernelbook.sentences.split_words",
    "kernelbook.sentences.word_pieces",
]


def part_of(name):
    """Return 1 if a stamp is held out, 0 if it helps to choose: the last bit of the first byte of its name's hash."""
    return hashlib.sha256(name.encode()).digest()[0] & 1


def singular(folder):
    """Return the word of a folder: its name, without an s at its end."""
    return folder.removesuffix("s")


def folders_of_words(folders):
    """Return the folders that are words: second ones with seven stamps or more, and first ones without any of these.

    Examples
    --------
    >>> folders_of_words([("animals", "birds")] * 7 + [("animals", "fish")] * 6 + [("cars",)] * 4 + [("cars", "a")] * 3)
    ['birds', 'cars']
    """
    second = Counter(each[:2] for each in folders if len(each) > 1)
    found = {pair for pair, count in second.items() if count >= LEAST}
    first = Counter(each[0] for each in folders)
    alone = {name for name, count in first.items() if count >= LEAST and name not in {pair[0] for pair in found}}
    return sorted({pair[1] for pair in found} | alone)


def words_of(names):
    """Return the words, and for each stamp which of them it is, NONE for most of none."""
    folders = [tuple(name.split("/")[:-1]) for name in names]
    known = folders_of_words(folders)
    own = [next((known.index(folder) for folder in each[:2] if folder in known), NONE) for each in folders]
    return [singular(folder) for folder in known], np.array(own)


def thing(caption):
    """Return what a caption speaks of.

    Examples
    --------
    >>> thing("An owl."), thing("Eat your broccoli!")
    ('owl', 'eat your broccoli')
    """
    return re.sub(r"^(a|an|the) ", "", caption.lower()).rstrip(".!? ")


@cache
def known():
    """Return of all stamps their names, things, words and parts."""
    found = stamps.read_stamps()
    names = [stamp.name for stamp in found]
    return names, [thing(stamp.caption) for stamp in found], words_of(names)[1], np.array([part_of(n) for n in names])


def laid(pixels, background):
    """Lay a thing in the middle of a square background, (224, 224, 3)."""
    rows, columns = (np.flatnonzero((pixels[..., 3] > 0).any(axis=axis)) for axis in (1, 0))
    picture = Image.fromarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = THING / max(picture.size)
    size = [max(1, round(scale * side)) for side in picture.size]
    small = picture.convert("RGBa").resize(size, Image.Resampling.BILINEAR).convert("RGBA")
    whole = Image.fromarray(background).convert("RGBA")
    whole.alpha_composite(small, tuple((SIDE - side) // 2 for side in size))
    return np.asarray(whole.convert("RGB"))


def backdrop(name):
    """Return a background: white, gray, or treetops from above."""
    if name == "photograph":
        return np.ascontiguousarray(data.load_trees()["Florida"][0][:SIDE, :SIDE])
    return np.full((SIDE, SIDE, 3), {"white": 255, "gray": 127}[name], np.uint8)


@cache
def logits(background):
    """Return what EfficientNet-Lite0 says of all stamps on a background, (n, 1000)."""
    network = models.efficient_lite()
    models.set_weights(network, models.load_weights("efficient_lite"))
    pictures = np.stack([laid(stamp.pixels, backdrop(background)) for stamp in stamps.read_stamps()])
    return network.predict(models.scaled_pixels(pictures), batch_size=32, verbose=0)


@cache
def encoder():
    """Return the encoder of sentences, of the package that is installed or of the wheel that the environment names."""
    return sentences.load_encoder(os.environ.get("SENTENCE_ENCODER"))


@cache
def vectors(kind, wording):
    """Return the vectors of classes, words or captions in a wording; those of the classes' bare names ship."""
    if (kind, wording) == ("classes", BARE):
        return sentences.load_name_vectors()[0]
    names, things, _, _ = known()
    texts = {"classes": models.class_names(), "words": words_of(names)[0], "captions": things}[kind]
    return sentences.encode([wording.format(text) for text in texts], encoder())


def pictures_of(setting, order=None):
    """Return the vectors of all stamps in a setting; the classes may have each other's names, in some order."""
    top, temperature, wording, background = setting
    names = vectors("classes", wording)
    return sentences.conse(
        evaluation.softmax(logits(background) / temperature), names if order is None else names[order], top
    )


def scores(pictures, wording):
    """Return how well words, and captions, fit each picture: (n, words), (n, n)."""
    return pictures @ vectors("words", wording).T, pictures @ vectors("captions", wording).T


def rank(fits, same):
    """Return at which place the right one stands in each row, the best of the right ones; ties share their places.

    Examples
    --------
    >>> rank(np.array([[3, 1, 2], [1, 1, 1]]), np.array([[False, False, True], [True, False, False]])).tolist()
    [2, 2]
    """
    best = np.where(same, fits, -np.inf).max(axis=1, keepdims=True)
    return 1 + np.sum((fits > best) & ~same, axis=1) + np.sum((fits == best) & ~same, axis=1) // 2


def answers(by_word, by_caption):
    """Return each stamp's word, and the ranks of its picture and of its caption in its part: (3, n).

    Where no word fits better than another, there is no answer.
    """
    _, things, _, parts = known()
    same = np.array([[one == other for other in things] for one in things])
    best = by_word.max(axis=1)
    called = np.where((by_word == best[:, np.newaxis]).sum(axis=1) == 1, by_word.argmax(axis=1), NONE)
    grid = np.stack([called, np.zeros_like(called), np.zeros_like(called)])
    for part in range(len(PARTS)):
        rows = np.flatnonzero(parts == part)
        fits, equal = by_caption[np.ix_(rows, rows)], same[np.ix_(rows, rows)]
        grid[1, rows], grid[2, rows] = rank(fits.T, equal), rank(fits, equal)
    return grid.clip(0, NONE)


def judge(grid, truth):
    """Return the figures of answers, (3, n), given word and part of each stamp."""
    words, parts, figures = truth[:, 0], truth[:, 1], {}
    for part, title in enumerate(PARTS):
        asked = (parts == part) & (words != NONE)
        right = grid[0][asked] == words[asked]
        of_words = [right[words[asked] == word].mean() for word in np.unique(words[asked])]
        found = {"accuracy": right.mean(), "accuracy, mean of words": np.mean(of_words)}
        for row, what in ((1, "pictures"), (2, "captions")):
            ranks = grid[row][parts == part]
            found |= {f"{what} found first": np.mean(ranks == 1), f"{what} found among 5": np.mean(ranks <= 5)}
        figures |= {f"{metric}, {title}": (round(100 * float(share), 2), "%") for metric, share in found.items()}
    return figures


def truth():
    """Return word, part and name of each stamp, a letter a number: (n, 2 + longest)."""
    names, _, words, parts = known()
    longest = max(map(len, names))
    letters = np.array([list(name.ljust(longest).encode("ascii")) for name in names])
    return np.concatenate([words[:, np.newaxis], parts[:, np.newaxis], letters], axis=1)


def counts(told):
    """Return how many stamps and words there are, and how often the most frequent word would be right."""
    figures = {}
    for part, title in enumerate(PARTS):
        own = told[:, 0][(told[:, 1] == part) & (told[:, 0] != NONE)]
        figures |= {
            f"stamps, {title}": (int(np.sum(told[:, 1] == part)), ""),
            f"stamps with a word, {title}": (len(own), ""),
            f"words, {title}": (len(np.unique(own)), ""),
            f"most frequent word, {title}": (round(100 * float(np.bincount(own).max() / len(own)), 2), "%"),
        }
    return figures


@cache
def chosen():
    """Return the setting that calls most stamps of the first part by their words; of several, the first."""

    def accuracy(setting):
        grid = answers(*scores(pictures_of(setting), setting[2]))
        return judge(grid, truth())["accuracy, to choose"][0]

    return max(SETTINGS.values(), key=accuracy)


def letters():
    """Return how well words and captions fit by letters: how probable the classes are that have a word of theirs."""
    names, things, _, _ = known()
    p = evaluation.softmax(logits(chosen()[3]))
    classes = [set(sentences.split_words(name)) for name in models.class_names()]

    def fit(texts):
        asked = [set(sentences.split_words(text)) for text in texts]
        return np.stack([p @ np.array([bool(each & name) for name in classes]) for each in asked], axis=1)

    return fit(words_of(names)[0]), fit(things)


def question():
    """Ask the questions of all stamps: the rank of each for each, and how many of the first ten are right."""
    names, pictures = known()[0], pictures_of(chosen())
    queries, figures, grid = sentences.load_name_vectors()[1], {}, []
    for words, (folder, inside) in QUESTIONS.items():
        order, _ = sentences.search(queries[words], pictures, len(names))
        right = np.array([(folder in name.split("/")) == inside for name in names])
        figures[f"right among 10, {words}"] = int(right[order[:FIRST]].sum()), ""
        figures[f"right among 10 by chance, {words}"] = round(FIRST * float(right.mean()), 2), ""
        grid.append(np.argsort(order) + 1)
    return figures, np.stack(grid).clip(0, NONE)


def measure(case, seed):
    """Measure one setting, or one of the trials with the setting that was chosen."""
    told = truth()
    if case == STAMPS:
        return counts(told), told
    if case == QUESTIONED:
        return question()
    if case == LETTERS:
        grid = answers(*letters())
    else:
        setting = SETTINGS.get(case) or chosen()
        order = np.random.default_rng(seed).permutation(len(models.class_names())) if case == SHUFFLED else None
        grid = answers(*scores(pictures_of(setting, order), ASKED.get(case, setting[2])))
    return judge(grid, told), grid


if __name__ == "__main__":
    results.collect("names", RUNS, measure, DETERMINED_BY)
