import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelbook import scale

LAW = {"computing": 8.0, "size": 1e8, "bandwidth": 1e8, "latency": 0.03}
LAWS = st.fixed_dictionaries(
    {
        "computing": st.floats(1e-6, 1e6),
        "size": st.floats(0, 1e12),
        "bandwidth": st.floats(1e3, 1e12),
        "latency": st.floats(1e-9, 10),
    }
)
WORKERS = st.integers(1, 10_000)


@pytest.mark.parametrize(("k", "expected"), [(1, 1), (2, 8 / 5.06), (4, 8 / 3.68)])
def test_speedup_by_hand(k, expected):
    assert scale.speedup(k, **LAW) == pytest.approx(expected)


@given(LAWS, WORKERS)
def test_nobody_is_faster_than_as_many_times_as_there_are_workers(law, k):
    assert scale.speedup(k, **law) <= k * (1 + 1e-12)


@given(st.integers(2, 10_000))
def test_who_need_not_talk_is_as_many_times_as_fast(k):
    assert scale.speedup(k, computing=3.0, size=0, bandwidth=1.0, latency=0) == pytest.approx(k)


@pytest.mark.parametrize(("computing", "limit"), [(8.0, 4.0), (1.0, 0.5)], ids=["helps", "harms"])
def test_without_latency_workers_are_at_most_as_fast_as_their_gradients_travel(computing, limit):
    law = {"computing": computing, "size": 3e8, "bandwidth": 3e8, "latency": 0}
    found = scale.speedup(np.array([2, 10, 1_000, 10**9]), **law)
    assert found[-1] == pytest.approx(limit)
    assert (np.sign(np.diff(found)) == np.sign(limit - 1)).all()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 10),
        ({"computing": 2.0}, 1),  # just as long as the gradients travel
        ({"computing": 2.11}, 1),  # two would compute for 1.055, and talk for 1.06
        ({"computing": 2.13}, 2),
        ({"size": 0, "computing": 6.0}, 10),
        ({"latency": 3.0}, 1),
        ({"latency": 3e-6}, 1_000),
    ],
)
def test_best_number_by_hand(change, expected):
    assert scale.best_workers(**LAW | change) == expected


@given(LAWS)
def test_best_number_is_no_worse_than_its_neighbors_and_others(law):
    best = scale.best_workers(**law)
    assert isinstance(best, int)
    others = np.unique([1, 2, 3, max(1, best - 1), best + 1, max(1, best // 2), 2 * best, 1_000])
    assert (scale.step_time(best, **law) <= scale.step_time(others, **law) * (1 + 1e-9)).all()


def test_best_number_is_that_of_a_search():
    generator = np.random.default_rng(0)
    for _ in range(200):
        computing, size, latency = generator.uniform((0.1, 0, 1e-5), (10, 5, 1e-1))
        law = {"computing": computing, "size": size, "bandwidth": 1.0, "latency": latency}
        assert scale.best_workers(**law) == 1 + scale.step_time(np.arange(1, 2_000), **law).argmin()


@pytest.mark.parametrize(
    ("workers", "seconds", "watts", "expected"),
    [(1, 3_600, 1_000, 1), (4, 1_800, 500, 1), (8, 0, 400, 0), (1, 1, 3.6e6, 1)],
)
def test_energy_by_hand(workers, seconds, watts, expected):
    assert scale.energy(workers, seconds, watts) == pytest.approx(expected)


def test_energy_of_several_numbers_of_workers():
    np.testing.assert_allclose(scale.energy([1, 2, 4], 3_600.0, 100), [0.1, 0.2, 0.4])


REFUSED = {
    "latency=0: expected a number above 0": lambda: scale.best_workers(**LAW | {"latency": 0}),
    "computing=0: expected a number above 0": lambda: scale.best_workers(**LAW | {"computing": 0}),
    "bandwidth=0: expected a number above 0": lambda: scale.best_workers(**LAW | {"bandwidth": 0}),
    "workers=-1: expected whole numbers from 1": lambda: scale.energy(-1, 1, 1),
    "seconds=-1: expected a number from 0": lambda: scale.energy(1, -1, 1),
    "watts=inf: expected a number from 0": lambda: scale.energy(1, 1, np.inf),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_makes_no_sense_is_refused(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
