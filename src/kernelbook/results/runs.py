"""Runs: measure what a results file lacks, one case and seed at a time, and say where the figures come from."""

import datetime
import os
import platform
import shlex
import sys
from importlib import metadata
from pathlib import Path

from kernelbook import guards
from kernelbook.results.files import names, read, write
from kernelbook.results.progress import Clock
from kernelbook.results.rows import Results, packed
from kernelbook.results.syntax import fingerprint


def collect(name, runs, measure, determined_by, about=None):
    """Run what a results file lacks and append it, one run at a time: interrupted, it goes on where it was.

    It says beforehand what is lacking and, after each run, how long the rest will take; the provenance keeps what each
    run took, in seconds.

    Parameters
    ----------
    name : str
        Of the results file.
    runs : sequence of (str, int)
        Cases and seeds.
    measure : callable
        ``measure(case, seed)`` returns ``{metric: (value, unit)}`` and what was predicted: labels (0 to 9), a mask
        (ndarray of bool, shape (h, w)), a grid (of whole numbers from 0 to 255), a list of Detections, or None.
    determined_by : sequence of str
        What the figures depend on, as `fingerprint` takes it. When this code has changed, stored runs no
        longer count and are measured again.
    about : dict of str to str, optional
        What else belongs to the provenance, such as the library that multiplies matrices.
    """
    origin = provenance(determined_by) | (about or {})  # now, before anybody edits the sources
    results = Results()
    if name in names() and read(name).provenance["fingerprint"] == origin["fingerprint"]:
        results = read(name)
        origin["date"] = ", ".join(sorted({*results.provenance["date"].split(", "), origin["date"]}))
    clock = Clock(name, runs, results)
    for case, seed in clock.lacking:
        figures, predicted = clock.time(measure, case, seed)
        for metric, (value, unit) in figures.items():
            row = {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
            results.rows.append(row)
            print(f"{name}: {case}, seed {seed}: {metric} {value} {unit}", flush=True)
        if predicted is not None:
            results.predictions[f"{case}, seed {seed}"] = packed(predicted)
        write(name, results.rows, origin | {"seconds": clock.seconds}, results.predictions)


def provenance(determined_by):
    """Describe the run that is making a result: code, command, date, machine, versions."""
    code = determined_by if isinstance(determined_by, list | tuple) else []
    if not code or not all(isinstance(name, str) for name in code):
        raise ValueError(f"determined_by={guards.shown(determined_by)}: expected names of code, one at least")
    return {
        "determined_by": list(determined_by),
        "fingerprint": fingerprint(determined_by),
        "command": shlex.join(["python", *sys.argv]),
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "threads": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        **{package: metadata.version(package) for package in ("numpy", "tensorflow", "keras")},
    }


def processor():
    """Return the processor's name as the operating system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
