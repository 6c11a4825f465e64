"""Workers take each part once, keep the library behind matrix products to one thread, and put back what was."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

from kernelbook import layers, workers
from kernelbook.convolution import conv2d, conv2d_input_gradient, conv2d_kernel_gradient
from kernelbook.network import digit_network

PATIENCE = 30  # seconds
LIBRARIES = workers.libraries.__wrapped__


class Library:
    """Stands for a library behind matrix products: it has three threads until somebody sets another number.

    OpenBLAS 0.3.31 obeys no thread but the first that ever set a number, so the counting is tested with this one.
    """

    def __init__(self, number=3):
        self.number = number

    def get_num_threads(self):
        return self.number

    def set_num_threads(self, number):
        self.number = number


@pytest.fixture(autouse=True)
def library(monkeypatch):
    """Let there be one such library; after every test it has its threads again."""
    library = Library()
    monkeypatch.setattr(workers, "libraries", lambda: [library])
    yield library
    assert library.number == 3
    assert workers.LIMIT.asking == 0


def threads():
    """Return how many threads each library uses now."""
    return [library.get_num_threads() for library in workers.libraries()]


@pytest.fixture
def four(monkeypatch):
    """Let four threads work, whatever the machine has."""
    with ThreadPoolExecutor(3) as pool:
        monkeypatch.setattr(workers, "count", lambda: 4)
        monkeypatch.setattr(workers, "pool", lambda: pool)
        yield


def test_each_part_is_taken_once_and_in_order_by_each_worker(four):
    taken = []

    def work(parts):
        taken.append(mine := [])
        mine.extend(parts)

    workers.share(work, range(1000))
    assert sorted(part for mine in taken for part in mine) == list(range(1000))
    assert all(mine == sorted(mine) for mine in taken)
    assert len(taken) <= 4


def test_four_work_at_the_same_time_with_one_thread_each(four):
    together, seen = threading.Barrier(4, timeout=PATIENCE), []

    def work(parts):
        for _ in parts:
            together.wait()
            seen.append((threading.get_ident(), threads()))

    workers.share(work, range(4))
    assert len({who for who, _ in seen}) == 4
    assert all(found == [1] * len(found) for _, found in seen)


def test_no_parts_and_one_part_stay_on_the_thread_that_asks(four):
    taken = []
    for parts in ([], ["only"]):
        workers.share(lambda parts: taken.append((threading.get_ident(), list(parts))), parts)
    assert taken == [(threading.get_ident(), []), (threading.get_ident(), ["only"])]


@pytest.mark.parametrize("asks", [True, False])
def test_an_error_of_any_worker_is_raised_and_nobody_begins_another_part(four, asks):
    asking, together, begun = threading.get_ident(), threading.Barrier(4, timeout=PATIENCE), []

    def work(parts):
        for part in parts:
            begun.append(part)
            if part < 4:
                together.wait()
            if (threading.get_ident() == asking) == asks:
                raise ArithmeticError(f"part {part}")

    with pytest.raises(ArithmeticError, match="part"):
        workers.share(work, range(10**6))
    if asks:
        assert len(begun) < 10**6
    workers.share(lambda parts: begun.extend(parts), ["goes on"])
    assert begun[-1] == "goes on"


def test_settings_of_numpy_hold_on_every_thread(four):
    together, raised = threading.Barrier(4, timeout=PATIENCE), []

    def work(parts):
        for _ in parts:
            together.wait()
            with pytest.raises(FloatingPointError):
                np.float32(1e38) * np.array([1e38], "float32")
            raised.append(threading.get_ident())

    with np.errstate(over="raise"):
        workers.share(work, range(4))
    assert len(set(raised)) == 4


def test_the_limit_is_counted_when_it_is_nested_and_after_an_error():
    before = threads()
    with workers.one_thread():
        with pytest.raises(KeyError), workers.one_thread():
            raise KeyError
        assert threads() == [1] * len(before)
    assert threads() == before


def test_the_limit_is_counted_when_many_ask_side_by_side():
    wrong = []

    def ask():
        for _ in range(200):
            with workers.one_thread():
                if any(found != 1 for found in threads()):
                    wrong.append(threads())

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)
    assert not wrong


def test_workers_may_share_again_and_several_may_share_at_once(four):
    found = np.zeros((6, 5, 4))

    def inner(i, parts):
        for j in parts:
            found[i, j] = 10 * i + j

    def outer(parts):
        for i in parts:
            workers.share(partial(inner, i), range(5))

    asking = [threading.Thread(target=workers.share, args=(outer, range(k, k + 2))) for k in (0, 2, 4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    np.testing.assert_array_equal(found[..., 0], np.add.outer(10 * np.arange(6), np.arange(5)))


def test_without_threadpoolctl_one_thread_works(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    assert LIBRARIES() == []
    monkeypatch.setattr(workers, "libraries", list)
    assert workers.count.__wrapped__() == 1
    monkeypatch.setattr(workers, "count", workers.count.__wrapped__)
    seen = set()
    workers.share(lambda parts: [seen.add(threading.get_ident()) for _ in parts], range(100))
    assert seen == {threading.get_ident()}


def test_who_wants_one_thread_gets_one(library):
    library.number = 1
    assert workers.count.__wrapped__() == 1
    library.number = 3


def test_the_library_of_numpy_is_found_and_limited():
    program = """
import numpy
from kernelbook import workers
before = [library.get_num_threads() for library in workers.libraries()]
with workers.one_thread():
    inside = [library.get_num_threads() for library in workers.libraries()]
assert before and inside == [1] * len(before)
assert [library.get_num_threads() for library in workers.libraries()] == before
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def computed():
    """Compute a layer, its gradients, and some steps of a network."""
    generator = np.random.default_rng(0)
    images = generator.normal(size=(64, 13, 13, 32)).astype("float32")
    kernels = generator.normal(size=(3, 3, 32, 64)).astype("float32")
    errors = conv2d(images, kernels)
    network = digit_network(seed=0)
    x, y = generator.random((128, 28, 28, 1), dtype="float32"), np.arange(128) % 10
    for _ in range(2):
        network.backward(layers.softmax_cross_entropy(network.forward(x, training=True), y)[1])
    return [
        errors,
        conv2d(images, kernels, method="winograd"),
        conv2d_kernel_gradient(images, errors, kernel_shape=kernels.shape),
        conv2d_input_gradient(errors, kernels, input_shape=images.shape),
        network.gradients.copy(),
        network.predict(x),
    ]


def test_the_result_is_the_same_to_the_last_bit_whoever_computes_it(monkeypatch, four):
    for one, many in zip(computed_by(1, monkeypatch), computed_by(4, monkeypatch), strict=True):
        np.testing.assert_array_equal(one, many)


def computed_by(number, monkeypatch):
    """Compute with so many threads."""
    monkeypatch.setattr(workers, "count", lambda: number)
    with workers.one_thread():
        return computed()
