"""Figures of what a camera sees, moment by moment."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import LIGHT, SIGNED, show_image


@drawing
def draw_frames(rows, titles=None, *, figure=None):
    """Draw rows of frames beside each other, as a film strip.

    Parameters
    ----------
    rows : dict of str to sequence of ndarray, shape (h, w)
        Frames from 0 to 1, light where they are large; or maps around zero, of which all in a row share a scale.
    titles : sequence of str, optional
        One for each column.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = max(len(frames) for frames in rows.values())
    height = 7.2 / columns * len(rows) + (0.3 if titles else 0)
    figure = figure or plt.figure(figsize=(7.2, height))
    axes = figure.subplots(len(rows), columns, squeeze=False)
    for line, (name, frames) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(name)
        largest = np.quantile(np.abs(frames), 0.999)
        colors = {"cmap": LIGHT, "vmin": 0, "vmax": 1}
        if np.min(frames) < 0:
            colors = {"cmap": SIGNED, "vmin": -largest, "vmax": largest}
        for axis, frame in zip(line, frames, strict=False):
            show_image(axis, frame, **colors)
    for axis, title in zip(axes[0], titles or (), strict=False):
        axis.set_title(title, fontsize=9)
