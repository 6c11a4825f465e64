"""Figures of errors on their way back, and of what they teach."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator, NullFormatter

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import (
    ACTIVATION,
    BLANK,
    INK,
    INKED,
    KERNEL,
    OTHERS,
    OUTPUT,
    QUIET,
    SERIES,
    SIGNED,
    show_image,
)

STYLES = [("-", OUTPUT), ("--", KERNEL), (":", SERIES[2]), ("-.", SERIES[3]), ("-", QUIET), ("--", QUIET)]  # of lines


@drawing
def draw_messages(numbers, steps, *, axes=None):
    """Draw a chain of steps: numbers pass forward above the arrows, derivatives of the loss backward below them.

    Parameters
    ----------
    numbers : sequence of (str, float, float)
        What stands between the steps, the loss last: name, value, the derivative of the loss with respect to it.
    steps : sequence of (str, str, float, float)
        What each step does, and its parameter: name, value, derivative; without a parameter the name is "".
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(7.2, 2.9)).subplots()
    forward, backward = {"arrowstyle": "->", "color": OUTPUT}, {"arrowstyle": "->", "color": KERNEL}
    for k, (name, value, derivative) in enumerate(numbers):
        axis.annotate("", (2 * k + 0.62, 0.25), (2 * k - 0.62, 0.25), arrowprops=forward)
        axis.text(2 * k, 0.42, f"{name} = {value:g}", ha="center", color=OUTPUT)
        if k:
            axis.annotate("", (2 * k - 0.62, -0.25), (2 * k + 0.62, -0.25), arrowprops=backward)
            axis.text(2 * k, -0.42, f"{derivative:g}", ha="center", va="top", color=KERNEL)
    for k, (text, name, value, derivative) in enumerate(steps):
        middle = 2 * k + 1
        axis.add_patch(plt.Rectangle((middle - 0.36, -0.5), 0.72, 1, facecolor=BLANK, edgecolor=INK))
        axis.text(middle, 0, text, ha="center", va="center")
        if name:
            axis.annotate("", (middle - 0.12, -0.52), (middle - 0.12, -1.2), arrowprops=forward)
            axis.annotate("", (middle + 0.12, -1.2), (middle + 0.12, -0.52), arrowprops=backward)
            axis.text(middle - 0.17, -1.25, f"{name} = {value:g}", ha="right", va="top", color=OUTPUT)
            axis.text(middle + 0.17, -1.25, f"{derivative:g}", ha="left", va="top", color=KERNEL)
    axis.text(-0.7, 1.0, "values, forward", color=OUTPUT)
    axis.text(2 * len(steps) + 0.7, 1.0, "derivatives of L, backward", color=KERNEL, ha="right")
    axis.set(xlim=(-0.75, 2 * len(steps) + 0.75), ylim=(-1.65, 1.25))
    axis.set_axis_off()


@drawing
def draw_backward(maps, errors, label, *, figure=None):
    """Draw one digit on its way through the course's network, and below each map the errors that come back to it.

    Parameters
    ----------
    maps, errors : dict of str to ndarray
        What passed forward, and the derivative of the loss with respect to it: "the image", "conv1", "conv2" and
        "conv3", of shape (1, h, w, c), and "logits", of shape (1, 10).
    label : int
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    shown = ["the image", "conv1", "conv2", "conv3"]
    figure = figure or plt.figure(figsize=(7.2, 3.6))
    axes = figure.subplots(2, 5, width_ratios=[1, 1, 1, 1, 1.15])
    for name, (above, below) in zip(shown, axes.T, strict=False):
        channel = np.abs(errors[name][0]).max(axis=(0, 1)).argmax()
        error = errors[name][0, ..., channel]
        largest = np.abs(error).max()
        value = np.maximum(maps[name][0, ..., channel], 0)
        show_image(above, value, name, cmap=INKED if name == "the image" else ACTIVATION)
        show_image(below, error, cmap=SIGNED, vmin=-largest, vmax=largest)
    less, more = plt.get_cmap(SIGNED)([0.15, 0.85])
    colors = (
        [OUTPUT if k == label else OTHERS for k in range(10)],
        [less if error < 0 else more for error in errors["logits"][0]],
    )
    for axis, heights, bars in zip(axes[:, 4], (maps["logits"], errors["logits"]), colors, strict=True):
        axis.barh(range(10), heights[0], color=bars)
        axis.axvline(0, color=QUIET, linewidth=0.7)
        axis.set(yticks=range(10), ylim=(9.5, -0.5), xticks=[])
        axis.tick_params(labelsize=7.5, length=0)
        axis.spines["bottom"].set_visible(False)
    axes[0, 4].set_title("logits")
    axes[0, 4].get_yticklabels()[label].set(color=OUTPUT, weight="bold")
    axes[0, 0].set_ylabel("forward →", color=OUTPUT)
    axes[1, 0].set_ylabel("← errors, backward", color=KERNEL)
    patches = [plt.Rectangle((0, 0), 1, 1, color=color) for color in (more, less)]
    labels = ["more of this number, more loss", "more of this number, less loss"]
    figure.legend(patches, labels, loc="outside lower right", ncols=2, fontsize=9)


@drawing
def draw_kernels(groups, *, figure=None):
    """Draw kernels as small pictures in a grid, one grid a group: violet positive, orange negative.

    Parameters
    ----------
    groups : dict of str to ndarray, shape (kh, kw, c_out)
        Titles and kernels; all share one scale.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    largest = max(np.abs(kernels).max() for kernels in groups.values())
    if figure is None:
        figure = plt.figure(figsize=(7.2, 7.0 / len(groups) / 2 + 0.35))
        figure.get_layout_engine().set(wspace=0.08)
    axes = figure.subplots(1, len(groups), squeeze=False)
    for axis, (title, kernels) in zip(axes[0], groups.items(), strict=True):
        kh, kw, count = kernels.shape
        columns = 8
        rows = -(-count // columns)
        mosaic = np.full((rows * (kh + 1) - 1, columns * (kw + 1) - 1), np.nan)
        for k in range(count):
            top, left = k // columns * (kh + 1), k % columns * (kw + 1)
            mosaic[top : top + kh, left : left + kw] = kernels[..., k]
        show_image(axis, mosaic, title, cmap=SIGNED, vmin=-largest, vmax=largest)
        axis.spines[:].set_visible(False)


@drawing
def draw_descent(panels, *, figure=None):
    """Draw the loss over an epoch, a line for each kind of training, named in a legend.

    Parameters
    ----------
    panels : dict of str to dict of str to sequence of float
        Titles; in each panel names and the mean loss of each part of the epoch. A shorter line ended early.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 3.6))
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)
    for axis, (title, lines) in zip(axes[0], panels.items(), strict=True):
        for (name, losses), (style, color) in zip(lines.items(), STYLES, strict=False):
            shares = 5 * (np.arange(len(losses)) + 0.5)
            axis.plot(shares, losses, style, color=color, label=name)
        axis.set(yscale="log", title=title, xlabel="% of the epoch", xlim=(0, 100), ylim=(0.04, 15))
        axis.set_yticks([0.05, 0.1, 0.2, 0.5, 1, 2], ["0.05", "0.1", "0.2", "0.5", "1", "2"])
        axis.yaxis.set_minor_formatter(NullFormatter())
        axis.minorticks_off()
        axis.legend(fontsize=8.5, loc="upper right")
    axes[0, 0].set_ylabel("loss (nats)")


@drawing
def draw_sizes(panels, label, unit, *, powers=False, figure=None):
    """Draw sizes in powers of ten over a quantity, such as a layer's number, a line for each name, named in a legend.

    Parameters
    ----------
    panels : dict of str to dict of str to dict of float to float
        Titles; in each panel names, and the size at each place of the horizontal axis. At most six names.
    label, unit : str
        Of the horizontal and the vertical axis.
    powers : bool
        Whether the horizontal axis goes in powers of ten as well.
    figure : matplotlib.figure.Figure or SubFigure, optional

    Raises
    ------
    ValueError
        If there are more names than styles of lines.
    """
    if (most := max(map(len, panels.values()))) > len(STYLES):
        raise ValueError(f"panels has {most} names in a panel: expected at most {len(STYLES)}, a style for each")
    figure = figure or plt.figure(figsize=(7.2, 3.4))
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axis, (title, lines) in zip(axes, panels.items(), strict=True):
        for (name, sizes), (style, color) in zip(lines.items(), STYLES, strict=False):
            axis.plot(list(sizes), list(sizes.values()), style, color=color, label=name)
        axis.set(yscale="log", title=title, xlabel=label)
        if powers:
            axis.set_xscale("log")
        else:
            axis.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        axis.minorticks_off()
    axes[0].set_ylabel(unit)
    axes[0].legend(fontsize=8.5)
