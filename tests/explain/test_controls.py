import random

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from kernelbook import explain


def test_a_randomized_model_has_the_same_shapes_and_other_weights(network):
    other = explain.randomized(network, seed=1)
    for ours, theirs in zip(network.get_weights(), other.get_weights(), strict=True):
        assert ours.shape == theirs.shape
        assert not np.array_equal(ours, theirs)
    again = explain.randomized(network, seed=1)
    np.testing.assert_array_equal(other.get_weights()[0], again.get_weights()[0])


# How much a map may agree (Spearman's rank correlation) with that of a network that has learned nothing. Without signs
# all maps of pixels agree, since they lie on the ink, which chapter 07 tells; and saliency has none.
LIMITS = {"saliency": 0.8, "integrated_gradients": 0.5, "occlusion": 0.6, "grad_cam": 0.6}


@pytest.mark.slow
@pytest.mark.parametrize("method", LIMITS)
def test_explanations_change_when_the_weights_are_random(network, digits, method):
    options = {"layer": "conv2"} if method == "grad_cam" else {}
    agreements = []
    for image, label in zip(digits[0][:5], digits[1][:5], strict=True):
        maps = [getattr(explain, method)(m, image, label, **options) for m in (network, explain.randomized(network))]
        if np.ptp(maps[1]) > 0:  # a map of zeros agrees with nothing
            agreements.append(stats.spearmanr(*(np.ravel(m) for m in maps)).statistic)
    assert np.mean(agreements or [0]) < LIMITS[method]


def numbers():  # the state that all share is what is asked for
    return np.random.get_state()[1].tolist()  # noqa: NPY002


def test_randomized_leaves_all_other_draws_as_they_are(network):
    keras.utils.set_random_seed(5)
    expected = random.random(), numbers(), float(tf.random.uniform(())), float(keras.random.uniform(()))
    keras.utils.set_random_seed(5)
    explain.randomized(network, seed=1)
    found = random.random(), numbers(), float(tf.random.uniform(())), float(keras.random.uniform(()))
    assert found == expected


def test_randomized_refuses_what_is_no_model_and_no_seed(network):
    with pytest.raises(ValueError, match="model=3: expected a Keras model"):
        explain.randomized(3)
    with pytest.raises(ValueError, match="seed='1': expected a whole number from 0"):
        explain.randomized(network, seed="1")
