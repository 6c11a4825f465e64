import keras
import numpy as np
import pytest
import tensorflow as tf

from kernelbook import words

GENERATOR = np.random.default_rng(0)


def by_definition(U, V, scale, W=None):
    """Sum the loss up term by term."""
    U, V = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (U, V))
    total = 0.0
    for a in range(len(U)):
        captions = [np.exp(scale * U[a] @ v) for v in V]
        if W is not None:
            captions.append(np.exp(scale * U[a] @ W[a] / np.linalg.norm(W[a])))
        pictures = [np.exp(scale * u @ V[a]) for u in U]
        total -= np.log(captions[a] / sum(captions)) + np.log(pictures[a] / sum(pictures))
    return total / (2 * len(U))


def test_two_pairs_by_hand():
    U = np.eye(2, dtype="float32")
    V = np.array([[1, 0], [0.6, 0.8]], "float32")  # scores: 1 and 0.6 in the first row, 0 and 0.8 in the second
    rows = np.log(1 + np.exp(0.6 - 1)) + np.log(1 + np.exp(0 - 0.8))
    columns = np.log(1 + np.exp(0 - 1)) + np.log(1 + np.exp(0.6 - 0.8))
    assert float(words.pair_loss(U, V, 1.0)) == pytest.approx((rows + columns) / 4, rel=1e-5)


@pytest.mark.parametrize("n", [2, 7])
@pytest.mark.parametrize("scale", [1.0, 14.0])
@pytest.mark.parametrize("hard", [False, True])
def test_the_loss_is_its_definition_whatever_the_length_of_the_vectors(n, scale, hard):
    U, V, W = GENERATOR.normal(size=(3, n, 5))
    W = W if hard else None
    expected = by_definition(U, V, scale, W)
    assert float(words.pair_loss(U, V, scale, W)) == pytest.approx(expected, rel=1e-6)
    assert float(words.pair_loss(4 * U, 0.3 * V, scale, W)) == pytest.approx(expected, rel=1e-6)


def test_pictures_and_captions_may_change_places_but_not_with_hard_negatives():
    U, V, W = GENERATOR.normal(size=(3, 6, 4))
    assert float(words.pair_loss(U, V, 5.0)) == pytest.approx(float(words.pair_loss(V, U, 5.0)), rel=1e-9)
    assert float(words.pair_loss(U, V, 5.0, W)) != pytest.approx(float(words.pair_loss(V, U, 5.0, W)), rel=1e-3)
    assert float(words.pair_loss(U, V, 5.0, W)) > float(words.pair_loss(U, V, 5.0))


def test_the_gradient_of_the_factor_is_the_slope():
    U, V = (tf.constant(each) for each in GENERATOR.normal(size=(2, 6, 4)))
    scale = tf.Variable(3.0, dtype="float64")
    with tf.GradientTape() as tape:
        loss = words.pair_loss(U, V, scale)
    h = 1e-5
    slope = (by_definition(U.numpy(), V.numpy(), 3 + h) - by_definition(U.numpy(), V.numpy(), 3 - h)) / (2 * h)
    assert float(tape.gradient(loss, scale)) == pytest.approx(slope, rel=1e-6)


def test_a_batch_that_is_told_apart_costs_nothing_and_one_that_is_alike_the_logarithm_of_its_number():
    U = np.eye(8)
    assert float(words.pair_loss(U, U, 100.0)) == pytest.approx(0, abs=1e-9)
    alike = np.ones((8, 3))
    assert float(words.pair_loss(alike, alike, 14.0)) == pytest.approx(np.log(8))


def test_vectors_of_other_shapes_or_without_a_direction_are_refused():
    U = np.eye(3)
    with pytest.raises(ValueError, match=r"U has shape \(3, 3\) and V \(2, 3\)"):
        words.pair_loss(U, U[:2], 1.0)
    with pytest.raises(ValueError, match="W holds a vector of zeros"):
        words.pair_loss(U, U, 1.0, np.zeros((3, 3)))
    with pytest.raises(ValueError, match="scale=0"):
        words.pair_loss(U, U, 0)
    assert keras.backend.backend() == "tensorflow"
