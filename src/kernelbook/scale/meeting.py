"""A meeting before work begins: TensorFlow waits for a missing worker for ever, and does not say for whom.

Each worker calls worker 0, says who it is, and waits for the word to go. Then the port is free for TensorFlow's server.
"""

import json
import socket
import time

from kernelbook import guards

__all__ = ["meet"]

AGAIN = 0.2  # seconds from one call to the next
HEAR = 2  # seconds in which a caller must have said who it is
GO = b"go\n"


def meet(found, patience):
    """Wait until all workers of a cluster have come.

    Parameters
    ----------
    found : Cluster
    patience : float
        Seconds.

    Raises
    ------
    TimeoutError
        If not all have come by then; worker 0 names those who are missing.
    ValueError
        If this worker's port is taken, or a worker calls that was told other addresses, or a number twice.

    Notes
    -----
    Who calls and is no worker, or says nothing, is not listened to.
    """
    guards.number("patience", patience, above=0)
    if found.workers == 1:
        return
    until = time.monotonic() + patience
    with own_port(found) as mine:
        if found.worker == 0:
            receive(found, mine, until)
    if found.worker:
        call(found, until)


def port_of(address):
    """Return host and port of an address."""
    host, _, port = address.rpartition(":")
    return host, int(port)


def own_port(found):
    """Take this worker's port, or say who cannot."""
    _, port = port_of(found.addresses[found.worker])
    mine = socket.socket()
    mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        mine.bind(("", port))
    except OSError as error:
        mine.close()
        raise ValueError(f"TF_CONFIG: port {port} of worker {found.worker} is taken: {error}") from None
    return mine


def receive(found, mine, until):
    """Let all others call, then give them the word to go."""
    mine.listen(found.workers)
    calls, callers = {}, []
    try:
        while len(calls) < found.workers - 1:
            mine.settimeout(max(until - time.monotonic(), 0.001))
            try:
                other, _ = mine.accept()
            except TimeoutError:
                raise TimeoutError(missing(found, calls)) from None
            callers.append(other)
            worker = greeting_of(found, other, calls)
            if worker is None:
                other.close()
            else:
                calls[worker] = other
        for other in calls.values():
            other.sendall(GO)
        for other in calls.values():
            other.recv(1)  # nothing: it has hung up, so that the port is free at once
    finally:
        for other in callers:
            other.close()


def missing(found, calls):
    """Return the sentence that names who has not come."""
    late = [w for w in range(1, found.workers) if w not in calls]
    names = ", ".join(f"{w} ({found.addresses[w]})" for w in late)
    return f"not all of {found.workers} workers have come in time; missing: {names}. Start all again"


def greeting_of(found, other, calls):
    """Return the number of the worker that calls, None if it is no worker, or refuse a worker of another cluster."""
    other.settimeout(HEAR)
    try:
        with other.makefile("rb") as lines:
            addresses, worker = json.loads(lines.readline(65536))
    except (OSError, ValueError, TypeError):
        return None
    if not isinstance(addresses, list) or not guards.is_whole(worker):
        return None
    if tuple(addresses) != found.addresses:
        raise ValueError(f"worker {worker} was told other addresses than worker 0: {guards.shown(addresses)}")
    if worker in calls or worker not in range(1, found.workers):
        raise ValueError(f"worker {worker} has come: expected each of 1 to {found.workers - 1} once")
    return worker


def call(found, until):
    """Call worker 0 until it answers, say who this is, and wait for the word to go."""
    there = port_of(found.addresses[0])
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError(
                f"worker 0 ({found.addresses[0]}) does not answer worker {found.worker}. Start all again"
            )
        try:
            with socket.create_connection(there, timeout=left) as other:
                other.sendall(json.dumps([found.addresses, found.worker]).encode() + b"\n")
                if other.recv(len(GO)) == GO:
                    return
        except TimeoutError:
            raise TimeoutError(f"worker {found.worker} has come, but not all others in time. Start all again") from None
        except OSError:  # nobody listens there yet, or a firewall refuses: ask again until the time is over
            pass
        time.sleep(AGAIN)
