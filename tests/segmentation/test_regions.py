import numpy as np
import pytest
from scipy import ndimage

from kernelbook import data, evaluation, segmentation


def disks(*centers, radius=9, shape=(48, 64)):
    i, j = np.indices(shape)
    return np.any([(i - r) ** 2 + (j - c) ** 2 <= radius**2 for r, c in centers], axis=0)


# Touching regions.


def test_split_touching_cuts_disks_apart_at_the_narrow_place():
    found = segmentation.split_touching(disks((24, 20), (24, 35)))
    assert np.unique(found).tolist() == [0, 1, 2]
    assert found[24, 20] != found[24, 35]
    sizes = np.bincount(found.ravel())[1:]
    assert abs(int(sizes[0]) - int(sizes[1])) <= 48
    assert (np.diff((found == found[24, 20]).any(axis=0).nonzero()[0]) == 1).all()
    assert 26 <= np.flatnonzero((found == found[24, 20]).any(axis=0))[-1] <= 29


def test_split_touching_covers_the_mask_and_nothing_else():
    _, outlined = data.load_nuclei()
    found = segmentation.split_touching(outlined > 0)
    np.testing.assert_array_equal(found > 0, outlined > 0)
    assert evaluation.regions_f1(outlined.astype(int), found) > 0.93
    joined = ndimage.label(outlined > 0)[0]
    assert evaluation.regions_f1(outlined.astype(int), joined) < 0.9


def test_split_touching_leaves_one_round_region_whole_also_at_the_border():
    assert segmentation.split_touching(disks((24, 20))).max() == 1
    assert segmentation.split_touching(disks((0, 20))).max() == 1


def test_split_touching_takes_the_border_of_the_image_for_no_ground():
    # An oval, of which the border leaves half: if background began beyond it, its flat middle would look like a waist.
    assert segmentation.split_touching(disks((0, 15), (0, 20), radius=5)).max() == 1


def test_split_touching_counts_specks_as_regions():
    mask = disks((24, 20))
    mask[3, 50] = mask[3, 51] = mask[40, 60] = True
    found = segmentation.split_touching(mask)
    np.testing.assert_array_equal(found > 0, mask)
    assert np.bincount(found.ravel())[1:].tolist() == [253, 2, 1]


def test_split_touching_of_masks_without_ground_or_without_region():
    assert segmentation.split_touching(np.zeros((5, 5), bool)).max() == 0
    assert segmentation.split_touching(np.ones((5, 5), bool)).min() == 1


@pytest.mark.parametrize("mask", [np.ones((3, 3)), np.ones((3, 3, 1), bool), np.ones(3, bool)], ids=["f", "3d", "1d"])
def test_split_touching_refuses_what_is_no_mask(mask):
    with pytest.raises(ValueError, match="mask has shape"):
        segmentation.split_touching(mask)


# Measurements.


def test_measure_regions_of_a_disk():
    measures = segmentation.measure_regions(disks((24, 30), radius=15).astype(int))
    np.testing.assert_allclose(measures["area"], np.pi * 15**2, rtol=0.02)
    np.testing.assert_allclose(measures["perimeter"], 2 * np.pi * 15, rtol=0.05)
    assert 0 <= measures["concavity"][0] < 0.05


def test_measure_regions_finds_two_disks_together_concave():
    one = segmentation.measure_regions(disks((24, 20)).astype(int))
    two = segmentation.measure_regions(disks((24, 20), (24, 37)).astype(int))
    assert two["concavity"][0] > one["concavity"][0] + 0.05


def test_measure_regions_keeps_numbers_and_leaves_out_regions_that_are_cut():
    regions = 40 * disks((24, 20)).astype(int) + 7 * disks((24, 62)).astype(int)
    assert segmentation.measure_regions(regions)["region"].tolist() == [40]
    assert segmentation.measure_regions(regions, clear_border=False)["region"].tolist() == [7, 40]
    assert all(len(values) == 0 for values in segmentation.measure_regions(0 * regions).values())


@pytest.mark.parametrize("regions", [np.zeros((3, 3)), -np.ones((3, 3), int), np.zeros(3, int)], ids=["f", "-", "1d"])
def test_measure_regions_refuses_what_numbers_no_regions(regions):
    with pytest.raises(ValueError, match="regions has shape"):
        segmentation.measure_regions(regions)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"smoothing": -1.0}, "smoothing=-1.0: expected a number from 0"),
        ({"smoothing": np.nan}, "smoothing=nan"),
        ({"depth": 0}, "depth=0: expected a number above 0, or infinity"),
        ({"depth": np.nan}, "depth=nan"),
        ({"depth": "deep"}, "depth='deep'"),
    ],
    ids=str,
)
def test_split_touching_refuses_smoothing_and_depth_outside_their_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        segmentation.split_touching(np.eye(5, dtype=bool), **arguments)


def test_measure_regions_refuses_clear_border_that_is_no_choice():
    with pytest.raises(ValueError, match="clear_border='no': expected one of True, False"):
        segmentation.measure_regions(np.eye(5, dtype=int), clear_border="no")
