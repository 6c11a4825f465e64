"""A ring ends with the sum at every worker, and sends what the formula says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook.scale import all_reduce, bytes_sent


def test_all_reduce_by_hand_with_three_workers():
    """Each chunk is one number of eight bytes, and each worker sends two of them twice."""
    sums, sent = all_reduce([np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0]), np.array([100.0, 200.0, 300.0])])
    assert [each.tolist() for each in sums] == [[111.0, 222.0, 333.0]] * 3
    assert sent == [4 * 8] * 3


@given(
    workers=st.integers(1, 7),
    shape=st.lists(st.integers(1, 5), min_size=0, max_size=3),
    seed=st.integers(0, 2**32 - 1),
)
def test_all_reduce_equals_the_sum_and_keeps_what_came(workers, shape, seed):
    """Whole numbers have sums without rounding, so that the order of adding does not matter."""
    tensors = [np.random.default_rng([seed, w]).integers(-99, 99, shape).astype(float) for w in range(workers)]
    before = [tensor.copy() for tensor in tensors]
    sums, sent = all_reduce(tensors)
    for each in sums:
        np.testing.assert_array_equal(each, np.sum(before, axis=0))
        assert each.shape == tuple(shape)
    for tensor, kept in zip(tensors, before, strict=True):
        np.testing.assert_array_equal(tensor, kept)
    assert sum(sent) == round(workers * bytes_sent(tensors[0].nbytes, workers))


def test_all_reduce_gives_each_worker_the_same_bits():
    tensors = [np.random.default_rng(w).normal(size=1_000).astype(np.float32) for w in range(5)]
    sums, _ = all_reduce(tensors)
    assert all(each.tobytes() == sums[0].tobytes() for each in sums)
    np.testing.assert_allclose(sums[0], np.sum(tensors, axis=0), rtol=0, atol=1e-5)


def test_bytes_sent_stays_below_twice_the_size():
    """Two workers send everything once; however many there are, nobody sends it twice."""
    assert bytes_sent(373_288, 1) == 0
    assert bytes_sent(373_288, 2) == 373_288
    assert [bytes_sent(1_000, k) for k in (4, 10, 1_000)] == [1_500.0, 1_800.0, 1_998.0]


def test_all_reduce_refuses_what_does_not_fit():
    with pytest.raises(
        ValueError, match=r"tensors\[1\] has shape \(3,\) and type float32: expected \(3,\) and float64"
    ):
        all_reduce([np.zeros(3), np.zeros(3, np.float32)])
    with pytest.raises(ValueError, match=r"tensors=\[\]: expected a list of arrays, one for each worker"):
        all_reduce([])
    with pytest.raises(ValueError, match="NaN"):
        all_reduce([np.zeros(2), np.array([0.0, np.nan])])
