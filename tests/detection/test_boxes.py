import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import detection
from strategies import boxes


def painted(box, size=40):
    canvas = np.zeros((size, size), bool)
    top, left, bottom, right = box.astype(int)
    canvas[top:bottom, left:right] = True
    return canvas


def test_iou_by_hand():
    a = [[0, 0, 2, 2], [0, 0, 4, 4], [0, 0, 2, 2]]
    b = [[1, 1, 3, 3], [0, 0, 2, 4], [5, 5, 6, 6]]
    np.testing.assert_allclose(np.diag(detection.iou(a, b)), [1 / 7, 1 / 2, 0])
    np.testing.assert_allclose(detection.iou(a, a).diagonal(), 1)


@given(boxes(), boxes())
def test_iou_counts_pixels(a, b):
    expected = np.zeros((len(a), len(b)))
    for i, j in np.ndindex(expected.shape):
        p, q = painted(a[i]), painted(b[j])
        expected[i, j] = (p & q).sum() / (p | q).sum()
    np.testing.assert_allclose(detection.iou(a, b), expected)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([[0, 0, 0, 2]], r"boxes\[0\] is \[0.0, 0.0, 0.0, 2.0\]: expected top < bottom"),
        ([[0, 0, 1, 1], [3, 0, 1, 2]], r"boxes\[1\]"),
        ([[0, 0, np.nan, 2]], "all finite"),
        ([0, 0, 1, 1], r"shape \(4,\): expected \(m, 4\)"),
        (np.zeros((2, 3)), r"expected \(m, 4\)"),
    ],
)
def test_non_max_suppression_refuses_boxes_without_area(wrong, message):
    with pytest.raises(ValueError, match=message):
        detection.non_max_suppression(wrong, np.ones(len(wrong)))


def test_non_max_suppression_by_hand():
    three = [[0, 0, 10, 10], [0, 4, 10, 14], [0, 8, 10, 18]]  # each overlaps the next by 6/14
    assert detection.non_max_suppression(three, [0.9, 0.8, 0.7], 0.4).tolist() == [
        0,
        2,
    ]  # the third is not hit by the dropped one
    assert detection.non_max_suppression(three, [0.8, 0.9, 0.7], 0.4).tolist() == [1]
    assert detection.non_max_suppression(three, [0.8, 0.9, 0.7], 0.5).tolist() == [1, 0, 2]
    assert detection.non_max_suppression(np.zeros((0, 4)), []).tolist() == []


@given(boxes(), st.floats(0, 1))
def test_non_max_suppression_keeps_boxes_apart_and_drops_none_without_a_reason(found, threshold):
    scores = np.random.default_rng(len(found)).random(len(found))
    kept = detection.non_max_suppression(found, scores, threshold)
    overlaps = detection.iou(found, found)
    assert (np.diff(scores[kept]) <= 0).all()
    for k in range(len(found)):
        surer = [j for j in kept if scores[j] > scores[k]]
        assert (k in kept) == (not (overlaps[k, surer] > threshold).any())


@pytest.mark.parametrize(
    ("scores", "threshold", "message"), [([1], 0.5, "scores has shape"), ([1, 1], 1.5, "from 0 to 1")]
)
def test_non_max_suppression_refuses_scores_and_thresholds_that_do_not_fit(scores, threshold, message):
    with pytest.raises(ValueError, match=message):
        detection.non_max_suppression([[0, 0, 1, 1]] * 2, scores, threshold)


def test_iou_and_non_max_suppression_take_an_empty_list():
    assert detection.iou([], [[0, 0, 1, 1]]).shape == (0, 1)
    assert detection.iou([[0, 0, 1, 1]], []).shape == (1, 0)
    assert detection.non_max_suppression([], []).tolist() == []
    assert detection.match([], [], []).tolist() == []
    assert detection.encode([], [], 8).sum() == 0


ONE = detection.Detections([[0, 0, 1, 1]], [1], [0.5])
REFUSED = {
    "scores holds NaN": lambda: detection.non_max_suppression([[0, 0, 1, 1]], [np.nan]),
    "threshold=40: .*such as 0.4 for 40%": lambda: detection.non_max_suppression([[0, 0, 1, 1]], [1.0], 40),
    "b has dtype": lambda: detection.iou([[0, 0, 1, 1]], [["0", "0", "1", "1"]]),
    r"boxes\[0\]": lambda: detection.Detections([[0, 5, 1, 1]], [1], [0.5]),
    "boxes has 1 items and labels 2": lambda: detection.Detections([[0, 0, 1, 1]], [1, 2], [0.5]),
    "labels holds labels from -1": lambda: detection.Detections([[0, 0, 1, 1]], [-1], [0.5]),
    "labels has dtype float64": lambda: detection.Detections([[0, 0, 1, 1]], [0.5], [0.5]),
    "scores holds NaN or": lambda: detection.Detections([[0, 0, 1, 1]], [1], [np.inf]),
    r"rows=array\(\[1\]\): expected numbers from 0 to 0": lambda: ONE.take([1]),
    r"rows=array\(\[ True, False\]\)": lambda: ONE.take([True, False]),
    "rows has dtype float64": lambda: ONE.take([0.5]),
    "score=nan": lambda: detection.Detections([[0, 0, 1, 1]], [1], [0.5]).above(np.nan),
}


@pytest.mark.parametrize("message", REFUSED)
def test_boxes_and_what_belongs_to_them_are_refused_by_their_names(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_detections_takes_lists():
    found = detection.Detections([[0, 0, 1, 1], [0, 0, 2, 2]], [3, 4], [0.5, 0.75])
    assert found.above(0.6).labels.tolist() == found.take([False, True]).labels.tolist() == [4]
    assert found.take([]).boxes.shape == (0, 4)
    assert detection.Detections([], [], []).boxes.shape == (0, 4)


@pytest.mark.parametrize("side", [1e200, 1e-200])
def test_iou_refuses_sides_whose_squares_are_no_numbers(side):
    with pytest.raises(ValueError, match=r"a has sides from .*: expected 1e-100 to 1e100"):
        detection.iou([[0, 0, side, side]], [[0, 0, 1, 1]])
    assert detection.iou([[0, 0, 1e90, 1e90]], [[0, 0, 1e90, 1e90]]) == 1
