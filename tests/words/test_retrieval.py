import numpy as np
import pytest

from kernelbook import words


def test_one_that_is_as_good_stands_before():
    assert words.ranks(np.array([[1.0, 1.0], [0.0, 0.5]])).tolist() == [2, 1]
    assert words.ranks(np.full((5, 5), 0.3)).tolist() == [5] * 5, "who answers the same to all finds nothing first"


def test_ranks_against_sorting():
    scores = np.random.default_rng(0).normal(size=(40, 40))
    expected = [int(np.flatnonzero(np.argsort(-row) == k)[0]) + 1 for k, row in enumerate(scores)]
    places = words.ranks(scores)
    assert places.tolist() == expected
    assert words.recall_at(40, places) == 1
    assert words.recall_at(5, places) == pytest.approx(np.mean(np.array(expected) <= 5))


def test_vectors_are_scaled_to_length_one():
    assert words.unit(np.array([[3.0, 4.0], [0.0, -2.0]])).tolist() == [[0.6, 0.8], [0.0, -1.0]]
    with pytest.raises(ValueError, match="vector of zeros"):
        words.unit(np.zeros((1, 2)))


def test_scores_that_are_no_square_are_refused():
    with pytest.raises(ValueError, match="as many candidates as queries"):
        words.ranks(np.zeros((2, 3)))
