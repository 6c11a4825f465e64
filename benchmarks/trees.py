"""How well does a detector on a borrowed body find trees from the air, where it learned and elsewhere?

    make bench ONLY=trees

The left 1,400 columns of Yellowstone's photograph are learned from, in pieces of 256 pixels; on the upper half of the
rest the threshold for counting is chosen, on the lower half and on three other places is judged. A head learns on the
frozen maps of EfficientNet-Lite0: with cross-entropy, with focal loss, or with its exponent alone; on pieces as they
are, on all eight ways to turn and mirror them, and on pieces of other sizes scaled to the same; and on the maps of a
body with random weights; and once four times as long. Photographs have shadows: a head of pieces as they are, and one
of pieces turned, also judge photographs turned and mirrored in all eight ways. Then a few boxes of Florida or
California, from the top of the left half of the picture, are learned from too, by a head that knows Yellowstone and by
one from nothing; the right half judges. Beside them stands greenness with a watershed, which learns nothing. Writes
src/kernelbook/results/trees.json, and the head of the first run with focal loss as weights. On two cores it takes three
quarters of an hour.
"""

from functools import cache

import keras
import numpy as np

from kernelbook import data, detection, models, results, segmentation
from kernelbook.results import boxes

SIDE, OVERLAP, STRIDE, CUT = 256, 96, 8, 1400
DENSER = 112  # pixels that pieces to learn from share
STEPS, LONG, BATCH, RATE = 300, 1200, 16, 2e-3
SCORE, MOST = 0.05, 1000  # what is less sure, and all but the surest of a place, is not kept
SMALLEST, LARGEST = 0.6, 1.7  # factors by which pieces are scaled, their logarithms drawn evenly
PLAIN, FOCAL, EXPONENT = "cross-entropy", "focal loss", "exponent alone"
LOSSES = {PLAIN: detection.loss, FOCAL: detection.focal_loss(), EXPONENT: detection.focal_loss(alpha=None)}
AS_CUT, TURNED, SCALED, RANDOM = "as cut", "turned", "turned and scaled", "turned, random body"
FIRST, LONGER = f"{FOCAL}, {TURNED}", f"{FOCAL}, {TURNED}, four times as long"
TRAININGS = {
    FIRST: (FOCAL, TURNED, STEPS),
    f"{PLAIN}, {TURNED}": (PLAIN, TURNED, STEPS),
    f"{FOCAL}, {AS_CUT}": (FOCAL, AS_CUT, STEPS),
    f"{PLAIN}, {AS_CUT}": (PLAIN, AS_CUT, STEPS),
    f"{FOCAL}, {SCALED}": (FOCAL, SCALED, STEPS),
    f"{FOCAL}, {RANDOM}": (FOCAL, RANDOM, STEPS),
    f"{EXPONENT}, {TURNED}": (EXPONENT, TURNED, STEPS),
    LONGER: (FOCAL, TURNED, LONG),
}
GREEN = "greenness"
CHOOSERS, HOME, NEW = "choosers", "Yellowstone", ("Florida", "California")
JUDGED = HOME, "neighbor", *NEW
KNOWING, NOTHING = "after Yellowstone", "from nothing"
ROWS, TUNE_SIDE, TUNE_STEPS, TUNE_BATCH, TUNE_RATE = (100, 200, 400), 192, 60, 8, 1e-3
TUNED = {
    f"{place}, {rows} rows, {start}": (place, rows, start)
    for place in NEW
    for rows in ROWS
    for start in (KNOWING, NOTHING)
}
BEFORE = "no new boxes"
VIEWS = {f"{case}, seen in eight ways": case for case in (f"{FOCAL}, {AS_CUT}", FIRST)}
SEEDS = range(5)
RUNS = [
    (GREEN, 0),
    *((case, seed) for seed in SEEDS for case in (*TRAININGS, *VIEWS)),
    *((case, seed) for seed in SEEDS for case in (BEFORE, *TUNED)),
]
DETERMINED_BY = [
    "benchmarks/trees.py",
    "kernelbook.data.load_trees",
    "kernelbook.detection.boxes.iou",
    "kernelbook.detection.boxes.non_max_suppression",
    "kernelbook.detection.cells.decode",
    "kernelbook.detection.cells.encode",
    "kernelbook.detection.cells.loss",
    "kernelbook.detection.focal_loss",
    "kernelbook.detection.crop",
    "kernelbook.detection.flip",
    "kernelbook.detection.join_pieces",
    "kernelbook.detection.piece_corners",
    "kernelbook.detection.scale",
    "kernelbook.detection.turn",
    "kernelbook.models.efficient_lite",
    "kernelbook.models.tree_detector",
    "kernelbook.segmentation.find_crowns",
]


@cache
def places():
    """Return picture and boxes of what is learned from, chosen on and judged: dict by place."""
    trees = data.load_trees()
    picture, drawn = trees.pop(HOME)
    h, w = picture.shape[:2]
    parts = {"learned": ((0, 0), (h, CUT)), CHOOSERS: ((0, CUT), (h // 2, w - CUT))}
    parts[HOME] = (h // 2, CUT), (h - h // 2, w - CUT)
    return {name: detection.crop(picture, drawn, *part)[:2] for name, part in parts.items()} | trees


@cache
def body(random=False):
    """Return a detector whose head begins at random, and what computes the maps that its head reads."""
    keras.utils.set_random_seed(0)
    network = models.tree_detector(None if random else models.load_weights("efficient_lite"))
    return network, models.features(network, [models.MAPS[8], models.MAPS[16]])


def maps_of(pieces, random=False):
    """Return the maps of pieces as float16: of stride 8 and of stride 16."""
    look = body(random)[1]
    parts = [look(models.scaled_pixels(pieces[k : k + BATCH])) for k in range(0, len(pieces), BATCH)]
    return [np.concatenate([np.asarray(part[k], np.float16) for part in parts]) for k in (0, 1)]


def viewed(piece, drawn, view):
    """Turn a piece by view % 4 quarters, and mirror it from view 4 on."""
    piece, drawn = detection.turn(piece, drawn, view % 4)
    return detection.flip(piece, drawn) if view >= 4 else (piece, drawn)


def target_of(drawn, side=SIDE):
    """Write down what each cell of a piece should say."""
    return detection.encode(drawn, np.zeros(len(drawn), int), side, STRIDE)


@cache
def learned(views):
    """Return the maps and targets of the pieces that are learned from, in the given views."""
    picture, drawn = places()["learned"]
    generator, pieces, targets = np.random.default_rng(0), [], []
    for view in range(1 if views == AS_CUT else 8):
        for corner in detection.piece_corners(picture.shape[:2], SIDE, DENSER):
            side = SIDE
            if views == SCALED:
                side = round(SIDE / np.exp(generator.uniform(*np.log([SMALLEST, LARGEST]))))
                corner = [generator.integers(0, length - side + 1) for length in picture.shape[:2]]
            piece, inside, _ = detection.crop(picture, drawn, corner, (side, side), 0.3)
            piece, inside = viewed(*detection.scale(piece, inside, SIDE / side), view)
            pieces.append(piece)
            targets.append(target_of(inside))
    return *maps_of(np.stack(pieces), views == RANDOM), np.stack(targets)


def fit(head, examples, loss, seed, steps, batch, rate, falling=True):
    """Let a head learn from maps and targets: Adam, at a rate that falls as a cosine, or stays."""
    fine, coarse, targets = examples
    generator, order = np.random.default_rng(seed), np.zeros(0, int)
    while len(order) < steps * batch:
        order = np.concatenate([order, generator.permutation(len(targets))])
    head.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps) if falling else rate), loss)
    for some in order[: steps * batch].reshape(steps, batch):
        head.train_on_batch([fine[some].astype(np.float32), coarse[some].astype(np.float32)], targets[some])


@cache
def started(seed):
    """Return the weights of a head that has learned nothing, drawn anew for each seed."""
    keras.utils.set_random_seed(seed)
    return models.get_weights(models.detector_head(models.tree_detector()))


@cache
def trained(case, seed):
    """Train a head from nothing on Yellowstone; return its weights. The first one ships."""
    origin = results.provenance(DETERMINED_BY)
    loss, views, steps = TRAININGS[case]
    head = models.detector_head(body(views == RANDOM)[0])
    models.set_weights(head, started(seed))
    fit(head, learned(views), LOSSES[loss], seed, steps, BATCH, RATE)
    if (case, seed) == (FIRST, 0):
        models.save_weights("tree_detector", models.get_weights(head), origin)
    return models.get_weights(head)


@cache
def looked_at(place, half, view, side, random):
    """Return the corners of a picture's pieces, and their maps."""
    picture = part_of(place, half, view)[0]
    corners = detection.piece_corners(picture.shape[:2], side, OVERLAP)
    return corners, maps_of(np.stack([picture[i : i + side, j : j + side] for i, j in corners]), random)


def part_of(place, half="", view=0):
    """Return picture and boxes of a place, or of the left or right half of it; in one of eight views."""
    picture, drawn = places()[place]
    h, w = picture.shape[:2]
    if half:
        picture, drawn, _ = detection.crop(picture, drawn, (0, w // 2 if half == "right" else 0), (h, w // 2))
    return viewed(picture, drawn, view)


def find(head, place, half="", view=0, side=SIDE, random=False):
    """Find the trees of a place, or of half of it; kept as they are stored, to a sixteenth of a pixel."""
    corners, (fine, coarse) = looked_at(place, half, view, side, random)
    answers = np.concatenate(
        [
            head([fine[k : k + BATCH].astype(np.float32), coarse[k : k + BATCH].astype(np.float32)], training=False)
            for k in range(0, len(corners), BATCH)
        ]
    )
    found = [detection.decode(each, score=SCORE, stride=STRIDE) for each in answers]
    joined = detection.join_pieces(found, corners, part_of(place, half, view)[0].shape[:2], side)
    return boxes.unpack(boxes.pack([joined.take(np.arange(min(MOST, len(joined.scores))))]))[0]


def truth_of(drawn):
    """Return drawn boxes as true ones of one class."""
    return detection.Detections(drawn, np.zeros(len(drawn), int), np.ones(len(drawn)))


def precision(found, drawn, thresholds=(0.5,)):
    """Return the average precision of what was found in one picture."""
    return round(detection.mean_average_precision([found], [truth_of(drawn)], thresholds, limit=None), 4)


def judge(found):
    """Judge what was found by the choosers and in each judged place: dict of metric to (value, unit)."""
    by_place = dict(zip((CHOOSERS, *JUDGED), found, strict=True))
    threshold = counting_threshold(by_place[CHOOSERS], len(places()[CHOOSERS][1]))
    figures = {"threshold for counting": (round(threshold, 4), "")}
    for place in JUDGED:
        drawn = places()[place][1]
        figures[f"AP at 0.5, {place}"] = precision(by_place[place], drawn), ""
        figures[f"AP at 0.5 to 0.95, {place}"] = precision(by_place[place], drawn, detection.COCO_THRESHOLDS), ""
        figures[f"trees counted, {place}"] = int(np.sum(by_place[place].scores >= threshold)), ""
    return figures


def counting_threshold(found, count):
    """Return the score from which as many are found as there are trees, or the lowest if there are fewer."""
    return float(np.sort(found.scores)[::-1][min(count, len(found.scores)) - 1])


def green(place):
    """Find trees by greenness."""
    crowns, scores = segmentation.find_crowns(places()[place][0])
    found = detection.Detections(crowns, np.zeros(len(crowns), int), scores)
    return boxes.unpack(boxes.pack([found.above(0)]))[0]


def tuning_examples(place, rows):
    """Return maps and targets of the upper rows of a place's left half in all views, and how many boxes they hold."""
    picture, drawn = part_of(place, "left")
    picture, drawn, _ = detection.crop(picture, drawn, (0, 0), (rows, picture.shape[1]))
    side = min(TUNE_SIDE, rows - rows % 16)
    pieces, targets = [], []
    for corner in detection.piece_corners(picture.shape[:2], side, side // 2):
        for view in range(8):
            piece, inside = viewed(*detection.crop(picture, drawn, corner, (side, side), 0.3)[:2], view)
            pieces.append(piece)
            targets.append(target_of(inside, side))
    return (*maps_of(np.stack(pieces)), np.stack(targets)), len(drawn)


def tune(case, seed):
    """Learn from a few new boxes, and judge on the right half of the new place, and at home."""
    place, rows, start = TUNED[case]
    head = models.detector_head(body()[0])
    models.set_weights(head, trained(FIRST, seed) if start == KNOWING else started(seed))
    examples, count = tuning_examples(place, rows)
    fit(head, examples, LOSSES[FOCAL], seed, TUNE_STEPS, TUNE_BATCH, TUNE_RATE, falling=False)
    return judge_right(head, place) | {
        "boxes learned": (count, ""),
        f"AP at 0.5, {HOME}": (precision(find(head, HOME), places()[HOME][1]), ""),
    }


def judge_right(head, place):
    """Judge a head on the right half of a new place."""
    found = find(head, place, "right", side=TUNE_SIDE)
    return {f"AP at 0.5, {place}, right half": (precision(found, part_of(place, "right")[1]), "")}


def judge_views(head):
    """Judge a head on the home and its neighbor, seen in eight ways."""
    return {
        f"AP at 0.5, {place}, view {view}": (precision(find(head, place, "", view), part_of(place, "", view)[1]), "")
        for place in JUDGED[:2]
        for view in range(8)
    }


def measure(case, seed):
    """Run one case and judge it."""
    if case == GREEN:
        found = [green(place) for place in (CHOOSERS, *JUDGED)]
        return judge(found), found
    if case in TUNED:
        return tune(case, seed), None
    random = case in TRAININGS and TRAININGS[case][1] == RANDOM
    head = models.detector_head(body(random)[0])
    models.set_weights(head, trained(FIRST if case == BEFORE else VIEWS.get(case, case), seed))
    if case in VIEWS:
        return judge_views(head), None
    if case == BEFORE:
        return judge_right(head, NEW[0]) | judge_right(head, NEW[1]), None
    found = [find(head, place, random=random) for place in (CHOOSERS, *JUDGED)]
    return judge(found), found


if __name__ == "__main__":
    results.collect("trees", RUNS, measure, DETERMINED_BY)
