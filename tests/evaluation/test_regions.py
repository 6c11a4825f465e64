import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from kernelbook import data, evaluation
from strategies import masks, regions

# Overlap.


@given(masks())
def test_intersection_over_union_agrees_with_scikit_learn(pair):
    truth, predicted = pair
    expected = metrics.jaccard_score(truth.ravel(), predicted.ravel())
    assert evaluation.intersection_over_union(truth, predicted) == pytest.approx(expected)


@pytest.mark.parametrize("zero_division", [0, 1])
def test_intersection_over_union_and_regions_f1_of_empty_masks(zero_division):
    empty, full = np.zeros((2, 3), bool), np.ones((2, 3), bool)
    assert evaluation.intersection_over_union(empty, empty, zero_division=zero_division) == zero_division
    assert evaluation.intersection_over_union(empty, full, zero_division=zero_division) == 0
    nothing = np.zeros((2, 3), int)
    assert evaluation.regions_f1(nothing, nothing, zero_division=zero_division) == zero_division
    assert evaluation.regions_f1(nothing, nothing + 1, zero_division=zero_division) == 0
    assert [len(found) for found in evaluation.match_regions(nothing, nothing)] == [0, 0, 0]


@given(masks(), st.integers(2, 4))
def test_overlap_by_region_adds_up_to_the_masks(pair, count):
    truth, predicted = pair
    numbered = np.where(truth, 1 + np.arange(truth.size).reshape(truth.shape) % count, 0)
    intersections, unions = evaluation.overlap_by_region(numbered, predicted)
    assert len(intersections) == len(unions) == len(np.unique(numbered[truth]))
    assert intersections.sum() == (truth & predicted).sum()
    assert unions.sum() == (truth | predicted).sum()
    assert (intersections <= unions).all()


def test_overlap_by_region_gives_a_pixel_outside_to_the_nearest_region():
    truth = np.array([[7, 0, 0, 0, 0, 0, 3]])
    predicted = np.array([[False, True, True, False, False, True, True]])
    intersections, unions = evaluation.overlap_by_region(truth, predicted)
    assert intersections.tolist() == [1, 0]  # regions 3 and 7, in the order of their numbers
    assert unions.tolist() == [2, 3]


# Matching.


def test_match_regions_by_hand():
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
def test_match_regions_finds_those_of_every_pair_compared(pair, threshold):
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


def test_regions_f1_of_the_same_regions_is_1_whatever_their_numbers():
    _, outlined = data.load_nuclei()
    assert evaluation.regions_f1(outlined, outlined) == 1
    shuffled = np.random.default_rng(0).permutation(256)
    shuffled[shuffled == 0], shuffled[0] = shuffled[0], 0
    assert evaluation.regions_f1(outlined, shuffled[outlined]) == 1


# Bad input.

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
def test_measures_of_regions_refuse_masks_that_do_not_fit(measure, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(evaluation, measure)(*arguments)


@pytest.mark.parametrize("threshold", [0.49, 1.0, float("nan"), 50, "0.5"])
def test_match_regions_refuses_a_threshold_that_allows_two_partners(threshold):
    with pytest.raises(ValueError, match="threshold="):
        evaluation.match_regions(NUMBERS, NUMBERS, threshold=threshold)


@pytest.mark.parametrize("measure", [evaluation.regions_f1, evaluation.intersection_over_union])
def test_regions_f1_and_intersection_over_union_refuse_another_zero_division(measure):
    given = NUMBERS if measure is evaluation.regions_f1 else MASK
    with pytest.raises(ValueError, match=r"zero_division=0\.5"):
        measure(given, given, zero_division=0.5)
