import numpy as np
import pytest
import tensorflow as tf

from kernelbook import guards

X = np.zeros((3, 2))


def test_visible_are_values_but_not_those_of_a_graph():
    assert guards.visible(np.ones(1))
    assert guards.visible(tf.ones(1))
    assert not guards.visible(1.0)
    inside = []
    tf.function(lambda x: inside.append(guards.visible(x)))(tf.ones(1))
    assert inside == [False]


@pytest.mark.parametrize("good", [0, 1, 0.5, np.float64(0.5), np.array(0.5), np.array([0, 0.5, 1]), tf.constant(0.5)])
def test_times_takes_one_for_all_or_one_for_each_row(good):
    guards.times("t", good, X)


@pytest.mark.parametrize("bad", [-1, 2, None, "1", True, np.ones(2), np.ones((3, 1)), [0.5], tf.constant([0.5, 2, 0])])
def test_times_refuses_others_by_name(bad):
    with pytest.raises(ValueError, match=r"\bt\b.*expected"):
        guards.times("t", bad, X)


def test_times_and_alike_let_pass_what_a_graph_does_not_tell_yet():
    @tf.function(input_signature=[tf.TensorSpec((None,)), tf.TensorSpec((None, 2))])
    def looked(t, x):
        guards.times("t", t, x)
        guards.alike(x=x, y=X)
        guards.on_path("x", x)
        return x

    looked(tf.ones(3), tf.ones((3, 2)))


def test_known_pixels_velocities_and_draws_refuse_what_they_are_not_for():
    guards.known_pixels("mask", np.ones(2, bool), X)
    guards.velocities("field", X, X)
    for guard, bad in (
        (lambda: guards.known_pixels("mask", X, X), "mask has dtype float64: expected booleans"),
        (lambda: guards.velocities("field", X[:2], X), r"field gives shape \(2, 2\)"),
        (lambda: guards.velocities("field", X * np.nan, X), "the answer of field holds NaN"),
        (lambda: guards.draws("network", None), "network=None: expected a Keras model"),
        (lambda: guards.alike(a=X, b=X[0]), r"a has shape \(3, 2\) and b \(2,\): expected the same"),
        (lambda: guards.on_path("x", [1.0]), "x=.*expected an array of floating"),
    ):
        with pytest.raises(ValueError, match=bad):
            guard()
