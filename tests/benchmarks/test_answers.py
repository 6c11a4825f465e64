import functools
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pools
import pytest

from kernelbook import results
from measurements import benchmark

FILES = 4
LABELS = np.arange(40) % 10
BRIGHTEST = functools.partial(np.max, axis=(1, 2))  # reads the images below, and is known in any process


@pytest.fixture(scope="module")
def script():
    return benchmark("answers")


@pytest.fixture(scope="module")
def stored():
    return results.read("answers")


@pytest.fixture(scope="module")
def truth(script):
    return script.digits()[1]


@pytest.fixture
def paths(tmp_path):
    """Write four files of ten images; the value of each pixel is the label."""
    images = np.broadcast_to(LABELS.astype(np.uint8).reshape(-1, 1, 1), (40, 28, 28))
    return pools.write_files(tmp_path, images, FILES)


@pytest.fixture(params=["alone", "process_pool", "dask"])
def way(request):
    """Each way to hand out files, Dask where it is installed; afterwards no process of theirs is left."""
    if request.param == "dask":
        pytest.importorskip("dask", reason="dask is not installed: pip install -r requirements-peers.txt")
    before = set(active_children())
    yield getattr(pools, request.param)
    assert set(active_children()) <= before, "a worker is left"


def rows_of(stored, case, metric):
    return stored.values(case, metric).tolist()


def test_what_is_counted_follows_from_the_stored_labels(script, stored, truth):
    for case in script.CASES:
        grids = [stored.grid(case, round_) for round_ in range(3)]
        assert [grid.shape for grid in grids] == [(script.FILES, 4_375)] * 3
        answered = [grid != script.MISSING for grid in grids]
        assert rows_of(stored, case, "images answered") == [part.sum() for part in answered]
        assert rows_of(stored, case, "right answers") == [(grid.ravel() == truth).sum() for grid in grids]
        assert all((part.all(axis=1) == part.any(axis=1)).all() for part in answered), "a file is answered or not"


def test_whoever_answers_gives_the_same_answers(script, stored):
    expected = stored.grid("plain loop", 0)
    assert (expected < 10).all()
    for case, round_ in script.RUNS:
        found = stored.grid(case, round_)
        np.testing.assert_array_equal(found, np.where(found == script.MISSING, script.MISSING, expected))


def test_only_a_pool_whose_worker_was_killed_left_images_without_answer(script, stored):
    for case in script.CASES:
        broken = case == "process pool, a worker killed"
        for answered in stored.values(case, "images answered"):
            assert (answered < 70_000) == broken
            assert answered % 4_375 == 0


def test_files_are_begun_again_only_where_a_worker_was_killed(script, stored):
    for case in script.CASES:
        begun = stored.values(case, "files begun")
        if case == "Dask, a worker killed":
            assert (begun > script.FILES).all()
        elif case == "process pool, a worker killed":
            assert (begun < script.FILES).all(), "the rest was never begun"
            assert (begun > stored.values(case, "images answered") / 4_375).all(), "one was begun, and lost"
        else:
            assert (begun == script.FILES).all()


def test_answers_take_less_of_the_processor_than_everything(script, stored):
    for case in script.CASES:
        assert (stored.values(case, "processor, answers") < stored.values(case, "processor, all")).all()


@pytest.mark.slow
def test_the_network_that_ships_gives_the_stored_answers(script, stored, tmp_path):
    images = script.digits()[0].reshape(script.FILES, -1, 28, 28)[5]
    (path,) = pools.write_files(tmp_path, images, 1)
    labels, _ = pools.answer(path, tmp_path / "log")
    assert (labels != stored.grid("plain loop", 0)[5]).sum() <= 1, "another machine rounds otherwise"


def test_a_file_gives_back_the_images_in_their_order(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (12, 28, 28), dtype=np.uint8)
    paths = pools.write_files(tmp_path, images, 3)
    assert paths == sorted(paths)
    np.testing.assert_array_equal(np.concatenate([pools.read_file(path) for path in paths]), images)


def test_all_digits_are_written_once(script, monkeypatch, tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (32, 28, 28), dtype=np.uint8)
    monkeypatch.setattr(script, "digits", lambda: (images, None))
    paths = script.files(tmp_path)
    assert len(paths) == script.FILES
    assert script.files(tmp_path) == paths, "they are there already"
    np.testing.assert_array_equal(np.concatenate([pools.read_file(path) for path in paths]), images)


def test_counting_by_hand(script):
    answers = {"b": (np.array([1, 2]), 0.5), "c": (np.array([3, 3]), 0.5)}
    grid, counted = script.judge(answers, ["a", "b", "c"], np.array([0, 0, 1, 2, 3, 4]))
    assert grid.tolist() == [[255, 255], [1, 2], [3, 3]]
    assert counted == {"images answered": (4, "images"), "right answers": (3, "images")}


def test_every_image_is_answered_once(way, paths, tmp_path):
    task = functools.partial(pools.answer, log=tmp_path / "log", read=BRIGHTEST)
    answers, seconds = pools.timed(way, os.getpid, task, paths)
    assert list(answers) == paths
    np.testing.assert_array_equal(np.concatenate([labels for labels, _ in answers.values()]), LABELS)
    assert sorted((tmp_path / "log").read_text().split()) == [Path(path).name for path in paths]
    assert min(seconds.values()) > 0


@pytest.mark.parametrize("way", ["process_pool", "dask"], indirect=True)
def test_after_a_worker_was_killed_dask_answers_everything_and_a_pool_what_came_before(way, paths, tmp_path):
    fatal = Path(paths[2]).name
    task = functools.partial(pools.answer, log=tmp_path / "log", read=BRIGHTEST, fatal=fatal)
    answers, _ = pools.timed(way, os.getpid, task, paths)
    begun = (tmp_path / "log").read_text().split()
    if way is pools.dask:
        np.testing.assert_array_equal(np.concatenate([answers[path][0] for path in paths]), LABELS)
        assert begun.count(fatal) == 2
    else:
        assert paths[2] not in answers
        assert begun.count(fatal) == 1


def test_a_task_that_fails_is_an_error_and_ends_everything(way, paths, tmp_path):
    task = functools.partial(pools.answer, log=tmp_path / "log", read=functools.partial(np.reshape, shape=(3, 5)))
    with pytest.raises(ValueError, match="cannot reshape"):
        pools.timed(way, os.getpid, task, paths)


SLOW = """
import functools, os, sys, time
import pools

def sleep(images):
    with open("pids", "a") as file:
        file.write(f"{os.getpid()} ")
    time.sleep(120)

if __name__ == "__main__":
    way, *paths = sys.argv[1:]
    pools.timed(getattr(pools, way), os.getpid, functools.partial(pools.answer, log="log", read=sleep), paths)
"""


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def waited_for(condition, seconds=60):
    """Wait until a condition holds; return whether it did."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


def test_control_c_ends_everything(way, paths, tmp_path, interruptible):
    """Only the first process hears it here; at a keyboard all do."""
    (tmp_path / "slow.py").write_text(SLOW)
    begun, environment = tmp_path / "pids", {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "slow.py", way.__name__, *paths]
    group = {"start_new_session": True, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, **group) as process:
        try:
            workers = 1 if way is pools.alone else 2
            assert waited_for(lambda: begun.exists() and len(begun.read_text().split()) >= workers)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
            pids = [int(pid) for pid in begun.read_text().split()]
            assert waited_for(lambda: not any(map(lives, pids)), 10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in told
