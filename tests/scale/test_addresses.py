"""TF_CONFIG says who takes part; what does not make sense is refused before anybody waits."""

import json
import socket

import pytest

from kernelbook import scale

TWO = ["localhost:1234", "other:1234"]


def told(monkeypatch, text):
    """Read a TF_CONFIG."""
    monkeypatch.setenv("TF_CONFIG", text if isinstance(text, str) else json.dumps(text))
    return scale.cluster()


def test_cluster_without_tf_config_is_this_process_alone(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert scale.cluster().workers == 1
    assert scale.cluster().worker == 0


def test_cluster_reads_what_cluster_text_writes(monkeypatch):
    found = told(monkeypatch, scale.cluster_text(TWO, 1))
    assert found.addresses == tuple(TWO)
    assert found.worker == 1
    assert found.workers == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "expected JSON such as"),
        ("[]", "expected JSON such as"),
        ({"cluster": {}, "task": {}}, "expected JSON such as"),
        ({"cluster": {"worker": TWO}}, "expected JSON such as"),
        ({"cluster": {"worker": TWO, "ps": TWO}, "task": {"type": "ps", "index": 0}}, "expected workers alone"),
        ({"cluster": {"worker": TWO}, "task": {"type": "chief", "index": 0}}, "expected workers alone"),
        ({"cluster": {"worker": []}, "task": {"type": "worker", "index": 0}}, "one or more, such as"),
        ({"cluster": {"worker": ["localhost"]}, "task": {"type": "worker", "index": 0}}, "one or more, such as"),
        ({"cluster": {"worker": ["a:99999"]}, "task": {"type": "worker", "index": 0}}, "one or more, such as"),
        ({"cluster": {"worker": [1234]}, "task": {"type": "worker", "index": 0}}, "one or more, such as"),
        ({"cluster": {"worker": ["a:1", "a:1"]}, "task": {"type": "worker", "index": 0}}, "names an address twice"),
        ({"cluster": {"worker": TWO}, "task": {"type": "worker", "index": 2}}, "says index 2: expected 0 to 1"),
        ({"cluster": {"worker": TWO}, "task": {"type": "worker", "index": "0"}}, "says index '0': expected 0 to 1"),
        ({"cluster": {"worker": TWO}, "task": {"type": "worker", "index": True}}, "says index True: expected 0 to 1"),
    ],
)
def test_cluster_refuses_what_makes_no_sense(monkeypatch, text, words):
    with pytest.raises(ValueError, match=words):
        told(monkeypatch, text)


def test_free_addresses_are_different_and_free():
    addresses = scale.free_addresses(5)
    assert len(set(addresses)) == 5
    for address in addresses:
        with socket.socket() as mine:
            mine.bind(("localhost", int(address.rpartition(":")[2])))


@pytest.mark.parametrize(
    ("addresses", "worker", "words"),
    [
        (["localhost"], 0, r"addresses=\['localhost'\]: expected a list of hosts with ports"),
        ("localhost:1234", 0, "addresses='localhost:1234': expected a list of hosts with ports"),
        ([TWO[0], TWO[0]], 0, "expected each once"),
        (TWO, 2, "worker=2: expected a whole number from 0 to 1"),
    ],
)
def test_cluster_text_refuses_what_cluster_would_refuse(addresses, worker, words):
    with pytest.raises(ValueError, match=words):
        scale.cluster_text(addresses, worker)
