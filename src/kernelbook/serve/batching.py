"""Images that come one by one, answered together: a queue with a bound, and a deadline for whoever waits in it."""

import asyncio
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from kernelbook import guards

__all__ = ["Batcher", "Failed", "Full", "Late"]


class Full(RuntimeError):  # noqa: N818 - a state of the queue
    """So many wait already that one more would only wait, too: 503 in HTTP. Ask again later."""


class Late(RuntimeError):  # noqa: N818 - a state of who waits
    """The deadline came before the answer: 504 in HTTP."""


class Failed(RuntimeError):  # noqa: N818 - a state of the network
    """The network raised an error, or gave too few answers: 500 in HTTP."""


class Asked:
    """One image that waits, since when, and where its answer goes."""

    def __init__(self, image, since, answer):
        self.image, self.since, self.answer = image, since, answer


class Batcher:
    """Collects images for a short time, and asks a network once for all of them.

    The first image waits at most `wait` seconds for others; a full batch goes at once. While the network computes, in a
    thread of its own, the next batch gathers, so under load nobody waits for the clock: then batches are as large as
    what came meanwhile.

    Parameters
    ----------
    answer : callable
        ``answer(X)`` takes images, shape (n, 28, 28, 1), float32, and returns n rows, of logits for example.
    size : int
        Most images of a batch. 1 is no batching.
    wait : float
        Seconds that the first image of a batch waits for others, at most. 0 takes what is there.
    waiting : int
        Most images that wait; those with the network do not count. By Little's law (1961), who is the last of them
        waits as long as the network needs for all: a queue without a bound is a promise that nobody keeps.
    patience : float
        Seconds from asking to the deadline.

    Attributes
    ----------
    sizes : Counter
        How many batches there were, by their size.

    Raises
    ------
    ValueError
        If an argument makes no sense.

    Notes
    -----
    All calls come from one event loop. A selector's clock counts whole milliseconds on Linux, so 2 ms may become 3.

    References
    ----------
    J. D. C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (1961),
    https://doi.org/10.1287/opre.9.3.383.

    Examples
    --------
    Three who ask at once are one batch.

    >>> async def three():
    ...     batcher = Batcher(lambda X: X.sum(axis=(1, 2, 3)))
    ...     found = await asyncio.gather(*(batcher.ask(np.full((28, 28), k, np.float32)) for k in range(3)))
    ...     return [float(each) for each in found], dict(batcher.sizes)
    >>> ThreadPoolExecutor(1).submit(asyncio.run, three()).result()
    ([0.0, 784.0, 1568.0], {3: 1})
    """

    def __init__(self, answer, size=32, wait=0.002, waiting=256, patience=1.0):
        guards.function("answer", answer, "a function of images")
        guards.whole("size", size, 1)
        guards.number("wait", wait, 0)
        guards.whole("waiting", waiting, 1)
        guards.number("patience", patience, above=0)
        self.answer, self.size, self.wait, self.waiting, self.patience = answer, size, wait, waiting, patience
        self.sizes, self.queue, self.thread = Counter(), deque(), ThreadPoolExecutor(1, "network")
        self.busy, self.timer = False, None

    async def ask(self, image):
        """Return the answer to one image, shape (28, 28).

        Raises
        ------
        Full
            At once, if as many wait as may.
        Late
            If the answer did not come in time. The image is then taken out of the queue.
        Failed
            If the network raised an error.
        ValueError
            If the image has another shape: it would spoil the batch of others.
        """
        if np.shape(image) != (28, 28):
            raise ValueError(f"image has shape {np.shape(image)}: expected (28, 28)")
        if len(self.queue) >= self.waiting:
            raise Full(f"{len(self.queue)} images wait already, as many as may: ask again in a moment")
        loop = asyncio.get_running_loop()
        asked = Asked(image, loop.time(), loop.create_future())
        self.queue.append(asked)
        self.look()
        try:
            async with asyncio.timeout(self.patience):
                return await asked.answer
        except TimeoutError:
            raise Late(f"no answer within {self.patience:g} s") from None
        finally:
            if asked in self.queue:  # it is late, or nobody wants its answer any more
                self.queue.remove(asked)

    def look(self):
        """Ask the network if it is free and a batch is full or has waited; else come back when it will have."""
        if self.busy or not self.queue:
            return
        loop = asyncio.get_running_loop()
        left = self.queue[0].since + self.wait - loop.time()
        if len(self.queue) >= self.size or left <= 0:
            self.send(loop)
        elif self.timer is None:
            self.timer = loop.call_later(left, self.wake)

    def wake(self):
        """Look again: the first image has waited."""
        self.timer = None
        self.look()

    def send(self, loop):
        """Hand a batch to the network's thread."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        batch = [self.queue.popleft() for _ in range(min(self.size, len(self.queue)))]
        self.busy, images = True, np.stack([asked.image for asked in batch])[..., np.newaxis]
        done = loop.run_in_executor(self.thread, self.answer, images)
        done.add_done_callback(lambda done: self.hand_out(batch, done))

    def hand_out(self, batch, done):
        """Give each its row, or each the error; then look who has come meanwhile."""
        self.busy = False
        self.sizes[len(batch)] += 1
        failed = done.cancelled() or done.exception()
        rows = [] if failed else done.result()
        for k, asked in enumerate(batch):
            if asked.answer.done():
                continue
            if len(rows) == len(batch):
                asked.answer.set_result(rows[k])
            else:
                why = f"{failed!r}" if failed else f"{len(rows)} answers to {len(batch)} images"
                asked.answer.set_exception(Failed(f"the network failed: {why}"))
        self.look()
