"""Figures of what was measured: trainings, accuracies, times."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import INK, METHODS, OUTPUT, QUIET, SERIES


@drawing
def draw_curves(history, *, figure=None):
    """Draw loss and error rate after each epoch, on training and on validation images.

    Parameters
    ----------
    history : dict of str to list of float
        As Keras' ``fit`` returns it: loss and, where there are any, accuracy, val_loss, val_accuracy: one an epoch.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    panels = {"loss": {}, "wrong answers (%)": {}}
    for key, values in history.items():
        title = "wrong answers (%)" if key.endswith("accuracy") else "loss"
        panels[title][key.startswith("val_")] = values if title == "loss" else 100 * (1 - np.array(values))
    panels = {title: curves for title, curves in panels.items() if curves}
    figure = figure or plt.figure(figsize=(7, 2.9))
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    styles = {False: ("o-", QUIET, "training"), True: ("s-", OUTPUT, "validation")}
    for axis, (title, curves) in zip(axes, panels.items(), strict=True):
        for kind, values in sorted(curves.items()):
            style, color, label = styles[kind]
            axis.plot(np.arange(1, len(values) + 1), values, style, color=color, label=label)
        axis.set(title=title, xlabel="epoch", ylim=(0, None))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    (axes[0] if len(panels["loss"]) > 1 else axes[-1]).legend()


@drawing
def draw_runs(groups, unit, *, truth=None, axes=None):
    """Draw one dot a run and, beside the dots of a group, the mean with its interval.

    Parameters
    ----------
    groups : dict of str to (values, (mean, low, high))
        Drawn from top to bottom.
    unit : str
        Label of the horizontal axis.
    truth : float, optional
        What the means estimate, where it is known: drawn as a line.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(7, 0.6 + (0.75 if len(groups) < 10 else 0.32) * len(groups))).subplots()
    if truth is not None:
        axis.axvline(truth, color=INK, linewidth=0.8)
    for row, (values, (mean, low, high)) in enumerate(groups.values()):
        axis.plot(values, np.full(len(values), row + 0.18), "o", color=QUIET, alpha=0.7)
        axis.errorbar(mean, row - 0.14, xerr=[[mean - low], [high - mean]], fmt="D", color=OUTPUT, capsize=4)
    axis.set(yticks=range(len(groups)), yticklabels=list(groups), xlabel=unit, ylim=(len(groups) - 0.5, -0.5))
    axis.tick_params(axis="y", length=0)


@drawing
def draw_each(panels, unit, *, figure=None):
    """Draw a dot for each member of a group, from the lowest to the highest, and a line at the mean.

    Parameters
    ----------
    panels : dict of str to ndarray, shape (n,)
        One panel for each name.
    unit : str
        Label of the vertical axis.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 2.8))
    axes = figure.subplots(1, len(panels), squeeze=False)
    for axis, (name, values) in zip(axes[0], panels.items(), strict=True):
        axis.plot(np.arange(1, len(values) + 1), np.sort(values), "o", color=OUTPUT)
        axis.axhline(np.mean(values), color=QUIET, linewidth=0.8)
        axis.annotate("mean", (1, np.mean(values)), (0, 3), textcoords="offset points", color=QUIET, fontsize=9)
        axis.set(title=name, xlim=(0, len(values) + 1), xticks=[])
    axes[0, 0].set_ylabel(unit)


@drawing
def draw_times(panels, sizes, unit, *, figure=None):
    """Draw times over sizes, a line for each method, both axes in powers; methods are named at the end of their line.

    Parameters
    ----------
    panels : dict of str to dict of str to sequence of float
        Titles; in each panel methods and their times in milliseconds, one for each size.
    sizes : sequence of int
    unit : str
        Label of the horizontal axis.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 3.7))
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)
    for axis, (title, times) in zip(axes[0], panels.items(), strict=True):
        for method, values in times.items():
            axis.plot(sizes, values, "o-", markersize=3.5, color=METHODS[method])
        axis.set(xscale="log", yscale="log", title=title, xlabel=unit, xlim=(0.93 * sizes[0], sizes[-1] * 2.8))
        axis.spines["bottom"].set_bounds(0.93 * sizes[0], sizes[-1] * 1.08)
        axis.set_xticks(sizes, [str(size) for size in sizes], fontsize=8.5)
        axis.yaxis.set_major_formatter("{x:g}")
        axis.minorticks_off()
        ends = {method: values[-1] for method, values in times.items()}
        for method, height in apart(ends, 1.5).items():
            axis.annotate(method, (sizes[-1] * 1.1, height), va="center", fontsize=9, color=METHODS[method])
    axes[0, 0].set_ylabel("milliseconds")


def apart(heights, factor):
    """Move labels up on an axis in powers until neighbors differ by a factor."""
    placed, below = {}, 0.0
    for name in sorted(heights, key=heights.get):
        below = placed[name] = max(heights[name], factor * below)
    return placed


@drawing
def draw_powers(groups, label, unit, curves=None, *, axes=None):
    """Draw runs over a quantity, both axes in powers of ten: a dot for each run, a line through the means.

    Parameters
    ----------
    groups : dict of str to dict of float to sequence of float
        For each name the runs at each place of the horizontal axis, in rising order. At most five names.
    label, unit : str
        Of the horizontal and the vertical axis.
    curves : dict of str to sequence of float, optional
        What a law says for each name at the same places, drawn instead of the means.
    axes : matplotlib.axes.Axes, optional

    Raises
    ------
    ValueError
        If there are more names than colors.
    """
    colors = (QUIET, *SERIES)
    if len(groups) > len(colors):
        raise ValueError(f"groups has {len(groups)} names: expected at most {len(colors)}, a color for each")
    axis = axes or plt.figure(figsize=(7, 4.2)).subplots()
    ends = {}
    for (name, runs), color, marker in zip(groups.items(), colors, "osD^v", strict=False):
        places = list(runs)
        for place, values in runs.items():
            axis.plot(np.full(len(values), place), values, marker, color=color, markersize=4, alpha=0.55)
        heights = (curves or {}).get(name, [np.mean(values) for values in runs.values()])
        axis.plot(places, heights, color=color)
        ends[name] = heights[-1], color
    for name, height in apart({name: height for name, (height, _) in ends.items()}, 1.22).items():
        axis.annotate(name, (1.15 * places[-1], height), va="center", fontsize=9, color=ends[name][1])
    axis.set(xscale="log", yscale="log", xlabel=label, ylabel=unit)
    axis.set_xlim(0.8 * places[0], places[-1] * (places[-1] / places[0]) ** 0.32)
    axis.spines["bottom"].set_bounds(0.8 * places[0], 1.15 * places[-1])
    axis.set_xticks(places, [f"{place:,}" for place in places])
    axis.yaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_minor_locator(LogLocator(subs=(2, 3, 6)))
    axis.yaxis.set_minor_formatter("{x:g}")
    axis.xaxis.set_minor_locator(NullLocator())


@drawing
def draw_roofline(product, copy, points, *, axes=None):
    """Draw how fast methods multiply over how much they multiply for each byte they move, under the machine's roof.

    Parameters
    ----------
    product : float
        Peak of arithmetic, in billion multiply-accumulates per second.
    copy : float
        Peak of memory, in GB per second.
    points : dict of str to (list of float, list of float)
        For each method: multiply-accumulates per byte, billion multiply-accumulates per second.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(6.6, 3.9)).subplots()
    everything = [x for xs, _ in points.values() for x in xs]
    x = np.geomspace(min(everything) / 2, max(everything) * 2, 200)
    axis.plot(x, np.minimum(product, copy * x), color=INK)
    axis.annotate("memory is the limit", (x[48], copy * x[48] * 2.0), rotation=41, fontsize=9, color=QUIET)
    axis.annotate("arithmetic is the limit", (x[-1], product * 1.2), ha="right", fontsize=9, color=QUIET)
    for (method, (xs, ys)), marker in zip(points.items(), "osD^", strict=False):
        axis.plot(xs, ys, marker, color=METHODS[method], label=method)
    axis.set(xscale="log", yscale="log", xlabel="multiply-accumulates per byte moved", ylim=(None, 2.4 * product))
    axis.set_ylabel("billion per second")
    axis.xaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.minorticks_off()
    axis.legend(loc="lower right")
