import numpy as np
import pytest

from kernelbook import data


def test_load_trees_gives_four_places_and_boxes_within_them():
    trees = data.load_trees()
    assert tuple(trees) == data.TREE_PLACES
    assert [len(boxes) for _, boxes in trees.values()] == [574, 279, 61, 37]
    for picture, boxes in trees.values():
        assert picture.dtype == np.uint8
        assert picture.flags.writeable
        height, width = picture.shape[:2]
        assert boxes.dtype == np.float64
        assert boxes.min() >= 0
        assert (boxes[:, :2] < boxes[:, 2:]).all()
        assert (boxes[:, 2:] <= [height, width]).all()


def contrast(picture, boxes):
    """Return how red less green differs within boxes and beside them, in its standard deviations."""
    inside = np.zeros(picture.shape[:2], bool)
    for top, left, bottom, right in boxes.astype(int):
        inside[top:bottom, left:right] = True
    values = picture[..., 0].astype(float) - picture[..., 1]
    return abs(values[inside].mean() - values[~inside].mean()) / values.std()


@pytest.mark.parametrize("place", data.TREE_PLACES[:3])
def test_boxes_lie_where_the_colors_are_those_of_trees(place):
    """Nowhere else: rows and columns exchanged, or a picture turned upside down or mirrored, lose the contrast."""
    picture, boxes = data.load_trees()[place]
    wrong = [
        contrast(picture, boxes[:, [1, 0, 3, 2]]),
        contrast(picture[::-1], boxes),
        contrast(picture[:, ::-1], boxes),
    ]
    assert contrast(picture, boxes) > 0.4 > 2 * max(wrong), (
        "look first at the order of the edges: top, left, bottom, right; then at the picture"
    )
