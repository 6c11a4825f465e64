"""Figures of what watches a network: how often each check calls, beside how often the network is right."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import FAINT, KERNEL, OUTPUT, RIGHT

CHECKS = ((KERNEL, "o-"), (OUTPUT, "s-"), (RIGHT, "^-"))
READ = "digits read right"


@drawing
def draw_alarms(panels, *, figure=None):
    """Draw over the size of a change how often checks call an alarm, and as a gray area how often the network is right.

    Parameters
    ----------
    panels : dict of str to (sizes, accuracy, calls)
        Changes by their names, at most four. `sizes` from no change on, in order; `accuracy` in 100; each of shape
        (m,). `calls` gives at most three checks, the same in each panel, their alarms in 100 windows, shape (m,).
    figure : matplotlib.figure.Figure or SubFigure, optional

    Raises
    ------
    ValueError
        If a curve has not a number for each size, or there are more checks than colors.
    """
    refuse_calls(panels)
    figure = figure or plt.figure(figsize=(7.2, 2.7 if len(panels) < 3 else 4.8))
    axes = figure.subplots((len(panels) + 1) // 2, min(len(panels), 2), sharey=True, squeeze=False)
    for axis, (title, (sizes, accuracy, calls)) in zip(axes.flat, panels.items(), strict=False):
        axis.fill_between(sizes, accuracy, color=FAINT, alpha=0.3, linewidth=0, label=READ)
        for (name, values), (color, style) in zip(calls.items(), CHECKS, strict=False):
            axis.plot(sizes, values, style, color=color, markersize=4, label=name)
        axis.set(title=title, xlim=(sizes[0], sizes[-1]), ylim=(0, 103), yticks=[0, 25, 50, 75, 100])
        axis.set_xticks(sizes, [f"{size:g}" for size in sizes])
    for axis in list(axes.flat)[len(panels) :]:
        axis.set_axis_off()
    for row in axes:
        row[0].set_ylabel("in 100")
    lines, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside lower center", ncols=len(names))


def refuse_calls(panels):
    """Refuse curves that have not a number for each size, and more checks than colors."""
    for title, (sizes, accuracy, calls) in panels.items():
        if len(calls) > len(CHECKS):
            raise ValueError(f"panels[{title!r}] has {len(calls)} checks: expected at most {len(CHECKS)}")
        for name, values in {READ: accuracy, **calls}.items():
            if np.shape(values) != np.shape(sizes):
                raise ValueError(
                    f"panels[{title!r}], {name}: got shape {np.shape(values)}, expected {np.shape(sizes)}, one a size"
                )
