import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from kernelbook import serve
from kernelbook.serve import traffic


class Handler(BaseHTTPRequestHandler):
    """Answers by 200, or 503 to every third request of a connection, over connections that stay open."""

    protocol_version = "HTTP/1.1"
    asked = 0

    def do_POST(self):
        """Read and answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)
        self.asked += 1
        if body == b"leave":
            self.close_connection = True
            return
        answer = b'{"error": "full"}' if self.asked % 3 == 0 else b"{}"
        self.send_response(503 if self.asked % 3 == 0 else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words):
        """Keep quiet."""


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.bodies, server.daemon_threads = [], True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_press_counts_answers_by_hand(server):
    """Two clients ask nine times together: one begins with the first body, the other with the second."""
    stub, address = server
    before = time.monotonic()
    found = serve.press(address, [b"a", b"bb", b"ccc"], "image/png", clients=2, seconds=20.0, count=9)
    assert len(found.status) == 9
    assert sorted(stub.bodies) == sorted(stub.bodies, key=len)
    assert len(stub.bodies) == 9
    assert set(found.status) == {200, 503}
    assert before < found.sent.min()
    assert (found.sent < found.ended).all()
    assert found.ended.max() < time.monotonic()
    assert np.array_equal(np.sort(found.ended), found.ended)


def test_press_ends_in_time(server):
    _, address = server
    found = serve.press(address, [b"a"], "image/png", clients=3, seconds=0.3)
    assert found.sent.max() - found.sent.min() <= 0.3
    assert len(found.status) > 3


def test_press_notes_who_gets_no_answer(server):
    _, address = server
    found = serve.press(address, [b"a", b"leave"], "image/png", clients=1, seconds=5.0)
    assert found.status.tolist() == [200, 0]


def test_press_says_that_nobody_listens():
    with pytest.raises(ValueError, match=r"address='http://127\.0\.0\.1:9': .*refused|Connect call failed"):
        serve.press("http://127.0.0.1:9", [b"a"], "image/png", seconds=0.1)


def test_the_length_of_an_answer_is_read_from_its_head():
    assert traffic.length(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nA: b") == 12
    assert traffic.length(b"HTTP/1.1 204 No Content\r\nA: b") == 0
