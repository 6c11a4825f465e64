"""The scripts under benchmarks/, and the rows that their judgments lead to."""

import importlib.util
from functools import cache
from unittest import mock

import tensorflow as tf

import bench
from chapters import ROOT


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


def expected_rows(figures, case, seed):
    """Return the rows of one run as a results file keeps them."""
    return [
        {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
        for metric, (value, unit) in figures.items()
    ]
