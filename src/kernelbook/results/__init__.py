"""Results of long computations: one JSON file a question, written by the scripts under benchmarks/."""

import datetime
import hashlib
import json
import os
import platform
import shlex
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import numpy as np

from kernelbook import archive
from kernelbook.detection import Detections
from kernelbook.results import boxes, grids, masks
from kernelbook.results.syntax import fingerprint
from kernelbook.results.table import Table

__all__ = ["FOLDER", "Results", "Table", "collect", "names", "origins", "provenance", "read", "seal", "write"]
FOLDER = Path(__file__).parent
ROW = {"case", "seed", "metric", "value", "unit"}


@dataclass
class Results:
    """The rows of one results file, where they come from, and what each run predicted: labels, masks, grids or boxes.

    The seal is a hash of all three, taken when the file is written: an edit by hand no longer fits it.
    """

    rows: list = field(default_factory=list)
    provenance: dict = field(default_factory=dict)
    predictions: dict = field(default_factory=dict)
    seal: str = ""

    def values(self, case, metric):
        """Return one figure a seed, in the order of the seeds: ndarray, shape (n,)."""
        rows = [row for row in self.rows if (row["case"], row["metric"]) == (case, metric)]
        if not rows:
            known = sorted({(row["case"], row["metric"]) for row in self.rows})
            raise ValueError(f"no rows for case={case!r}, metric={metric!r}; there are {known}")
        return np.array([row["value"] for row in sorted(rows, key=lambda row: row["seed"])])

    def spread(self, case, metric, digits=1):
        """Return the mean over the seeds and, if there are several, the lowest and the highest value, as text.

        Examples
        --------
        >>> rows = [{"case": "a", "seed": k, "metric": "m", "value": v, "unit": ""} for k, v in enumerate((1, 2, 6))]
        >>> Results(rows).spread("a", "m"), Results(rows[:1]).spread("a", "m", digits=2)
        ('3.0 (1.0 to 6.0)', '1.00')
        """
        values = self.values(case, metric)
        mean = f"{values.mean():.{digits}f}"
        return mean if len(values) < 2 else f"{mean} ({values.min():.{digits}f} to {values.max():.{digits}f})"

    def overview(self, metrics=None, digits=2):
        """Return all figures as a table: a row for each case, a column for each metric.

        Parameters
        ----------
        metrics : sequence of str, optional
            Which columns, in their order; all of them without it.
        digits : int
            After the point.

        Returns
        -------
        Table
            In each cell the mean over the seeds and, if they differ, the lowest and the highest value. A case without
            any of the metrics is left out.

        Raises
        ------
        ValueError
            If there is no such metric.
        """
        units = {row["metric"]: row["unit"] for row in self.rows}
        if unknown := [metric for metric in metrics or () if metric not in units]:
            raise ValueError(f"metrics={unknown!r}: there are {list(units)}")
        have = dict.fromkeys((row["case"], row["metric"]) for row in self.rows)
        titles = {metric: f"{metric} ({units[metric]})" if units[metric] else metric for metric in metrics or units}
        rows = {}
        for case, metric in ((case, metric) for case in dict.fromkeys(c for c, _ in have) for metric in titles):
            if (case, metric) in have:
                rows.setdefault(case, {})[titles[metric]] = self._cell(case, metric, digits)
        return Table(f"mean (lowest to highest) of up to {len({row['seed'] for row in self.rows})} runs", rows)

    def _cell(self, case, metric, digits):
        values = self.values(case, metric)
        if np.ptp(values):
            return self.spread(case, metric, digits)
        return f"{values[0]:,.{0 if values[0] == round(values[0]) else digits}f}"

    def medians(self, case):
        """Return the median over the seeds of each metric of a case: dict of str to float."""
        metrics = dict.fromkeys(row["metric"] for row in self.rows if row["case"] == case)
        if not metrics:
            raise ValueError(f"no rows for case={case!r}; there are {sorted({row['case'] for row in self.rows})}")
        return {metric: float(np.median(self.values(case, metric))) for metric in metrics}

    def labels(self, case, seed):
        """Return the labels that one run predicted: ndarray, shape (n,), uint8 from 0 to 9."""
        return np.array(list(self.predictions[f"{case}, seed {seed}"]), dtype=np.uint8)

    def detections(self, case, seed):
        """Return what one run found in each image: list of Detections."""
        return boxes.unpack(self.predictions[f"{case}, seed {seed}"])

    def mask(self, case, seed):
        """Return the mask that one run predicted: ndarray of bool, shape (h, w)."""
        return masks.unpack(self.predictions[f"{case}, seed {seed}"])

    def grid(self, case, seed):
        """Return the whole numbers that one run predicted, such as a class for each pixel: ndarray, uint8."""
        return grids.unpack(self.predictions[f"{case}, seed {seed}"])


def names():
    """Return the names of all results files, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def origins():
    """Return a table of all results files: when, by which command, on which machine and with which versions."""
    columns = ("date", "command", "processor", "threads", "python", "numpy", "tensorflow", "keras")
    stored = {name: read(name).provenance for name in names()}
    return Table("file", {name: {key: p[key] for key in columns} for name, p in stored.items()})


def read(name):
    """Read a results file.

    Raises
    ------
    ValueError
        If there are no results of that name, or a row lacks a key.
    """
    if name not in names():
        raise ValueError(f"name={name!r}: no such results; there are {names()}")
    results = Results(**json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    for row in results.rows:
        if row.keys() != ROW:
            raise ValueError(f"{name}.json: the row {row} must have the keys {sorted(ROW)}")
    return results


def seal(rows, provenance, predictions):
    """Return the SHA-256 of a results file's content."""
    text = json.dumps([rows, provenance, predictions], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def write(name, rows, provenance, predictions=None):
    """Write a results file with its seal, all or nothing."""
    predictions = predictions or {}
    content = {"provenance": provenance, "rows": rows, "predictions": predictions}
    content["seal"] = seal(rows, provenance, predictions)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    archive.write_bytes(FOLDER / f"{name}.json", text.encode())


def collect(name, runs, measure, determined_by, about=None):
    """Run what a results file lacks and append it, one run at a time: interrupted, it goes on where it was.

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
    done = {(row["case"], row["seed"]) for row in results.rows}
    for case, seed in runs:
        if (case, seed) in done:
            print(f"{name}: {case}, seed {seed}: already measured")
            continue
        figures, predicted = measure(case, seed)
        for metric, (value, unit) in figures.items():
            row = {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
            results.rows.append(row)
            print(f"{name}: {case}, seed {seed}: {metric} {value} {unit}", flush=True)
        if predicted is not None:
            results.predictions[f"{case}, seed {seed}"] = packed(predicted)
        write(name, results.rows, origin, results.predictions)


def packed(predicted):
    """Return what was predicted as text: labels, a mask, a grid, or detections."""
    if isinstance(predicted, list) and isinstance(predicted[0], Detections):
        return boxes.pack(predicted)
    predicted = np.asarray(predicted)
    if predicted.ndim == 1:
        return "".join(map(str, predicted))
    return masks.pack(predicted) if predicted.dtype == bool else grids.pack(predicted)


def provenance(determined_by):
    """Describe the run that is making a result: code, command, date, machine, versions."""
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
