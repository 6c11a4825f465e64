"""Workers meet before TensorFlow waits: who is missing is named, and who does not belong is refused."""

import json
import socket
import threading

import pytest

from kernelbook import scale
from kernelbook.scale import Cluster, meeting


def all_meet(clusters, patience=20):
    """Let several workers meet, each in a thread, and return what each raised, or None."""
    came = [None] * len(clusters)

    def work(k):
        try:
            meeting.meet(clusters[k], patience)
        except (ValueError, TimeoutError) as error:
            came[k] = error

    threads = [threading.Thread(target=work, args=(k,)) for k in range(len(clusters))]
    for thread in reversed(threads):  # worker 0 comes last: the others call until it answers
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_meet_ends_when_all_have_come_and_leaves_the_ports_free():
    addresses = tuple(scale.free_addresses(4))
    for _ in range(2):
        assert all_meet([Cluster(addresses, k) for k in range(4)]) == [None] * 4


def test_meet_of_one_worker_waits_for_nobody():
    assert meeting.meet(Cluster(("nowhere:1",), 0), 1) is None


def test_meet_names_who_is_missing():
    addresses = tuple(scale.free_addresses(4))
    came = all_meet([Cluster(addresses, k) for k in (0, 2)], patience=2)
    assert f"missing: 1 ({addresses[1]}), 3 ({addresses[3]}). Start all again" in str(came[0])
    assert isinstance(came[0], TimeoutError)
    assert isinstance(came[1], TimeoutError)


def test_meet_without_worker_0_says_so():
    addresses = tuple(scale.free_addresses(2))
    with pytest.raises(TimeoutError, match=rf"worker 0 \({addresses[0]}\) does not answer worker 1"):
        meeting.meet(Cluster(addresses, 1), 1)


def test_meet_refuses_who_was_told_other_addresses():
    addresses = tuple(scale.free_addresses(3))
    came = all_meet([Cluster(addresses[:2], 0), Cluster((addresses[0], addresses[2]), 1)], patience=2)
    assert "worker 1 was told other addresses than worker 0" in str(came[0])


@pytest.mark.parametrize("line", [b"GET / HTTP/1.1\n", b"[5, 1]\n", b'[["a:1"], [1]]\n', b"\n", b""])
def test_meet_does_not_listen_to_a_stranger(line):
    """A browser, a scanner of ports, somebody who says nothing for a while: then the worker comes, and all go."""
    addresses = tuple(scale.free_addresses(2))
    caller = threading.Thread(target=knock, args=(addresses, line))
    late = threading.Thread(target=lambda: (caller.join(), meeting.meet(Cluster(addresses, 1), 20)))
    caller.start()
    late.start()
    meeting.meet(Cluster(addresses, 0), 20)
    late.join()


@pytest.mark.parametrize("number", [0, 2])
def test_meet_refuses_a_number_that_is_nobodys(number):
    addresses = tuple(scale.free_addresses(2))
    caller = threading.Thread(target=knock, args=(addresses, json.dumps([addresses, number]).encode() + b"\n"))
    caller.start()
    with pytest.raises(ValueError, match=f"worker {number} has come: expected each of 1 to 1 once"):
        meeting.meet(Cluster(addresses, 0), 20)
    caller.join()


def test_meet_asks_again_where_a_firewall_refuses(monkeypatch):
    def refused(*_, **__):
        raise OSError(113, "No route to host")

    monkeypatch.setattr(meeting.socket, "create_connection", refused)
    addresses = tuple(scale.free_addresses(2))
    with pytest.raises(TimeoutError, match="does not answer worker 1"):
        meeting.meet(Cluster(addresses, 1), 0.5)


def knock(addresses, line):
    """Say something to worker 0 as soon as it listens."""
    while True:
        try:
            with socket.create_connection(meeting.port_of(addresses[0]), timeout=20) as other:
                other.sendall(line)
                other.recv(1)
                return
        except ConnectionRefusedError:
            pass
        except ConnectionError:
            return


def test_meet_refuses_a_taken_port():
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ValueError, match=f"port {port} of worker 0 is taken"):
            meeting.meet(Cluster((f"localhost:{port}", "localhost:1"), 0), 1)
