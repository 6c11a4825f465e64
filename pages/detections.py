"""What the lab "Boxes" shows: a part of chapter 17's photograph of the neighbor, its trees, and what was found."""

import base64
import io

import numpy as np
from PIL import Image

from kernelbook import data, results
from kernelbook.results.boxes import FINE

CASE, PLACE, PLACE_NUMBER = "focal loss, turned", "neighbor", 2
CORNER, SIDE = (0, 480), 320
SURE = 0.4  # what all five trainings found is shown from this score on
LEVELS = 65535


def within(boxes):
    """Return which boxes have their middle in the part: ndarray of bool, shape (m,)."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2 - CORNER
    return ((middle >= 0) & (middle < SIDE)).all(axis=1)


def trees():
    """Return the boxes that people drew, shape (n, 4), in pixels of the photograph."""
    boxes = data.load_trees()[PLACE][1]
    return boxes[within(boxes)]


def found(seeds=(0,), least=0.0):
    """Return boxes and scores of what trainings found, one after the other."""
    stored = results.read("trees")
    lists = [stored.detections(CASE, seed)[PLACE_NUMBER] for seed in seeds]
    boxes, scores = (np.concatenate([getattr(each, name) for each in lists]) for name in ("boxes", "scores"))
    chosen = within(boxes) & (scores >= least)
    return boxes[chosen], scores[chosen]


def photograph():
    """Return the part as a JPEG in base 64."""
    top, left = CORNER
    picture, file = data.load_trees()[PLACE][0][top : top + SIDE, left : left + SIDE], io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=60)
    return base64.b64encode(file.getvalue()).decode("ascii")


def in_part(boxes):
    """Return boxes in sixteenths of a pixel from the part's corner, as whole numbers."""
    return np.rint(FINE * (boxes - np.tile(CORNER, 2))).astype(int).tolist()


def detections():
    """Return the photograph, the trees, what the first training found, and what all five did."""
    one, many = found(), found(range(5), SURE)
    listed = {
        name: {"boxes": in_part(boxes), "scores": np.rint(LEVELS * scores).astype(int).tolist()}
        for name, (boxes, scores) in (("one", one), ("many", many))
    }
    return {"side": SIDE, "photograph": photograph(), "trees": in_part(trees())} | listed
