import numpy as np
import pytest

from kernelbook import segmentation


def test_weighted_cross_entropy_by_hand():
    truth, logits = np.array([[[0, 1, 1]]]), np.log(np.array([[[[0.5, 0.5], [0.75, 0.25], [0.2, 0.8]]]]))
    each = -np.log([0.5, 0.25, 0.8])
    assert float(segmentation.weighted_cross_entropy([1, 1])(truth, logits)) == pytest.approx(each.mean(), rel=1e-5)
    expected = (each[0] + 9 * each[1:].sum()) / 19
    assert float(segmentation.weighted_cross_entropy([1, 9])(truth, logits)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("weights", [[1, 0], [1, -2], 3, [[1, 2]]], ids=str)
def test_weighted_cross_entropy_refuses_weights_that_are_not_above_zero(weights):
    with pytest.raises(ValueError, match="expected a number above 0 for each class"):
        segmentation.weighted_cross_entropy(weights)


def test_dice_loss_by_hand():
    truth, p = np.array([[[0, 0, 1]]]), np.array([[[[1.0, 1e-9], [0.5, 0.5], [0.25, 0.75]]]])
    dice = [(2 * 1.5 + 1) / (1.75 + 2 + 1), (2 * 0.75 + 1) / (1.25 + 1 + 1)]
    assert float(segmentation.dice_loss(truth, np.log(p))) == pytest.approx(1 - np.mean(dice), abs=1e-5)
