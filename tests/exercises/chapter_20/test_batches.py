"""The reference is what a network's gradient obeys: a batch that is cut has the gradient of the whole."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from kernelbook import exercises
from kernelbook.exercises.chapter_20.batches import of_the_batch

CASES = exercises.find("20-average").task.cases()


def gradient(images, targets, weights):
    """Return the gradient of a mean squared error, by TensorFlow."""
    with tf.GradientTape() as tape:
        tape.watch(weights)
        loss = tf.reduce_mean((tf.linalg.matvec(images, weights) - targets) ** 2)
    return tape.gradient(loss, weights).numpy()


@pytest.mark.parametrize("ends", [(0, 5, 12), (0, 1, 12), (0, 4, 8, 12), (0, 0, 12)])
def test_a_batch_cut_anywhere_has_the_gradient_of_the_whole(ends):
    generator = np.random.default_rng(0)
    images, targets, weights = generator.normal(size=(12, 3)), generator.normal(size=12), tf.ones(3, tf.float64)
    parts = [slice(*pair) for pair in itertools.pairwise(ends)]
    gradients = [gradient(images[part], targets[part], weights) for part in parts]
    found = of_the_batch(np.nan_to_num(gradients), np.diff(ends))
    np.testing.assert_allclose(found, gradient(images, targets, weights))


def test_equal_parts_have_their_plain_mean():
    gradients = np.random.default_rng(1).normal(size=(4, 5))
    np.testing.assert_allclose(of_the_batch(gradients, np.full(4, 32)), gradients.mean(axis=0))


def test_empty_parts_hold_zeros_and_some_are_there_and_none_is_all_empty():
    assert sum((sizes == 0).any() for _, sizes in CASES) > 5
    for gradients, sizes in CASES:
        assert sizes.sum() > 0
        assert not gradients[sizes == 0].any()
