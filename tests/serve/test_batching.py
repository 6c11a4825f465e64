import asyncio
import selectors
import threading

import numpy as np
import pytest

from kernelbook import serve


class Jumps(selectors.DefaultSelector):
    """Waits for nothing: the clock of its loop jumps to when something is due."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)


class Clock(asyncio.SelectorEventLoop):
    """A loop whose seconds take no time, and in which a network computes for a told time in place of a thread."""

    def __init__(self, takes=0.0):
        self.jumps, self.takes = Jumps(), takes
        super().__init__(self.jumps)

    def time(self):
        return self.jumps.now

    def run_in_executor(self, executor, function, *arguments):
        future = self.create_future()
        try:
            done = future.set_result, function(*arguments)
        except Exception as error:
            done = future.set_exception, error
        self.call_later(self.takes, *done)
        return future


@pytest.fixture(autouse=True)
def no_other_loop():
    """Set aside Playwright's loop, which counts as running after a test of the site in the same process."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def total(images):
    return images.sum(axis=(1, 2, 3))


def image(k):
    return np.full((28, 28), k / 784, np.float32)


def run(times, takes=0.0, answer=total, **options):
    """Let images be asked for at some times; return what each got and when, in milliseconds, and the batcher."""
    loop, batcher = Clock(takes), serve.Batcher(answer, **options)

    async def one(k, at):
        await asyncio.sleep(at)
        try:
            found = round(float(await batcher.ask(image(k))))
        except RuntimeError as error:
            found = type(error).__name__
        return found, round(1000 * loop.time(), 3)

    async def everybody():
        return await asyncio.gather(*(one(k, at) for k, at in enumerate(times)))

    try:
        return loop.run_until_complete(everybody()), batcher
    finally:
        loop.close()


def test_batcher_waits_two_milliseconds_for_others():
    """One comes at 0 and is answered at 2; who comes at 1 is of its batch, who comes at 3 waits until 5."""
    found, batcher = run([0, 0.001, 0.003])
    assert found == [(0, 2), (1, 2), (2, 5)]
    assert batcher.sizes == {2: 1, 1: 1}


def test_batcher_sends_a_full_batch_at_once():
    found, batcher = run([0, 0, 0, 0.001], size=3)
    assert found == [(0, 0), (1, 0), (2, 0), (3, 3)]
    assert batcher.sizes == {3: 1, 1: 1}


def test_batcher_of_one_waits_for_nobody():
    found, batcher = run([0, 0, 0], size=1, takes=0.001)
    assert found == [(0, 1), (1, 2), (2, 3)]
    assert batcher.sizes == {1: 3}


def test_batcher_gathers_while_the_network_computes():
    """The first goes at 2 and computes for 10: all that come meanwhile go together at 12, and wait for no clock."""
    found, batcher = run([0, 0.003, 0.004, 0.009], takes=0.01)
    assert found == [(0, 12), (1, 22), (2, 22), (3, 22)]
    assert batcher.sizes == {1: 1, 3: 1}


def test_batcher_gives_each_its_own_answer():
    found, batcher = run([k % 7 / 1000 for k in range(200)], size=32, takes=0.003)
    assert [answer for answer, _ in found] == list(range(200))
    assert sum(size * count for size, count in batcher.sizes.items()) == 200
    assert max(batcher.sizes) <= 32


def test_batcher_refuses_who_comes_when_the_queue_is_full():
    """Two are with the network, three wait; the others hear it at once, and not after the deadline."""
    found, batcher = run([0, 0, 0.001, 0.002, 0.003, 0.004, 0.005], size=2, waiting=3, takes=0.1)
    assert found == [(0, 100), (1, 100), (2, 200), (3, 200), (4, 300), ("Full", 4), ("Full", 5)]
    assert batcher.sizes == {2: 2, 1: 1}


def test_batcher_never_holds_more_than_may_wait():
    seen = []
    loop, batcher = Clock(0.05), serve.Batcher(total, size=4, waiting=10)

    async def one(k):
        await asyncio.sleep(k / 5000)
        try:
            return await batcher.ask(image(k))
        except serve.Full:
            return None
        finally:
            seen.append(len(batcher.queue))

    async def everybody():
        return await asyncio.gather(*(one(k) for k in range(500)))

    answers = loop.run_until_complete(everybody())
    loop.close()
    assert max(seen) == 10
    assert 0 < sum(each is not None for each in answers) < 500


def test_batcher_tells_who_is_late_and_takes_them_out():
    found, batcher = run([0, 0.01], size=1, takes=0.3, patience=0.1)
    assert found == [("Late", 100), ("Late", 110)]
    assert len(batcher.queue) == 0
    assert batcher.sizes == {}, "nobody waited for the second"


def test_batcher_has_room_again_after_somebody_was_late():
    """The network computes until 300: at 50 there is no room, at 160 the second is late, so at 200 there is room."""
    found, _ = run([0, 0.01, 0.05, 0.2], size=1, waiting=1, takes=0.3, patience=0.15)
    assert found == [("Late", 150), ("Late", 160), ("Full", 50), ("Late", 350)]
    found, _ = run([0, 0.2], size=1, waiting=1, takes=0.3, patience=0.45)
    assert found == [(0, 300), (1, 600)]


def test_batcher_hands_on_what_goes_wrong_and_goes_on():
    calls = []

    def fails_once(images):
        calls.append(len(images))
        if len(calls) == 1:
            raise ZeroDivisionError("by hand")
        return total(images)

    found, _ = run([0, 0, 0.01], answer=fails_once)
    assert [answer for answer, _ in found] == ["Failed", "Failed", 2]


def test_batcher_refuses_fewer_answers_than_images():
    found, _ = run([0, 0], answer=lambda images: images[:1])
    assert [answer for answer, _ in found] == ["Failed"] * 2


def test_batcher_lets_others_work_while_the_network_computes():
    """With a real thread: the loop goes on while the network waits to be allowed to answer."""
    allowed = threading.Event()

    def waits(images):
        assert allowed.wait(10)
        return total(images)

    async def both():
        asked = asyncio.ensure_future(serve.Batcher(waits, patience=10.0).ask(image(5)))
        await asyncio.sleep(0.05)
        assert not asked.done()
        allowed.set()
        return round(float(await asked))

    assert asyncio.run(both()) == 5


@pytest.mark.parametrize(
    ("options", "name"), [({"size": 0}, "size"), ({"wait": -1}, "wait"), ({"waiting": 0}, "waiting")]
)
def test_batcher_refuses_what_makes_no_sense(options, name):
    with pytest.raises(ValueError, match=name):
        serve.Batcher(total, **options)


def test_an_image_of_another_shape_is_refused_before_it_spoils_the_batch_of_others():
    async def asked():
        batcher = serve.Batcher(lambda X: X.sum(axis=(1, 2, 3)), patience=10.0)
        return await asyncio.gather(batcher.ask(image(1)), batcher.ask(np.zeros((8, 8))), return_exceptions=True)

    right, wrong = asyncio.run(asked())
    assert str(wrong) == "image has shape (8, 8): expected (28, 28)"
    assert not isinstance(right, Exception)
