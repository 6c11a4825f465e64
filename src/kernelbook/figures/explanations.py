"""Figures of what a network looks at."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import ACTIVATION, INK, PAPER, QUIET, SIGNED, WRONG, show_image


@drawing
def draw_explanations(image, *rows, figure=None):
    """Draw an image beside maps that explain its score; maps with a sign in violet and orange, others in blue.

    Parameters
    ----------
    image : ndarray, shape (h, w), from 0 to 1
    *rows : dict of str to ndarray, shape (h', w')
        Titles and maps, one row each. A map of another size than the image is stretched over it.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = 1 + len(rows[0])
    figure = figure or plt.figure(figsize=(7.2, 1.95 * len(rows)))
    axes = figure.subplots(len(rows), columns, squeeze=False)
    for line, maps in zip(axes, rows, strict=True):
        show_image(line[0], image, "the image", vmin=0, vmax=1)
        for axis, (title, values) in zip(line[1:], maps.items(), strict=True):
            values = np.asarray(values, float)
            largest = np.abs(values).max() or 1.0
            signed = values.min() < 0
            show_image(
                axis,
                values,
                title.replace(" ", "\n"),
                cmap=SIGNED if signed else ACTIVATION,
                vmin=-largest * signed,
                vmax=largest,
            )
    for axis in axes.flat:
        axis.title.set_fontsize(9)


@drawing
def draw_map(points, labels, wrong, *, axes=None):
    """Draw points on a plane, each as the numeral of its class; those that were read wrongly stand in a circle.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
    labels : ndarray of int, shape (n,)
    wrong : ndarray of bool, shape (n,)
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(7.2, 6.2)).subplots()
    low, high = points.min(axis=0), points.max(axis=0)
    for (x, y), label in zip(points, labels, strict=True):
        axis.text(x, y, str(label), color=QUIET, fontsize=7, ha="center", va="center")
    axis.scatter(*points[wrong].T, s=110, facecolors="none", edgecolors=WRONG, linewidths=1.5)
    for label in np.unique(labels):
        x, y = np.median(points[labels == label], axis=0)
        box = {"boxstyle": "round,pad=0.2", "facecolor": PAPER, "edgecolor": INK}
        axis.text(x, y, str(label), color=INK, fontsize=15, ha="center", va="center", bbox=box)
    axis.set(xlim=(low[0] - 3, high[0] + 3), ylim=(low[1] - 3, high[1] + 3), xticks=[], yticks=[])
