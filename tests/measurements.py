"""The scripts under benchmarks/, and the rows that their judgments lead to."""

import importlib.util

from chapters import ROOT


def benchmark(name):
    """Load a script under benchmarks/ as a module."""
    specification = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def expected_rows(figures, case, seed):
    """Return the rows of one run as a results file keeps them."""
    return [
        {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
        for metric, (value, unit) in figures.items()
    ]
