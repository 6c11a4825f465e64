import numpy as np
import pytest

from kernelbook import data


def test_classes_are_selected_and_counted_anew():
    labels = np.array([3, 1, 2, 3, 0])
    images, found = data.select_classes(np.arange(5), labels, (3, 0))
    assert images.tolist() == [0, 3, 4]
    assert found.tolist() == [0, 0, 1]
    assert sorted(data.OLD_GARMENTS + data.NEW_GARMENTS) == list(range(10))


@pytest.mark.parametrize(("n", "classes"), [(4, (0,)), (5, (7,)), (5, (1, 1))])
def test_classes_that_cannot_be_selected_are_refused(n, classes):
    with pytest.raises(ValueError, match=r"images has 4 rows, labels 5|classes="):
        data.select_classes(np.arange(n), np.array([3, 1, 2, 3, 0]), classes)


def test_images_are_shifted_each_by_its_own_way():
    images = np.arange(1, 13, dtype=np.uint8).reshape(2, 2, 3)
    shifted = data.shift(images, np.array([1, 0]), np.array([0, -2]))
    assert shifted.tolist() == [[[0, 0, 0], [1, 2, 3]], [[9, 0, 0], [12, 0, 0]]]
    assert shifted.dtype == np.uint8
    far = data.shift(images, 5, -7)
    assert not far.any()
    assert far.shape == images.shape
    np.testing.assert_array_equal(data.shift(images, 0, 0), images)
    # Away from the border it is NumPy's roll.
    inner = np.pad(images, ((0, 0), (3, 3), (3, 3)))
    np.testing.assert_array_equal(data.shift(inner, -2, 3), np.roll(inner, (-2, 3), axis=(1, 2)))


@pytest.mark.parametrize(
    ("images", "rows", "columns", "message"),
    [
        (np.zeros((2, 2)), 1, 1, r"images has shape \(2, 2\): expected \(n, h, w\)"),
        (np.zeros((3, 2, 2)), 0.5, 1, "rows has dtype float64 .* expected one whole number, or 3"),
        (np.zeros((3, 2, 2)), 1, np.array([1, 2]), r"columns has dtype int64 and shape \(2,\)"),
    ],
)
def test_a_shift_that_is_none_is_refused(images, rows, columns, message):
    with pytest.raises(ValueError, match=message):
        data.shift(images, rows, columns)


@pytest.mark.parametrize(
    ("images", "labels", "classes", "message"),
    [
        ([1, 2], np.array([0, 1]), (0,), "images=.*expected an array"),
        (np.arange(2), [0, 1], (0,), "labels is a list: expected an array"),
        (np.arange(2), np.array([0.0, 1.0]), (0,), "labels has dtype float64: expected whole numbers"),
        (np.arange(2), np.array([-1, 1]), (1,), "labels holds labels from -1"),
        (np.arange(2), np.array([0, 1]), 0, "classes=0: expected whole numbers"),
        (np.arange(2), np.array([0, 1]), (0.0,), "classes=.*expected whole numbers"),
    ],
)
def test_select_classes_names_what_it_cannot_take(images, labels, classes, message):
    with pytest.raises(ValueError, match=message):
        data.select_classes(images, labels, classes)


def test_select_classes_refuses_labels_to_which_nothing_can_be_added():
    with pytest.raises(ValueError, match="labels has dtype uint8 and reaches 255"):
        data.select_classes(np.arange(2), np.array([0, 255], np.uint8), (0,))
