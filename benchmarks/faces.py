"""How well does a small network find a face, and how well does another tell people apart whom it has never seen?

    make bench ONLY=faces

Finding: trains on 75 of scikit-image's 100 faces, with mining, or with new random windows in every epoch instead, and
chooses a threshold on the other 25 and on pictures without a face: half way between the surest alarm and the median
face. Then it searches one portrait, as it is and changed in light, place and size.

Telling apart: of the 40 people of the Olivetti faces, 20 were there to choose how to train. The other 20 are judged
once, in two groups of 10: for each group, a network learns from the 30 people outside it, and has a threshold of its
own. Beside it stand the same network without ArcFace's margin, and plain pixels. Needs the Olivetti faces: see
`kernelbook.faces.load_olivetti`.

Writes src/kernelbook/results/faces.json, and the weights of the first training of each kind into the package. On two
cores it takes about a quarter of an hour. What is kept: of a search, what scored highest in each version of the
portrait and in each picture without a face, then in each held-out face; of an embedding, the directions, rounded to
bytes.
"""

from importlib import metadata

import numpy as np

from kernelbook import detection, evaluation, faces, models, results
from kernelbook.detection import Detections

LEARN = slice(75)
HELD_OUT = slice(75, None)
SEARCHES = {"search": True, "search, random windows": False}  # whether it mines
SMALLEST = 64  # an eighth of the portrait's side
MARGINS = {"ArcFace": 0.3, "no margin": 0.0}
PIXELS = "pixels"
ORDER = np.random.default_rng(0).permutation(40)
GROUPS = (ORDER[20:30], ORDER[30:])  # judged; the first 20 people were used to choose
SHIPPED = "ArcFace"
SEEDS = range(5)
RUNS = [(case, seed) for case in SEARCHES for seed in SEEDS]
RUNS += [(PIXELS, 0)] + [(case, seed) for case in MARGINS for seed in SEEDS]
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
    origin = results.provenance(DETERMINED_BY)
    shown, others = faces.load_patches()
    images = list(faces.load_faceless().values())
    network = faces.train_searcher(shown[LEARN], others[LEARN], images, seed, mining=SEARCHES[case])
    if (case, seed) == ("search", 0):
        models.save_weights("face_classifier", models.get_weights(network), origin)
    return network


def search(network):
    """Search the portraits, each picture without a face, and each held-out face with a margin; scores from 0 to 1."""
    everywhere = detection.fully_convolutional(network)
    portraits = [image for image, _ in faces.portrait_versions().values()]
    without = faces.load_faceless(held_out=True).values()
    found = [faces.find(everywhere, image, -20, smallest=SMALLEST) for image in (*portraits, *without)]
    padded = np.pad(faces.load_patches()[0][HELD_OUT], ((0, 0), (8, 8), (8, 8)), mode="edge")
    found += [faces.find(everywhere, image, -20) for image in padded]
    return [Detections(f.boxes[:20], f.labels[:20], 1 / (1 + np.exp(-f.scores[:20]))) for f in found]


def judge_search(found):
    """Choose the threshold, then count what was found in the portrait and its versions."""
    truths = [box for _, box in faces.portrait_versions().values()]
    count = len(faces.pictures.FACELESS_HELD_OUT)
    portraits, rest = found[: len(truths)], found[len(truths) :]
    alarms, shown = ([logit(f.scores.max(initial=0)) for f in part] for part in (rest[:count], rest[count:]))
    threshold = (max(alarms) + np.median(shown)) / 2
    margins, false = np.transpose([against(threshold, *pair) for pair in zip(portraits, truths, strict=True)])
    return {
        "threshold": (round(float(threshold), 3), ""),
        "surest alarm, held-out pictures": (round(float(max(alarms)), 3), ""),
        "held-out faces found": (int(np.sum(np.array(shown) >= threshold)), "of 25"),
        "portrait, margin of the face": (round(float(margins[0]), 3), ""),
        "portrait, false boxes": (int(false[0]), ""),
        "versions, face found": (int(np.sum(margins >= 0)), f"of {len(truths)}"),
        "versions, false boxes": (int(false.sum()), ""),
    }


def against(threshold, found, truth):
    """Return by how much the face's score lies above the threshold, and how many other boxes do."""
    right, above = detection.iou(found.boxes, truth)[:, 0] >= 0.5, logit(found.scores) - threshold
    return above[right].max(initial=logit(0) - threshold), np.sum(above[~right] >= 0)


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
    """Return means over the two networks, each at thresholds of its own: the equal error rate, and what is missed."""
    same, cosines, pairs = compare(grid)
    figures = []
    for group in (0, 1):
        of_it = pairs[:, 0] // 100 == group
        false_match, true_match, _ = evaluation.roc_curve(same[of_it], cosines[of_it])
        strict = [np.flatnonzero(false_match <= share)[-1] for share in (0.01, 0.001)]
        rate = evaluation.equal_error_rate(same[of_it], cosines[of_it])[0]
        figures.append([rate, *(1 - true_match[strict])])
    names = "equal error rate", "missed at 1 false match in 100", "missed at 1 false match in 1000"
    means = np.mean(figures, axis=0)
    return {name: (round(100 * float(mean), 3), "%") for name, mean in zip(names, means, strict=True)}


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
