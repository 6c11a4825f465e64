import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import detection


def scene(seed, classes=1, cells=6):
    """Return the target of a few boxes on 6 × 6 cells, and answers at random."""
    generator = np.random.default_rng(seed)
    corners = generator.uniform(0, 8 * cells - 24, (3, 2))
    boxes = np.concatenate([corners, corners + generator.uniform(10, 24, (3, 2))], axis=1)
    target = detection.encode(boxes, generator.integers(0, classes, 3), 8 * cells, 8)[np.newaxis]
    return target, generator.normal(0, 2, (1, cells, cells, 1 + classes + 4)).astype(np.float32)


def only_classes(target, answers):
    """Return the answers with the right boxes, so that nothing of the loss is theirs."""
    right = np.log(np.maximum(target[..., 1:], 1e-3))
    return np.concatenate([answers[..., :-4], right], axis=-1)


def test_focal_loss_by_hand():
    """Two cells: background with 0.75, and a tree with 0.9 whose box is right."""
    target = np.zeros((1, 1, 2, 5), np.float32)
    target[0, 0, 1] = 1
    answers = np.array([[[[np.log(3), 0, 0, 0, 0, 0], [0, np.log(9), 0, 0, 0, 0]]]], np.float32)
    plain = -np.log(0.75) - np.log(0.9)
    focal = -(0.25**2) * np.log(0.75) - 0.1**2 * np.log(0.9)
    weighted = -0.75 * 0.25**2 * np.log(0.75) - 0.25 * 0.1**2 * np.log(0.9)
    for settings, expected in (((0, None), plain), ((2, None), focal), ((2, 0.25), weighted)):
        assert float(detection.focal_loss(*settings)(target, answers)) == pytest.approx(expected, rel=1e-4)


@given(st.integers(0, 10_000), st.floats(0, 5), st.floats(0.05, 0.95))
def test_focal_loss_is_that_of_keras_for_one_class(seed, gamma, alpha):
    """Of two logits, the difference is what a sigmoid takes; the sum is divided by the cells that speak."""
    target, answers = scene(seed)
    answers = only_classes(target, answers)
    truth, logits = (target[..., :1] > 0).astype(np.float32), answers[..., 1:2] - answers[..., :1]
    speaking = max(truth.sum(), 1)
    for balanced in (True, False):
        theirs = keras.losses.BinaryFocalCrossentropy(
            apply_class_balancing=balanced, alpha=alpha, gamma=gamma, from_logits=True, reduction="sum"
        )
        ours = detection.focal_loss(gamma, alpha if balanced else None)
        expected = float(theirs(truth, logits)) / speaking
        assert float(ours(target, answers)) == pytest.approx(expected, rel=2e-3, abs=1e-4)


@given(st.integers(0, 10_000))
def test_focal_loss_without_gamma_and_alpha_is_the_loss(seed):
    target, answers = scene(seed, classes=3)
    expected = float(detection.loss(target, answers))
    assert float(detection.focal_loss(0, None)(target, answers)) == pytest.approx(expected, rel=1e-5)
    assert float(detection.focal_loss(2, None)(target, answers)) < expected


def test_focal_loss_leaves_the_boxes_their_weight():
    target, answers = scene(0)
    right, wrong = only_classes(target, answers), answers
    differences = [
        float(each(target, wrong)) - float(each(target, right))
        for each in (detection.loss, detection.focal_loss(), detection.focal_loss(4, None))
    ]
    assert differences == pytest.approx([differences[0]] * 3, abs=1e-4)
    assert differences[0] > 0.1


@pytest.mark.parametrize("gamma", [0, 0.5, 1, 2])
def test_focal_loss_has_a_slope_also_where_all_is_sure(gamma):
    import tensorflow as tf

    target, _ = scene(1)
    sure = 60 * np.eye(2)[target[..., 0].astype(int)]
    answers = tf.Variable(np.concatenate([sure, np.zeros((*sure.shape[:3], 4))], axis=-1).astype(np.float32))
    with tf.GradientTape() as tape:
        value = detection.focal_loss(gamma)(target, answers)
    assert np.isfinite(tape.gradient(value, answers).numpy()).all()


REFUSED = {
    "gamma=-1: expected a number from 0": lambda: detection.focal_loss(-1),
    "alpha=25: expected a share .* such as 0.25": lambda: detection.focal_loss(2, 25),
    "alpha=0: expected a share between 0 and 1": lambda: detection.focal_loss(2, 0),
    r"target has shape \(4, 4, 5\)": lambda: detection.focal_loss()(np.zeros((4, 4, 5)), np.zeros((1, 4, 4, 6))),
}


@pytest.mark.parametrize("message", REFUSED)
def test_focal_loss_refuses_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
