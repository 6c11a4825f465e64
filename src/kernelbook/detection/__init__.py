"""Finding things in images: boxes, what a network says about them, and how good that is."""

from kernelbook.detection.boxes import Detections, iou, non_max_suppression
from kernelbook.detection.cells import decode, encode, loss, without_cell
from kernelbook.detection.classes import average_precision_by_class
from kernelbook.detection.focal import focal_loss
from kernelbook.detection.moves import crop, flip, scale, turn
from kernelbook.detection.pieces import find_in_pieces, join_pieces, piece_corners, split_by_pieces
from kernelbook.detection.precision import (
    COCO_THRESHOLDS,
    average_precision,
    match,
    mean_average_precision,
    precision_recall,
)
from kernelbook.detection.windows import fully_convolutional, read_windows
from kernelbook.renamed import old_names

__all__ = [
    "COCO_THRESHOLDS",
    "Detections",
    "average_precision",
    "average_precision_by_class",
    "crop",
    "decode",
    "encode",
    "find_in_pieces",
    "flip",
    "focal_loss",
    "fully_convolutional",
    "iou",
    "join_pieces",
    "loss",
    "match",
    "mean_average_precision",
    "non_max_suppression",
    "piece_corners",
    "precision_recall",
    "read_windows",
    "scale",
    "split_by_pieces",
    "turn",
    "without_cell",
]
__getattr__ = old_names(__name__, {"suppress": "non_max_suppression"})
