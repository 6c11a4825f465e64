import numpy as np
import pytest
from sklearn.metrics import f1_score, jaccard_score

from kernelbook import evaluation


def test_overlap_by_class_is_that_of_masks_and_of_scikit_learn():
    generator = np.random.default_rng(0)
    truth, answers = generator.integers(0, 5, (2, 3000))
    confusion = evaluation.confusion_matrix(truth, answers, classes=5)
    iou, dice = evaluation.overlap_by_class(confusion)
    np.testing.assert_allclose(iou, jaccard_score(truth, answers, average=None))
    np.testing.assert_allclose(dice, f1_score(truth, answers, average=None))
    np.testing.assert_allclose(iou[2], evaluation.intersection_over_union([truth == 2], [answers == 2]))


def test_overlap_by_class_of_a_class_that_does_not_occur_is_no_number():
    iou, dice = evaluation.overlap_by_class([[3, 0], [0, 0]])
    assert iou[0] == dice[0] == 1
    assert np.isnan([iou[1], dice[1]]).all()


@pytest.mark.parametrize("wrong", [np.ones((2, 3)), np.ones(4), [[1, -1], [0, 1]]], ids=str)
def test_overlap_by_class_refuses_what_is_no_table_of_counts(wrong):
    with pytest.raises(ValueError, match="expected \\(classes, classes\\) of counts"):
        evaluation.overlap_by_class(wrong)


@pytest.mark.parametrize("wrong", [[[0.5, 0.5], [0.2, 0.8]], [[np.nan, 0], [0, 1]], np.zeros((0, 0))], ids=str)
def test_overlap_by_class_refuses_shares_in_the_place_of_counts(wrong):
    with pytest.raises(ValueError, match=r"confusion has shape .* expected counts, not shares"):
        evaluation.overlap_by_class(wrong)


def test_overlap_by_class_takes_counts_of_any_number_type():
    iou, _ = evaluation.overlap_by_class(np.array([[6.0, 1], [1, 2]]))
    assert iou.tolist() == [0.75, 0.5]
