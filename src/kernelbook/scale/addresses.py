"""Who takes part: TF_CONFIG, the text in the environment that tells each process all addresses and its own number."""

import json
import os
import socket
from typing import NamedTuple

from kernelbook import guards

__all__ = ["Cluster", "cluster", "cluster_text", "free_addresses"]

FORM = 'such as {"cluster": {"worker": ["a:1234", "b:1234"]}, "task": {"type": "worker", "index": 0}}'


class Cluster(NamedTuple):
    """The addresses of all workers, in order, and the number of this one."""

    addresses: tuple
    worker: int

    @property
    def workers(self):
        """How many workers there are."""
        return len(self.addresses)


def cluster():
    """Read TF_CONFIG from the environment. Without it, this process is the only worker.

    Returns
    -------
    Cluster

    Raises
    ------
    ValueError
        If TF_CONFIG is not of the form that TensorFlow reads, knows other kinds of tasks than workers, names an address
        twice, or the number of this worker is none of the list's.
    """
    text = os.environ.get("TF_CONFIG", "")
    if not text:
        return Cluster(("localhost:0",), 0)
    try:
        told = json.loads(text)
        groups, task = told["cluster"], told["task"]
        addresses, kind, worker = tuple(groups["worker"]), task["type"], task["index"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"TF_CONFIG={guards.shown(text)}: expected JSON {FORM}") from None
    if set(groups) != {"worker"} or kind != "worker":
        raise ValueError(f"TF_CONFIG names {sorted(groups)} and the task {kind!r}: expected workers alone")
    if not addresses or not all(is_address(each) for each in addresses):
        came = f"TF_CONFIG names the addresses {guards.shown(list(addresses))}"
        raise ValueError(f"{came}: expected one or more, such as 'localhost:1234'")
    if len(set(addresses)) < len(addresses):
        raise ValueError(f"TF_CONFIG names an address twice: {', '.join(addresses)}")
    if not guards.is_whole(worker) or not 0 <= worker < len(addresses):
        raise ValueError(f"TF_CONFIG says index {worker!r}: expected 0 to {len(addresses) - 1}, as there are addresses")
    return Cluster(addresses, worker)


def is_address(value):
    """Say whether a value is a host and a port."""
    host, _, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    return bool(host) and port.isdecimal() and 0 < int(port) < 65536


def cluster_text(addresses, worker):
    """Return the TF_CONFIG of one worker.

    Parameters
    ----------
    addresses : list of str
        Of all workers, in order: each a host and a port.
    worker : int
        Which of them it is, from 0.

    Raises
    ------
    ValueError
        If an address is none, or stands twice, or there is no such worker.

    Examples
    --------
    >>> cluster_text(["localhost:1234"], 0)
    '{"cluster": {"worker": ["localhost:1234"]}, "task": {"type": "worker", "index": 0}}'
    """
    if not isinstance(addresses, list | tuple) or not addresses or not all(is_address(each) for each in addresses):
        came = f"addresses={guards.shown(addresses)}"
        raise ValueError(f"{came}: expected a list of hosts with ports, such as ['localhost:1234']")
    if len(set(addresses)) < len(addresses):
        raise ValueError(f"addresses={guards.shown(addresses)}: expected each once")
    guards.whole("worker", worker, 0, len(addresses) - 1)
    return json.dumps({"cluster": {"worker": list(addresses)}, "task": {"type": "worker", "index": int(worker)}})


def free_addresses(workers):
    """Return addresses on this machine whose ports the system chose, all different, and free just now."""
    guards.whole("workers", workers, 1)
    sockets = [socket.socket() for _ in range(workers)]
    try:
        for each in sockets:
            each.bind(("localhost", 0))
        return [f"localhost:{each.getsockname()[1]}" for each in sockets]
    finally:
        for each in sockets:
            each.close()
