import numpy as np
import pytest

from kernelbook import data, detection, scenes


def test_encode_lets_cells_speak_for_the_nearest_digit():
    target = detection.encode([[0, 0, 16, 16], [0, 8, 16, 24]], [1, 2], 24)
    assert target[1, :, 0].tolist() == [2, 2, 2, 3, 3, 3]
    assert target[4:, :, 0].sum() == 0
    np.testing.assert_allclose(target[1, 4, 1:], [1.5, 2.5, 2.5, 1.5])


def as_answers(target, classes=10):
    """Return the answers of a detector that knows the truth."""
    logits = 20.0 * np.eye(1 + classes)[target[..., 0].astype(int)]
    return np.concatenate([logits, np.log(np.maximum(target[..., 1:], 1e-3))], axis=-1)


@pytest.fixture(scope="module")
def digits():
    (images, labels), _ = data.load_mnist()
    return images[:500], labels[:500]


@pytest.mark.parametrize("seed", range(20))
def test_decode_reads_what_encode_writes(digits, seed):
    scene = scenes.compose(*digits, np.random.default_rng(seed), overlap=0)
    found = detection.decode(as_answers(detection.encode(scene.boxes, scene.labels, 96)))
    assert len(found.labels) == len(scene.labels)
    if len(scene.labels):
        assert detection.mean_average_precision([found], [scene], detection.COCO_THRESHOLDS) == 1


def test_loss_is_small_for_the_truth_and_counts_both_parts():
    target = detection.encode([[0, 0, 16, 16], [20, 20, 28, 32]], [1, 2], 32)[np.newaxis]
    answers = as_answers(target).astype("float32")
    assert float(detection.loss(target, answers)) < 1e-3
    wrong_box = answers.copy()
    wrong_box[..., -4:] += np.log(2)  # twice as far on all sides: IoU 1/4
    assert float(detection.loss(target, wrong_box)) == pytest.approx(0.75, abs=1e-3)
    wrong_class = answers.copy()
    wrong_class[..., :-4] = 0
    cells, speaking = target[..., 0].size, (target[..., 0] > 0).sum()
    assert float(detection.loss(target, wrong_class)) == pytest.approx(np.log(11) * cells / speaking, rel=1e-4)
    nothing = np.zeros_like(target)  # nobody speaks: the classes count alone, and nothing is divided by zero
    assert float(detection.loss(nothing, wrong_class)) == pytest.approx(np.log(11) * cells, rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0, 0, 8, 40]], [1], 32), "boxes reach from 0 to 40"),
        (([[0, 0, 8, 0]], [1], 32), "expected top < bottom"),
        (([[0, 0, 8, 8]], [1, 2], 32), "labels has shape"),
        (([[0, 0, 8, 8]], [1], 30), "multiple of the stride"),
        (([[0, 0, 8, 8]], [-1], 32), "labels holds labels from -1 to -1: expected 0 on"),
        (([[0, 0, 8, 8]], [1.0], 32), "labels has dtype float64"),
        (([0, 0, 8, 8], [1], 32), r"boxes has shape \(4,\): expected \(m, 4\)"),
        (([[0, 0, 8, 8, 1]], [1], 32), "boxes has shape"),
        (([[0, 0, 8, 8]], [1], 32.0), "size=32.0: expected a whole number"),
        (([[0, 0, 8, 8]], [1], 32, 0), "stride=0"),
    ],
)
def test_encode_refuses_boxes_labels_and_sizes_that_do_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        detection.encode(*arguments)


def test_decode_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"answers has shape \(24, 24\)"):
        detection.decode(np.zeros((24, 24)))


def test_without_cell_names_boxes_between_the_centers_and_behind_others():
    boxes = [[0, 0, 16, 16], [0, 15, 16, 17], [2.5, 7, 5.5, 9], [7, 20, 24, 32]]
    assert detection.without_cell(boxes, 32).tolist() == [1, 2]
    twice = [[0, 0, 16, 16], [0, 0, 16, 16]]  # as near: the first speaks
    assert detection.without_cell(twice, 32).tolist() == [1]
    target = detection.encode(boxes, [5, 6, 7, 8], 32)
    assert set(target[..., 0].ravel().tolist()) == {0, 6, 9}
    assert detection.without_cell([], 32).tolist() == []


REFUSED = {
    "answers holds NaN": lambda: detection.decode(np.full((4, 4, 7), np.nan)),
    "score=5: expected a share .* such as 0.05 for 5%": lambda: detection.decode(np.zeros((4, 4, 7)), score=5),
    "overlap=1.5": lambda: detection.decode(np.zeros((4, 4, 7)), overlap=1.5),
    "target holds labels from 0 to 4: expected 0 to 2": lambda: detection.loss(
        detection.encode([[0, 0, 8, 8]], [3], 16)[np.newaxis], np.zeros((1, 4, 4, 7))
    ),
    "stride=2.5": lambda: detection.decode(np.zeros((4, 4, 7)), stride=2.5),
    r"target has shape \(4, 4, 5\)": lambda: detection.loss(np.zeros((4, 4, 5)), np.zeros((1, 4, 4, 7))),
    r"target has shape \(1, 4, 4, 7\): expected \(n, h, w, 5\)": lambda: detection.loss(*np.zeros((2, 1, 4, 4, 7))),
    r"answers has shape \(1, 4, 4, 5\)": lambda: detection.loss(*np.zeros((2, 1, 4, 4, 5))),
    r"target has shape \(1, 4, 4\) and answers \(2, 4, 4, 3\)": lambda: detection.loss(
        np.zeros((1, 4, 4, 5)), np.zeros((2, 4, 4, 7))
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_decode_and_loss_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_encode_and_decode_refuse_numbers_that_would_wrap_around():
    with pytest.raises(ValueError, match=r"stride=np.int8\(4\): expected a number of 64 bits"):
        detection.decode(np.zeros((40, 40, 8)), stride=np.int8(4))
    with pytest.raises(ValueError, match="labels has dtype uint8 and reaches 255"):
        detection.encode([[0, 0, 8, 8]], np.array([255], np.uint8), 16)
