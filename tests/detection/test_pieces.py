from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kernelbook import detection, evaluation
from kernelbook.detection import Detections

LARGEST = 20  # of a tree, in pixels


def found_in(boxes, scores=None):
    n = len(boxes)
    return Detections(boxes, np.zeros(n, int), np.linspace(1, 0.5, n) if scores is None else scores)


def forest(generator, size, count=60):
    """Return boxes of trees that do not touch, and a picture in which each is a rectangle of its own color."""
    picture, boxes = np.zeros((*size, 3), np.uint8), []
    for _ in range(count):
        sides = generator.integers(3, LARGEST + 1, 2)
        top, left = (int(generator.integers(length - side + 1)) for length, side in zip(size, sides, strict=True))
        box = [top, left, top + sides[0], left + sides[1]]
        if not picture[max(0, top - 1) : box[2] + 1, max(0, left - 1) : box[3] + 1].any():
            boxes.append(box)
            picture[top : box[2], left : box[3]] = [1 + len(boxes), 255, 7]
    return picture, np.array(boxes, float)


def see(pieces, generator=None):
    """Find every color in pieces, also of what an edge cuts: a perfect detector, or with a generator a shaky one."""
    found = []
    for piece in pieces:
        boxes = []
        for color in np.setdiff1d(np.unique(piece[..., 0]), [0]):
            rows, columns = np.nonzero(piece[..., 0] == color)
            boxes.append([rows.min(), columns.min(), rows.max() + 1, columns.max() + 1])
        boxes = np.array(boxes, float).reshape(-1, 4)
        if generator is not None:
            boxes += np.tile(generator.uniform(-1, 1, (len(boxes), 2)), 2)
        found.append(found_in(boxes, generator.random(len(boxes)) if generator is not None else None))
    return found


def in_order(boxes):
    return boxes[np.lexsort(boxes.T[::-1])]


def test_piece_corners_by_hand():
    assert detection.piece_corners((4, 4), 4, 2).tolist() == [[0, 0]]
    assert detection.piece_corners((4, 5), 4, 0).tolist() == [[0, 0], [0, 1]]
    assert detection.piece_corners((10, 7), 4, 1).tolist() == [[0, 0], [0, 3], [3, 0], [3, 3], [6, 0], [6, 3]]


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 30), st.integers(0, 29))
def test_pieces_cover_the_picture_overlap_enough_and_are_as_few_as_do(height, width, side, overlap):
    assume(overlap < side <= min(height, width))
    corners = detection.piece_corners((height, width), side, overlap)
    covered = np.zeros((height, width), bool)
    for i, j in corners:
        assert covered[i : i + side, j : j + side].shape == (side, side)
        covered[i : i + side, j : j + side] = True
    assert covered.all()
    for axis, length in enumerate((height, width)):
        starts = np.unique(corners[:, axis])
        assert (side - np.diff(starts) >= overlap).all()
        assert len(starts) == 1 or (len(starts) - 1) * (side - overlap) + overlap < length


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("side", "overlap"), [(48, LARGEST), (64, 32), (50, 49), (97, LARGEST)])
def test_a_perfect_detector_finds_each_tree_once_wherever_the_seams_lie(seed, side, overlap):
    picture, boxes = forest(np.random.default_rng(seed), (120 + 7 * seed, 150 - 5 * seed))
    if overlap == 49:  # pieces at every pixel would take long
        picture, boxes = forest(np.random.default_rng(seed), (60, 56), 10)
    found = detection.find_in_pieces(see, picture, side, overlap, margin=0)
    assert (in_order(found.boxes) == in_order(boxes)).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_shaky_detector_loses_no_tree_at_a_seam_and_gives_none_twice(seed):
    generator = np.random.default_rng(seed)
    picture, boxes = forest(generator, (170, 190))
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).min(axis=1) > 9]  # of smaller ones, two shaken boxes hardly overlap
    picture[:] = 0
    for k, (top, left, bottom, right) in enumerate(boxes.astype(int), 1):
        picture[top:bottom, left:right] = k
    found = detection.find_in_pieces(lambda pieces: see(pieces, generator), picture, 64, LARGEST + 8)
    assert len(found.boxes) == len(boxes)
    assert detection.match(found.boxes, found.scores, boxes, 0.5).all()


def test_join_pieces_without_a_margin_loses_what_two_pieces_see_apart():
    """The left piece sees the middle to the right of the seam, at 7.5, the right one to the left of it."""
    found = [found_in([[2, 5, 6, 10.4]]), found_in([[2, 0, 6, 4.8]])]
    assert len(detection.join_pieces(found, [[0, 0], [0, 5]], (10, 15), 10, margin=0).boxes) == 0
    joined = detection.join_pieces(found, [[0, 0], [0, 5]], (10, 15), 10, margin=1)
    assert joined.boxes.tolist() == [[2, 5, 6, 10.4]]


def test_join_pieces_keeps_labels_and_scores():
    found = [Detections([[0, 0, 4, 4], [5, 0, 9, 4]], [3, 4], [0.2, 0.9]), Detections([[0, 6, 4, 10]], [5], [0.5])]
    joined = detection.join_pieces(found, [[0, 0], [0, 5]], (10, 15), 10)
    assert joined.labels.tolist() == [4, 5, 3]
    assert joined.scores.tolist() == [0.9, 0.5, 0.2]
    assert joined.boxes.tolist() == [[5, 0, 9, 4], [0, 11, 4, 15], [0, 0, 4, 4]]


def test_find_in_pieces_hands_all_pieces_over_once():
    seen = []

    def find(pieces):
        seen.extend(pieces[:, 0, 0, 0].tolist())
        return [found_in([])] * len(pieces)

    picture = np.zeros((8, 60, 3), np.uint8)
    picture[0, :, 0] = np.arange(60)
    found = detection.find_in_pieces(find, picture, 4, 1)
    corners = detection.piece_corners((8, 60), 4, 1)
    assert seen == [column if row == 0 else 0 for row, column in corners]
    assert len(found.boxes) == 0


def test_split_by_pieces_by_hand():
    """In 10 × 25, pieces of 10: the second takes what is left."""
    truth = found_in([[0, 0, 4, 4], [0, 7, 4, 14], [0, 20, 4, 24]])
    found = found_in([[0, 6, 4, 13], [0, 1, 4, 5], [6, 0, 9, 4], [6, 21, 9, 25]])
    ours, theirs = detection.split_by_pieces(found, truth, (10, 25), 10)
    assert [part.boxes[:, 1].tolist() for part in theirs] == [[0], [7, 20]]
    assert [part.boxes[:, 1].tolist() for part in ours] == [[1, 0], [6, 21]]  # the first with the tree beyond the seam


@pytest.mark.parametrize("seed", range(5))
def test_pieces_together_have_the_average_precision_of_the_whole_and_can_be_drawn(seed):
    generator = np.random.default_rng(seed)
    _, boxes = forest(generator, (120, 150))
    near = boxes + np.tile(generator.normal(0, 2, (len(boxes), 2)), 2)
    wrong = np.concatenate([c := generator.uniform(0, 100, (20, 2)), c + generator.uniform(5, 20, (20, 2))], axis=1)
    found = found_in(np.concatenate([near, wrong]), generator.random(len(near) + 20))
    truth = found_in(boxes)
    ours, theirs = detection.split_by_pieces(found, truth, (120, 150), 40)
    assert len(ours) == len(theirs) == 9
    assert sum(len(part.boxes) for part in ours) == len(found.boxes)
    assert sum(len(part.boxes) for part in theirs) == len(boxes)

    def precision(ours, theirs):
        return detection.mean_average_precision(ours, theirs, limit=None)

    estimate, low, high = evaluation.bootstrap_interval(precision, ours, theirs, repeats=20)
    assert estimate == pytest.approx(precision([found], [truth]), abs=1e-12)
    assert low < estimate < high


NONE = found_in([])
REFUSED = {
    "side=5: the picture of 4 × 8 is smaller than a piece": lambda: detection.piece_corners((4, 8), 5, 1),
    "overlap=4: expected a whole number from 0 to 3": lambda: detection.piece_corners((4, 8), 4, 4),
    r"size=\(4, 8, 3\): expected two whole numbers": lambda: detection.piece_corners((4, 8, 3), 4, 1),
    "corners start at .*: expected pieces of side=4 that cover 10": lambda: detection.join_pieces(
        [NONE, NONE], [[0, 0], [0, 6]], (4, 10), 4
    ),
    "found has 1 items, corners the shape": lambda: detection.join_pieces([NONE], [[0, 0], [0, 4]], (4, 8), 4),
    "found=.*expected a list of Detections": lambda: detection.join_pieces([[]], [[0, 0]], (4, 4), 4),
    "margin=-1": lambda: detection.join_pieces([NONE], [[0, 0]], (4, 4), 4, margin=-1),
    "threshold=40": lambda: detection.join_pieces([NONE], [[0, 0]], (4, 4), 4, threshold=40),
    "find=3: expected a function": lambda: detection.find_in_pieces(3, np.zeros((4, 8, 3), np.uint8)),
    r"picture has shape \(4, 8\)": lambda: detection.find_in_pieces(see, np.zeros((4, 8), np.uint8)),
    "side=256: the picture of 4 × 8 is smaller": lambda: detection.find_in_pieces(see, np.zeros((4, 8, 3), np.uint8)),
    "found is a list": lambda: detection.split_by_pieces([], NONE, (4, 8), 4),
    "truth is a SimpleNamespace": lambda: detection.split_by_pieces(NONE, SimpleNamespace(boxes=[]), (4, 8), 4),
    "side=5: expected a whole number from 1 to 4": lambda: detection.split_by_pieces(NONE, NONE, (4, 8), 5),
}


@pytest.mark.parametrize("message", REFUSED)
def test_pieces_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
