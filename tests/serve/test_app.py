"""The application in a server of its own, whose network is a sum: slow, failing or blocked if its options say so."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from kernelbook import serve
from serving import digits, enlarged, picture, rows

pytest.importorskip("fastapi", reason="fastapi is not installed: pip install -r requirements-peers.txt")
pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install -r requirements-peers.txt")

PNG, JPEG, JSON = serve.KINDS
SEVEN = digits()[0][0]
PROGRAM = """
    import sys, time
    from pathlib import Path
    import numpy as np
    from kernelbook import serve

    def answer(images):
        "Say the class of the brightest column of the first ten; wait if the first pixel says so, fail if it is 1."
        first = images[0, 0, 0, 0]
        if first == 1:
            raise ZeroDivisionError("by hand")
        time.sleep(0.5 if first > 0.4 else 0)
        return images.sum(axis=(1, 3))[:, :10]

    options = eval(sys.argv[1])
    serve.app.BODY_WITHIN = options.pop("within", 5.0)
    log = open(sys.argv[2], "a", buffering=1) if len(sys.argv) > 2 else None
    app = serve.build_app(answer, {"version": "by hand", "for": "tests"}, serve.Batcher(answer, **options),
                          log and (lambda line: log.write(line + "\\n")))
    sys.exit(serve.listen(app))
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Return a function that starts a server and returns its process and address; all are ended after the tests."""
    program, running = tmp_path_factory.mktemp("served") / "program.py", []
    program.write_text(textwrap.dedent(PROGRAM))

    def run(log=None, **options):
        command = [sys.executable, str(program), repr(options), *([str(log)] if log else [])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read()
        return process, address

    yield run
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def plain(start):
    """Return process and address of a server without options, which all tests ask that change nothing."""
    return start()


def bright(first=0.0, column=3):
    """Return a body whose first pixel says how the network behaves, and one column of which is bright."""
    image = np.zeros((28, 28))
    image[1:, column], image[0, 0] = 1, first
    return json.dumps(image.tolist()).encode()


def raw(address, *parts):
    """Send bytes as they are; return all that comes back."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        found = b""
        while more := connection.recv(65536):
            found += more
        return found


def in_threads(jobs):
    """Do all at once; return what each gave, in order."""
    found = [None] * len(jobs)

    def work(k):
        found[k] = jobs[k]()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_the_app_answers_by_hand(start):
    _, address = start()
    status, told = serve.ask(address, bright(column=3), JSON)
    assert status == 200
    assert told["class"] == 3
    assert told["version"] == "by hand"
    assert told["logits"] == [0, 0, 0, 27, 0, 0, 0, 0, 0, 0]
    assert told["confidence"] == pytest.approx(np.exp(27) / (np.exp(27) + 9), abs=1e-6)
    assert serve.fetch(address, "/version") == (200, {"version": "by hand"})
    assert serve.fetch(address, "/card") == (200, {"version": "by hand", "for": "tests"})
    assert serve.fetch(address, "/health") == (200, {"status": "ok", "waiting": 0, "batches": {"1": 1}})
    for body, kind in ((picture(SEVEN), PNG), (picture(SEVEN, "JPEG"), JPEG), (rows(SEVEN), JSON)):
        assert serve.ask(address, body, kind)[0] == 200
    assert serve.ask(address, picture(enlarged(SEVEN)), PNG)[0] == 200


def test_the_app_says_in_a_sentence_what_it_refuses(plain):
    _, address = plain
    for body, kind, expected in (
        (b"no image", PNG, 422),
        (picture(np.zeros((1, 1), np.uint8)), PNG, 422),
        (b"[[[[", JSON, 422),
        (b"cos\nsystem\n(S'true'\ntR.", "application/x-pickle", 415),
        (bytes(1_000_001), JPEG, 413),
    ):
        status, told = serve.ask(address, body, kind)
        assert status == expected
        assert told.keys() == {"error"}
        assert len(told["error"]) > 15
    assert serve.ask(address, bright(), "Application/JSON; charset=utf-8")[0] == 200


def test_the_app_refuses_long_bodies_before_they_have_come(plain):
    """A hundred megabytes, told or streamed without a length: few of them are sent before the answer is there."""
    process, address = plain
    before = memory(process.pid)
    status, told = serve.ask(address, bytes(100_000_000), PNG)
    assert (status, told["error"]) == (413, "the body has 100000000 bytes: expected 1,000,000 at most")
    sent = []

    def parts():
        for _ in range(1_000):
            sent.append(100_000)
            yield bytes(100_000)

    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
    with suppress(OSError):
        connection.request("POST", "/digits", parts(), {"Content-Type": PNG}, encode_chunked=True)
    answer = connection.getresponse()
    assert answer.status == 413
    connection.close()
    assert sum(sent) < 50_000_000
    assert memory(process.pid) - before < 30
    assert serve.ask(address, bright(), JSON)[0] == 200


def memory(pid):
    """Return the most memory that a process had, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def test_the_app_bears_what_is_no_proper_request(plain):
    _, address = plain
    head = b"POST /digits HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\n"
    assert raw(address, head + b"Content-Length: 5000\r\n\r\n", b"cut") == b"", "it left: nobody hears an answer"
    assert b" 400 " in raw(address, head + b"Content-Length: 99999999999999999999999999\r\n\r\n")
    assert b" 400 " in raw(address, b"\x00\x01\x02 nonsense\r\n\r\n")
    assert b" 400 " in raw(address, head + b"Content-Length: -5\r\n\r\n")
    assert b" 413 " in raw(address, head + b"Content-Length: 9999999999999\r\n\r\n")
    assert b" 415 " in raw(address, head + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
    assert b" 415 " in raw(address, b"POST /digits HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na")
    assert b" 405 " in raw(address, b"GET /digits HTTP/1.1\r\nHost: a\r\n\r\n")
    assert b" 404 " in raw(address, b"GET /docs HTTP/1.1\r\nHost: a\r\n\r\n")
    assert serve.ask(address, bright(), JSON)[0] == 200


def test_the_app_says_503_when_full_and_504_when_late(start):
    """One is with the network for half a second, two may wait; of those who wait, none has the patience."""
    _, address = start(size=1, wait=0, waiting=2, patience=0.3)
    first = threading.Thread(target=serve.ask, args=(address, bright(0.5), JSON))
    first.start()
    time.sleep(0.1)
    found = in_threads([lambda: serve.ask(address, bright(), JSON)] * 6)
    first.join()
    assert {status for status, _ in found} == {503, 504}
    sentences = {told["error"] for _, told in found}
    assert sentences == {
        "2 images wait already, as many as may: ask again in a moment",
        "no answer within 0.3 s",
    }
    time.sleep(0.5)
    assert serve.ask(address, bright(), JSON)[0] == 200


def test_the_app_is_well_while_the_network_computes(start):
    _, address = start(patience=5.0)
    slow = threading.Thread(target=serve.ask, args=(address, bright(0.5), JSON))
    slow.start()
    time.sleep(0.1)
    assert serve.fetch(address, "/health")[0] == 200
    assert serve.ask(address, b"no image", PNG)[0] == 422
    assert slow.is_alive(), "all that came before the network had answered"
    slow.join()


def test_the_app_waits_for_no_body_that_does_not_come(start):
    _, address = start(within=0.2)
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=10) as slow:
        slow.sendall(b"POST /digits HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: 500\r\n\r\n")
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"the body did not come within 0.2 s" in answer


def test_the_app_prepares_four_large_pictures_at_a_time_and_answers_small_ones_meanwhile(plain):
    _, address = plain
    large = picture(enlarged(SEVEN, 30))
    jobs = [lambda: serve.ask(address, large, PNG)] * 12 + [lambda: serve.ask(address, picture(SEVEN), PNG)] * 4
    *found, one, two, three, four = (status for status, _ in in_threads(jobs))
    assert set(found) <= {200, 503, 504}
    assert {503} < set(found), "there were more than four"
    assert [one, two, three, four] == [200] * 4


def test_the_app_says_500_in_a_sentence_if_the_network_fails_and_goes_on(plain):
    _, address = plain
    status, told = serve.ask(address, bright(1.0), JSON)
    assert (status, told["error"]) == (500, "the network failed: ZeroDivisionError('by hand')")
    assert serve.ask(address, bright(), JSON)[0] == 200


def test_the_log_has_a_line_for_each_request_and_no_image(start, tmp_path):
    _, address = start(tmp_path / "log")
    serve.ask(address, bright(column=3), JSON)
    serve.ask(address, b"no image", PNG)
    serve.fetch(address, "/health")
    right, wrong = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert right.keys() == {"time", "version", "status", "milliseconds", "class", "confidence", "ink"}
    assert (right["status"], right["class"], right["ink"]) == (200, 3, round(27 / 784, 6))
    assert wrong.keys() == {"time", "version", "status", "milliseconds"}
    assert wrong["status"] == 422
    assert 0 < right["milliseconds"] < 60_000


def test_sigterm_drains_and_refuses_new_ones(start):
    process, address = start(patience=10.0)
    slow = []
    thread = threading.Thread(target=lambda: slow.append(serve.ask(address, bright(0.5), JSON)))
    thread.start()
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.15)
    with pytest.raises(ConnectionRefusedError):
        serve.ask(address, bright(), JSON)
    thread.join()
    assert slow[0][0] == 200
    assert process.wait(10) == signal.SIGTERM, "listen returns the signal"


def test_ctrl_c_ends_it_too(start):
    process, address = start()
    assert serve.ask(address, bright(), JSON)[0] == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == signal.SIGINT
