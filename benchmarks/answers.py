"""How do 70,000 images get through a trained network, and what is left when a worker is killed on the way?

    make bench ONLY=answers

All images of MNIST lie in 16 files of 4,375 PNG each. Workers decode them and answer with the course's network, with
the weights that ship: one worker in a loop, two of Python's pool of processes, two of Dask; then both pools again, and
the worker that has just decoded the ninth file is killed by SIGKILL. A worker is a process of its own with one thread
for the network. The start lasts until all workers have loaded it, the work until the last answer has come; seconds of
the processor are those of all processes, and those that the answers which came have taken. A log counts how many files
were begun, some of them twice. Three rounds, in turns. The network has learned from 60,000 of these images, so what it
reads right is no accuracy: all ways must only count alike. Writes src/kernelbook/results/answers.json.
"""

import functools
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pools

from kernelbook import data, results

FILES, MISSING, NINTH = 16, 255, 8
CASES = {  # who hands the files to the workers, and which one a worker does not survive
    "plain loop": (pools.alone, None),
    "process pool": (pools.process_pool, None),
    "Dask": (pools.dask, None),
    "process pool, a worker killed": (pools.process_pool, NINTH),
    "Dask, a worker killed": (pools.dask, NINTH),
}
RUNS = [(case, round_) for round_ in range(3) for case in CASES]
DETERMINED_BY = [
    "benchmarks/answers.py",
    "benchmarks/pools/files.py",
    "benchmarks/pools/ways.py",
    "benchmarks/pools/workers.py",
    "kernelbook.data.load_mnist",
    "kernelbook.models.digit_network",
]


def digits():
    """Return all images of MNIST and their labels, those to learn from first."""
    return tuple(np.concatenate(parts) for parts in zip(*data.load_mnist(), strict=True))


def files(folder):
    """Return the files of images in a folder; write them where there are none."""
    return sorted(map(str, Path(folder).glob("*.npz"))) or pools.write_files(folder, digits()[0], FILES)


def judge(answers, paths, truth):
    """Return the labels of each file in a row, 255 where no answer came, and what is counted."""
    grid = np.full((len(paths), len(truth) // len(paths)), MISSING, np.uint8)
    for row, path in enumerate(paths):
        if path in answers:
            grid[row], _ = answers[path]
    counted = {
        "images answered": (int((grid != MISSING).sum()), "images"),
        "right answers": (int((grid.ravel() == truth).sum()), "images"),
    }
    return grid, counted


def measure(case, seed, folder):
    """Let all images be answered once; the seed is the number of the round."""
    way, fatal = CASES[case]
    paths = files(folder)
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "begun"
        name = None if fatal is None else Path(paths[fatal]).name
        answers, seconds = pools.timed(way, pools.ready, functools.partial(pools.answer, log=log, fatal=name), paths)
        begun = len(log.read_text().split())
    seconds["processor, answers"] = sum(used for _, used in answers.values())
    grid, counted = judge(answers, paths, digits()[1])
    figures = counted | {"files begun": (begun, "files")}
    return figures | {name: (round(value, 2), "s") for name, value in seconds.items()}, grid


if __name__ == "__main__":
    about = {"dask": metadata.version("dask")} if find_spec("dask") else {}
    with tempfile.TemporaryDirectory() as folder:
        results.collect("answers", RUNS, functools.partial(measure, folder=folder), DETERMINED_BY, about)
