"""What a results file holds: rows of figures, where they come from, and what each run predicted."""

from dataclasses import dataclass, field

import numpy as np

from kernelbook import guards
from kernelbook.detection import Detections
from kernelbook.results import boxes, grids, masks
from kernelbook.results.table import Table

ROW = ("case", "seed", "metric", "value", "unit")  # the keys of a row; files keep its values in this order


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
        guards.whole("digits", digits, 0)
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
        if metrics is not None and not isinstance(metrics, list | tuple):
            raise ValueError(f"metrics={metrics!r}: expected a list of them, or None for all")
        guards.whole("digits", digits, 0)
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

    def _prediction(self, case, seed):
        """Return what one run predicted, as text."""
        if f"{case}, seed {seed}" not in self.predictions:
            raise ValueError(f"no predictions for case={case!r}, seed={seed!r}; there are {sorted(self.predictions)}")
        return self.predictions[f"{case}, seed {seed}"]

    def labels(self, case, seed):
        """Return the labels that one run predicted: ndarray, shape (n,), uint8 from 0 to 9."""
        text = self._prediction(case, seed)
        if not text.isdecimal():
            raise ValueError(f"case={case!r}, seed={seed!r}: this run predicted no labels")
        return np.array(list(text), dtype=np.uint8)

    def detections(self, case, seed):
        """Return what one run found in each image: list of Detections."""
        return boxes.unpack(self._prediction(case, seed))

    def mask(self, case, seed):
        """Return the mask that one run predicted: ndarray of bool, shape (h, w)."""
        return masks.unpack(self._prediction(case, seed))

    def grid(self, case, seed):
        """Return the whole numbers that one run predicted, such as a class for each pixel: ndarray, uint8."""
        return grids.unpack(self._prediction(case, seed))


def packed(predicted):
    """Return what was predicted as text: labels, a mask, a grid, or detections."""
    if isinstance(predicted, list) and isinstance(predicted[0], Detections):
        return boxes.pack(predicted)
    predicted = np.asarray(predicted)
    if predicted.ndim == 1:
        return "".join(map(str, predicted))
    return masks.pack(predicted) if predicted.dtype == bool else grids.pack(predicted)
