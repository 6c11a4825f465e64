"""An exercise on the batches that form while requests come in: none too large, nobody waits too long."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 21-batches: how many requests each batch has, if times are those at which requests come, in milliseconds; a batch
# leaves when it has as many as size, or wait after its first came, and who comes at just that moment goes along. The
# times [0, 1, 2, 3, 6] with a size of 3 and a wait of 3 make [3, 2].


def sizes_of_batches(times, size, wait):
    """Return how many requests each batch has, in the order in which they leave."""
    sizes, first = [], 0
    for time in times:
        if not sizes or sizes[-1] == size or time > first + wait:
            sizes, first = [*sizes, 0], time
        sizes[-1] += 1
    return sizes


def requests(generator, n=None):
    """Draw arguments: times in whole milliseconds, from crowded to rare, a largest size and a longest wait."""
    n = n or int(generator.integers(1, 25))
    pause = generator.choice([1, 2, 5])
    times = generator.integers(0, 9) + np.cumsum(generator.integers(0, pause + 1, n))
    return times, int(generator.choice([1, 2, 3, 4, 8, 12])), int(generator.choice([0, 1, 2, 3, 5, 9, 14]))


def by(closes):
    """Return a mistake: a batch that closes before a time if ``closes(time, first, last, count, size, wait)``."""

    def mistake(times, size, wait):
        sizes, first, last = [], 0, 0
        for time in times:
            if not sizes or closes(time, first, last, sizes[-1], size, wait):
                sizes, first = [*sizes, 0], time
            sizes[-1] += 1
            last = time
        return sizes

    return mistake


def on_a_clock(times, wait, start):
    """Return how many come in each span of a clock that goes on whether somebody comes or not; empty spans are none."""
    spans = (np.asarray(times) - start) // (wait + 1)
    return np.unique(spans, return_counts=True)[1]


def deadline_of_the_first(times, size, wait):
    """Return sizes if a full batch leaves, but the next one keeps its deadline."""
    sizes, end = [], -1
    for time in times:
        late = time > end
        if not sizes or sizes[-1] == size or late:
            sizes = [*sizes, 0]
            end = time + wait if late else end
        sizes[-1] += 1
    return sizes


def members(times, size, wait):
    """Return the times in each batch."""
    ends = np.cumsum(sizes_of_batches(times, size, wait))
    return [part.tolist() for part in np.split(np.asarray(times), ends[:-1])]


def numbers_of(times, size, wait):
    """Return for each request the number of its batch."""
    sizes = sizes_of_batches(times, size, wait)
    return np.repeat(np.arange(len(sizes)), sizes)


BATCHES = asks_for_function(
    "21-batches",
    praise="A crowd pays nothing for it; a single request pays the whole wait.",
    arguments="times, size and wait",
    reference=sizes_of_batches,
    inputs=requests,
    edges=(
        (np.array([0, 1, 2, 3, 6]), 3, 3),
        (np.array([4]), 8, 2),
        (np.array([2, 2, 2, 2]), 2, 0),
        (np.array([0, 2, 4, 6, 8, 10]), 32, 3),
        (np.array([0, 5, 10, 15]), 4, 5),
        (np.arange(40), 12, 60),
        (np.zeros(24, int), 8, 30),
        requests(np.random.default_rng(1), 40),
    ),
    wrong={
        "there nobody waits for others: each is a batch alone.": lambda times, size, wait: np.ones(len(times), int),
        "that waits until a batch is full, however long it takes.": by(
            lambda time, first, last, count, size, wait: count == size
        ),
        "a batch that is full leaves at once, and takes no more than it can hold.": by(
            lambda time, first, last, count, size, wait: time > first + wait
        ),
        "who comes at the very moment at which a batch leaves goes along.": by(
            lambda time, first, last, count, size, wait: count == size or time >= first + wait
        ),
        "the wait is counted from the first of a batch, not from the latest: else a slow stream would hold it for "
        "ever.": by(lambda time, first, last, count, size, wait: count == size or time > last + wait),
        "a batch takes one more there than it can hold.": by(
            lambda time, first, last, count, size, wait: count > size or time > first + wait
        ),
        "a batch can hold as many as size, not one less.": by(
            lambda time, first, last, count, size, wait: count >= max(size - 1, 1) or time > first + wait
        ),
        "the longest wait is wait, not one millisecond more.": by(
            lambda time, first, last, count, size, wait: count == size or time > first + wait + 1
        ),
        "the wait begins when the first of a batch comes, not on a clock that goes on by itself.": (
            lambda times, size, wait: on_a_clock(times, wait, times[0])
        ),
        "the wait begins when the first of a batch comes, not at time 0.": (
            lambda times, size, wait: on_a_clock(times, wait, 0)
        ),
        "after a full batch the next one has a wait of its own, from its first request on.": deadline_of_the_first,
        "at the end somebody still waits: the last batch is missing.": (
            lambda times, size, wait: sizes_of_batches(times, size, wait)[:-1]
        ),
        "that is how many batches there are; how many requests each has is asked.": (
            lambda times, size, wait: len(sizes_of_batches(times, size, wait))
        ),
        "those are the requests of each batch; how many each has is asked.": members,
        "that is the batch of each request; how many requests each batch has is asked.": numbers_of,
        "the batches are to stand in the order in which they leave, not by their sizes.": (
            lambda times, size, wait: sorted(sizes_of_batches(times, size, wait))
        ),
        "the first batch leaves first: yours stand in the opposite order.": (
            lambda times, size, wait: sizes_of_batches(times, size, wait)[::-1]
        ),
    },
    otherwise="not these batches. Go through the times one by one: does the open batch still take it?",
)
