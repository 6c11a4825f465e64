import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from sklearn import metrics

from kernelbook import data, evaluation, models, segmentation


@st.composite
def masks(draw):
    """Draw two boolean masks of one shape, the first not empty."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    bits = st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    truth, predicted = np.array(draw(bits)).reshape(shape), np.array(draw(bits)).reshape(shape)
    truth.flat[draw(st.integers(0, truth.size - 1))] = True
    return truth, predicted


@st.composite
def regions(draw):
    """Draw two images of up to four regions each, of one shape."""
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    numbers = st.lists(st.integers(0, 4), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    return np.array(draw(numbers)).reshape(shape), np.array(draw(numbers)).reshape(shape)


# Overlap.


@given(masks())
def test_intersection_over_union_agrees_with_scikit_learn(pair):
    truth, predicted = pair
    expected = metrics.jaccard_score(truth.ravel(), predicted.ravel())
    assert evaluation.intersection_over_union(truth, predicted) == pytest.approx(expected)


@pytest.mark.parametrize("zero_division", [0, 1])
def test_empty_masks(zero_division):
    empty, full = np.zeros((2, 3), bool), np.ones((2, 3), bool)
    assert evaluation.intersection_over_union(empty, empty, zero_division=zero_division) == zero_division
    assert evaluation.intersection_over_union(empty, full, zero_division=zero_division) == 0
    nothing = np.zeros((2, 3), int)
    assert evaluation.regions_f1(nothing, nothing, zero_division=zero_division) == zero_division
    assert evaluation.regions_f1(nothing, nothing + 1, zero_division=zero_division) == 0
    assert [len(found) for found in evaluation.match_regions(nothing, nothing)] == [0, 0, 0]


@given(masks(), st.integers(2, 4))
def test_shares_of_regions_add_up_to_the_masks(pair, count):
    truth, predicted = pair
    numbered = np.where(truth, 1 + np.arange(truth.size).reshape(truth.shape) % count, 0)
    intersections, unions = evaluation.overlap_by_region(numbered, predicted)
    assert len(intersections) == len(unions) == len(np.unique(numbered[truth]))
    assert intersections.sum() == (truth & predicted).sum()
    assert unions.sum() == (truth | predicted).sum()
    assert (intersections <= unions).all()


def test_a_pixel_outside_belongs_to_the_nearest_region():
    truth = np.array([[7, 0, 0, 0, 0, 0, 3]])
    predicted = np.array([[False, True, True, False, False, True, True]])
    intersections, unions = evaluation.overlap_by_region(truth, predicted)
    assert intersections.tolist() == [1, 0]  # regions 3 and 7, in the order of their numbers
    assert unions.tolist() == [2, 3]


# Matching.


def test_regions_matched_by_hand():
    truth = np.array(
        [
            [1, 1, 0, 2, 2, 0],
            [1, 1, 0, 2, 2, 0],
            [0, 0, 0, 0, 0, 9],
            [5, 5, 5, 5, 0, 9],
        ]
    )
    predicted = np.array(
        [
            [4, 4, 0, 6, 6, 6],  # 4 shares three pixels of four with 1; 6 shares four of six with 2
            [4, 0, 0, 6, 6, 6],
            [0, 0, 0, 0, 0, 0],  # 9 is missed
            [8, 8, 3, 3, 0, 0],  # each half of 5 shares exactly one half with it: not more, so no match
        ]
    )
    pairs, missed, alarms = evaluation.match_regions(truth, predicted)
    assert pairs.tolist() == [[1, 4], [2, 6]]
    assert missed.tolist() == [5, 9]
    assert alarms.tolist() == [3, 8]
    assert evaluation.regions_f1(truth, predicted) == 2 * 2 / (2 * 2 + 2 + 2)
    assert evaluation.match_regions(truth, predicted, threshold=0.7)[0].tolist() == [[1, 4]]


@given(regions(), st.sampled_from([0.5, 0.6, 0.75]))
def test_matches_are_those_of_every_pair_compared(pair, threshold):
    truth, predicted = pair
    expected = []
    for i in np.unique(truth[truth > 0]):
        for j in np.unique(predicted[predicted > 0]):
            if evaluation.intersection_over_union(truth == i, predicted == j) > threshold:
                expected.append([i, j])
    pairs, missed, alarms = evaluation.match_regions(truth, predicted, threshold=threshold)
    assert pairs.tolist() == expected
    assert sorted([*pairs[:, 0], *missed]) == np.unique(truth[truth > 0]).tolist()
    assert sorted([*pairs[:, 1], *alarms]) == np.unique(predicted[predicted > 0]).tolist()


def test_a_region_found_is_itself():
    _, outlined = data.load_nuclei()
    assert evaluation.regions_f1(outlined, outlined) == 1
    shuffled = np.random.default_rng(0).permutation(256)
    shuffled[shuffled == 0], shuffled[0] = shuffled[0], 0
    assert evaluation.regions_f1(outlined, shuffled[outlined]) == 1


MASK, NUMBERS = np.ones((2, 3), bool), np.ones((2, 3), int)


@pytest.mark.parametrize(
    ("measure", "arguments", "message"),
    [
        ("intersection_over_union", (MASK, MASK[:, :2]), r"truth has shape \(2, 3\) and predicted \(2, 2\)"),
        ("intersection_over_union", (MASK, NUMBERS), "predicted has dtype int64: expected booleans"),
        ("intersection_over_union", (NUMBERS * 0.5, MASK), "truth has dtype float64"),
        ("match_regions", (NUMBERS, NUMBERS[:1]), r"truth has shape \(2, 3\), predicted \(1, 3\)"),
        ("match_regions", (NUMBERS, -NUMBERS), "predicted has shape .* expected whole numbers from 0 on"),
        ("match_regions", (MASK, NUMBERS), "truth has shape .* dtype bool"),
        ("match_regions", (NUMBERS[0], NUMBERS[0]), r"truth has shape \(3,\)"),
        ("overlap_by_region", (NUMBERS, MASK[:, :2]), r"truth has shape \(2, 3\) and predicted \(2, 2\)"),
        ("overlap_by_region", (0 * NUMBERS, MASK), "truth holds no region"),
    ],
)
def test_masks_that_do_not_fit_are_refused(measure, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(evaluation, measure)(*arguments)


@pytest.mark.parametrize("threshold", [0.49, 1.0, float("nan")])
def test_a_threshold_that_allows_two_partners_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold="):
        evaluation.match_regions(NUMBERS, NUMBERS, threshold=threshold)


@pytest.mark.parametrize("measure", [evaluation.regions_f1, evaluation.intersection_over_union])
def test_another_zero_division_is_refused(measure):
    given = NUMBERS if measure is evaluation.regions_f1 else MASK
    with pytest.raises(ValueError, match=r"zero_division=0\.5"):
        measure(given, given, zero_division=0.5)


# Images of any size.


@pytest.mark.parametrize("shape", [(64, 48), (61, 50), (4, 4), (1, 1), (3, 97)], ids=str)
def test_images_of_any_size(shape):
    network = models.unet()
    images = np.random.default_rng(0).random((2, *shape, 1), dtype=np.float32)
    logits = segmentation.segment(network, images, 4)
    assert logits.shape == images.shape
    assert np.isfinite(logits).all()


def test_what_fits_passes_as_it_is_and_what_does_not_is_mirrored():
    def network(images):
        assert images.shape[1] % 4 == images.shape[2] % 4 == 0
        return np.concatenate([images, images], axis=3) + images[:, -1:, -1:]

    images = np.arange(1.0, 7.0).reshape(1, 2, 3, 1)
    answers = segmentation.segment(network, images, 4)
    # Rows 1 2 2 1 and columns 1 2 3 3: the last pixel of the continued image is the first row's last.
    np.testing.assert_array_equal(answers[..., :1], images + 3)
    np.testing.assert_array_equal(answers[..., 1:], images + 3)
    whole = np.arange(16.0).reshape(1, 4, 4, 1)
    np.testing.assert_array_equal(segmentation.segment(network, whole, 4)[..., :1], whole + 15)


@pytest.mark.parametrize("shape", [(5, 5), (1, 5, 5), (1, 0, 5, 1), (0, 5, 5, 1)], ids=str)
def test_images_of_another_rank_or_without_pixels_are_refused(shape):
    with pytest.raises(ValueError, match="images has shape"):
        segmentation.segment(models.unet(), np.zeros(shape, np.float32), 4)


@pytest.mark.parametrize("multiple", [0, 2.0, -4])
def test_no_multiple(multiple):
    with pytest.raises(ValueError, match="multiple="):
        segmentation.segment(models.unet(), np.zeros((1, 4, 4, 1), np.float32), multiple)


# Patches.


def test_patches_are_parts_of_the_image_with_their_masks():
    h, w, side = 12, 10, 5
    image = 1.0 + np.arange(h * w).reshape(h, w)
    mask = image % 7 < 3
    patches, answers = segmentation.sample_patches(image, mask, 200, side, np.random.default_rng(0))
    assert patches.shape == answers.shape == (200, side, side, 1)
    seen, factors = set(), []
    for patch, answer in zip(patches[..., 0], answers[..., 0], strict=True):
        # The four corners of a patch tell how it lies; their differences tell the factor.
        factor = (patch.max() - patch.min()) / ((side - 1) * (w + 1))
        numbers = np.round(patch / factor)
        np.testing.assert_array_equal(answer, numbers % 7 < 3)
        i, j = divmod(int(numbers.min()) - 1, w)
        part = image[i : i + side, j : j + side]
        turned = [np.rot90(flipped, k) for flipped in (part, part[:, ::-1]) for k in range(4)]
        (found,) = [k for k, way in enumerate(turned) if np.array_equal(way, numbers)]
        seen.add(found)
        factors.append(factor)
    assert seen == set(range(8))
    assert 1 / 1.4 <= min(factors) < 0.75
    assert 1.3 < max(factors) <= 1.4 * (1 + 1e-6)
    assert 0.4 < np.mean(np.array(factors) < 1) < 0.6


def test_patches_come_from_everywhere_and_again_from_the_same_seed():
    image = np.arange(1.0, 37.0).reshape(6, 6)
    first, again, other = (
        segmentation.sample_patches(image, image > 5, 300, 4, np.random.default_rng(seed))[0] for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    factor = np.ptp(first, axis=(1, 2, 3)) / (3 * 6 + 3)
    assert set(np.round(first.min(axis=(1, 2, 3)) / factor).astype(int)) == {1, 2, 3, 7, 8, 9, 13, 14, 15}


@pytest.mark.parametrize(
    ("shape", "side", "message"),
    [((6, 6), 7, "side=7: expected 1 to 6"), ((6, 6), 0, "side=0"), ((6, 5), 3, r"image has shape \(6, 5\) and mask")],
)
def test_patches_that_do_not_fit_are_refused(shape, side, message):
    with pytest.raises(ValueError, match=message):
        segmentation.sample_patches(np.zeros(shape), np.zeros((6, 6), bool), 2, side, np.random.default_rng(0))


# Touching regions.


def disks(*centers, radius=9, shape=(48, 64)):
    i, j = np.indices(shape)
    return np.any([(i - r) ** 2 + (j - c) ** 2 <= radius**2 for r, c in centers], axis=0)


def test_touching_disks_are_cut_apart_at_the_narrow_place():
    found = segmentation.split_touching(disks((24, 20), (24, 35)))
    assert np.unique(found).tolist() == [0, 1, 2]
    assert found[24, 20] != found[24, 35]
    sizes = np.bincount(found.ravel())[1:]
    assert abs(int(sizes[0]) - int(sizes[1])) <= 48
    assert (np.diff((found == found[24, 20]).any(axis=0).nonzero()[0]) == 1).all()
    assert 26 <= np.flatnonzero((found == found[24, 20]).any(axis=0))[-1] <= 29


def test_splitting_covers_the_mask_and_nothing_else():
    _, outlined = data.load_nuclei()
    found = segmentation.split_touching(outlined > 0)
    np.testing.assert_array_equal(found > 0, outlined > 0)
    assert evaluation.regions_f1(outlined.astype(int), found) > 0.93
    joined = ndimage.label(outlined > 0)[0]
    assert evaluation.regions_f1(outlined.astype(int), joined) < 0.9


def test_one_round_region_stays_whole_also_at_the_border():
    assert segmentation.split_touching(disks((24, 20))).max() == 1
    assert segmentation.split_touching(disks((0, 20))).max() == 1


def test_the_border_of_the_image_is_no_ground():
    # An oval, of which the border leaves half: if the ground began beyond it, its flat middle would look like a waist.
    assert segmentation.split_touching(disks((0, 15), (0, 20), radius=5)).max() == 1


def test_specks_are_regions_too():
    mask = disks((24, 20))
    mask[3, 50] = mask[3, 51] = mask[40, 60] = True
    found = segmentation.split_touching(mask)
    np.testing.assert_array_equal(found > 0, mask)
    assert np.bincount(found.ravel())[1:].tolist() == [253, 2, 1]


def test_masks_without_ground_or_without_region():
    assert segmentation.split_touching(np.zeros((5, 5), bool)).max() == 0
    assert segmentation.split_touching(np.ones((5, 5), bool)).min() == 1


@pytest.mark.parametrize("mask", [np.ones((3, 3)), np.ones((3, 3, 1), bool), np.ones(3, bool)], ids=["f", "3d", "1d"])
def test_what_is_no_mask_is_refused(mask):
    with pytest.raises(ValueError, match="mask has shape"):
        segmentation.split_touching(mask)


# Measurements.


def test_a_disk_measured():
    measures = segmentation.measure_regions(disks((24, 30), radius=15).astype(int))
    np.testing.assert_allclose(measures["area"], np.pi * 15**2, rtol=0.02)
    np.testing.assert_allclose(measures["perimeter"], 2 * np.pi * 15, rtol=0.05)
    assert 0 <= measures["concavity"][0] < 0.05


def test_two_disks_together_are_concave():
    one = segmentation.measure_regions(disks((24, 20)).astype(int))
    two = segmentation.measure_regions(disks((24, 20), (24, 37)).astype(int))
    assert two["concavity"][0] > one["concavity"][0] + 0.05


def test_regions_keep_their_numbers_and_cut_ones_are_left_out():
    regions = 40 * disks((24, 20)).astype(int) + 7 * disks((24, 62)).astype(int)
    assert segmentation.measure_regions(regions)["region"].tolist() == [40]
    assert segmentation.measure_regions(regions, clear_border=False)["region"].tolist() == [7, 40]
    assert all(len(values) == 0 for values in segmentation.measure_regions(0 * regions).values())


@pytest.mark.parametrize("regions", [np.zeros((3, 3)), -np.ones((3, 3), int), np.zeros(3, int)], ids=["f", "-", "1d"])
def test_what_numbers_no_regions_is_refused(regions):
    with pytest.raises(ValueError, match="regions has shape"):
        segmentation.measure_regions(regions)


def test_weighted_cross_entropy_by_hand():
    truth, logits = np.array([[[0, 1, 1]]]), np.log(np.array([[[[0.5, 0.5], [0.75, 0.25], [0.2, 0.8]]]]))
    each = -np.log([0.5, 0.25, 0.8])
    assert float(segmentation.weighted_cross_entropy([1, 1])(truth, logits)) == pytest.approx(each.mean(), rel=1e-5)
    expected = (each[0] + 9 * each[1:].sum()) / 19
    assert float(segmentation.weighted_cross_entropy([1, 9])(truth, logits)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("weights", [[1, 0], [1, -2], 3, [[1, 2]]], ids=str)
def test_weights_below_zero_are_refused(weights):
    with pytest.raises(ValueError, match="expected a number above 0 for each class"):
        segmentation.weighted_cross_entropy(weights)


def test_dice_loss_by_hand():
    truth, p = np.array([[[0, 0, 1]]]), np.array([[[[1.0, 1e-9], [0.5, 0.5], [0.25, 0.75]]]])
    dice = [(2 * 1.5 + 1) / (1.75 + 2 + 1), (2 * 0.75 + 1) / (1.25 + 1 + 1)]
    assert float(segmentation.dice_loss(truth, np.log(p))) == pytest.approx(1 - np.mean(dice), abs=1e-5)


def test_overlap_by_class_is_that_of_masks_and_of_scikit_learn():
    from sklearn.metrics import f1_score, jaccard_score

    generator = np.random.default_rng(0)
    truth, answers = generator.integers(0, 5, (2, 3000))
    confusion = evaluation.confusion_matrix(truth, answers, classes=5)
    iou, dice = evaluation.overlap_by_class(confusion)
    np.testing.assert_allclose(iou, jaccard_score(truth, answers, average=None))
    np.testing.assert_allclose(dice, f1_score(truth, answers, average=None))
    np.testing.assert_allclose(iou[2], evaluation.intersection_over_union([truth == 2], [answers == 2]))


def test_overlap_of_a_class_that_does_not_occur_is_no_number():
    iou, dice = evaluation.overlap_by_class([[3, 0], [0, 0]])
    assert iou[0] == dice[0] == 1
    assert np.isnan([iou[1], dice[1]]).all()


@pytest.mark.parametrize("wrong", [np.ones((2, 3)), np.ones(4), [[1, -1], [0, 1]]], ids=str)
def test_overlap_refuses_what_is_no_table_of_counts(wrong):
    with pytest.raises(ValueError, match="expected \\(classes, classes\\) of counts"):
        evaluation.overlap_by_class(wrong)
