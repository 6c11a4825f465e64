"""Batches by what is promised to who asks: none too large, nobody waits too long, nobody waits without a need."""

import itertools

import numpy as np
import pytest

from kernelbook import exercises
from kernelbook.exercises.chapter_21.batches import members, sizes_of_batches

CASES = exercises.find("21-batches").task.cases()


@pytest.mark.parametrize(
    ("times", "size", "wait", "sizes"),
    [
        ([0, 1, 2, 3, 6], 3, 3, [3, 2]),
        ([0, 1, 2, 3, 7], 3, 3, [3, 1, 1]),
        ([0, 2, 4, 6], 9, 3, [2, 2]),
        ([5, 5, 5], 9, 0, [3]),
        ([5, 6], 9, 0, [1, 1]),
        ([0, 0, 0], 1, 9, [1, 1, 1]),
    ],
)
def test_batches_by_hand(times, size, wait, sizes):
    assert sizes_of_batches(times, size, wait) == sizes


def test_nobody_is_lost_and_every_promise_is_kept():
    for times, size, wait in CASES:
        batches = members(times, size, wait)
        assert list(itertools.chain(*batches)) == times.tolist()
        assert all(len(batch) <= size and batch[-1] - batch[0] <= wait for batch in batches)


def test_a_batch_closes_for_a_reason():
    """It is full, or whoever comes next comes too late."""
    for times, size, wait in CASES:
        for batch, after in itertools.pairwise(members(times, size, wait)):
            assert len(batch) == size or after[0] > batch[0] + wait


def test_some_batches_are_full_and_some_are_late_and_some_are_left_at_the_very_last_moment():
    full = late = last = 0
    for times, size, wait in CASES:
        batches = members(times, size, wait)
        full += sum(len(batch) == size > 1 for batch in batches)
        late += sum(len(batch) < size for batch in batches[:-1])
        last += sum(batch[-1] - batch[0] == wait > 0 for batch in batches)
    assert min(full, late, last) >= 10


def test_times_may_be_of_any_type_and_stay_as_they_are():
    times = np.array([0, 1, 2, 3, 6])
    assert exercises.check("21-batches", lambda times, size, wait: sizes_of_batches(times.tolist(), size, wait)).passed
    sizes_of_batches(times, 3, 3)
    assert times.tolist() == [0, 1, 2, 3, 6]
