"""Many clients at once, in a process of their own, for a bounded time: how many requests are answered, and how soon."""

import asyncio
import base64
import json
import subprocess
import sys
import time
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from kernelbook import guards

__all__ = ["Traffic", "press"]

CALL = "from kernelbook.serve import traffic; traffic.main()"
SPARE = 60.0  # seconds more that the process may take


class Traffic(NamedTuple):
    """What became of requests, in the order of their ends.

    Each is an ndarray, shape (n,): `sent` and `ended` in seconds of ``time.monotonic``, `status` of HTTP, or 0 where
    the connection was closed without an answer.
    """

    sent: np.ndarray
    ended: np.ndarray
    status: np.ndarray


def press(address, bodies, kind, clients=1, seconds=4.0, count=0):
    """Let clients ask a server, each again as soon as it has an answer, over connections that stay open.

    Parameters
    ----------
    address : str
    bodies : list of bytes
        Sent in turn; each client begins at another.
    kind : str
        Their media type.
    clients : int
        How many ask at a time.
    seconds : float
        No request is sent later than so long after the first.
    count : int
        No more requests than these are sent; 0 is no such bound.

    Returns
    -------
    Traffic

    Raises
    ------
    ValueError
        If an argument makes no sense, or nobody listens at the address.

    Notes
    -----
    A client that waits for its answer before it asks again slows down with the server: a *closed loop*. So a slow
    server is asked less, and its times look better than those of a crowd that comes whatever happens.
    """
    guards.text("address", address, "a text such as 'http://127.0.0.1:8000'")
    guards.text("kind", kind, "a media type, such as 'image/png'")
    if not isinstance(bodies, list | tuple) or not bodies or not all(isinstance(body, bytes) for body in bodies):
        raise ValueError(f"bodies={guards.shown(bodies)}: expected a list of bytes, one at least")
    guards.whole("clients", clients, 1)
    guards.number("seconds", seconds, above=0)
    guards.whole("count", count, 0)
    packed = [base64.b64encode(body).decode() for body in bodies]
    asked = {"address": address, "bodies": packed, "kind": kind}
    asked |= {"clients": clients, "seconds": seconds, "count": count}
    command = [sys.executable, "-c", CALL]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, timeout=seconds + SPARE, check=False
    )
    if done.returncode:
        raise ValueError(f"address={address!r}: {(done.stderr.strip() or 'no answer').splitlines()[-1]}")
    return Traffic(*(np.array(column) for column in json.loads(done.stdout)))


class Client(asyncio.Protocol):
    """One connection: sends a request, waits for the answer, and sends the next."""

    def __init__(self, crowd, turn):
        self.crowd, self.turn, self.left, self.sent = crowd, turn, b"", None
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        """Begin."""
        self.transport = transport
        self.ask()

    def ask(self):
        """Send the next request, or end."""
        if not self.crowd.more():
            self.transport.close()
            return
        self.sent = time.monotonic()
        self.transport.write(self.crowd.requests[self.turn % len(self.crowd.requests)])
        self.turn += 1

    def data_received(self, data):
        """Look whether an answer is whole."""
        self.left += data
        head, end, body = self.left.partition(b"\r\n\r\n")
        if not end or len(body) < length(head):
            return
        self.note(int(head[9:12]))
        self.left = b""
        self.ask()

    def note(self, status):
        """Write down what became of a request."""
        self.crowd.found.append((self.sent, time.monotonic(), status))
        self.sent = None

    def connection_lost(self, error):
        """End; who still waits gets no answer."""
        if self.sent is not None:
            self.note(0)
        self.over.set_result(None)


def length(head):
    """Return how many bytes follow the head of an answer."""
    lines = head.lower().split(b"\r\n")
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)


class Crowd:
    """All clients, what they send, until when, and what they found."""

    def __init__(self, asked):
        self.asked, self.found, self.begun, self.until = asked, [], 0, None
        place, kind = urlsplit(asked["address"]), asked["kind"]
        self.place = place.hostname, place.port
        bodies = [base64.b64decode(body) for body in asked["bodies"]]
        head = f"POST /digits HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: {kind}\r\nContent-Length: "
        self.requests = [f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]

    def more(self):
        """Say whether one more request may be sent, and count it."""
        self.begun += 1
        if self.until is None:  # the first is connected
            self.until = time.monotonic() + self.asked["seconds"]
        return time.monotonic() < self.until and (not self.asked["count"] or self.begun <= self.asked["count"])

    async def come(self):
        """Let all clients ask until they may no more."""
        loop = asyncio.get_running_loop()
        made = [
            await loop.create_connection(lambda k=k: Client(self, k), *self.place) for k in range(self.asked["clients"])
        ]
        await asyncio.gather(*(client.over for _, client in made))


def main():
    """Be the process of the clients: what to do comes as JSON, what was found goes as JSON."""
    crowd = Crowd(json.load(sys.stdin))
    asyncio.run(crowd.come())
    json.dump([list(column) for column in zip(*crowd.found, strict=True)] or [[], [], []], sys.stdout)
