import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import data, detection, models, scenes
from kernelbook.detection import Detections

COCO = np.arange(0.5, 1, 0.05)


@st.composite
def boxes(draw, size=20):
    """Boxes with whole edges, many of them touching or equal."""
    n = draw(st.integers(0, 12))
    corners = draw(st.lists(st.tuples(*[st.integers(0, size - 1)] * 2), min_size=n, max_size=n))
    sides = draw(st.lists(st.tuples(*[st.integers(1, size // 2)] * 2), min_size=n, max_size=n))
    return np.array([[i, j, i + h, j + w] for (i, j), (h, w) in zip(corners, sides, strict=True)], float).reshape(n, 4)


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
def test_boxes_without_area_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        detection.non_max_suppression(wrong, np.ones(len(wrong)))


def test_suppression_by_hand():
    three = [[0, 0, 10, 10], [0, 4, 10, 14], [0, 8, 10, 18]]  # each overlaps the next by 6/14
    assert detection.non_max_suppression(three, [0.9, 0.8, 0.7], 0.4).tolist() == [
        0,
        2,
    ]  # the third is not hit by the dropped one
    assert detection.non_max_suppression(three, [0.8, 0.9, 0.7], 0.4).tolist() == [1]
    assert detection.non_max_suppression(three, [0.8, 0.9, 0.7], 0.5).tolist() == [1, 0, 2]
    assert detection.non_max_suppression(np.zeros((0, 4)), []).tolist() == []


@given(boxes(), st.floats(0, 1))
def test_suppression_keeps_boxes_apart_and_drops_none_without_a_reason(found, threshold):
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
def test_suppression_refuses(scores, threshold, message):
    with pytest.raises(ValueError, match=message):
        detection.non_max_suppression([[0, 0, 1, 1]] * 2, scores, threshold)


def test_a_match_takes_the_best_true_box_and_each_once():
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
@pytest.mark.parametrize("thresholds", [(0.5,), (0.75,), COCO], ids=str)
def test_mean_average_precision_is_that_of_the_coco_tools(seed, thresholds, capsys):
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools is not installed (requirements-peers.txt)")
    from pycocotools.cocoeval import COCOeval

    found, truth = random_images(seed)

    def as_coco(box):
        top, left, bottom, right = map(float, box)
        return [left, top, right - left, bottom - top]

    reference = coco.COCO()
    annotations = [
        {"image_id": k, "category_id": int(label), "bbox": as_coco(box), "area": as_coco(box)[2] * as_coco(box)[3]}
        for k, image in enumerate(truth)
        for box, label in zip(image.boxes, image.labels, strict=True)
    ]
    reference.dataset = {
        "images": [{"id": k} for k in range(len(truth))],
        "categories": [{"id": c} for c in range(3)],
        "annotations": [{"id": k + 1, "iscrowd": 0, **a} for k, a in enumerate(annotations)],
    }
    reference.createIndex()
    answers = [
        {"image_id": k, "category_id": int(label), "bbox": as_coco(box), "score": float(score)}
        for k, image in enumerate(found)
        for box, label, score in zip(image.boxes, image.labels, image.scores, strict=True)
    ]
    evaluation = COCOeval(reference, reference.loadRes(answers), "bbox")
    evaluation.params.iouThrs = np.asarray(thresholds)
    evaluation.evaluate()
    evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, -1]
    theirs = precision[precision > -1].mean()
    assert detection.mean_average_precision(found, truth, thresholds) == pytest.approx(theirs, abs=1e-9)


def test_mean_average_precision_of_nothing():
    found, truth = random_images(0)
    nothing = Detections(np.zeros((0, 4)), np.zeros(0, int), np.zeros(0))
    assert detection.mean_average_precision([nothing] * len(truth), truth) == 0
    perfect = [Detections(image.boxes, image.labels, np.ones(len(image.labels))) for image in truth]
    assert detection.mean_average_precision(perfect, truth, COCO) == 1
    empty = [scenes.Scene(np.zeros((8, 8)), np.zeros((0, 4)), np.zeros(0, int), np.zeros((8, 8)))]
    with pytest.raises(ValueError, match="truth holds no box at all"):
        detection.mean_average_precision([nothing], empty)
    with pytest.raises(ValueError, match="expected as many"):
        detection.mean_average_precision(found, truth[1:])


def test_cells_speak_for_the_nearest_digit():
    target = detection.encode([[0, 0, 16, 16], [0, 8, 16, 24]], [1, 2], 24)
    assert target[1, :, 0].tolist() == [2, 2, 2, 3, 3, 3]
    assert target[4:, :, 0].sum() == 0
    np.testing.assert_allclose(target[1, 4, 1:], [1.5, 2.5, 2.5, 1.5])


def as_answers(target, classes=10):
    """Return the answers of a detector that knows the truth."""
    logits = 20.0 * np.eye(1 + classes)[target[..., 0].astype(int)]
    return np.concatenate([logits, np.log(np.maximum(target[..., 1:], 1e-3))], axis=-1)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_encoded_can_be_decoded(seed):
    (images, labels), _ = data.load_mnist()
    scene = scenes.compose(images[:500], labels[:500], np.random.default_rng(seed), overlap=0)
    found = detection.decode(as_answers(detection.encode(scene.boxes, scene.labels, 96)))
    assert len(found.labels) == len(scene.labels)
    assert detection.mean_average_precision([found], [scene], COCO) == 1 if len(scene.labels) else True


def test_the_loss_is_small_for_the_truth_and_counts_both_parts():
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
    ],
)
def test_encode_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        detection.encode(*arguments)


def test_decode_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"answers has shape \(24, 24\)"):
        detection.decode(np.zeros((24, 24)))


@pytest.mark.parametrize("size", [(28, 28), (40, 52), (33, 29)])
def test_fully_convolutional_is_the_classifier_at_every_fourth_pixel(size):
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    image = np.random.default_rng(0).random(size, dtype=np.float32)
    windows = detection.read_windows(network, image, 4)
    everywhere = np.asarray(detection.fully_convolutional(network)(image[np.newaxis, ..., np.newaxis]))[0]
    assert everywhere.shape[:2] == ((size[0] - 28) // 4 + 1, (size[1] - 28) // 4 + 1) == windows.shape[:2]
    np.testing.assert_allclose(everywhere[0, 0], windows[0, 0], atol=1e-3)


def test_windows_refuse_a_small_image_and_a_model_without_flatten():
    with pytest.raises(ValueError, match="one window of 28x28 at least"):
        detection.read_windows(models.digit_network(), np.zeros((20, 40)), 4)
    with pytest.raises(ValueError, match="expected a Flatten"):
        detection.fully_convolutional(models.unet())


@pytest.mark.parametrize("size", [(96, 96), (64, 128)])
def test_the_detector_answers_for_every_cell(size):
    network = models.detector()
    assert sum(int(np.prod(w.shape)) for w in network.trainable_weights) == 295_487
    assert network(np.zeros((1, *size, 1))).shape == (1, size[0] // 4, size[1] // 4, 15)
