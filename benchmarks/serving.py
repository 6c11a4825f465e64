"""How fast does a server answer 1, 8, 32 or 128 clients, with batches and without, and what is left when it must end?

    make bench ONLY=serving

Chapter 21's server, `python -m kernelbook.serve.program`, with the digit network as an ONNX file on one thread, gets
MNIST's test digits as PNG files on loopback, for four seconds a run, from clients in a process of their own: each asks
again as soon as it has its answer, over a connection that stays open. Batches of up to 32, for which the first image
waits 2 ms at most, and one by one take turns; clients and server share the machine, alone, or with two processes that
compute without a pause. Nobody is refused there: the deadline is 30 s. The server's processor time counts all its
threads, and neighbors change it little.

Then 100,000 requests by 32 clients: the memory of the server after the first 10,000, and after all. Then 2,000 bodies
damaged at random, one after the other: what they are answered. Last, 32 clients ask while the server gets SIGTERM, or,
as the control, SIGKILL: what becomes of the requests that were in flight, and of those sent later. Writes
src/kernelbook/results/serving.json.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from kernelbook import data, results, serve
from kernelbook.serve import client, program
from kernelbook.serve.fuzzing import written

CLIENTS, SECONDS, PNG = (1, 8, 32, 128), 4.0, "image/png"
PATIENT = ("--patience", "30")  # so that all are answered, however many come
WAYS = {"batches": PATIENT, "one by one": (*PATIENT, "--size", "1", "--wait", "0")}
PLACES = {"": 0, ", beside two busy processes": 2}
LOAD = {
    f"{clients} client{'s' * (clients > 1)}, {way}{place}": (clients, way, busy)
    for place, busy in PLACES.items()
    for clients in CLIENTS
    for way in WAYS
}
FEW, MANY, DAMAGED, IN_FLIGHT = 10_000, 100_000, 2_000, 32
ENDINGS = {"SIGTERM, 32 clients": signal.SIGTERM, "SIGKILL, 32 clients": signal.SIGKILL}
MEMORY, BODIES = "100,000 requests", "2,000 damaged bodies"
RUNS = [
    *((case, seed) for seed in range(3) for case in LOAD),
    *((case, seed) for seed in range(3) for case in (BODIES, *ENDINGS)),
    (MEMORY, 0),
]
DETERMINED_BY = [
    "benchmarks/serving.py",
    "src/kernelbook/serve/app.py",
    "src/kernelbook/serve/batching.py",
    "src/kernelbook/serve/decoding.py",
    "src/kernelbook/serve/fuzzing.py",
    "src/kernelbook/serve/listening.py",
    "src/kernelbook/serve/traffic.py",
    "kernelbook.data.load_mnist",
    "kernelbook.data.prepare_digit",
]
SERVERS = ExitStack()


@contextmanager
def server(options=()):
    """Start a server, and give its address and its process; it ends in any case."""
    model = program.default_model()
    if not model.is_file():
        program.export(model)
    command = [sys.executable, *client.PROGRAM, "--model", str(model), *options]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, text=True, **streams)
    try:
        place = client.first_line(process, time.monotonic() + 300)
        assert place, "the server did not start"
        yield place, process
    finally:
        client.end(process)


@cache
def kept(way):
    """Return address and process of a server that answers in some way until `SERVERS` is closed; it has begun."""
    place, process = SERVERS.enter_context(server(WAYS[way]))
    serve.press(place, bodies(0), PNG, max(CLIENTS), SECONDS / 4)
    return place, process


@cache
def bodies(seed):
    """Return a thousand test digits as PNG files."""
    images = data.load_mnist()[1][0]
    rows = np.random.default_rng(seed).permutation(len(images))[:1_000]
    return [written(images[k], PNG) for k in rows]


def figure(value):
    """Round to four digits."""
    return float(f"{value:.4g}")


@contextmanager
def busy(count):
    """Let some processes compute without a pause."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def batches(place):
    """Return how many batches of each size a server had so far."""
    return Counter({int(size): count for size, count in serve.fetch(place, "/health")[1]["batches"].items()})


def load(clients, way, neighbors, seed):
    """Let clients ask for some seconds."""
    (place, process), sent = kept(way), bodies(seed)
    with busy(neighbors):
        before, used = batches(place), processor(process.pid)
        found = serve.press(place, sent, PNG, clients, SECONDS)
        sizes, used = batches(place) - before, processor(process.pid) - used
    answered = found.status == 200
    waited = 1000 * (found.ended - found.sent)[answered]
    spent = found.ended.max() - found.sent.min()
    return {
        "answers a second": (figure(answered.sum() / spent), "answers/s"),
        "median": (figure(np.median(waited)), "ms"),
        "99th percentile": (figure(np.percentile(waited, 99)), "ms"),
        "processor": (figure(1e6 * used / answered.sum()), "µs an answer"),
        "images a batch": (figure(sum(k * n for k, n in sizes.items()) / sizes.total()), "images"),
        "not answered": (int((~answered).sum()), "requests"),
    }


def processor(pid):
    """Return the processor time of a process so far, of all its threads, in seconds, as Linux tells it."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """Return how much memory a process has now, in MiB, as Linux tells it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def measure_memory(seed):
    """Ask for an hour's requests, and look at the memory early and late."""
    with server() as (place, process):
        begun = memory(process.pid)
        few = serve.press(place, bodies(seed), PNG, IN_FLIGHT, 600.0, FEW)
        early = memory(process.pid)
        rest = serve.press(place, bodies(seed), PNG, IN_FLIGHT, 1200.0, MANY - FEW)
        late = memory(process.pid)
    answered = int((few.status == 200).sum() + (rest.status == 200).sum())
    return {
        "answered": (answered, "requests"),
        "memory before": (round(begun, 1), "MiB"),
        "memory after 10,000": (round(early, 1), "MiB"),
        "memory after 100,000": (round(late, 1), "MiB"),
    }


def measure_damaged(seed):
    """Send damaged bodies, one after the other, then a right one."""
    (place, _), (images, _), found, waited = kept("batches"), data.load_mnist()[1], Counter(), []
    for body, kind, _ in serve.damaged_bodies(images[:1_000], DAMAGED, seed):
        began = time.perf_counter()
        found[serve.ask(place, body, kind)[0]] += 1
        waited.append(1000 * (time.perf_counter() - began))
    assert serve.ask(place, written(images[0], PNG), PNG)[1]["class"] == 7, "it still reads"
    answers = {"read as a digit": 200, "too long": 413, "of another kind": 415, "no image of a digit": 422, "late": 504}
    figures = {name: (found.pop(status, 0), "bodies") for name, status in answers.items()}
    return figures | {"answered otherwise": (found.total(), "bodies"), "slowest": (figure(max(waited)), "ms")}


def measure_ending(number, seed):
    """End a server while clients ask; count what becomes of requests before and after the signal."""
    found = []
    with server() as (place, process):
        sent = bodies(seed)
        crowd = threading.Thread(target=lambda: found.append(serve.press(place, sent, PNG, IN_FLIGHT, 30.0)))
        crowd.start()
        until = time.monotonic() + 60
        while batches(place).total() < 100 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(np.random.default_rng(seed).uniform(0.5, 1.5))
        os.kill(process.pid, number)
        at = time.monotonic()
        process.wait(30)
        spent = time.monotonic() - at
        crowd.join()
    (traffic,) = found
    during, later = (traffic.sent < at) & (traffic.ended > at), traffic.sent >= at
    return {
        "in flight": (int(during.sum()), "requests"),
        "in flight, answered": (int((traffic.status[during] == 200).sum()), "requests"),
        "sent later": (int(later.sum()), "requests"),
        "sent later, answered": (int((traffic.status[later] == 200).sum()), "requests"),
        "until it ended": (figure(spent), "s"),
    }


def measure(case, seed):
    """Run one case."""
    if case in LOAD:
        return load(*LOAD[case], seed), None
    if case in ENDINGS:
        return measure_ending(ENDINGS[case], seed), None
    return (measure_damaged(seed) if case == BODIES else measure_memory(seed)), None


if __name__ == "__main__":
    with SERVERS:
        results.collect("serving", RUNS, measure, DETERMINED_BY)
