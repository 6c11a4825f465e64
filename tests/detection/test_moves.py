import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import detection
from strategies import boxes

SHAPE = (32, 37)  # no side is the other, and boxes of the strategy reach to 29


def painted(box, shape=SHAPE):
    """Return a picture in which a box is a rectangle of its own color."""
    picture = np.zeros((*shape, 3), np.uint8)
    top, left, bottom, right = np.asarray(box).astype(int)
    picture[top:bottom, left:right] = [255, 200, 100]
    return picture


def moved_alone(move, all_boxes):
    """Yield for each box: what the move makes of its painted rectangle, and of the box itself."""
    for box in all_boxes:
        picture, found, *_ = move(painted(box), box[np.newaxis])
        yield picture, found


def noise(seed=0):
    return np.random.default_rng(seed).integers(0, 256, (*SHAPE, 3), np.uint8)


def test_flip_and_turn_by_hand():
    box = [[1, 2, 4, 8]]  # 3 rows from the top, 6 columns from the left, in 10 × 20
    picture = np.zeros((10, 20, 3), np.uint8)
    assert detection.flip(picture, box)[1].tolist() == [[1, 12, 4, 18]]
    turned = {k: detection.turn(picture, box, k) for k in range(4)}
    assert {k: boxes.tolist() for k, (_, boxes) in turned.items()} == {
        0: [[1, 2, 4, 8]],
        1: [[12, 1, 18, 4]],  # 20 − 8 rows from the top
        2: [[6, 12, 9, 18]],
        3: [[2, 6, 8, 9]],
    }
    assert [found.shape for found, _ in turned.values()] == [(10, 20, 3), (20, 10, 3), (10, 20, 3), (20, 10, 3)]


def test_crop_by_hand():
    """Of four boxes one lies inside, of one three quarters, of one half, and one outside."""
    boxes = [[4, 4, 8, 8], [0, 4, 8, 8], [4, 8, 8, 16], [20, 20, 30, 30]]
    piece, inside, kept = detection.crop(np.zeros((40, 40, 3), np.uint8), boxes, (2, 2), (12, 10), 0.6)
    assert piece.shape == (12, 10, 3)
    assert (inside.tolist(), kept.tolist()) == ([[2, 2, 6, 6], [0, 2, 6, 6]], [0, 1])
    assert detection.crop(np.zeros((40, 40, 3), np.uint8), boxes, (2, 2), (12, 10), 0.5)[2].tolist() == [0, 1, 2]
    assert detection.crop(np.zeros((40, 40, 3), np.uint8), boxes, (2, 2), (12, 10), 0)[2].tolist() == [0, 1, 2]


def test_scale_by_hand():
    picture, boxes = detection.scale(noise(), [[2, 3, 4, 9]], 0.5)
    assert picture.shape == (16, 18, 3)  # 37 / 2, rounded
    np.testing.assert_allclose(boxes, [[1, 3 * 18 / 37, 2, 9 * 18 / 37]])
    assert (detection.scale(noise(), [], 1)[0] == noise()).all()


@given(boxes(), st.integers(0, 7))
def test_flip_and_turn_move_boxes_as_they_move_pixels(some, k):
    def move(picture, its):
        picture, its = detection.turn(picture, its, k % 4)
        return detection.flip(picture, its) if k > 3 else (picture, its)

    for picture, found in moved_alone(move, some):
        assert (picture == painted(found[0], picture.shape[:2])).all()


@given(boxes(), st.integers(0, 20), st.integers(0, 20), st.integers(1, 12), st.integers(1, 16), st.floats(0, 1))
def test_crop_keeps_what_can_be_seen(some, top, left, height, width, visible):
    piece, inside, kept = detection.crop(noise(), some, (top, left), (height, width), visible)
    assert (piece == noise()[top : top + height, left : left + width]).all()
    seen = {}
    for k, box in enumerate(some):
        part, _, _ = detection.crop(painted(box), [], (top, left), (height, width))
        share = part[..., 0].sum() / painted(box)[..., 0].sum()
        if share >= visible and share > 0:
            seen[k] = part
    assert kept.tolist() == list(seen)
    for box, part in zip(inside, seen.values(), strict=True):
        assert (part == painted(box, (height, width))).all()


@given(boxes(), st.integers(2, 4))
def test_scale_by_a_whole_factor_moves_boxes_as_it_moves_pixels(some, factor):
    """Linear between pixels, an edge lies where the brightness is half; corners are rounder than that."""
    for picture, found in moved_alone(lambda picture, its: detection.scale(picture, its, factor), some):
        expected = painted(found[0], picture.shape[:2])[..., 0]
        for axis in (0, 1):
            assert ((picture[..., 0].max(axis=axis) > 127) == (expected.max(axis=axis) > 0)).all()


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.3, 3))
def test_scale_keeps_a_box_around_all_within_the_picture(h, w, factor):
    picture, boxes = detection.scale(np.zeros((h, w, 3), np.uint8), [[0, 0, h, w]], factor)
    np.testing.assert_allclose(boxes, [[0, 0, *picture.shape[:2]]])
    assert (detection.turn(picture, boxes, 4)[1] == boxes).all()  # which refuses what lies outside


@given(boxes(), st.integers(0, 9))
def test_four_turns_and_two_flips_lead_back(some, quarters):
    picture, its = noise(), some
    for _ in range(4):
        picture, its = detection.turn(picture, its, 1)
    for _ in range(2):
        picture, its = detection.flip(picture, its)
    assert (picture == noise()).all()
    assert (its == some).all()
    once, twice = detection.turn(noise(), some, quarters), detection.turn(noise(), some, quarters % 4)
    assert all((a == b).all() for a, b in zip(once, twice, strict=True))


def test_moves_leave_what_they_got_as_it_is():
    picture, some = noise(), np.array([[1.0, 2, 8, 9]])
    for move in (
        detection.flip,
        lambda *both: detection.turn(*both, 1),
        lambda *both: detection.turn(*both, 0),
        lambda *both: detection.scale(*both, 1),
        lambda *both: detection.crop(*both, (0, 0), SHAPE),
    ):
        found, its, *_ = move(picture, some)
        found[:] = 0
        its[:] = 0
        assert (picture == noise()).all()
        assert some.tolist() == [[1, 2, 8, 9]]


GOOD = [[1, 2, 3, 4]]
REFUSED = {
    r"boxes\[1\] is \[1.0, 2.0, 1.0, 4.0\]: expected top < bottom": lambda: detection.flip(
        noise(), [*GOOD, [1, 2, 1, 4]]
    ),
    r"boxes\[0\] is \[3.0, 2.0, 1.0, 4.0\]: expected top < bottom": lambda: detection.turn(noise(), [[3, 2, 1, 4]], 1),
    r"boxes\[0\] is \[0.0, 0.0, 33.0, 4.0\]: it reaches out of the picture of 32 × 37": lambda: detection.scale(
        noise(), [[0, 0, 33, 4]], 2
    ),
    r"boxes\[0\] is \[0.0, -1.0": lambda: detection.crop(noise(), [[0, -1, 3, 4]], (0, 0), (4, 4)),
    r"picture has shape \(32, 37\)": lambda: detection.flip(noise()[..., 0], GOOD),
    r"picture has shape \(32, 37, 1\)": lambda: detection.flip(noise()[..., :1], GOOD),
    "picture has dtype float64": lambda: detection.flip(noise() / 255, GOOD),
    r"corner=\(0, 0\), size=\(33, 4\): such a piece reaches out of the picture of 32 × 37": lambda: detection.crop(
        noise(), GOOD, (0, 0), (33, 4)
    ),
    r"corner=\(-1, 0\): expected two whole numbers from 0": lambda: detection.crop(noise(), GOOD, (-1, 0), (4, 4)),
    r"size=\(4, 0\): expected two whole numbers from 1": lambda: detection.crop(noise(), GOOD, (0, 0), (4, 0)),
    r"size has shape \(\)": lambda: detection.crop(noise(), GOOD, (0, 0), 4),
    "visible=50: expected a share .* such as 0.5": lambda: detection.crop(noise(), GOOD, (0, 0), (4, 4), 50),
    "quarters=90.5": lambda: detection.turn(noise(), GOOD, 90.5),
    "factor=0: expected a number above 0": lambda: detection.scale(noise(), GOOD, 0),
    "factor=1000: expected at most 540": lambda: detection.scale(noise(), GOOD, 1000),
}


@pytest.mark.parametrize("message", REFUSED)
def test_moves_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
