"""What the lab "Boxes" is given are trees and detections of chapter 17's results, and the part of its photograph."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from kernelbook import data, detection, results
from pages import detections


@pytest.fixture(scope="module")
def given():
    return detections.detections()


def test_the_photograph_is_the_part_of_the_neighbor(given):
    with Image.open(io.BytesIO(base64.b64decode(given["photograph"]))) as file:
        shown = np.array(file).astype(float)
    whole = data.load_trees()["neighbor"][0].astype(float)
    assert shown.shape == (320, 320, 3)
    assert np.abs(shown - whole[:320, 480:800]).mean() < 8, "packed harder than it came"
    assert np.abs(shown - whole[:320, 470:790]).mean() > 12


def test_boxes_are_those_whose_middle_lies_in_the_part(given):
    trees = np.array(given["trees"]) / 16 + [0, 480, 0, 480]
    drawn = data.load_trees()["neighbor"][1]
    assert set(map(tuple, trees)) <= set(map(tuple, drawn))
    middle = (drawn[:, :2] + drawn[:, 2:]) / 2
    assert len(trees) == ((middle[:, 0] < 320) & (middle[:, 1] >= 480) & (middle[:, 1] < 800)).sum()


def test_detections_are_the_stored_ones_of_the_neighbor(given):
    stored = [results.read("trees").detections("focal loss, turned", seed)[2] for seed in range(5)]
    drawn = data.load_trees()["neighbor"][1]
    found = detection.match(stored[0].boxes, stored[0].scores, drawn)
    precision = detection.average_precision(*detection.precision_recall(stored[0].scores, found, len(drawn)))
    kept = results.read("trees").values("focal loss, turned", "AP at 0.5, neighbor")[0]
    assert round(precision, 3) == pytest.approx(kept, abs=0.001), "place 2 is the neighbor"
    boxes = np.array(given["one"]["boxes"]) / 16 + [0, 480, 0, 480]
    assert set(map(tuple, boxes)) <= set(map(tuple, stored[0].boxes))
    every = {tuple(box) for each in stored for box in each.boxes}
    assert {tuple(np.array(box) / 16 + [0, 480, 0, 480]) for box in given["many"]["boxes"]} <= every
    assert min(given["many"]["scores"]) >= 0.4 * 65535


def test_most_trees_that_a_box_of_five_trainings_overlaps_have_more_than_one(given):
    overlap = detection.iou(np.array(given["many"]["boxes"]), np.array(given["trees"]))
    boxes = (overlap >= 0.5).sum(axis=0)
    assert (boxes > 1).sum() > (boxes == 1).sum(), "as the page says"
