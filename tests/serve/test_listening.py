import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kernelbook import serve
from kernelbook.serve import listening

pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install -r requirements-peers.txt")


async def nothing(scope, receive, send):
    """Be an application that never answers."""


def test_listen_says_that_a_port_is_taken():
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(ValueError, match=f"port={port}: cannot listen there: Address already in use"):
            serve.listen(nothing, port=port)


def test_listen_says_that_an_address_is_none_of_ours():
    with pytest.raises(ValueError, match=r"host='192\.0\.2\.1', port=0: cannot listen there"):
        serve.listen(nothing, host="192.0.2.1")


def test_bound_is_on_loopback_unless_asked(capsys):
    with listening.bound("127.0.0.1", 0) as listener:
        host, port = listener.getsockname()
        assert listening.address_of(listener) == f"http://127.0.0.1:{port}"
        assert listener.proto == socket.IPPROTO_TCP, "else asyncio sets no TCP_NODELAY, and answers wait for 40 ms"
    assert host == "127.0.0.1"
    assert capsys.readouterr().err == ""


def test_what_is_no_loopback_is_said():
    """Nothing is bound here to another address than loopback: only what would be said is looked at."""
    assert [listening.is_loopback(a) for a in ("127.0.0.1", "127.0.0.9", "::1", "0.0.0.0", "::", "10.0.0.1")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_no_other_address_is_a_default():
    """A server that is told nothing is bound to 127.0.0.1, as the system tells it."""
    code = "import sys; from kernelbook import serve; sys.exit(serve.listen(lambda *_: None))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().strip()
        port = int(address.rpartition(":")[2])
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        listening_there = {line.split()[1] for line in lines if line.split()[3] == "0A"}
        assert f"0100007F:{port:04X}" in listening_there
        assert f"00000000:{port:04X}" not in listening_there
    finally:
        process.kill()
        process.communicate()
