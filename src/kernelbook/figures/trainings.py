"""Figures of trainings that may be sick: their curves, with those of a healthy training behind them."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import FAINT, KERNEL, OUTPUT

STYLES = {
    "training, healthy": ("-", FAINT),
    "held out, healthy": (":", FAINT),
    "training": ("o-", KERNEL),
    "held out": ("s-", OUTPUT),
}


@drawing
def draw_trainings(panels, *, powers=(), figure=None):
    """Draw curves of a training, and in gray those of a healthy one.

    Parameters
    ----------
    panels : dict of str to dict of str to (sequence of float, sequence of float)
        Titles; in each panel at most four curves, by the names "training", "held out", "training, healthy" and
        "held out, healthy": where each was measured, such as epochs, and what was measured there.
    powers : sequence of str
        Titles of panels whose vertical axis is in powers of ten.
    figure : matplotlib.figure.Figure or SubFigure, optional

    Raises
    ------
    ValueError
        If a curve has another name, or not a number for each place.
    """
    refuse_curves(panels)
    figure = figure or plt.figure(figsize=(7.2, 3.1))
    axes, drawn = figure.subplots(1, len(panels), squeeze=False)[0], {}
    for axis, (title, curves) in zip(axes, panels.items(), strict=True):
        for name in sorted(curves, key=list(STYLES).index):
            style, color = STYLES[name]
            drawn[name] = axis.plot(*curves[name], style, color=color, markersize=3)[0]
        axis.set_title(title, fontsize=10)
        if title in powers:
            axis.set_yscale("log")
            axis.yaxis.set_major_formatter("{x:g}")
    names = [name for name in STYLES if name in drawn]
    figure.legend([drawn[name] for name in names], names, loc="outside lower center", ncols=len(names))


def refuse_curves(panels):
    """Refuse curves of another name, and those that have not a number for each place."""
    for title, curves in panels.items():
        for name, (places, values) in curves.items():
            if name not in STYLES:
                raise ValueError(f"panels[{title!r}] has a curve {name!r}: expected one of {', '.join(STYLES)}")
            if np.shape(places) != np.shape(values):
                raise ValueError(
                    f"panels[{title!r}], {name}: got {len(values)} values, expected {len(places)}, one a place"
                )
