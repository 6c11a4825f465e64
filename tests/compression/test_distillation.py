import numpy as np
import pytest

from kernelbook import compression

RNG = np.random.default_rng(0)
STUDENT, TEACHER, LABELS = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4)), np.array([0, 1, 2, 3, 0, 1])


def loss(student=STUDENT, teacher=TEACHER, labels=LABELS, temperature=3.0, share=0.5):
    return float(compression.distillation_loss(student, teacher, labels, temperature, share))


def softmax(x):
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def test_of_labels_alone_it_is_the_cross_entropy():
    logits = np.log([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]])
    found = loss(logits, np.zeros((2, 3)), np.array([0, 0]), share=0.0)
    assert found == pytest.approx((np.log(2) + np.log(8)) / 2, rel=1e-6)


def test_of_the_teacher_alone_it_is_the_divergence_times_the_squared_temperature():
    p, q = softmax(TEACHER / 3), softmax(STUDENT / 3)
    expected = 9 * np.sum(p * np.log(p / q), axis=1).mean()
    assert loss(share=1.0) == pytest.approx(expected, rel=1e-4)
    assert loss(share=0.3) == pytest.approx(0.3 * expected + 0.7 * loss(share=0.0), rel=1e-4)


def test_it_is_0_for_the_teacher_itself_and_above_elsewhere():
    assert loss(TEACHER, share=1.0) == pytest.approx(0, abs=1e-5)
    assert loss(TEACHER + 5, share=1.0) == pytest.approx(0, abs=1e-5), "a softmax does not see what is added to all"
    assert loss(share=1.0) > 0


def test_its_gradient_hardly_changes_with_the_temperature():
    """A logit's gradient falls as T² at high temperatures: the factor takes that back."""
    import tensorflow as tf

    student = tf.Variable(STUDENT - STUDENT.mean(axis=1, keepdims=True), dtype=tf.float32)
    sizes = []
    for temperature in (20.0, 40.0):
        with tf.GradientTape() as tape:
            found = compression.distillation_loss(student, TEACHER, LABELS, temperature, 1.0)
        sizes.append(np.linalg.norm(tape.gradient(found, student)))
    assert sizes[1] == pytest.approx(sizes[0], rel=0.1)
    assert sizes[0] > 0
