import numpy as np
import pytest

from kernelbook import words
from kernelbook.detection import iou
from kernelbook.words.captions import sizes


def test_digits_stand_apart_small_or_large_and_repeat_by_seed(digits, scenes):
    for scene in scenes:
        assert scene.image.shape == (48, 48)
        assert 1 <= len(scene.labels) <= 3
        assert (iou(scene.boxes, scene.boxes) - np.eye(len(scene.labels))).max() == 0
        sides = (scene.boxes[:, 2:] - scene.boxes[:, :2]).max(axis=1)
        assert all(
            side <= 12 if size == "small" else side >= 15 for side, size in zip(sides, sizes(scene), strict=True)
        )
    again = words.album(*digits, 3, seed=3)
    assert all(np.array_equal(a.image, b.image) for a, b in zip(again, scenes[:3], strict=True))


def test_pairs_that_are_kept_apart_never_meet_and_meet_in_each_of_their_own_scenes(digits, scenes):
    def pairs(scene):
        return [pair for pair in words.UNSEEN if set(pair) <= set(scene.labels.tolist())]

    assert not any(pairs(scene) for scene in scenes)
    apart = words.album(*digits, 100, seed=4, unseen=True)
    assert all(len(pairs(scene)) == 1 for scene in apart)
    assert {pair for scene in apart for pair in pairs(scene)} == set(words.UNSEEN)


def test_how_many_digits_is_as_asked(digits):
    ones = words.album(*digits, 20, seed=5, numbers=(1, 0, 0))
    assert all(len(scene.labels) == 1 for scene in ones)
    counts = np.bincount([len(scene.labels) for scene in words.album(*digits, 400, seed=6)], minlength=4)[1:] / 400
    assert np.abs(counts - (0.15, 0.6, 0.25)).max() < 4 * np.sqrt(0.25 / 400)


def test_digits_of_every_label_are_needed(digits):
    images, labels = digits
    with pytest.raises(ValueError, match="labels has no 4"):
        words.album(images[labels != 4], labels[labels != 4], 1, seed=0)


def test_three_squares_of_the_largest_side_find_room_and_a_smaller_scene_is_refused():
    square, generator = np.full((28, 28), 255, np.uint8), np.random.default_rng(0)
    for _ in range(5):
        _, boxes = words.arrange([square] * 3, [22] * 3, generator)
        assert (boxes[:, 2:] - boxes[:, :2] == 22).all()
        assert (iou(boxes, boxes) - np.eye(3)).max() == 0
    with pytest.raises(ValueError, match="size=47"):
        words.arrange([square] * 3, [22] * 3, generator, size=47)
