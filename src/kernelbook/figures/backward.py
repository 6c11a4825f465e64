"""Figures of errors on their way back, and of what they teach."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

from kernelbook.figures.style import INK, KERNEL, OUTPUT, QUIET, figure, show_image


@figure
def draw_messages(numbers, steps):
    """Draw a chain of steps: numbers pass forward above the arrows, derivatives of the loss backward below them.

    Parameters
    ----------
    numbers : sequence of (str, float, float)
        What stands between the steps, the loss last: name, value, the derivative of the loss with respect to it.
    steps : sequence of (str, str, float, float)
        What each step does, and its parameter: name, value, derivative; without a parameter the name is "".
    """
    _, axis = plt.subplots(figsize=(7.2, 2.9))
    forward, backward = {"arrowstyle": "->", "color": OUTPUT}, {"arrowstyle": "->", "color": KERNEL}
    for k, (name, value, derivative) in enumerate(numbers):
        axis.annotate("", (2 * k + 0.62, 0.25), (2 * k - 0.62, 0.25), arrowprops=forward)
        axis.text(2 * k, 0.42, f"{name} = {value:g}", ha="center", color=OUTPUT)
        if k:
            axis.annotate("", (2 * k - 0.62, -0.25), (2 * k + 0.62, -0.25), arrowprops=backward)
            axis.text(2 * k, -0.42, f"{derivative:g}", ha="center", va="top", color=KERNEL)
    for k, (text, name, value, derivative) in enumerate(steps):
        middle = 2 * k + 1
        axis.add_patch(plt.Rectangle((middle - 0.36, -0.5), 0.72, 1, facecolor="white", edgecolor=INK))
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


@figure
def draw_backward(network, image, label):
    """Draw one digit on its way through the course's network, and below each map the errors that come back to it.

    Parameters
    ----------
    network : kernelbook.network.Sequential
        As `kernelbook.network.digit_network` builds it.
    image : ndarray, shape (28, 28), from 0 to 1
    label : int
    """
    from kernelbook.layers import softmax_cross_entropy

    x, values = image[np.newaxis, ..., np.newaxis].astype(network.dtype), {}
    values["the image"] = x
    for layer in network.layers:
        x = layer.forward(x)
        values[layer.name] = x
    _, errors = softmax_cross_entropy(x, np.array([label]))
    back = {"logits": errors}
    for layer, name in zip(network.layers[::-1], [*values][-2::-1], strict=True):
        back[name] = errors = layer.backward(errors)
    shown = ["the image", "conv1", "conv2", "conv3"]
    _, axes = plt.subplots(2, 5, figsize=(7.2, 3.3), width_ratios=[1, 1, 1, 1, 1.15])
    for name, (above, below) in zip(shown, axes.T, strict=False):
        channel = np.abs(back[name][0]).max(axis=(0, 1)).argmax()
        largest = np.abs(back[name][0, ..., channel]).max()
        value = np.maximum(values[name][0, ..., channel], 0)
        show_image(above, value, name, cmap="gray_r" if name == "the image" else "Blues")
        show_image(below, back[name][0, ..., channel], cmap="PuOr", vmin=-largest, vmax=largest)
    for axis, heights, color in zip(
        axes[:, 4], (values["logits"][0], back["logits"][0]), (OUTPUT, KERNEL), strict=True
    ):
        axis.barh(range(10), heights, color=[color if k == label else "#b9b2a5" for k in range(10)])
        axis.axvline(0, color=QUIET, linewidth=0.7)
        axis.set(yticks=range(10), ylim=(9.5, -0.5), xticks=[])
        axis.tick_params(labelsize=7.5, length=0)
        axis.spines["bottom"].set_visible(False)
    axes[0, 4].set_title("logits")
    axes[0, 0].set_ylabel("forward →", color=OUTPUT)
    axes[1, 0].set_ylabel("← errors, backward", color=KERNEL)


@figure
def draw_kernels(groups):
    """Draw kernels as small pictures in a grid, one grid a group: violet positive, orange negative.

    Parameters
    ----------
    groups : dict of str to ndarray, shape (kh, kw, c_out)
        Titles and kernels; all share one scale.
    """
    largest = max(np.abs(kernels).max() for kernels in groups.values())
    _, axes = plt.subplots(1, len(groups), figsize=(7.2, 7.0 / len(groups) / 2 + 0.35), squeeze=False)
    plt.gcf().get_layout_engine().set(wspace=0.08)
    for axis, (title, kernels) in zip(axes[0], groups.items(), strict=True):
        kh, kw, count = kernels.shape
        columns = 8
        rows = -(-count // columns)
        mosaic = np.full((rows * (kh + 1) - 1, columns * (kw + 1) - 1), np.nan)
        for k in range(count):
            top, left = k // columns * (kh + 1), k % columns * (kw + 1)
            mosaic[top : top + kh, left : left + kw] = kernels[..., k]
        show_image(axis, mosaic, title, cmap="PuOr", vmin=-largest, vmax=largest)
        axis.spines[:].set_visible(False)


@figure
def draw_descent(panels):
    """Draw the loss over an epoch, a line for each kind of training, named in a legend.

    Parameters
    ----------
    panels : dict of str to dict of str to sequence of float
        Titles; in each panel names and the mean loss of each part of the epoch. A shorter line ended early.
    """
    _, axes = plt.subplots(1, len(panels), figsize=(7.2, 3.6), sharey=True, squeeze=False)
    styles = [("-", OUTPUT), ("--", KERNEL), (":", "#009e73"), ("-.", "#a0568a")]
    for axis, (title, lines) in zip(axes[0], panels.items(), strict=True):
        for (name, losses), (style, color) in zip(lines.items(), styles, strict=False):
            shares = 5 * (np.arange(len(losses)) + 0.5)
            axis.plot(shares, losses, style, color=color, label=name)
        axis.set(yscale="log", title=title, xlabel="% of the epoch", xlim=(0, 100), ylim=(0.04, 15))
        axis.set_yticks([0.05, 0.1, 0.2, 0.5, 1, 2], ["0.05", "0.1", "0.2", "0.5", "1", "2"])
        axis.yaxis.set_minor_formatter(NullFormatter())
        axis.minorticks_off()
        axis.legend(fontsize=8.5, loc="upper right")
    axes[0, 0].set_ylabel("loss (nats)")
