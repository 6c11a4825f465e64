"""Shares are judged by what they are together: every record once, nearly as many each, and no word between workers."""

import numpy as np
import pytest

from kernelbook import exercises
from kernelbook.exercises.chapter_20 import shares


def dealt(worker, workers, count):
    return range(worker, count, workers)


def in_order(worker, workers, count):
    return np.array_split(np.arange(count), workers)[worker]


def by_edges(worker, workers, count):
    return list(range(worker * count // workers, (worker + 1) * count // workers))


def from_the_end(worker, workers, count):
    return [record for record in reversed(range(count)) if record % workers == (workers - 1 - worker)]


def shuffled_alike(worker, workers, count):
    return np.random.default_rng([workers, count]).permutation(count)[worker::workers]


def shuffled_within(worker, workers, count):
    return np.random.default_rng().permutation(np.arange(worker, count, workers))


@pytest.mark.parametrize("answer", [dealt, in_order, by_edges, from_the_end, shuffled_alike, shuffled_within])
def test_shares_are_right_however_records_are_dealt(answer):
    verdict = exercises.check("20-share", answer)
    assert verdict.passed, verdict


class Dealer:
    """Deal the records out as it is asked, which needs one dealer for all workers."""

    def __init__(self):
        self.left = {}

    def __call__(self, worker, workers, count):
        left = self.left.setdefault((workers, count), list(range(count)))
        return [left.pop() for _ in range(-(-len(left) // (workers - worker)))]


def only_below(most, answer=dealt):
    """Return an answer that is right for fewer records, and gives all to the first worker from there on."""
    return lambda worker, workers, count: (
        answer(worker, workers, count) if count < most else range(0 if worker else count)
    )


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            lambda worker, workers, count: range(count // workers * worker, count // workers * (worker + 1)),
            "for 3 workers and 7 records nobody reads 6 and what comes after it",
        ),
        (lambda worker, workers, count: [], "nobody reads record 0."),
        (lambda worker, workers, count: range(worker + workers, count, workers), "nobody reads record 0."),
        (lambda worker, workers, count: range(count), "for 3 workers and 7 records each worker reads all of them."),
        (lambda worker, workers, count: [worker, worker], "those are always two numbers"),
        (lambda worker, workers, count: [*dealt(worker, workers, count)] * 2, "worker 0 reads record 0 more than once"),
        (lambda worker, workers, count: [*dealt(worker, workers, count), 0], "record 0"),
        (lambda worker, workers, count: np.arange(worker, count, workers) + 0.5, "it gave a fraction, 0.5"),
        (lambda worker, workers, count: slice(worker, count, workers), "expected numbers"),
        (lambda worker, workers, count: (i for i in dealt(worker, workers, count)), "expected numbers"),
        (lambda worker, workers, count: set(dealt(worker, workers, count)), "expected numbers"),
        (lambda worker, workers, count: [f"{worker}.tfrecord"], "expected numbers"),
        (lambda worker, workers, count: None, "it returned None: is a return missing?"),
        (lambda worker, workers, count: [range(3), range(2)], "for worker 0, 3 workers and 7 records"),
        (lambda worker, workers, count: np.zeros((2, 2)), "it gave shape (2, 2), expected a list of numbers"),
        (lambda worker, workers: [worker], "your function raised TypeError"),
        (lambda worker, workers, count: range(worker, min(count, 1000), workers), "nobody reads record 1000."),
        (lambda worker, workers, count: dealt(worker, min(workers, 12), count), "is read by the workers 0 and 12"),
        (only_below(100), "for 16 workers and 100 records worker 0 reads 100 and worker 1 reads 0"),
        (Dealer(), shares.DICE),
        (range(3), "expected a function of worker, workers and count, got range(0, 3)"),
    ],
)
def test_shares_that_are_none_are_told_by_what_is_wrong(answer, message):
    verdict = exercises.check("20-share", answer)
    assert verdict.passed is False
    assert message in verdict.message


@pytest.mark.parametrize("seed", range(20))
def test_dice_of_its_own_are_seen_whatever_they_show(seed):
    generator = np.random.default_rng(seed)
    verdict = exercises.check("20-share", lambda worker, workers, n: generator.permutation(n)[worker::workers])
    assert verdict.message == f"for 3 workers and 7 records {shares.DICE}"


def test_there_are_more_workers_than_records_and_as_many_and_fewer():
    signs = {np.sign(count - workers) for workers, count in shares.CASES}
    assert signs == {-1, 0, 1}
    assert {count % workers == 0 for workers, count in shares.CASES} == {True, False}
