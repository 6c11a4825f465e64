"""The script for Slurm on the page of many machines does what the page says, with stand-ins for Slurm's commands.

It is the page's own text. The stand-ins are small: `scontrol` writes down the machines, `srun` starts its program once
for each of them, here, and ends all when one fails. So this shows no firewall, no shared disk, and no two machines.
"""

import json
import os
import re
import socket
import subprocess
import sys

import numpy as np
import pytest

from chapters import ROOT
from kernelbook import scale

PAGE = ROOT / "chapters" / "deeper" / "20_many_machines.md"
SCONTROL = """#!/bin/bash
[[ "$1 $2 $3" == "show hostnames nodes" ]] || exit 1
printf "%s\\n" $MACHINES
"""
SRUN = f"""#!{sys.executable}
import os, subprocess, sys, time

with open(os.environ["CALLS"], "a") as calls:
    print(*sys.argv[1:3], file=calls)
options = [word for word in sys.argv[1:] if word.startswith("--")][:2]
command = sys.argv[1 + len(options):]
running = []
for task in range(len(os.environ["MACHINES"].split())):
    running.append(subprocess.Popen(command, env=os.environ | {{"SLURM_PROCID": str(task)}}))
try:
    while None in (codes := [each.poll() for each in running]) and not any(codes):
        time.sleep(0.1)
    if "--kill-on-bad-exit=1" not in options:
        codes = [each.wait() for each in running]
finally:
    for each in running:
        each.kill()
        each.wait()
sys.exit(max(abs(code or 0) for code in codes))
"""
TELL = f"""#!{sys.executable}
import os, pathlib, sys
place = pathlib.Path(os.environ["FOLDER"]) / os.environ["SLURM_PROCID"]
place.write_text(os.environ["TF_CONFIG"] + "\\n" + " ".join(sys.argv[1:]))
"""


@pytest.fixture
def hand_in(tmp_path):
    """Return a function that runs the page's script as Slurm would, with options, and what else is in the environment.

    It returns the code, what was printed, and how often `srun` was called, with which options.
    """
    (script,) = re.findall(r"^```bash\n(#!.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "many_machines.sbatch").write_text(script, encoding="utf-8")
    for name, text in {"scontrol": SCONTROL, "srun": SRUN, "tell": TELL}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    slurm = {
        "SLURM_JOB_ID": "1300042",
        "SLURM_JOB_NODELIST": "nodes",
        "SLURM_JOB_NUM_NODES": "3",
        "CALLS": str(tmp_path / "calls"),
    }
    slurm |= {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "FOLDER": str(tmp_path / "training")}

    def run(*options, **more):
        environment = {key: value for key, value in os.environ.items() if key != "TF_CONFIG"} | slurm | more
        command = ["bash", str(tmp_path / "many_machines.sbatch"), *map(str, options)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(command, env=environment, cwd=ROOT, text=True, timeout=300, **streams)
        return done.returncode, done.stdout, (tmp_path / "calls").read_text(encoding="utf-8").splitlines()

    return run


def test_each_worker_is_told_all_addresses_and_its_own_number(hand_in, tmp_path):
    """The ports begin where the number of the job says, one more for each worker; options go on to the program."""
    code, printed, calls = hand_in(
        "--steps", 12, PYTHON=str(tmp_path / "tell"), MACHINES="node01 node02 node07", SLURM_CPUS_PER_TASK="8"
    )
    assert code == 0, printed
    assert calls == ["--kill-on-bad-exit=1 --cpus-per-task=8"]
    addresses = ["node01:20126", "node02:20127", "node07:20128"]
    for worker in range(3):
        told, command = (tmp_path / "training" / str(worker)).read_text(encoding="utf-8").rsplit("\n", 1)
        assert json.loads(told) == json.loads(scale.cluster_text(addresses, worker))
        assert command == f"scripts/train_many.py --folder {tmp_path / 'training'} --steps 12"


def test_neighboring_jobs_share_no_port(hand_in, tmp_path):
    told = []
    for job in ("1300042", "1300043"):
        machines = {"MACHINES": "node01 node02 node07", "PYTHON": str(tmp_path / "tell")}
        assert hand_in(SLURM_JOB_ID=job, **machines)[0] == 0
        text = (tmp_path / "training" / "0").read_text(encoding="utf-8").rsplit("\n", 1)[0]
        told += json.loads(text)["cluster"]["worker"]
    assert len({address.rpartition(":")[2] for address in told}) == 6


def test_a_program_that_fails_is_started_three_times(hand_in):
    code, _, calls = hand_in(PYTHON="false", MACHINES="node01")
    assert code == 1
    assert len(calls) == 3


def two_ports():
    """Return a port that is free, and so is the next."""
    while True:
        (first,) = scale.free_addresses(1)
        port = int(first.rpartition(":")[2])
        try:
            with socket_on(port), socket_on(port + 1):
                return port
        except (OSError, OverflowError):
            continue


def socket_on(port):
    """Take a port."""
    mine = socket.socket()
    try:
        mine.bind(("", port))
    except BaseException:
        mine.close()
        raise
    return mine


@pytest.mark.slow
def test_two_workers_train_and_go_on_where_one_was_killed(hand_in, tmp_path):
    """Worker 1 is killed before step 6 of 8; the second start goes on from the checkpoint of step 4, and ends well."""
    asked = {"--steps": 8, "--batch": 24, "--every": 2, "--kill": 1, "--patience": 100}
    options = [word for pair in asked.items() for word in pair]
    code, printed, calls = hand_in(
        *options, PYTHON=sys.executable, MACHINES="localhost localhost", PORT=str(two_ports())
    )
    assert code == 0, printed
    assert len(calls) == 2
    assert "step 4 of 8, gone on from 4" in printed
    with np.load(tmp_path / "training" / "weights.npz") as weights:
        assert all(np.isfinite(weights[name]).all() for name in weights.files)
