import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.drift import stability_index

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=30)


def test_stability_index_by_hand():
    """The edge is 2.5: 2 and 2 before, 3 and 1 now; with the halves 1/2 and 1/2, 7/10 and 3/10."""
    expected = (0.7 - 0.5) * np.log(0.7 / 0.5) + (0.3 - 0.5) * np.log(0.3 / 0.5)
    assert stability_index([1, 2, 3, 4], [1, 1, 1, 4], bins=2) == pytest.approx(expected)


def test_stability_index_with_edges_by_hand():
    """Below 0, from 0 to below 1, from 1: 1, 1, 2 before and 3, 0, 1 now. A value at an edge belongs above."""
    p, q = np.array([1.5, 1.5, 2.5]) / 5.5, np.array([3.5, 0.5, 1.5]) / 5.5
    found = stability_index([-1.0, 0.0, 1.0, 7.0], [-3.0, -2.0, -1.0, 1.0], bins=[0.0, 1.0])
    assert found == pytest.approx(np.sum((q - p) * np.log(q / p)))


@given(VALUES, VALUES)
def test_stability_index_is_finite_and_0_of_the_same_values(before, now):
    assert 0 <= stability_index(before, now) < np.inf
    assert stability_index(before, before[::-1]) == 0


@given(VALUES, VALUES)
def test_stability_index_is_the_same_both_ways_in_the_same_bins(before, now):
    edges = [-10.0, 0.0, 5.0]
    assert stability_index(before, now, edges) == pytest.approx(stability_index(now, before, edges))


def test_stability_index_without_drift_is_as_large_as_its_docstring_says():
    """Nine tenths of a hundred bins would do; so 0.25, the threshold of credit cards, is passed by 20 fresh values."""
    generator = np.random.default_rng(0)
    found = [stability_index(*np.split(generator.normal(size=2200), [2000])) for _ in range(400)]
    assert np.mean(found) == pytest.approx(9 * (1 / 2000 + 1 / 200), rel=0.1)


def test_stability_index_of_values_that_are_mostly_equal_has_fewer_bins():
    assert stability_index([0] * 9 + [1], [0] * 9 + [1]) == 0
    assert stability_index([0] * 9 + [1], [1] * 10) > 1


@pytest.mark.parametrize("bins", [1, [2.0, 1.0], [1.0, 1.0], [[1.0]], []])
def test_stability_index_refuses_bins(bins):
    with pytest.raises(ValueError, match=r"^bins"):
        stability_index([1, 2], [1, 2], bins)
