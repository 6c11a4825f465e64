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
