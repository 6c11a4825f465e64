"""Several processes train the network that one trains: the program readers start is the one tested here."""

import os
import signal
import socket
import subprocess
import sys
from functools import cache
from types import SimpleNamespace

import keras
import numpy as np
import pytest

import train_many
from chapters import ROOT
from kernelbook import data, models, scale

pytestmark = pytest.mark.slow

STEPS, BATCH, EVERY = 64, 48, 10  # 48 is a multiple of one, two and three workers
PROGRAM = [sys.executable, str(ROOT / "scripts" / "train_many.py")]
ASKED = ["--steps", STEPS, "--batch", BATCH, "--every", EVERY, "--rate", "0.01"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Return a function that trains with so many workers and options, once, and returns folder and starts."""

    @cache
    def train(workers, *options):
        folder = tmp_path_factory.mktemp("together")
        command = [*PROGRAM, *map(str, ASKED), "--folder", str(folder), *options]
        return folder, scale.supervise(command, workers, folder=folder, deadline=600)

    return train


def weights(folder):
    """Return all weights that a training ended with, one after the other."""
    with np.load(folder / "weights.npz") as arrays:
        return np.concatenate([arrays[name].reshape(-1) for name in arrays.files])


@pytest.fixture(scope="module")
def alone():
    """Return what Keras learns by its own `fit` in one process, in float64, from the same batches."""
    before = keras.config.floatx(), keras.config.dtype_policy()
    try:
        keras.config.set_floatx("float64")
        keras.config.set_dtype_policy("float64")  # where another test has set one, floats alone do not decide
        keras.utils.set_random_seed(0)
        network = models.digit_network()
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        network.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss)
        (images, labels), _ = data.load_mnist()
        many = STEPS * BATCH
        network.fit(images[:many, ..., None] / 255, labels[:many], batch_size=BATCH, shuffle=False, verbose=0)
    finally:
        keras.config.set_floatx(before[0])
        keras.config.set_dtype_policy(before[1])
    return np.concatenate([weight.numpy().reshape(-1) for weight in network.weights])


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_train_together_ends_with_the_weights_of_one_process(trained, alone, workers):
    """To a millionth of a millionth, in float64, after 64 steps: only the order of adding differs."""
    folder, starts = trained(workers, "--float64")
    assert starts == [[0] * workers]
    assert np.abs(weights(folder) - alone).max() < 1e-12


@pytest.mark.parametrize("killed", [0, 1])
def test_train_together_recovers_bit_for_bit_from_a_killed_worker(trained, killed):
    """The chief or the other one is killed before step 33; both go on from the checkpoint of step 30."""
    undisturbed, _ = trained(2, "--float64")
    folder, starts = trained(2, "--float64", "--kill", str(killed))
    assert starts[0][killed] == -signal.SIGKILL
    assert starts[1:] == [[0, 0]]
    assert f"step 30 of {STEPS}, gone on from 30" in (folder / "worker-0.log").read_text(encoding="utf-8")
    assert weights(folder).tobytes() == weights(undisturbed).tobytes()


def test_train_together_recovers_the_moves_of_images_too(trained):
    """Which way an image is moved follows from its number, not from how often somebody has drawn since the start."""
    undisturbed, _ = trained(2, "--float64", "--move")
    folder, starts = trained(2, "--float64", "--move", "--kill", "1")
    assert len(starts) == 2
    assert weights(folder).tobytes() == weights(undisturbed).tobytes()
    still, _ = trained(2, "--float64")
    assert np.abs(weights(undisturbed) - weights(still)).max() > 1e-4


def test_no_two_workers_draw_the_same_moves():
    """Of 40 images, each moved by one of 25 ways, two workers would move all alike if they shared a seed."""
    dot = np.zeros((28, 28, 1))
    dot[14, 14] = 1
    moves = [[int(np.argmax(train_many.move(dot, worker, k))) for k in range(40)] for worker in (0, 1, 0)]
    assert moves[0] == moves[2]
    assert len(set(moves[0])) > 10
    assert np.mean(np.array(moves[0]) == moves[1]) < 0.3


def run_alone(folder, *options):
    """Go on in a folder as the only worker, and return the code and the complaint."""
    command = [*PROGRAM, *map(str, ASKED), "--folder", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


def test_train_together_refuses_a_damaged_or_foreign_checkpoint(trained, tmp_path):
    """Cut short; without the file that names it; of a network in another precision: named, and nothing is written."""
    folder, _ = trained(2, "--float64")
    for damage, words in ((cut, "is damaged, or of another network"), (forget, "names none that is there")):
        copy = tmp_path / damage.__name__
        place = copy / "checkpoints" / "worker-0"
        place.mkdir(parents=True)
        for file in (folder / "checkpoints" / "worker-0").iterdir():
            (place / file.name).write_bytes(file.read_bytes())
        damage(place)
        before = sorted(place.iterdir())
        code, complaint = run_alone(copy, "--float64")
        assert code == 2
        assert words in complaint
        assert str(place) in complaint
        assert sorted(place.iterdir()) == before
        assert not (copy / "weights.npz").exists()
    code, complaint = run_alone(folder)  # float32 where float64 was kept
    assert code == 2
    assert "is damaged, or of another network" in complaint


def test_train_together_refuses_fewer_steps_than_the_checkpoint_has_seen(trained):
    folder, _ = trained(2, "--float64")
    code, complaint = run_alone(folder, "--float64", "--steps", "20")
    assert code == 2
    assert f"steps=20: the checkpoint in folder has seen {STEPS}" in complaint


def cut(place):
    """Cut the numbers of the last checkpoint in half."""
    file = max(place.glob("*.data-*"))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def forget(place):
    """Lose the file that names the last checkpoint."""
    (place / "checkpoint").unlink()


def test_train_together_needs_a_batch_that_can_be_cut(tmp_path):
    """One start is enough to know: a program that refuses its arguments is not started again."""
    with pytest.raises(
        scale.WorkerError, match=r"1 of 3 starts.*(?s:.)*batch_size=48 for 5 workers: expected a multiple"
    ):
        scale.supervise([*PROGRAM, *map(str, ASKED)], 5, folder=tmp_path, deadline=300)


def nothing(*_):
    """Stand for what is never called."""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"folder": 3}, "folder=3: expected the path of a folder"),
        ({"before_step": 3}, r"before_step=3: expected a function before_step\(step, first\)"),
    ],
)
def test_train_together_refuses_what_makes_no_sense(options, words):
    with pytest.raises(ValueError, match=words):
        scale.train_together(nothing, nothing, steps=1, batch_size=1, optimizer=nothing, **options)


def test_train_together_refuses_several_devices_of_one_worker(monkeypatch):
    """Two GPUs that one worker sees would each take a part of a batch: twice the images that were asked for."""
    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.setattr(
        "tensorflow.distribute.MultiWorkerMirroredStrategy", lambda: SimpleNamespace(num_replicas_in_sync=2)
    )
    with pytest.raises(ValueError, match="CUDA_VISIBLE_DEVICES shows 2 devices to 1 workers: expected one to each"):
        scale.train_together(nothing, nothing, steps=1, batch_size=1, optimizer=nothing)


def as_worker(addresses, worker, *options):
    """Start one worker of a cluster by hand."""
    environment = os.environ | {"TF_CONFIG": scale.cluster_text(addresses, worker)}
    command = [*PROGRAM, *map(str, ASKED), *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def test_train_together_refuses_a_port_that_is_taken():
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        port = other.getsockname()[1]
        done = as_worker([f"localhost:{port}", *scale.free_addresses(1)], 0)
    assert done.returncode == 2
    assert f"port {port} of worker 0 is taken" in done.stderr


def test_train_together_waits_for_a_worker_only_so_long():
    """Worker 1 never comes: after the deadline worker 0 says which one is missing, and ends."""
    addresses = scale.free_addresses(2)
    done = as_worker(addresses, 0, "--patience", "5")
    assert done.returncode == 1
    assert f"not all of 2 workers have come in time; missing: 1 ({addresses[1]}). Start all again" in done.stderr


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="lists processes as Linux does")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_after_an_interrupt(tmp_path, ending, interruptible):
    """Ctrl-C in the middle, and what a scheduler sends: every process ends, and no weights are written."""
    command = [*PROGRAM, "--workers", "2", "--steps", "100000", "--every", "5", "--folder", str(tmp_path)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert any(line.startswith("step 5 ") for line in started.stdout)
        assert len(processes(tmp_path)) == 3  # the supervisor and two workers
        started.send_signal(ending)
        started.communicate(timeout=60)
    finally:
        started.kill()
        started.communicate()
        left = processes(tmp_path)
        for process in left:  # so that a red test leaves nobody at work either
            os.kill(int(process), signal.SIGKILL)
    assert started.returncode != 0
    assert left == []
    assert not (tmp_path / "weights.npz").exists()


def processes(folder):
    """Return the processes that a folder was named to."""
    found = []
    for place in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{place}/cmdline", "rb") as file:
                words = file.read()
        except OSError:  # it has ended meanwhile
            continue
        found += [place] if str(folder).encode() in words.split(b"\0") else []
    return found
