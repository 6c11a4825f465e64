"""Figures of many workers: how long a step takes, and which part of it is talk."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.measurements import apart
from kernelbook.figures.shown import drawing
from kernelbook.figures.style import KERNEL, OUTPUT, QUIET, RIGHT

LINKS = (KERNEL, OUTPUT, RIGHT)
IDEAL = "nobody talks"


@drawing
def draw_law(workers, panels, *, figure=None):
    """Draw over the number of workers, in powers, how long a step takes; below, which part of it they only talk.

    A dotted line says how long it took if nobody had to talk: the time of the first number, shared.

    Parameters
    ----------
    workers : sequence of int, shape (n,)
        In rising order, from 1.
    panels : dict of str to dict of str to (seconds, share)
        Titles, such as networks; in each, links by their names, at most three, with the time of a step in seconds and
        the share of it, from 0 to 1, in which nothing is computed: ndarrays, shape (n,).
    figure : matplotlib.figure.Figure or SubFigure, optional

    Raises
    ------
    ValueError
        If a curve has not a number for each number of workers, or a panel has more links than there are colors.
    """
    refuse_curves(workers, panels)
    figure = figure or plt.figure(figsize=(7.2, 5.2))
    axes = figure.subplots(2, len(panels), sharex=True, sharey="row", squeeze=False)
    for column, (title, links) in zip(axes.T, panels.items(), strict=True):
        seconds, shares = ({name: np.asarray(pair[k]) for name, pair in links.items()} for k in range(2))
        alone = next(iter(seconds.values()))[0] / np.asarray(workers)
        draw_lines(column[0], workers, {IDEAL: alone, **seconds}, lambda ends: apart(ends, 2.8))
        draw_lines(column[1], workers, {name: 100 * share for name, share in shares.items()}, stacked)
        column[0].set(title=title, yscale="log")
        column[0].minorticks_off()
        column[1].set(xlabel="workers", ylim=(-3, 103), yticks=[0, 50, 100])
    axes[0, 0].set_ylabel("seconds a step")
    axes[1, 0].set_ylabel("% of a step is talk")


def refuse_curves(workers, panels):
    """Refuse curves that have not a number for each number of workers, and more links than colors."""
    for title, links in panels.items():
        if len(links) > len(LINKS):
            raise ValueError(f"panels[{title!r}] has {len(links)} links: expected at most {len(LINKS)}")
        for name, curves in links.items():
            came, expected = [np.shape(curve) for curve in curves], [np.shape(workers)] * 2
            if came != expected:
                raise ValueError(f"panels[{title!r}][{name!r}] has shapes {came}: expected {expected}")


def draw_lines(axis, workers, lines, place):
    """Draw lines over workers in powers of ten, the ideal one dotted, and name each behind its end."""
    links = iter(LINKS)
    colors = {name: QUIET if name == IDEAL else next(links) for name in lines}
    for name, values in lines.items():
        axis.plot(workers, values, ":" if name == IDEAL else "-", color=colors[name])
    for name, height in place({name: values[-1] for name, values in lines.items()}).items():
        axis.annotate(name, (1.25 * workers[-1], height), va="center", fontsize=10, color=colors[name])
    axis.set(xscale="log", xlim=(0.9 * workers[0], 90 * workers[-1]))
    axis.spines["bottom"].set_bounds(0.9 * workers[0], 1.1 * workers[-1])
    ticks = [10**k for k in range(len(str(workers[-1]))) if 10**k >= workers[0]]
    axis.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axis.minorticks_off()


def stacked(heights, gap=13):
    """Move labels down on an axis in percent until neighbors are so far apart.

    Examples
    --------
    >>> stacked({"a": 90.0, "b": 99.0, "c": 20.0})
    {'b': 99.0, 'a': 86.0, 'c': 20.0}
    """
    placed, above = {}, 100 + gap
    for name in sorted(heights, key=heights.get, reverse=True):
        above = placed[name] = min(heights[name], above - gap)
    return placed
