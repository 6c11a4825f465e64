import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.drift import confidence_threshold, estimated_accuracy

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40, unique_by=lambda pair: pair[0])


def test_confidence_threshold_by_hand():
    assert confidence_threshold([0.9, 0.6, 0.8, 0.7], [True, False, True, True]) == 0.7
    assert confidence_threshold([0.9, 0.6, 0.8, 0.7], [False, True, False, False]) == 0.9
    assert confidence_threshold([0.9, 0.6], [False, False]) == np.inf


def test_estimated_accuracy_by_hand():
    assert estimated_accuracy([0.9, 0.6, 0.8, 0.7], [True, False, True, True], [0.95, 0.65, 0.7, 0.1]) == 0.5
    assert estimated_accuracy([0.9, 0.6], [False, False], [0.99]) == 0


@given(PAIRS)
def test_estimated_accuracy_of_the_same_answers_is_their_accuracy(pairs):
    confidence, right = (np.array(part) for part in zip(*pairs, strict=True))
    assert estimated_accuracy(confidence, right, confidence) == pytest.approx(right.mean())


def test_estimated_accuracy_sees_nothing_of_a_network_that_is_wrong_and_sure():
    """Half of the answers turn wrong and the confidences stay: the estimate stays, too."""
    confidence = np.linspace(0.5, 1, 100)
    right = confidence > 0.6
    assert estimated_accuracy(confidence, right, confidence) == right.mean() == 0.8


def test_estimated_accuracy_needs_booleans_one_for_each():
    with pytest.raises(ValueError, match="right_before has dtype int64"):
        estimated_accuracy([0.5], np.array([1]), [0.5])
    with pytest.raises(ValueError, match="confidence_before has 2 items and right_before 1"):
        estimated_accuracy([0.5, 0.6], [True], [0.5])
