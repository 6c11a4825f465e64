"""Good arguments of `kernelbook.detection` and `kernelbook.segmentation`."""

from types import SimpleNamespace

import numpy as np

from bad_arguments.spoiled import Call, Made
from kernelbook import detection, models, segmentation

BOXES = np.array([[0.0, 0, 8, 8], [4, 4, 12, 12], [0, 4, 16, 12]])
SCORES, LABELS = np.array([0.9, 0.8, 0.7]), np.array([1, 2, 3])
IMAGE = np.random.default_rng(0).random((32, 36)).astype(np.float32)
MASK, REGIONS = IMAGE > 0.7, np.diag([1, 1, 0, 2])
NO_BOXES = "an empty list holds no boxes"
FOUND = [detection.Detections(BOXES, LABELS, SCORES)]
TRUTH = [SimpleNamespace(boxes=BOXES, labels=LABELS)]
TARGET = detection.encode(BOXES, LABELS, 16)[np.newaxis]
LOGITS = np.zeros((2, 4, 4, 3), np.float32)
PICTURE = np.random.default_rng(1).integers(0, 256, (16, 20, 3), np.uint8)
CORNERS = np.array([[0, 0], [0, 4]])
FOUND_TWICE = [detection.Detections(BOXES, LABELS, SCORES)] * 2
OTHER_BOXES = {"boxes: empty": NO_BOXES, "boxes: one less": "other boxes"}
VALUES = "a loss inside a graph sees no values; NaN gives NaN"


def focal(gamma, alpha, target, answers):
    return detection.focal_loss(gamma, alpha)(target, answers)


def find(pieces):
    return [detection.Detections([], [], [])] * len(pieces)


def weighted(weights, truth, logits):
    return segmentation.weighted_cross_entropy(weights)(truth, logits)


CALLS = [
    Call(
        "kernelbook.detection.Detections",
        {"boxes": BOXES, "labels": LABELS, "scores": SCORES},
    ),
    Call(
        "kernelbook.detection.iou",
        {"a": BOXES, "b": BOXES},
        {"a: empty": NO_BOXES, "b: empty": NO_BOXES} | {"a: one less": "other boxes", "b: one less": "other boxes"},
    ),
    Call("kernelbook.detection.non_max_suppression", {"boxes": BOXES, "scores": SCORES, "threshold": 0.5}),
    Call("kernelbook.detection.encode", {"boxes": BOXES, "labels": LABELS, "size": 16, "stride": 4}),
    Call(
        "kernelbook.detection.without_cell",
        {"boxes": BOXES, "size": 16, "stride": 4},
        {"boxes: empty": NO_BOXES, "boxes: one less": "other boxes"},
    ),
    Call(
        "kernelbook.detection.decode",
        {"answers": np.zeros((4, 5, 7)), "score": 0.05, "overlap": 0.4, "stride": 4},
        {"answers: one less": "a lower scene"},
    ),
    Call(
        "kernelbook.detection.loss",
        {"target": TARGET, "answers": np.zeros((1, 4, 4, 9), np.float32)},
        {"target: nan": VALUES, "answers: nan": VALUES},
    ),
    Call(
        "bad_arguments.detection.focal",
        {"gamma": 2.0, "alpha": 0.25, "target": TARGET, "answers": np.zeros((1, 4, 4, 9), np.float32)},
        {"target: nan": VALUES, "answers: nan": VALUES, "alpha: none": "all cells count alike"},
    ),
    Call("kernelbook.detection.focal_loss", {"gamma": 2.0, "alpha": 0.25}, {"alpha: none": "all cells count alike"}),
    Call(
        "kernelbook.detection.crop",
        {"picture": PICTURE, "boxes": BOXES, "corner": (2, 3), "size": (12, 10), "visible": 0.5},
        OTHER_BOXES | {"picture: one less": "a smaller picture"},
    ),
    Call("kernelbook.detection.flip", {"picture": PICTURE, "boxes": BOXES}, OTHER_BOXES),
    Call("kernelbook.detection.turn", {"picture": PICTURE, "boxes": BOXES, "quarters": 1}, OTHER_BOXES),
    Call("kernelbook.detection.scale", {"picture": PICTURE, "boxes": BOXES, "factor": 1.5}, OTHER_BOXES),
    Call("kernelbook.detection.piece_corners", {"size": (16, 20), "side": 16, "overlap": 4}),
    Call(
        "kernelbook.detection.join_pieces",
        {
            "found": FOUND_TWICE,
            "corners": CORNERS,
            "size": (16, 20),
            "side": 16,
            "margin": 4.0,
            "threshold": 0.4,
        },
    ),
    Call(
        "kernelbook.detection.find_in_pieces",
        {"find": find, "picture": PICTURE, "side": 12, "overlap": 4, "margin": 4.0, "threshold": 0.4},
        {"picture: one less": "a smaller picture"},
    ),
    Call(
        "kernelbook.detection.split_by_pieces",
        {"found": FOUND[0], "truth": FOUND[0], "size": (16, 20), "side": 8},
    ),
    Call(
        "kernelbook.detection.match",
        {"boxes": BOXES, "scores": SCORES, "truth": BOXES, "threshold": 0.5},
        {"truth: empty": NO_BOXES, "truth: one less": "other boxes"},
    ),
    Call("kernelbook.detection.precision_recall", {"scores": SCORES, "right": SCORES > 0.75, "count": 4}),
    Call(
        "kernelbook.detection.average_precision",
        {"precision": np.array([1.0, 0.5, 0.67]), "recall": np.array([0.25, 0.25, 0.5])},
    ),
    Call(
        "kernelbook.detection.mean_average_precision",
        {"found": FOUND, "truth": TRUTH, "thresholds": np.array([0.5, 0.75]), "limit": 100},
        {"thresholds: one less": "another figure", "limit: none": "None counts all"},
    ),
    Call(
        "kernelbook.detection.average_precision_by_class",
        {"found": FOUND, "truth": TRUTH, "thresholds": np.array([0.5, 0.75]), "limit": 100},
        {"thresholds: one less": "another figure", "limit: none": "None counts all"},
    ),
    Call(
        "kernelbook.detection.read_windows",
        {"model": Made(models.digit_network), "image": IMAGE, "stride": 4},
        {"image: one less": "a smaller scene"},
    ),
    Call("kernelbook.detection.fully_convolutional", {"model": Made(models.digit_network)}),
    Call(
        "bad_arguments.detection.weighted",
        {"weights": np.ones(3), "truth": LOGITS[..., 0].astype(int), "logits": LOGITS},
        {"logits: nan": VALUES},
    ),
    Call(
        "kernelbook.segmentation.weighted_cross_entropy",
        {"weights": np.array([1.0, 9.0])},
        {"weights: one less": "a class less"},
    ),
    Call(
        "kernelbook.segmentation.dice_loss",
        {"truth": LOGITS[..., 0].astype(int), "logits": LOGITS},
        {"logits: nan": VALUES},
    ),
    Call(
        "kernelbook.segmentation.segment",
        {"network": Made(models.unet), "images": IMAGE[np.newaxis, ..., np.newaxis], "multiple": 4},
    ),
    Call(
        "kernelbook.segmentation.sample_patches",
        {
            "image": IMAGE,
            "mask": MASK,
            "n": 2,
            "side": 8,
            "generator": Made(lambda: np.random.default_rng(0)),
            "brightest": 1.4,
        },
    ),
    Call(
        "kernelbook.segmentation.find_crowns",
        {
            "picture": PICTURE,
            "weights": (-1.0, 2.0, -1.0),
            "blur": 2.0,
            "smoothing": 3.0,
            "depth": 1.0,
            "smallest": 15,
        },
        {"picture: one less": "a smaller picture"},
    ),
    Call(
        "kernelbook.segmentation.paste",
        {
            "background": PICTURE,
            "photograph": np.ones((4, 5, 3), np.uint8),
            "mask": np.ones((4, 5)),
            "place": (1, 2),
            "scale": 1.0,
        },
        {"background: one less": "a smaller background"},
    ),
    Call(
        "kernelbook.segmentation.split_touching",
        {"mask": MASK, "smoothing": 1.0, "depth": 0.5},
        {
            "mask: empty": "no pixel, no region",
            "mask: one less": "a smaller mask",
            "depth: infinite": "nothing is cut",
            "depth: percent": "50 pixels",
        },
    ),
    Call(
        "kernelbook.segmentation.measure_regions",
        {"regions": REGIONS, "clear_border": True},
        {"regions: one less": "fewer pixels", "regions: empty": "no pixel, no region"},
    ),
]
