"""An exercise on who reads what. Many shares are right: judged is what all of them must be together."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.functions import Failure, outcome
from kernelbook.guards import shown

PLACE = "for worker {worker}, {workers} workers and {count} records "
FOR = "for {workers} workers and {count} records "
ONE_NUMBER = "it gave {found:g}; if that is how many it reads: which ones is asked, a list of their numbers."
NO_LIST = "it gave shape {found}, expected a list of numbers."
PARTS = "it gave a fraction, {found:g}: the numbers of records are whole."
MASK = "it says of each record whether it is read; the numbers of those that are read are asked."
OUTSIDE = "it gave {found:g}, but workers and records are counted from 0: there are the records 0 to {last}."
ENDS = "those are always two numbers: if they say where a block begins and where it ends, return all that lie between."
DICE = "asked again, it gave other records: workers do not see each other's dice, so let all draw with the same seed."
ALL = "each worker reads all of them."
TWICE = "record {record} is read by the workers {one} and {other}."
AGAIN = "worker {worker} reads record {record} more than once."
REST = "nobody reads {record} and what comes after it: count // workers leaves a rest, which somebody must read."
LOST = "nobody reads record {record}."
UNEQUAL = "worker {much} reads {most} and worker {little} reads {least}: shares may differ by one record, no more."

CASES = ((3, 7), (6, 23), (1, 5), (2, 8), (4, 4), (5, 3), (13, 12), (16, 100), (11, 1200))  # workers and records


# 20-share: the records of 7 that each of 3 workers reads: every record once, shares that differ by 1 at most, 3 and 2.


def share_of(worker, workers, count):
    """Return the records that a worker reads: the one with its own number, and on in steps of the number of workers."""
    return list(range(worker, count, workers))


def judge_shares(answer):
    """Judge a function (worker, workers, count)."""
    if not callable(answer):
        return f"expected a function of worker, workers and count, got {shown(answer)}."
    everything = []
    for workers, count in CASES:
        shares, complaint = shares_of(answer, workers, count)
        if complaint:
            return complaint
        everything.append(shares)
    if all(len(share) == 2 for shares in everything for share in shares):
        return ENDS
    for (workers, count), shares in zip(CASES, everything, strict=True):
        complaint = judge_range(shares, count) or judge_again(answer, shares, count) or judge_together(shares, count)
        if complaint:
            return FOR.format(workers=workers, count=count) + complaint
    return None


def shares_of(answer, workers, count):
    """Return what each worker reads, a list of arrays, or None and the complaint."""
    shares = []
    for worker in range(workers):
        share, complaint = one_share(outcome(answer, (worker, workers, count)), count)
        if complaint:
            return None, PLACE.format(worker=worker, workers=workers, count=count) + complaint
        shares.append(share)
    return shares, None


def one_share(found, count):
    """Return an outcome as whole numbers in their order, or None and the complaint."""
    if isinstance(found, Failure):
        return None, found
    numbers = found[0]
    if len(found) == 1 and numbers.ndim == 0:
        return None, ONE_NUMBER.format(found=float(numbers))
    if len(found) > 1 or numbers.ndim != 1:
        return None, NO_LIST.format(found=" and ".join(str(one.shape) for one in found))
    if len(numbers) == count > 3 and set(numbers.tolist()) <= {0, 1}:
        return None, MASK
    whole = np.isfinite(numbers) & (numbers == np.round(numbers))
    return (np.sort(numbers), None) if whole.all() else (None, PARTS.format(found=numbers[~whole][0]))


def judge_range(shares, count):
    """Judge whether all that is read is there."""
    numbers = np.concatenate(shares)
    outside = numbers[(numbers < 0) | (numbers >= count)]
    return OUTSIDE.format(found=outside[0], last=count - 1) if outside.size else None


def judge_again(answer, shares, count):
    """Judge whether the workers, asked in another order, read the same."""
    for worker in reversed(range(len(shares))):
        again, complaint = one_share(outcome(answer, (worker, len(shares), count)), count)
        if complaint or not np.array_equal(again, shares[worker]):
            return DICE
    return None


def judge_together(shares, count):
    """Judge whether every record is read once, and by shares of nearly the same size."""
    often = np.bincount(np.concatenate(shares).astype(int), minlength=count)
    sizes = [len(share) for share in shares]
    if len(shares) > 1 and (often == len(shares)).all() and min(sizes) == count:
        return ALL
    if often.max() > 1:
        return told_twice(shares, often.argmax())
    if often.min() == 0:
        lost = np.flatnonzero(often == 0)
        rest = np.array_equal(lost, np.arange(count)[len(shares) * (count // len(shares)) :])
        return (REST if rest else LOST).format(record=lost[0])
    if max(sizes) - min(sizes) > 1:
        much, little = np.argmax(sizes), np.argmin(sizes)
        return UNEQUAL.format(much=much, most=max(sizes), little=little, least=min(sizes))
    return None


def told_twice(shares, record):
    """Return who reads a record that is read more than once, in words."""
    readers = [worker for worker, share in enumerate(shares) if record in share]
    if len(readers) == 1:
        return AGAIN.format(worker=readers[0], record=record)
    return TWICE.format(record=record, one=readers[0], other=readers[1])


def block(worker, size, count):
    """Return the records of the block with a worker's number, of so many each, as far as there are any."""
    return list(range(min(worker * size, count), min((worker + 1) * size, count)))


def rest_to_the_last(worker, workers, count):
    """Return blocks of the size that all can have; the last worker reads what is left over."""
    size = count // workers
    return list(range(worker * size, count if worker == workers - 1 else (worker + 1) * size))


def rounded_up_from_rounded_down(worker, workers, count):
    """Return blocks that begin in steps of the smaller size and have the larger."""
    start = worker * (count // workers)
    return list(range(start, min(start + -(-count // workers), count)))


SHARE = Exercise(
    "20-share",
    judge_shares,
    praise="No worker had to ask another.",
    solution=lambda: share_of,
    wrong=(
        ("nobody reads 6 and what comes after it", lambda: lambda worker, workers, n: block(worker, n // workers, n)),
        (
            "worker 0 reads 3 and worker 2 reads 1",
            lambda: lambda worker, workers, n: block(worker, -(-n // workers), n),
        ),
        ("worker 5 reads 8 and worker 0 reads 3", lambda: rest_to_the_last),
        ("reads 7 and worker 1 reads 0", lambda: lambda worker, workers, n: [] if worker else list(range(n))),
        ("record 2 is read by the workers 0 and 1", lambda: rounded_up_from_rounded_down),
        (ALL, lambda: lambda worker, workers, n: list(range(n))),
        ("is read by the workers", lambda: lambda worker, workers, n: list(range(0, n, workers))),
        ("is read by the workers", lambda: lambda worker, workers, n: (np.arange(-(-n // workers)) + worker) % n),
        ("it gave -1, but", lambda: lambda worker, workers, n: list(range(worker - 1, n, workers))),
        ("it gave 7, but", lambda: lambda worker, workers, n: list(range(worker + 1, n + 1, workers))),
        (ENDS, lambda: lambda worker, workers, n: (worker * n // workers, (worker + 1) * n // workers)),
        (MASK, lambda: lambda worker, workers, n: np.arange(n) % workers == worker),
        ("if that is how many it reads", lambda: lambda worker, workers, n: len(range(worker, n, workers))),
        ("expected a list of numbers", lambda: lambda worker, workers, n: [share_of(worker, workers, n)]),
        (DICE, lambda: lambda worker, workers, n: np.random.default_rng().permutation(n)[worker::workers]),
    ),
)
