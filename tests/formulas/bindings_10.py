"""The letters of chapters 10 to 14, and of the docstrings that repeat them."""

import keras
import numpy as np
from scipy.ndimage import gaussian_filter

from formulas.binding import bound
from kernelbook import data, detection, driving, evaluation, faces, segmentation
from kernelbook.driving import camera, expert


def masks():
    """Return two boxes that overlap, as masks of the pixels inside."""
    A, B = np.zeros((9, 8), bool), np.zeros((9, 8), bool)
    A[1:6, 2:7], B[3:9, 1:5] = True, True
    return A, B


def box(mask):
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    return [rows[0], columns[0], rows[-1] + 1, columns[-1] + 1]


@bound(r"10_find_digits: \text{IoU}(A,B)", r"detection.boxes.iou: \text{IoU}(A,B)")
def boxes(draw):
    A, B = masks()
    return {"A": A, "B": B, "IoU": lambda A, B: detection.iou([box(A)], [box(B)])[0, 0]}


@bound(r"14_follow_nuclei: \text{IoU}", r"evaluation.regions.intersection_over_union: \text{IoU}")
def overlap(draw):
    A, B = masks()
    counts = {"TP": (A & B).sum(), "FP": (B & ~A).sum(), "FN": (A & ~B).sum()}
    return {**counts, "A": A, "B": B, "IoU": evaluation.intersection_over_union(A, B)}


@bound("evaluation.regions.regions_f1: F_1")
def regions(draw):
    """Three regions, of which two are found, and three alarms."""
    truth = np.array([[1, 1, 1, 0, 2, 2, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0]])
    found = np.array([[1, 1, 1, 0, 2, 2, 0, 0, 0, 0, 4, 4, 0, 5, 0, 6]])
    pairs, missed, alarms = evaluation.match_regions(truth, found)
    counts = {"TP": len(pairs), "FN": len(missed), "FP": len(alarms)}
    return {**counts, "F_1": evaluation.regions_f1(truth, found)}


@bound("10_find_digits: W_{(m,n,c),k}")
def dense_as_convolution(draw):
    """The weights of a dense layer behind a Flatten, and those that the library makes of them."""
    parts = [keras.layers.Input((6, 5, 1)), keras.layers.Conv2D(2, (3, 2)), keras.layers.Flatten()]
    model = keras.Sequential([*parts, keras.layers.Dense(3)])
    W, K = model.layers[-1].get_weights()[0], detection.fully_convolutional(model).layers[-1].get_weights()[0]
    return {"W": W.reshape(4, 4, 2, 3), "K": K}


@bound(r"10_find_digits: \text{AP}", r"detection.precision.average_precision: \text{AP}")
def average_precision(draw):
    right = np.array([True, False, True, True, False, True, False])
    precision, recall = detection.precision_recall(-np.arange(7.0), right, 5)
    both = {"p": precision, "r_": recall, "precision": precision, "recall": recall}
    return {**both, "AP": detection.average_precision(precision, recall)}


def six_cells(draw):
    """Return answers and target of six cells of three classes and none, of which two should name a class; letters."""
    answers, target = draw(1, 2, 3, 8), np.zeros((1, 2, 3, 5))
    target[0, 0, 1], target[0, 1, 2] = [2, 1.5, 2.5, 0.7, 1.2], [3, 0.6, 1.7, 2.1, 0.9]
    y, D = target[0, ..., 0].ravel().astype(int), [1, 5]
    boxes = [np.concatenate([-side[:2], side[2:]]) for side in target.reshape(6, 5)[:, 1:]]
    ours = [np.concatenate([-side[:2], side[2:]]) for side in np.exp(answers.reshape(6, 8)[:, -4:])]
    shared = np.array(
        [detection.iou([a], [b])[0, 0] if c in D else 0.0 for c, (a, b) in enumerate(zip(ours, boxes, strict=True))]
    )
    p = evaluation.softmax(answers.reshape(6, 8)[:, :4])
    letters = {"p": p, "y": y, "IoU": shared, "C": list(range(6)), "D": D}
    return np.float32(target), np.float32(answers), letters


@bound("detection.cells.loss: L")
def detector_loss(draw):
    target, answers, letters = six_cells(draw)
    return {**letters, "L": float(detection.cells.loss(target, answers))}


@bound("detection.focal.focal_loss: L", "17_find_trees: L")
def focal_loss(draw):
    target, answers, letters = six_cells(draw)
    alpha = np.where(np.isin(letters["C"], letters["D"]), 0.3, 0.7)
    return {**letters, "alpha": alpha, "gamma": 1.7, "L": float(detection.focal_loss(1.7, 0.3)(target, answers))}


@bound("segmentation.crowns.find_crowns: E")
def greenness(draw):
    R, G, B = draw(3)
    return {"R": R, "G": G, "B": B, "E": np.dot(segmentation.GREENNESS, [R, G, B])}


@bound(
    r"11_label_every_pixel: \text{IoU}_k",
    *(rf"evaluation.pixels.overlap_by_class: \text{{{name}}}_k" for name in ("IoU", "Dice")),
)
def overlap_by_class(draw):
    C = np.array([[6, 1, 4], [3, 9, 2], [5, 7, 8]])
    return {"C": C, **dict(zip(("IoU", "Dice"), evaluation.overlap_by_class(C), strict=True))}


def pixels(draw):
    logits, y = draw(1, 4, 5, 3), np.arange(20).reshape(4, 5) * 7 % 3
    return logits, {"p": evaluation.softmax(logits.reshape(20, 3)).reshape(4, 5, 3), "y": y}


@bound("11_label_every_pixel: L", "segmentation.losses.weighted_cross_entropy: L")
def weighted(draw):
    logits, letters = pixels(draw)
    w = np.array([0.7, 2.3, 1.6])
    loss = segmentation.weighted_cross_entropy(w)(letters["y"][np.newaxis], np.float32(logits))
    return {**letters, "w": w, "L": float(loss)}


@bound("segmentation.losses.dice_loss: L")
def dice(draw):
    logits, letters = pixels(draw)
    loss = segmentation.dice_loss(letters["y"][np.newaxis], np.float32(logits))
    return {**letters, "K": [0, 1, 2], "L": float(loss)}


@bound("11_label_every_pixel: L #2")
def dice_of_answers(draw):
    """With answers that are sure, probabilities are masks, and the loss is one minus the mean Dice coefficient."""
    y, answer = np.arange(20).reshape(4, 5) * 7 % 3, np.arange(20).reshape(4, 5) * 5 % 7 % 3
    C = evaluation.confusion_matrix(y.ravel(), answer.ravel(), classes=3)
    return {"p": np.eye(3)[answer], "y": y, "L": 1 - evaluation.overlap_by_class(C)[1].mean()}


@bound("12_verify_faces: Z", "faces.search.local_contrast_normalization: Z")
def local_contrast(draw):
    """G is the deviation of the Gaussian, and * blurs by it."""
    X = draw(9, 7)
    blur = lambda G, X: gaussian_filter(np.float32(X), G, mode="nearest")  # noqa: E731
    return {"X": np.float32(X), "G": 1.5, "*": blur, "Z": faces.local_contrast_normalization(X, sigma=1.5)}


def margins(draw, margin):
    theta = np.array([0.4, 1.1, 2.3])
    z = np.asarray(faces.arcface(np.cos(theta)[np.newaxis], [1], margin, 7.0))[0]
    return {"theta": theta, "y": 1, "m": margin, "s": 7.0, "z": z}


@bound("12_verify_faces: z_j")
def scaled(draw):
    return margins(draw, 0.0)


@bound("12_verify_faces: z_y", "faces.identity.arcface: z_j")
def with_margin(draw):
    return margins(draw, 0.3)


def steered(ahead, right):
    """Return what `pursue` makes of a target: the angle of the wheels, and the circle that the car drives."""
    delta = driving.pursue([0, 0], 0.0, [ahead, right]) * expert.LARGEST
    beta = np.arctan(np.tan(delta) / 2)
    R, d = expert.LENGTH / (2 * np.sin(beta)), np.hypot(ahead, right)
    letters = {"u": ahead, "r": right, "d": d, "R": R, "L": expert.LENGTH}
    return {**letters, "alpha": np.arctan2(right, ahead), "beta": beta, "delta": delta}


@bound(
    *(rf"13_steer_a_car: {left}" for left in ("u^2+(r-R)^2", "u^2+r^2", r"\frac{1}{R}")),
    "13_steer_a_car inline: u^2+r^2",
    *(rf"driving.expert.pursue: {left}" for left in (r"\sin\beta", r"\delta")),
)
def pursuit(draw):
    return [steered(6.0, 1.3), steered(5.0, -0.7)]


def look(axis):
    """Return the letters of one pixel, of a map that is as bright as the place along an axis."""
    picture = np.indices((200, 220))[1 - axis] / camera.SCALE
    position, heading = (55.3, 48.7), 0.6
    frame = driving.look(picture, (0.0, 0.0), position, heading)
    letters = {"x": position[0], "y": position[1], "varphi": heading, "value": frame[10, 50]}
    return {**letters, "u": camera.AHEAD[10, 0], "r": camera.RIGHT[0, 50]}


@bound("driving.camera.look: expression")
def seen_along_x(draw):
    return look(0)


@bound("driving.camera.look: expression #2")
def seen_along_y(draw):
    return look(1)


@bound("data.arrays.shift: Y_{b,i,j}", zero_outside=("X",))
def shift(draw):
    X, r, c = draw(3, 4, 5), np.array([1, -2, 0]), np.array([-1, 2, 3])
    return {"X": X, "r": r, "c": c, "Y": data.shift(X, r, c)}


@bound(*(rf"detection.precision.precision_recall: \text{{{name}}}_k" for name in ("precision", "recall")))
def first_boxes(draw):
    right = np.array([True, False, True, True, False, True, False])
    precision, recall = detection.precision_recall(-np.arange(7.0), right, 5)
    letters = {"precision": precision, "recall": recall, "true boxes": 5, "ranges": {"k": range(1, 8)}}
    return {**letters, "middle": {"precision": -1, "recall": -1}, "right among the first": lambda k: right[:k].sum()}
