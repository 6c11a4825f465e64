import keras
import numpy as np
import pytest
import tensorflow as tf

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


LOGITS = np.zeros((2, 2, 3, 4), np.float32)
CLASSES = np.zeros((2, 2, 3), int)
LOSSES = {"weighted": segmentation.weighted_cross_entropy([1, 1, 1, 1]), "dice": segmentation.dice_loss}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    ("truth", "message"),
    [
        (CLASSES[..., np.newaxis], r"truth has shape \(2, 2, 3, 1\): expected \(n, h, w\)"),
        (CLASSES[:1], r"truth has shape \(1, 2, 3\) and logits \(2, 2, 3, 4\)"),
        (CLASSES + 255, "truth holds labels from 255 to 255: expected 0 to 3"),
        (CLASSES - 1, "truth holds labels from -1"),
        (CLASSES + 0.5, "truth holds fractions"),
        (CLASSES + np.nan, "truth holds NaN"),
        (tf.constant(CLASSES + 255), "truth holds labels"),
        (CLASSES.tolist(), "truth is a list"),
    ],
    ids=str,
)
def test_losses_of_pixels_refuse_truth_that_does_not_fit(loss, truth, message):
    with pytest.raises(ValueError, match=message):
        LOSSES[loss](truth, LOGITS)
    assert np.isfinite(float(LOSSES[loss](CLASSES.astype(np.float32), LOGITS)))


def test_weighted_cross_entropy_refuses_another_number_of_classes():
    with pytest.raises(ValueError, match=r"logits has shape \(2, 2, 3, 4\): expected 2 classes"):
        segmentation.weighted_cross_entropy([1, 9])(CLASSES, LOGITS)
    with pytest.raises(ValueError, match="weights has dtype"):
        segmentation.weighted_cross_entropy(["1", "9"])


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_of_pixels_train_a_network_whose_sizes_are_not_known(loss):
    network = keras.Sequential([keras.layers.Input((None, None, 1)), keras.layers.Conv2D(4, 1)])
    network.compile(optimizer="sgd", loss=LOSSES[loss])
    history = network.fit(np.zeros((2, 2, 3, 1)), CLASSES, batch_size=1, verbose=0).history
    assert np.isfinite(history["loss"]).all()


@pytest.mark.parametrize("loss", [segmentation.weighted_cross_entropy([1, 1]), segmentation.dice_loss])
@pytest.mark.parametrize("make", [np.asarray, tf.constant])
def test_losses_of_pixels_refuse_logits_of_whole_numbers(loss, make):
    with pytest.raises(ValueError, match="logits has dtype int64: expected floating numbers"):
        loss(np.zeros((1, 1, 2), int), make(np.zeros((1, 1, 2, 2), np.int64)))
