"""Figures of numbers on their way from noise to data."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import KERNEL, OUTPUT, QUIET


@drawing
def draw_paths(panels, *, figure=None):
    """Draw how numbers move in the time from 0 to 1, a line for each; its color says whether it ends above 0 or below.

    Parameters
    ----------
    panels : dict of str to ndarray, shape (steps + 1, n)
        Titles; in each panel where n numbers are, after each step of equal length.
    figure : matplotlib.figure.Figure or SubFigure, optional

    Raises
    ------
    ValueError
        If a panel holds no table with two rows at least, for the beginning and the end.
    """
    for title, ways in panels.items():
        if np.ndim(ways) != 2 or len(ways) < 2:
            raise ValueError(f"panels[{title!r}] has shape {np.shape(ways)}: expected (steps + 1, n)")
    figure = figure or plt.figure(figsize=(7.2, 3.2))
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)
    for axis, (title, ways) in zip(axes[0], panels.items(), strict=True):
        times = np.linspace(0, 1, len(ways))
        for way in np.transpose(ways):
            axis.plot(times, way, color=OUTPUT if way[-1] > 0 else KERNEL, linewidth=0.8)
        axis.set(title=title, xlabel="time", xticks=[0, 0.5, 1], xlim=(-0.02, 1.02))
        axis.axhline(0, color=QUIET, linewidth=0.5)
    axes[0, 0].set_ylabel("number")
