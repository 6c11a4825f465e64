"""The scripts under benchmarks/, and the rows that their judgments lead to."""

import importlib.util
import inspect
import tomllib
from collections import defaultdict
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from unittest import mock

import tensorflow as tf

import bench
from chapters import ROOT
from kernelbook import results

METRICS = tomllib.loads((ROOT / "tests" / "benchmarks" / "metrics.toml").read_text(encoding="utf-8"))
TIMES = ("s", "ms", "µs an image")


def benchmark(name):
    """Load a script under benchmarks/ as a module."""
    specification = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@cache
def asked_runs(name):
    """Return the runs that a script asks for, as (case, seed), whatever it calls them; nothing is measured."""
    with mock.patch.object(tf.config, "list_physical_devices", return_value=["one, for the benchmark that needs it"]):
        _, runs, *_ = bench.planned(bench.SCRIPTS[name])
    return runs


def figures(name):
    """Return the figures of a results file as {case: {seed: {metric: value}}}."""
    found = defaultdict(lambda: defaultdict(dict))
    for row in results.read(name).rows:
        found[row["case"]][row["seed"]][row["metric"]] = row["value"]
    return found


def known(name, metric):
    """Return the line of metrics.toml that a metric of a file falls under: unit, place, digits, perhaps how many."""
    lines = METRICS.get(name, {})
    return lines.get(metric) or next((line for pattern, line in lines.items() if fnmatchcase(metric, pattern)), None)


def first(name, then):
    """Return what to look at first where a results file is wrong, and how to go on."""
    return f"look first at: git diff HEAD -- src/kernelbook/results/{name}.json benchmarks/{name}.py; then {then}"


def exchanged(name):
    """Return what to look at first where a case has figures that are another's."""
    return f"{name}.json: was the case exchanged with another? {first(name, 'take it back')}"


def expected_rows(figures, case, seed):
    """Return the rows of one run as a results file keeps them."""
    return [
        {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
        for metric, (value, unit) in figures.items()
    ]


def files_behind(names):
    """Return where scripts and functions stand that figures depend on: paths in the repository."""
    found = {ROOT / name for name in names if name.endswith(".py")}
    for module, _, name in (name.rpartition(".") for name in names if not name.endswith(".py")):
        found.add(Path(inspect.getsourcefile(getattr(importlib.import_module(module), name))))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def changed_code(stored, provenance):
    """Say what to look at first when a stored file was not made by the code as it is."""
    return (
        f"{stored} was made by other code. Look first at what changed since: git diff $(git log -1 --format=%h -- "
        f"{stored}) -- {' '.join(files_behind(provenance['determined_by']))}; take back what was not meant"
    )
