"""A supervisor starts all workers, starts all again when one dies, and leaves none behind."""

import json
import sys

import pytest

from kernelbook import scale

COUNT = """
import json, os, pathlib, sys, time
task = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
folder = pathlib.Path(sys.argv[1])
(folder / f"pid-{task}").write_text(str(os.getpid()))
seen = folder / f"seen-{task}"
times = len(seen.read_text()) if seen.exists() else 0
seen.write_text("x" * (times + 1))
print(f"worker {task}, start {times}", flush=True)
"""


def run(tmp_path, then, workers=2, **options):
    """Supervise a small program that counts its starts, then does something."""
    program = tmp_path / "program.py"
    program.write_text(COUNT + then, encoding="utf-8")
    return scale.supervise([sys.executable, str(program), str(tmp_path)], workers, folder=tmp_path, **options)


def alive(tmp_path, worker):
    """Say whether a worker still runs."""
    import os

    try:
        os.kill(int((tmp_path / f"pid-{worker}").read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_supervise_hands_on_what_worker_0_prints_and_the_codes(tmp_path, capsys):
    assert run(tmp_path, "") == [[0, 0]]
    assert capsys.readouterr().out == "worker 0, start 0\n"
    assert (tmp_path / "worker-1.log").read_text() == "worker 1, start 0\n"


def test_supervise_starts_all_again_when_one_was_killed(tmp_path):
    """Worker 1 kills itself at its first start; worker 0 would wait for a minute, and is ended."""
    then = """
if times == 0 and task == 1: os.kill(os.getpid(), 9)
if times == 0: time.sleep(60)
"""
    assert run(tmp_path, then) == [[None, -9], [0, 0]]
    assert (tmp_path / "seen-0").read_text() == "xx" == (tmp_path / "seen-1").read_text()


def test_supervise_gives_up_with_the_last_words_and_leaves_nobody(tmp_path):
    then = """
if task == 0: time.sleep(60)
time.sleep(0.5)
sys.exit("the disk is full")
"""
    with pytest.raises(scale.WorkerError, match=r"2 of 2 starts, .*worker 1:\nthe disk is full"):
        run(tmp_path, then, starts=2)
    assert not alive(tmp_path, 0)
    assert not alive(tmp_path, 1)


def test_supervise_ends_what_takes_too_long(tmp_path):
    with pytest.raises(scale.WorkerError, match=r"exit codes \[\[None, 0\]\]"):
        run(tmp_path, "time.sleep(60 * (task == 0))", starts=1, deadline=2)
    assert not alive(tmp_path, 0)


def test_supervise_does_not_start_again_who_refuses(tmp_path):
    with pytest.raises(scale.WorkerError, match="1 of 3 starts"):
        run(tmp_path, "time.sleep(60 * (task == 1)); sys.exit(2)")


def test_supervise_ends_what_a_worker_has_started_and_keeps_what_all_starts_said(tmp_path):
    then = """
import subprocess
(folder / "pid-9").write_text(str(subprocess.Popen(["sleep", "60"]).pid))
print(f"too bad {times}", file=sys.stderr, flush=True)
sys.exit(1) if task == 1 else time.sleep(60)
"""
    with pytest.raises(scale.WorkerError, match=r"(?s)too bad 0.*too bad 1"):
        run(tmp_path, then, starts=2)
    assert not alive(tmp_path, 0)


def test_supervise_says_that_a_program_is_not_there(tmp_path):
    with pytest.raises(ValueError, match=r"command=\['no-such-program'\] cannot be started"):
        scale.supervise(["no-such-program"], 2, folder=tmp_path)


def test_supervise_chooses_other_ports_at_each_start(tmp_path):
    then = """
with open(folder / "addresses", "a") as file:
    if task == 0: print(os.environ["TF_CONFIG"], file=file)
sys.exit(1 if times == 0 else 0)
"""
    run(tmp_path, then, workers=1)
    first, second = map(json.loads, (tmp_path / "addresses").read_text().splitlines())
    assert first["task"] == second["task"]
    assert len(first["cluster"]["worker"]) == 1


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("python", {}, "command='python': expected a list of texts"),
        ([], {}, r"command=\[\]: expected a list of texts"),
        (["python"], {"workers": 0}, "workers=0: expected a whole number from 1"),
        (["python"], {"starts": 0}, "starts=0: expected a whole number from 1"),
        (["python"], {"deadline": 0}, "deadline=0: expected a number above 0"),
        (["python"], {"folder": "/nowhere"}, "folder='/nowhere': there is no such folder"),
    ],
)
def test_supervise_refuses_what_makes_no_sense(tmp_path, command, options, words):
    with pytest.raises(ValueError, match=words):
        scale.supervise(command, **{"workers": 2, "folder": tmp_path} | options)
