import numpy as np

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


def test_the_boxes_of_trees_hold_trees():
    """Within boxes Yellowstone is darker and greener than beside them: rows and columns are not exchanged."""
    picture, boxes = data.load_trees()["Yellowstone"]
    inside = np.zeros(picture.shape[:2], bool)
    for top, left, bottom, right in boxes.astype(int):
        inside[top:bottom, left:right] = True
    exchanged = np.zeros_like(inside)
    for top, left, bottom, right in boxes.astype(int)[:, [1, 0, 3, 2]]:
        exchanged[top:bottom, left:right] = True
    light = picture.mean(axis=2)
    right = light[inside].mean() - light[~inside].mean()
    wrong = light[exchanged].mean() - light[~exchanged].mean()
    assert abs(right) > 2 * abs(wrong), (right, wrong)
