import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import detection, segmentation


def lawn(disks, size=(120, 160), ground=(150, 120, 90), tree=(60, 140, 50)):
    """Return a picture of brown ground with green disks: rows of (row, column, radius)."""
    picture = np.full((*size, 3), ground, np.uint8)
    i, j = np.mgrid[: size[0], : size[1]]
    for row, column, radius in disks:
        picture[(i - row) ** 2 + (j - column) ** 2 <= radius**2] = tree
    return picture


def around(disks):
    return np.array([[i - r, j - r, i + r + 1, j + r + 1] for i, j, r in disks], float)


def test_find_crowns_by_hand():
    disks = [(30, 30, 12), (80, 110, 20)]
    boxes, scores = segmentation.find_crowns(lawn(disks))
    np.testing.assert_allclose(boxes, around(disks), atol=2)
    assert scores == pytest.approx([np.pi / 4] * 2, abs=0.05)  # a disk in its box


def test_find_crowns_cuts_apart_what_touches():
    disks = [(60, 50, 22), (60, 92, 22)]
    boxes, _ = segmentation.find_crowns(lawn(disks))
    assert detection.match(boxes, np.ones(len(boxes)), around(disks), 0.8).sum() == len(boxes) == 2
    assert len(segmentation.find_crowns(lawn(disks), depth=30)[0]) == 1


@given(st.integers(0, 10_000))
def test_find_crowns_turn_with_the_picture(seed):
    generator = np.random.default_rng(seed)
    places = [(i, j) for i in (25, 80) for j in (30, 80, 130) if generator.random() < 0.7]
    picture = lawn([*((i, j, int(generator.integers(9, 14))) for i, j in places), (25, 25, 9)])
    found = segmentation.find_crowns(picture)[0]
    turned = segmentation.find_crowns(np.rot90(picture, 2))[0]
    expected = detection.turn(picture, found, 2)[1]
    order = [np.lexsort(each.T) for each in (turned, expected)]
    np.testing.assert_allclose(turned[order[0]], expected[order[1]], atol=1)


def test_find_crowns_of_other_colors_by_other_weights():
    disks = [(30, 30, 12), (80, 110, 20)]
    red = lawn(disks, ground=(90, 120, 90), tree=(200, 100, 60))
    boxes, _ = segmentation.find_crowns(red, (1, -1, 0))
    np.testing.assert_allclose(boxes, around(disks), atol=2)
    doubled, _ = segmentation.find_crowns(red, (2, -2, 0))
    assert (doubled == boxes).all()


def test_find_crowns_leaves_small_ones_out_and_finds_nothing_in_one_color():
    picture = lawn([(30, 30, 12), (80, 110, 5)])
    assert len(segmentation.find_crowns(picture)[0]) == 1
    assert len(segmentation.find_crowns(picture, smallest=5)[0]) == 2
    boxes, scores = segmentation.find_crowns(lawn([]))
    assert (boxes.shape, scores.shape) == ((0, 4), (0,))


REFUSED = {
    r"picture has shape \(9, 9\)": lambda: segmentation.find_crowns(np.zeros((9, 9), np.uint8)),
    "picture has shape .*expected .h, w, 3., uint8": lambda: segmentation.find_crowns(np.zeros((9, 9, 4), np.uint8)),
    "picture has dtype float64": lambda: segmentation.find_crowns(np.zeros((9, 9, 3))),
    r"weights=\(0, 0, 0\)": lambda: segmentation.find_crowns(lawn([]), (0, 0, 0)),
    r"weights=\(1, 2\)": lambda: segmentation.find_crowns(lawn([]), (1, 2)),
    "blur=-1": lambda: segmentation.find_crowns(lawn([]), blur=-1),
    "smoothing=-1": lambda: segmentation.find_crowns(lawn([]), smoothing=-1),
    "depth=0": lambda: segmentation.find_crowns(lawn([]), depth=0),
    "smallest=0": lambda: segmentation.find_crowns(lawn([]), smallest=0),
}


@pytest.mark.parametrize("message", REFUSED)
def test_find_crowns_refuses_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
