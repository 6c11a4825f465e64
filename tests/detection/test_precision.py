from types import SimpleNamespace

import numpy as np
import pytest

from kernelbook import detection, scenes
from kernelbook.detection import Detections
from oracles import coco_mean_average_precision


def test_match_takes_the_best_true_box_and_each_once():
    truth = [[0, 0, 10, 10], [0, 6, 10, 16]]
    found = [[0, 5, 10, 15], [0, 1, 10, 11], [0, 6, 10, 16], [30, 30, 40, 40]]
    assert detection.match(found, [0.9, 0.8, 0.7, 0.6], truth).tolist() == [True, True, False, False]
    assert detection.match(found, [0.7, 0.8, 0.9, 0.6], truth).tolist() == [False, True, True, False]
    assert detection.match(found, [0.9, 0.8, 0.7, 0.6], np.zeros((0, 4))).tolist() == [False] * 4
    assert detection.match(np.zeros((0, 4)), [], truth).tolist() == []
    with pytest.raises(ValueError, match="scores has 1 numbers"):
        detection.match(found, [0.5], truth)


def test_average_precision_by_hand():
    precision, recall = detection.precision_recall([0.9, 0.8, 0.7, 0.6], [True, False, True, False], 2)
    np.testing.assert_allclose(precision, [1, 1 / 2, 2 / 3, 1 / 2])
    np.testing.assert_allclose(recall, [0.5, 0.5, 1, 1])
    assert detection.average_precision(precision, recall) == pytest.approx((51 + 50 * 2 / 3) / 101)
    assert detection.average_precision([], []) == 0


@pytest.mark.parametrize("count", [0, 1])
def test_precision_recall_refuses_fewer_true_boxes_than_hits(count):
    with pytest.raises(ValueError, match="expected one true box at least"):
        detection.precision_recall([1, 2], [True, True], count)


def random_images(seed, count=12):
    """Make true and found boxes that overlap by various amounts."""
    generator = np.random.default_rng(seed)
    truth, found = [], []
    for _ in range(count):
        m = generator.integers(0, 6)
        corners = generator.uniform(0, 60, (m, 2))
        true = np.concatenate([corners, corners + generator.uniform(8, 30, (m, 2))], axis=1)
        labels = generator.integers(0, 3, m)
        near = np.repeat(true, 2, axis=0) + generator.normal(0, 2, (2 * m, 4))
        guessed = np.where(generator.random(2 * m) < 0.8, np.repeat(labels, 2), generator.integers(0, 3, 2 * m))
        keep = (near[:, 2:] - near[:, :2] > 1).all(axis=1)
        found.append(Detections(near[keep], guessed[keep], generator.random(keep.sum())))
        truth.append(scenes.Scene(np.zeros((96, 96)), true, labels, np.zeros((96, 96))))
    return found, truth


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("thresholds", [(0.5,), (0.75,), detection.COCO_THRESHOLDS], ids=str)
@pytest.mark.usefixtures("capsys")
def test_mean_average_precision_is_that_of_the_coco_tools(seed, thresholds):
    found, truth = random_images(seed)
    expected = coco_mean_average_precision(found, truth, thresholds)
    assert detection.mean_average_precision(found, truth, thresholds) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_over_classes_is_the_mean_average_precision(seed):
    found, truth = random_images(seed)
    by_class = detection.average_precision_by_class(found, truth, detection.COCO_THRESHOLDS)
    assert sorted(by_class) == sorted({int(label) for image in truth for label in image.labels})
    mean = detection.mean_average_precision(found, truth, detection.COCO_THRESHOLDS)
    assert np.mean(list(by_class.values())) == pytest.approx(mean)
    for label, figure in by_class.items():
        only = [image.take(image.labels == label) for image in found]
        true = [Detections(image.boxes[k], image.labels[k], k[k]) for image in truth for k in [image.labels == label]]
        assert figure == pytest.approx(detection.mean_average_precision(only, true, detection.COCO_THRESHOLDS))


def test_mean_average_precision_of_nothing():
    found, truth = random_images(0)
    nothing = Detections(np.zeros((0, 4)), np.zeros(0, int), np.zeros(0))
    assert detection.mean_average_precision([nothing] * len(truth), truth) == 0
    perfect = [Detections(image.boxes, image.labels, np.ones(len(image.labels))) for image in truth]
    assert detection.mean_average_precision(perfect, truth, detection.COCO_THRESHOLDS) == 1
    empty = [scenes.Scene(np.zeros((8, 8)), np.zeros((0, 4)), np.zeros(0, int), np.zeros((8, 8)))]
    with pytest.raises(ValueError, match="truth holds no box at all"):
        detection.mean_average_precision([nothing], empty)
    with pytest.raises(ValueError, match="expected as many"):
        detection.mean_average_precision(found, truth[1:])


def one_pair(found, true=(0, 0, 10, 10)):
    """Make one image with one true box, and one that was found."""
    return [Detections([found], [1], [0.9])], [SimpleNamespace(boxes=np.array([true], float), labels=np.array([1]))]


@pytest.mark.parametrize("percent", range(50, 101, 5))
@pytest.mark.usefixtures("capsys")
def test_mean_average_precision_at_a_tie_is_that_of_the_coco_tools_however_thresholds_are_built(percent):
    found, truth = one_pair((0, 0, 100, percent), (0, 0, 100, 100))
    expected = coco_mean_average_precision(found, truth, np.linspace(0.5, 0.95, 10))
    steps = [0.5]
    while len(steps) < 10:
        steps.append(steps[-1] + 0.05)
    for thresholds in (detection.COCO_THRESHOLDS, np.arange(0.5, 1, 0.05), steps, np.arange(10, 20) * 0.05):
        assert detection.mean_average_precision(found, truth, thresholds) == pytest.approx(expected, abs=1e-9)


def test_coco_thresholds_are_those_of_the_coco_tools():
    cocoeval = pytest.importorskip("pycocotools.cocoeval", reason="pycocotools is not installed")
    assert tuple(cocoeval.Params("bbox").iouThrs.tolist()) == detection.COCO_THRESHOLDS


def test_match_takes_an_overlap_equal_to_the_threshold_and_a_threshold_of_one():
    assert detection.match([[0, 0, 10, 6]], [0.9], [[0, 0, 10, 10]], 0.5 + 0.05 + 0.05).tolist() == [True]
    assert detection.match([[0, 0, 3, 1]], [0.9], [[0, 0, 2, 1]], 2 / 3).tolist() == [True]
    assert detection.match([[0, 0, 10, 6]], [0.9], [[0, 0, 10, 10]], 0.601).tolist() == [False]
    assert detection.match([[0.1, 0, 1.1, 3]], [0.9], [[0.1, 0, 1.1, 3]], 1).tolist() == [True]


@pytest.mark.usefixtures("capsys")
def test_match_takes_the_last_of_equal_overlaps_as_the_coco_tools_do():
    truth = [SimpleNamespace(boxes=np.array([[0, 0, 10, 10], [0, 4, 10, 14.0]]), labels=np.array([0, 0]))]
    found = [Detections([[0, 2, 10, 12], [0, 4, 10, 14], [0, 0, 10, 10]], [0, 0, 0], [0.9, 0.8, 0.7])]
    assert detection.match(found[0].boxes, found[0].scores, truth[0].boxes).tolist() == [True, False, True]
    expected = coco_mean_average_precision(found, truth, (0.5,))
    assert detection.mean_average_precision(found, truth) == pytest.approx(expected, abs=1e-9)


@pytest.mark.usefixtures("capsys")
def test_mean_average_precision_stops_at_a_hundred_boxes_as_the_coco_tools_do():
    wrong = [[20 + 2 * k, 20, 21 + 2 * k, 30] for k in range(149)]
    found = [Detections([*wrong, [0, 0, 10, 10]], [1] * 150, np.linspace(1, 0.1, 150))]
    truth = one_pair([0, 0, 10, 10])[1]
    assert detection.mean_average_precision(found, truth) == coco_mean_average_precision(found, truth, (0.5,)) == 0
    assert detection.mean_average_precision(found, truth, limit=None) == pytest.approx(1 / 150)
    assert detection.mean_average_precision(found, truth, limit=150) == pytest.approx(1 / 150)


BOX, SCENE = [[0, 0, 8, 8]], SimpleNamespace(boxes=[[0, 0, 8, 8]], labels=[1])
TURNED = SimpleNamespace(boxes=[[8, 0, 0, 8]], labels=[1])
FOUND = Detections(BOX, [1], [0.9])
REFUSED = {
    "threshold=50: expected a share from 0 to 1, such as 0.5 for 50%": lambda: detection.match(BOX, [1.0], BOX, 50),
    "threshold=0: expected a number above 0": lambda: detection.match(BOX, [1.0], BOX, 0),
    "scores holds NaN": lambda: detection.match(BOX, [np.nan], BOX),
    r"truth\[0\] is \[8": lambda: detection.match(BOX, [1.0], TURNED.boxes),
    "scores has 1 items and right 2": lambda: detection.precision_recall([0.9], [True, False], 2),
    "right has dtype float64: expected booleans": lambda: detection.precision_recall([0.9], [0.8], 2),
    "count=2.5: expected one true box": lambda: detection.precision_recall([0.9], [True], 2.5),
    "precision has values from 50 to 100": lambda: detection.average_precision([100, 50], [0.5, 1]),
    "precision has 1 items and recall 2": lambda: detection.average_precision([1.0], [0.5, 1]),
    "recall falls": lambda: detection.average_precision([1.0, 0.5], [1, 0.5]),
    "found is a Detections: expected a list": lambda: detection.mean_average_precision(FOUND, [SCENE]),
    r"found\[0\] is a list": lambda: detection.mean_average_precision([BOX], [SCENE]),
    r"truth\[0\] is a list": lambda: detection.mean_average_precision([FOUND], [BOX]),
    r"truth\[0\].boxes\[0\] is \[8": lambda: detection.mean_average_precision([FOUND], [TURNED]),
    r"truth\[0\].boxes has 1 items and truth\[0\].labels 2": lambda: detection.mean_average_precision(
        [FOUND], [SimpleNamespace(boxes=BOX, labels=[1, 2])]
    ),
    r"thresholds has shape \(\): expected \(k,\)": lambda: detection.mean_average_precision([FOUND], [SCENE], 0.5),
    r"thresholds\[1\]=75": lambda: detection.mean_average_precision([FOUND], [SCENE], [0.5, 75]),
    "limit=0": lambda: detection.mean_average_precision([FOUND], [SCENE], limit=0),
}


@pytest.mark.parametrize("message", REFUSED)
def test_measures_of_detections_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
