"""Figures of pixels that belong together: their outlines, the network that finds them, and what follows from them."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import ACTIVATION, INK, KERNEL, LIGHT, OUTPUT, QUIET, REGION, WRONG, show_image


@drawing
def draw_outlines(image, panels, *, figure=None):
    """Draw an image once for each way to outline its regions; regions in question are drawn thick and in another color.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Brightness: high is light.
    panels : dict of str to (ndarray of int, sequence of int)
        Titles; in each panel the regions, shape (h, w), 0 for the background, and the numbers of those in question.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 7.1 / len(panels) * image.shape[0] / image.shape[1] + 0.2))
    axes = figure.subplots(1, len(panels), squeeze=False)
    for axis, (title, (regions, questioned)) in zip(axes[0], panels.items(), strict=True):
        show_image(axis, image, title, cmap=LIGHT, vmax=np.quantile(image, 0.995))
        for number in np.unique(regions[regions > 0]):
            color, width = (WRONG, 1.8) if number in questioned else (REGION, 0.8)
            axis.contour(np.pad(regions, 1) == number, [0.5], colors=color, linewidths=width, extent=around(image))


def around(image):
    """Return the extent at which an image that was padded by one pixel lies over the unpadded one."""
    h, w = image.shape
    return -1, w, -1, h


@drawing
def draw_masks(masks, *, figure=None):
    """Draw masks or other maps beside each other, dark where they are large.

    Parameters
    ----------
    masks : dict of str to ndarray, shape (h, w)
        Each from 0 to its own largest value.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 7.2 / len(masks) + 0.2))
    axes = figure.subplots(1, len(masks), squeeze=False)
    for axis, (title, mask) in zip(axes[0], masks.items(), strict=True):
        show_image(axis, mask, title, cmap=ACTIVATION, vmin=0)
        axis.title.set_fontsize(10)


@drawing
def draw_groups(groups, threshold, quantity, things, *, axes=None):
    """Draw how often each value occurs in groups, and a threshold.

    Parameters
    ----------
    groups : dict of str to ndarray, shape (n,)
        Values of each group.
    threshold : float
    quantity, things : str
        Labels of the axes: what the values are, and what has them.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(6.6, 2.8)).subplots()
    values = np.concatenate(list(groups.values()))
    bins = np.linspace(min(0, values.min()), values.max(), 60)
    for (name, values), color in zip(groups.items(), (QUIET, OUTPUT), strict=False):
        axis.hist(values, bins, histtype="step", linewidth=1.5, color=color, label=name)
    axis.axvline(threshold, color=KERNEL, linewidth=1.2)
    axis.annotate("threshold", (threshold, 0.94), (5, 0), ("data", "axes fraction"), "offset points", color=KERNEL)
    axis.set(yscale="log", xlabel=quantity, ylabel=things)
    axis.yaxis.set_major_formatter("{x:g}")
    axis.minorticks_off()
    axis.legend(loc="best")


@drawing
def draw_unet(widths, side, *, axes=None):
    """Draw a U-Net as its feature maps: as high as they are, as wide as they have channels.

    Parameters
    ----------
    widths : sequence of int
        Channels on each scale, from the finest to the coarsest.
    side : int
        Height of the image in pixels.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(7.2, 3.0)).subplots()
    scales = [*range(len(widths)), *range(len(widths) - 1)[::-1]]
    left, middle, boxes = 0.0, [], []
    for scale in scales:
        height, width = side / 2**scale, widths[scale] * 0.8
        axis.add_patch(plt.Rectangle((left, -height / 2), width, height, facecolor=REGION, edgecolor=INK, alpha=0.55))
        axis.annotate(
            f"{height:g} × {height:g}\n× {widths[scale]}",
            (left + width / 2, -height / 2 - 4),
            ha="center",
            va="top",
            fontsize=9,
        )
        middle.append(left + width / 2)
        boxes.append((left, left + width, height))
        left += width + 34
    for k, (before, after) in enumerate(pairwise(boxes)):
        text = "halve" if k < len(widths) - 1 else "double"
        arrow = {"arrowstyle": "->", "color": QUIET}
        axis.annotate("", (after[0] - 2, 0), (before[1] + 2, 0), arrowprops=arrow)
        axis.annotate(text, ((before[1] + after[0]) / 2, 4), ha="center", fontsize=9, color=QUIET)
    for k in range(len(widths) - 1):
        top, ends = side / 2 + 26 - 10 * k, (boxes[k][2] / 2 + 2, boxes[-1 - k][2] / 2 + 2)
        axis.plot([middle[k], middle[k], middle[-1 - k]], [ends[0], top, top], color=KERNEL, linewidth=1)
        arrow = {"arrowstyle": "->", "color": KERNEL}
        axis.annotate("", (middle[-1 - k], ends[1]), (middle[-1 - k], top + 0.5), arrowprops=arrow)
    axis.annotate("kept for the way up", (np.mean(middle), side / 2 + 29), ha="center", fontsize=9, color=KERNEL)
    axis.set(xlim=(-6, left - 26), ylim=(-side / 2 - 26, side / 2 + 38))
    axis.set_axis_off()


@drawing
def draw_shares(x, lines, label, marks=None, log=False, *, axes=None):
    """Draw shares in percent over a quantity, a named line each, with marks on the way.

    Parameters
    ----------
    x : ndarray, shape (m,)
    lines : dict of str to ndarray, shape (m,)
        From 0 to 100.
    label : str
        Of the horizontal axis.
    marks : dict of str to float, optional
        Texts at places of the horizontal axis.
    log : bool
        Whether the horizontal axis is in powers of ten.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(6.6, 3.2)).subplots()
    for (name, values), color, style in zip(lines.items(), (OUTPUT, KERNEL, QUIET), ("-", "--", ":"), strict=False):
        axis.plot(x, values, style, color=color, label=name)
    for text, place in (marks or {}).items():
        axis.axvline(place, color=QUIET, linewidth=0.7)
        axis.annotate(text, (place, 4), (4, 0), textcoords="offset points", fontsize=9, color=QUIET)
    axis.set(xlabel=label, ylabel="%", ylim=(0, 103), xscale="log" if log else "linear")
    if log:
        axis.xaxis.set_major_formatter("{x:g}")
        axis.minorticks_off()
    axis.legend(loc="best")
