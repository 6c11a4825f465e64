"""Figures of how a network was judged: confusions, intervals, calibration, and what happens when digits change."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import COUNTS, INK, KERNEL, OUTPUT, QUIET, RIGHT, show_image


@drawing
def draw_confusion(matrix, *, axes=None):
    """Draw a confusion matrix with its numbers: right answers quiet, wrong ones the stronger, the more there are.

    Parameters
    ----------
    matrix : ndarray of int, shape (k, k)
        Rows are the truth.
    axes : matplotlib.axes.Axes, optional
    """
    k = len(matrix)
    wrong = matrix * (1 - np.eye(k, dtype=int))
    axis = axes or plt.figure(figsize=(6.2, 5.6)).subplots()
    show_image(axis, wrong, cmap=COUNTS, vmin=0, vmax=1.6 * max(wrong.max(), 1))
    axis.set(xticks=range(k), yticks=range(k), xlabel="answer", ylabel="truth")
    axis.tick_params(length=0)
    for (i, j), count in np.ndenumerate(matrix):
        if count:
            axis.text(j, i, count, ha="center", va="center", fontsize=9.5, color=QUIET if i == j else INK)


@drawing
def draw_coverage(chances, curves, claimed, *, axes=None):
    """Draw how often intervals hold the true chance, over that chance.

    Parameters
    ----------
    chances : ndarray, shape (m,)
    curves : dict of str to ndarray, shape (m,)
        A line each, from 0 to 1.
    claimed : float
        The share that the intervals claim.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(7, 3.0)).subplots()
    for (name, held), color in zip(curves.items(), (OUTPUT, KERNEL), strict=False):
        axis.plot(chances, held, color=color, linewidth=1.1, label=name)
    axis.axhline(claimed, color=INK, linewidth=0.8)
    axis.set(xlabel="true accuracy", ylabel="share of intervals that hold it", ylim=(0.8, 1.005))
    axis.legend(loc="lower left")


@drawing
def draw_reliability(curves, *, figure=None):
    """Draw the share of right answers over their confidence; on the dotted line, probabilities mean what they say.

    Parameters
    ----------
    curves : dict of str to (ndarray, ndarray, ndarray)
        For each name, as `evaluation.reliability_curve` returns them: confidence, accuracy, counts, shape (m,).
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 3.6))
    axes = figure.subplots(1, len(curves), sharey=True, squeeze=False)
    for axis, (name, (confidence, accuracy, counts)) in zip(axes[0], curves.items(), strict=True):
        axis.plot([0, 1], [0, 1], ":", color=QUIET, linewidth=1)
        error = 1.96 * np.sqrt(accuracy * (1 - accuracy) / counts)
        axis.errorbar(confidence, accuracy, yerr=error, fmt="o", color=OUTPUT, capsize=2, linewidth=1)
        for x, y, count in zip(confidence, accuracy, counts, strict=True):
            axis.annotate(f"{count:,}", (x, y), (4, -11), textcoords="offset points", fontsize=7.5, color=QUIET)
        axis.set(title=name, xlabel="confidence", xlim=(0.2, 1.06), ylim=(0, 1.05))
    axes[0, 0].set_ylabel("share that is right")


@drawing
def draw_robustness(curves, reference, *, figure=None):
    """Draw accuracy over the size of a change, a panel for each change, a thin line for each network.

    Parameters
    ----------
    curves : dict of str to (sequence of float, ndarray)
        For each change its sizes, shape (m,), and accuracies in 100, shape (networks, m).
    reference : float
        Accuracy without any change.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = (len(curves) + 1) // 2
    figure = figure or plt.figure(figsize=(7.4, 4.2))
    axes = figure.subplots(2, columns, sharey=True, squeeze=False)
    for axis, (name, (sizes, accuracies)) in zip(axes.flat, curves.items(), strict=False):
        axis.axhline(reference, color=QUIET, linewidth=0.7)
        axis.axhline(10, color=QUIET, linewidth=0.7, linestyle=":")
        for line in accuracies:
            axis.plot(sizes, line, "o-", markersize=3, linewidth=1, color=OUTPUT, alpha=0.7)
        axis.set(title=name, ylim=(0, 103), yticks=[0, 25, 50, 75, 100])
        axis.title.set_fontsize(9.5)
        axis.tick_params(labelsize=8.5)
    for axis in list(axes.flat)[len(curves) :]:
        axis.set_axis_off()
    for row in axes:
        row[0].set_ylabel("accuracy (%)", fontsize=9)


@drawing
def draw_label_curve(
    counts,
    groups,
    unit,
    *,
    of="labels of each kind",
    ways="features learned before on",
    corner="lower right",
    axes=None,
):
    """Draw a figure over the number of labels, a line with intervals for each way to begin, four at most.

    Parameters
    ----------
    counts : sequence of int
        Labels of each class, shape (m,).
    groups : dict of str to sequence of (mean, low, high)
        For each way, intervals for the largest of the counts: m of them, or fewer where it was not asked with few.
    unit : str
        Label of the vertical axis.
    of : str
        What is counted: label of the horizontal axis.
    ways : str
        Title of the legend.
    corner : str
        Where the legend stands, as Matplotlib names it.
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(6.4, 3.6)).subplots()
    for k, ((name, intervals), color) in enumerate(zip(groups.items(), (QUIET, KERNEL, OUTPUT, RIGHT), strict=False)):
        mean, low, high = np.array(intervals).T
        x = np.array(counts[-len(mean) :]) * (1 + 0.05 * (k - 1))  # side by side, or the bars would hide each other
        axis.errorbar(x, mean, yerr=[mean - low, high - mean], fmt="o-", color=color, capsize=3, label=name)
    axis.set(xscale="log", xlabel=of, ylabel=unit)
    axis.set_xticks(counts, [str(count) for count in counts])
    axis.minorticks_off()
    axis.legend(loc=corner, title=ways, title_fontsize=9.5)
