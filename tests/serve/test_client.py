"""The program itself, started as a reader starts it, with the network that ships: exported once for all tests here."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from chapters import ROOT
from kernelbook import archive, models, serve
from kernelbook.serve import program
from serving import digits, picture

for package in ("fastapi", "uvicorn", "onnx", "tf2onnx", "onnxruntime"):
    pytest.importorskip(package, reason=f"{package} is not installed: pip install -r requirements-peers.txt")

PNG, JPEG, JSON = serve.KINDS
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Return the digit network as an ONNX file."""
    path = tmp_path_factory.mktemp("exported") / "digits.onnx"
    program.export(path)
    return path


def children():
    """Return the numbers of this process's children that have not ended."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        found += [int(status.parent.name)] if int(words[1]) == os.getpid() and words[0] != "Z" else []
    return set(found)


def test_running_answers_as_the_network_does(exported):
    images, _ = digits()
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    expected = network(images[:20, :, :, np.newaxis] / np.float32(255)).numpy()
    before = children()
    with serve.running(exported) as address:
        assert len(children() - before) == 1
        answers = [serve.ask(address, picture(image), PNG) for image in images[:20]]
        assert serve.fetch(address, "/version") == (200, {"version": archive.sha256(exported)})
        assert serve.fetch(address, "/card")[1]["name"] == "digits"
    assert children() == before
    assert {status for status, _ in answers} == {200}
    assert np.allclose([told["logits"] for _, told in answers], expected, atol=1e-4)
    assert [told["class"] for _, told in answers] == expected.argmax(axis=1).tolist()


def test_running_imports_no_tensorflow_where_the_file_is_there(exported):
    """TensorFlow would cost the server some 500 MB; its libraries would be mapped into the process."""
    before = children()
    with serve.running(exported) as address:
        assert serve.ask(address, picture(digits()[0][0]), PNG)[0] == 200
        assert serve.ask(address, picture(np.kron(255 - digits()[0][0], np.ones((9, 9), np.uint8))), PNG)[0] == 200
        (server,) = children() - before
        mapped = Path(f"/proc/{server}/maps").read_text(encoding="utf-8")
        status = Path(f"/proc/{server}/status").read_text(encoding="ascii")
    assert "onnxruntime" in mapped
    assert "tensorflow" not in mapped
    assert "keras" not in mapped
    assert int(status.partition("VmRSS:")[2].split()[0]) < 400_000


def test_running_ends_also_after_an_error(exported):
    before = children()
    found = []

    def fails():
        with serve.running(exported) as address:
            found.append((address, serve.fetch(address, "/health")[0]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    ((address, status),) = found
    assert status == 200
    assert children() == before
    with pytest.raises(OSError, match="refused"):
        serve.fetch(address, "/health")


def test_running_leaves_no_server_behind_where_who_started_it_is_killed(exported):
    code = f"from kernelbook import serve; import time\nwith serve.running({str(exported)!r}) as address:\n"
    code += "    print(address, flush=True)\n    time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().strip()
        assert serve.fetch(address, "/health")[0] == 200
    finally:
        process.kill()
        process.communicate()
    until, answers = time.monotonic() + 30, True
    while answers and time.monotonic() < until:
        try:
            answers = serve.fetch(address, "/health")
        except OSError:
            answers = None
        time.sleep(0.05)
    assert answers is None


def test_running_hands_on_what_the_program_says(exported, tmp_path):
    with pytest.raises(ValueError, match=r"the server did not start: size=0: expected a whole number from 1"):
        serve.running(exported, ["--size", "0"]).__enter__()
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(ValueError, match="the server did not start"):
        serve.running(broken).__enter__()
    with pytest.raises(FileNotFoundError, match=r"no\.onnx"):
        serve.running(tmp_path / "no.onnx")


def test_two_thousand_damaged_bodies_are_answered_and_none_by_500(exported):
    statuses = Counter()
    with serve.running(exported) as address:
        for body, kind, _ in serve.damaged_bodies(digits()[0][:500], 2_000, seed=7):
            statuses[serve.ask(address, body, kind)[0]] += 1
        assert serve.ask(address, picture(digits()[0][0]), PNG)[1]["class"] == 7
    assert statuses.keys() == {200, 413, 415, 422}


def test_running_logs_into_a_file_if_asked(exported, tmp_path):
    with serve.running(exported, ["--log", str(tmp_path / "log")]) as address:
        for image in digits()[0][:3]:
            serve.ask(address, picture(image), PNG)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert [line["class"] for line in lines] == digits()[1][:3].tolist()


def test_the_script_ends_at_ctrl_c_with_a_sentence_and_a_second_one_finds_the_port_taken(exported, interruptible):
    words = [sys.executable, str(ROOT / "scripts" / "serve_model.py"), "--model", str(exported)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().strip()
        port = address.rpartition(":")[2]
        second = subprocess.run([*words, "--port", port], capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 2
        assert second.stderr.strip() == f"host='127.0.0.1', port={port}: cannot listen there: Address already in use"
        assert serve.fetch(address, "/health")[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 130
        assert process.stderr.read().strip() == "stopped; requests in flight were answered"
    finally:
        process.kill()
        process.communicate()
