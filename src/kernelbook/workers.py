"""Workers: threads that share the parts of a computation, while the library behind matrix products keeps to one thread.

NumPy hands a matrix product to a library such as OpenBLAS, which cuts it into one piece for each core and lets its
threads wait for each other. They wait by asking again and again, at full speed. On a machine that does nothing else
that is fast. If another program has taken one of the cores, the piece on that core comes late, and the other threads
burn their time asking for it. "Going deeper", after chapter 03, measures it.

Here the parts are smaller and lie in a queue. Each worker takes the next one as soon as it is done with its last, so
nobody waits for a certain other before the queue is empty, and a worker that has not come by then is not waited for.
"""

import contextvars
import functools
import os
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

__all__ = ["one_thread", "share"]


@functools.cache
def libraries():
    """Return the controllers of the libraries behind matrix products; none where threadpoolctl is not installed."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return []
    return ThreadpoolController().select(user_api="blas").lib_controllers


@functools.cache
def count():
    """Return how many threads work: one for each core this process may use, or as many as the libraries were told.

    Who sets ``OPENBLAS_NUM_THREADS=1`` before Python starts wants one. Where the libraries cannot be limited, work
    stays on one thread of ours, and they use their own.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([cores, *(library.get_num_threads() for library in libraries())]) if libraries() else 1


@functools.cache
def pool():
    """Return the threads beside the one that asks, made when they are first needed."""
    return ThreadPoolExecutor(max(count() - 1, 1), thread_name_prefix="kernelbook")


class Limit:
    """Keeps the libraries to one thread as long as somebody asks for it; many may, nested or side by side."""

    def __init__(self):
        self.lock, self.asking, self.before = threading.Lock(), 0, []

    def begin(self):
        """Ask; the first one notes how many threads there were, and sets one."""
        with self.lock:
            if self.asking == 0:
                count()  # asked while nothing is limited yet
                self.before = [library.get_num_threads() for library in libraries()]
                self.set([1] * len(self.before))
            self.asking += 1

    def end(self):
        """Ask no longer; the last one puts back what was."""
        with self.lock:
            self.asking -= 1
            if self.asking == 0:
                self.set(self.before)

    def set(self, counts):
        """Set the number of threads of each library."""
        for library, count in zip(libraries(), counts, strict=True):
            library.set_num_threads(count)


LIMIT = Limit()


@contextmanager
def one_thread():
    """Let matrix products run on one thread inside a ``with``; afterwards, even after an error, as before.

    OpenBLAS 0.3.31 obeys no thread but the first that ever set a number. Where that is another than the one that asks,
    products keep the threads they have: slower beside other programs. Their sums are cut among these threads then, so
    their last digits may be others: as right, but not the same to the last bit.
    """
    LIMIT.begin()
    try:
        yield
    finally:
        LIMIT.end()


class Queue:
    """An iterator that several threads may use: each part goes to one of them."""

    def __init__(self, parts):
        self.parts = deque(parts)

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self.parts.popleft()
        except IndexError:
            raise StopIteration from None


def share(work, parts):
    """Let several threads work on parts: as many as `count` says, this one among them.

    Parameters
    ----------
    work : callable
        ``work(parts)`` goes through an iterator and does what is to be done for each part it gets. It is called once
        on each thread, all with the same iterator, so that it can make an array once and use it for all its parts.
    parts : iterable
        In the order in which they are taken. Their results must not depend on who computes them, or when.

    Raises
    ------
    Exception
        The first that a worker raised, after all of them have stopped.

    Examples
    --------
    >>> import numpy as np
    >>> squares = np.empty(5)
    >>> def work(parts):
    ...     for k in parts:
    ...         squares[k] = k * k
    >>> share(work, range(5))
    >>> squares.tolist()
    [0.0, 1.0, 4.0, 9.0, 16.0]
    """
    queue = Queue(parts)
    helpers = min(count(), len(queue.parts)) - 1
    with one_thread():
        others = [pool().submit(contextvars.copy_context().run, work, queue) for _ in range(helpers)]
        try:
            work(queue)
        finally:
            queue.parts.clear()  # after an error, nobody begins another part
            came = [other for other in others if not other.cancel()]
            errors = [other.exception() for other in came]
    for error in errors:
        if error:
            raise error
