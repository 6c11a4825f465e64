import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import scale

LINK = {"size": 1e8, "bandwidth": 1e8, "latency": 0.03}
LAW = {"computing": 8.0, **LINK}
SECONDS = st.floats(1e-6, 1e6)
LAWS = st.fixed_dictionaries(
    {
        "computing": SECONDS,
        "size": st.floats(0, 1e12),
        "bandwidth": st.floats(1e3, 1e12),
        "latency": st.floats(0, 10),
    }
)
WORKERS = st.integers(1, 10_000)


def ring(vectors, bandwidth, latency, item=8):
    """Add up vectors, one a worker, round by round; return what each holds then, and how long the rounds took."""
    k, seconds = len(vectors), 0.0
    held = [np.array_split(vector.astype(float), k) for vector in vectors]
    for turn in range(2 * (k - 1)):
        sent = [(w, (w - turn) % k, held[w][(w - turn) % k]) for w in range(k)]
        for w, part, values in sent:
            place = held[(w + 1) % k]
            place[part] = place[part] + values if turn < k - 1 else values
        seconds += latency + max(len(values) for *_, values in sent) * item / bandwidth
    return [np.concatenate(parts) for parts in held], seconds


@pytest.mark.parametrize(("k", "expected"), [(1, 0), (2, 1 + 0.06), (4, 1.5 + 0.18), (5, 1.6 + 0.24)])
def test_ring_by_hand(k, expected):
    assert scale.all_reduce_time(k, **LINK) == pytest.approx(expected)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 6])
def test_rounds_of_a_ring_that_adds_take_what_the_law_says(k):
    vectors = np.random.default_rng(k).normal(size=(k, 12))
    sums, seconds = ring(vectors, bandwidth=10.0, latency=0.5)
    np.testing.assert_allclose(sums, np.tile(vectors.sum(axis=0), (k, 1)))
    assert seconds == pytest.approx(scale.all_reduce_time(k, size=12 * 8, bandwidth=10.0, latency=0.5))


@pytest.mark.parametrize(("k", "expected"), [(1, 8), (2, 4 + 1 + 0.06), (4, 2 + 1.5 + 0.18), (8, 1 + 1.75 + 0.42)])
def test_step_by_hand(k, expected):
    assert scale.step_time(k, **LAW) == pytest.approx(expected)


def test_arrays_of_workers_keep_their_shape_and_one_number_is_a_number():
    workers = np.array([[1, 2], [4, 8]], np.uint8)
    found = scale.step_time(workers, **LAW)
    np.testing.assert_allclose(found, [[8, 5.06], [3.68, 3.17]])
    for k in (4, np.int64(4), np.uint8(4)):
        assert isinstance(scale.step_time(k, **LAW), float)


@pytest.mark.parametrize("narrow", [np.uint8(200), np.array([200], np.uint8), [200]], ids=["one", "array", "list"])
def test_narrow_numbers_do_not_wrap_around(narrow):
    assert scale.step_time(narrow, **LAW) == scale.step_time(200, **LAW)


@given(LAWS)
def test_one_worker_only_computes(law):
    assert scale.step_time(1, **law) == law["computing"]


@given(LAWS, WORKERS)
def test_a_slower_link_and_larger_gradients_never_help(law, k):
    least = scale.step_time(k, **law)
    worse = ({"bandwidth": law["bandwidth"] / 2}, {"size": 2 * law["size"]}, {"latency": law["latency"] + 1})
    assert all(scale.step_time(k, **law | change) >= least for change in worse)


@given(st.integers(2, 10_000))
def test_bytes_are_nearly_twice_the_gradients_however_many_workers_there_are(k):
    seconds = scale.all_reduce_time(k, size=6.0, bandwidth=1.0, latency=0)
    assert 6 <= seconds < 12
    assert seconds == pytest.approx(12 - 12 / k)


REFUSED = {
    "workers=0: expected whole numbers from 1": {"workers": 0},
    r"workers=\[3, 0\]: expected whole numbers from 1": {"workers": [3, 0]},
    "workers has dtype float64: expected whole numbers": {"workers": 2.0},
    "workers has dtype bool: expected whole numbers": {"workers": True},
    r"workers has shape \(0,\)": {"workers": np.array([], int)},
    "computing=0: expected a number above 0": {"computing": 0},
    "size=-1: expected a number from 0": {"size": -1},
    "bandwidth=0: expected a number above 0": {"bandwidth": 0},
    "latency=nan: expected a number from 0": {"latency": np.nan},
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_makes_no_step_is_refused(message):
    for function in (scale.step_time, scale.speedup):
        with pytest.raises(ValueError, match=message):
            function(**{"workers": 2, **LAW} | REFUSED[message])
