import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import numpy as np
import pytest

from measurements import benchmark, figures

NEEDED = ("fastapi", "uvicorn", "onnxruntime", "onnx", "tf2onnx")


class Handler(BaseHTTPRequestHandler):
    """Answers like the server of the chapter, but knows one class alone, and finds every fifth body damaged."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """Count, and say a seven."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        self.tell(422 if self.server.damaging and self.server.asked % 5 == 0 else 200, b'{"class": 7}')

    def do_GET(self):
        """Say that all batches but one were of two."""
        self.tell(200, b'{"batches": {"1": 1, "2": %d}}' % (self.server.asked // 2))

    def tell(self, status, content):
        """Answer."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        """Keep quiet."""


@pytest.fixture
def stub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.damaging, server.daemon_threads = 0, False, True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def script(monkeypatch, stub):
    """Load the script, and let it ask a stub, for a short time."""
    script = benchmark("serving")
    myself = SimpleNamespace(pid=os.getpid())
    monkeypatch.setattr(script, "kept", lambda way: (f"http://127.0.0.1:{stub.server_port}", myself))
    for name, value in {"SECONDS": 1.0, "DAMAGED": 20, "FEW": 40, "MANY": 100}.items():
        monkeypatch.setattr(script, name, value)
    return script


@pytest.fixture(scope="module")
def stored():
    return figures("serving")


def test_load_counts_what_was_answered_in_its_time(script, stub):
    found = {name: value for name, (value, _) in script.load(2, "batches", 0, 0).items()}
    assert found["images a batch"] == 2
    assert found["not answered"] == 0
    assert 0 < found["median"] <= found["99th percentile"]
    assert found["answers a second"] > 0
    assert 0 < found["processor"] < 1e6


def test_bodies_are_test_digits_of_their_seed(script):
    one = script.bodies(0)
    assert len(one) == len(set(one)) == 1_000
    assert one == script.bodies(0)
    assert one != script.bodies(1)


def test_busy_processes_end_also_after_an_error(script, monkeypatch):
    begun, start = [], subprocess.Popen
    monkeypatch.setattr(
        script.subprocess, "Popen", lambda *rest, **more: begun.append(start(*rest, **more)) or begun[-1]
    )

    def fails():
        with script.busy(2):
            assert [process.poll() for process in begun] == [None, None]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert all(process.poll() is not None for process in begun)


def test_damaged_bodies_are_counted_by_their_answers(script, stub):
    stub.damaging = True
    found = {name: value for name, (value, _) in script.measure_damaged(0).items()}
    counts = [found[name] for name in ("read as a digit", "no image of a digit", "too long", "answered otherwise")]
    assert counts == [16, 4, 0, 0]


@pytest.fixture
def process(script, monkeypatch):
    """Let a process that waits stand for a server of its own, and end it."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

    @contextmanager
    def server():
        yield script.kept("batches")[0], process

    monkeypatch.setattr(script, "server", server)
    yield process
    process.kill()
    process.communicate()


def test_memory_is_that_of_the_server(script, stub, process):
    found = script.measure_memory(0)
    assert found["answered"] == (100, "requests")
    assert 1 < found["memory after 10,000"][0] < 100
    assert stub.asked == 100


def test_an_ending_tells_requests_in_flight_from_those_sent_later(script, stub, process, monkeypatch):
    """By hand: one is answered before the signal; of two in flight one gets no answer; one is sent later."""
    signaled, when, told, stub.asked, send = threading.Event(), [], [], 1_000, os.kill

    def kill(number, which):
        send(number, signal.SIGKILL)
        told.append((number, which))
        when.append(time.monotonic())
        signaled.set()

    def press(*rest):
        signaled.wait(10)
        at, status = when[0], np.array([200, 200, 0, 0])
        return script.serve.Traffic(at + np.array([-9, -1, -1, 1.0]), at + np.array([-8, 2, 1, 2.0]), status)

    monkeypatch.setattr(script.os, "kill", kill)
    monkeypatch.setattr(script.serve, "press", press)
    found = {name: value for name, (value, _) in script.measure_ending(15, 0).items()}
    assert told[0] == (process.pid, 15)
    assert found.pop("until it ended") < 10
    assert found == {"in flight": 2, "in flight, answered": 1, "sent later": 1, "sent later, answered": 0}


@pytest.mark.slow
def test_a_server_of_its_own_ends_with_its_case():
    for package in NEEDED:
        pytest.importorskip(package, reason=f"{package} is not installed: pip install -r requirements-peers.txt")
    script = benchmark("serving")
    with script.server() as (place, process):
        assert script.batches(place).total() == 0
        assert script.memory(process.pid) > 10
    assert process.poll() == 0


def test_no_stored_body_was_answered_by_an_error(stored):
    script = benchmark("serving")
    for run in stored[script.BODIES].values():
        assert run["answered otherwise"] == 0
        parts = ("read as a digit", "too long", "of another kind", "no image of a digit", "late")
        assert sum(run[part] for part in parts) == script.DAMAGED


def test_stored_requests_in_flight_were_all_answered_at_sigterm_and_not_at_sigkill(stored):
    script = benchmark("serving")
    gentle, control = script.ENDINGS
    for run in stored[gentle].values():
        assert run["in flight, answered"] == run["in flight"] > 0
        assert run["sent later, answered"] <= run["sent later"]
    for run in stored[control].values():
        assert run["in flight, answered"] < run["in flight"]


def test_stored_memory_does_not_grow_with_requests(stored):
    """What 90,000 more requests add is less than a kilobyte for each ten: nothing is kept of a request."""
    script = benchmark("serving")
    for run in stored[script.MEMORY].values():
        assert run["answered"] == script.MANY
        assert run["memory after 100,000"] - run["memory after 10,000"] < 9


def test_stored_load_is_answered_and_batches_are_those_of_their_way(stored):
    script = benchmark("serving")
    for case, (clients, way, _) in script.LOAD.items():
        for run in stored[case].values():
            assert run["median"] <= run["99th percentile"]
            assert 1 <= run["images a batch"] <= (1 if way == "one by one" else min(32, clients))
