"""How well does a small network find a face, and how well does another tell people apart whom it has never seen?

    make bench ONLY=faces

Finding: trains on 75 of scikit-image's 100 faces, with and without mining, and chooses a threshold on the other 25 and
on pictures without a face: half way between the surest alarm and the median face. Then it searches one portrait.

Telling apart: of the 40 people of the Olivetti faces, 20 were there to choose how to train. The other 20 are judged
once, in two groups of 10: for each group, a network learns from the 30 people outside it. Beside it stand the same
network without ArcFace's margin, and plain pixels. Needs the Olivetti faces: see `kernelbook.faces.load_olivetti`.

Writes src/kernelbook/results/faces.json, and the weights of the first training of each kind into the package. On two
cores it takes about ten minutes. What is kept: of a search, what scored highest in the portrait and in each picture
without a face, then in each held-out face; of an embedding, the directions, rounded to bytes.
"""

from importlib import metadata

import numpy as np

from kernelbook import detection, evaluation, faces, models, results
from kernelbook.detection import Detections

LEARN = slice(75)
HELD_OUT = slice(75, None)
SEARCHES = {"search": 6, "search, nothing mined": 1}  # rounds; the epochs are 30 in all
SMALLEST = 64  # an eighth of the portrait's side
MARGINS = {"ArcFace": 0.3, "no margin": 0.0}
PIXELS = "pixels"
ORDER = np.random.default_rng(0).permutation(40)
GROUPS = (ORDER[20:30], ORDER[30:])  # judged; the first 20 people were used to choose
SHIPPED = "ArcFace"
RUNS = [("search", seed) for seed in range(5)] + [("search, nothing mined", seed) for seed in range(3)]
RUNS += [(PIXELS, 0)] + [(case, seed) for case in MARGINS for seed in range(3)]
DETERMINED_BY = [
    "benchmarks/faces.py",
    "src/kernelbook/faces/identity.py",
    "src/kernelbook/faces/pictures.py",
    "src/kernelbook/faces/search.py",
    "kernelbook.data.fit_into_box",
    "kernelbook.detection.boxes.iou",
    "kernelbook.detection.boxes.non_max_suppression",
    "kernelbook.detection.windows.fully_convolutional",
    "kernelbook.evaluation.ranking.counts_above",
    "kernelbook.evaluation.ranking.equal_error_rate",
    "kernelbook.evaluation.ranking.roc_curve",
    "kernelbook.models.face_classifier",
    "kernelbook.models.face_embedding",
]


def train_search(case, seed):
    """Train a classifier of windows; that of the first training ships with the package."""
    origin, rounds = results.provenance(DETERMINED_BY), SEARCHES[case]
    shown, others = faces.load_patches()
    images = list(faces.load_faceless().values())
    network = faces.train_searcher(shown[LEARN], others[LEARN], images, seed, rounds=rounds, epochs=30 // rounds)
    if (case, seed) == ("search", 0):
        models.save_weights("face_classifier", models.get_weights(network), origin)
    return network


def search(network):
    """Search the portrait, each picture without a face, and each held-out face with a margin; scores from 0 to 1."""
    everywhere = detection.fully_convolutional(network)
    portrait, without = faces.load_portrait()[0], faces.load_faceless(held_out=True).values()
    found = [faces.find(everywhere, image, -20, smallest=SMALLEST) for image in (portrait, *without)]
    padded = np.pad(faces.load_patches()[0][HELD_OUT], ((0, 0), (8, 8), (8, 8)), mode="edge")
    found += [faces.find(everywhere, image, -20) for image in padded]
    return [Detections(f.boxes[:20], f.labels[:20], 1 / (1 + np.exp(-f.scores[:20]))) for f in found]


def judge_search(found):
    """Choose the threshold, then count what was found in the portrait."""
    portrait, *rest = found
    count = len(faces.pictures.FACELESS_HELD_OUT)
    alarms, shown = ([logit(f.scores.max(initial=0)) for f in part] for part in (rest[:count], rest[count:]))
    threshold = (max(alarms) + np.median(shown)) / 2
    kept = portrait.take(logit(portrait.scores) >= threshold)
    right = detection.iou(kept.boxes, faces.load_portrait()[1])[:, 0] >= 0.5
    return {
        "threshold": (round(float(threshold), 3), ""),
        "surest alarm, held-out pictures": (round(float(max(alarms)), 3), ""),
        "held-out faces found": (int(np.sum(np.array(shown) >= threshold)), "of 25"),
        "portrait, face found": (int(right.any()), "of 1"),
        "portrait, false boxes": (int(np.sum(~right)), ""),
    }


def logit(p):
    """Return the score of a probability, kept away from 0 and 1 by as much as a stored one is rounded."""
    p = np.clip(p, 1e-5, 1 - 1e-5)
    return np.log(p / (1 - p))


def directions_of(case, seed):
    """Return a direction for each picture of the judged people, as bytes: ndarray, shape (200, features)."""
    origin, (images, people) = results.provenance(DETERMINED_BY), faces.load_olivetti()
    parts = []
    for k, group in enumerate(GROUPS):
        judged = np.isin(people, group)
        if case == PIXELS:
            flat = faces.prepare(images[judged]).reshape(judged.sum(), -1)
            parts.append(flat / np.linalg.norm(flat, axis=1, keepdims=True))
            continue
        numbers = np.unique(people[~judged], return_inverse=True)[1]
        network = faces.train_embedding(images[~judged], numbers, MARGINS[case], seed)
        parts.append(faces.embed(network, images[judged]))
        if (case, seed, k) == (SHIPPED, 0, 0):
            models.save_weights("face_embedding", models.get_weights(network), origin)
    return faces.to_bytes(np.concatenate(parts))


def compare(grid):
    """Compare the pictures within each group: whether a pair is of one person, its cosine, and the two pictures.

    The pictures are numbered from 0 to 199; each ten in a row are of one person.
    """
    same, cosines, pairs = faces.similarities(faces.from_bytes(grid), np.repeat(np.arange(20), 10))
    within = pairs[:, 0] // 100 == pairs[:, 1] // 100
    return same[within], cosines[within], pairs[within]


def judge_directions(grid):
    """Return the equal error rate, and what is missed when one in a thousand strangers may pass."""
    same, cosines, _ = compare(grid)
    false_match, true_match, _ = evaluation.roc_curve(same, cosines)
    strict = np.flatnonzero(false_match <= 0.001)[-1]
    return {
        "equal error rate": (round(100 * evaluation.equal_error_rate(same, cosines)[0], 3), "%"),
        "missed at 1 false match in 1000": (round(100 * float(1 - true_match[strict]), 3), "%"),
    }


def measure(case, seed):
    """Train and judge; what is kept is rounded, and judged as it is kept."""
    if case in SEARCHES:
        found = results.boxes.unpack(results.boxes.pack(search(train_search(case, seed))))
        return judge_search(found), found
    grid = directions_of(case, seed)
    return judge_directions(grid), None if case == PIXELS else grid  # those would be the pictures themselves


if __name__ == "__main__":
    about = {name: metadata.version(name) for name in ("scikit-image", "scikit-learn")}
    results.collect("faces", RUNS, measure, DETERMINED_BY, about)
