"""Figures of what was found in scenes, box by box or pixel by pixel, and of how good that is."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patheffects import withStroke

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import (
    BLANK,
    DIGITS,
    EDGE,
    FOUND,
    INK,
    INKED,
    KERNEL,
    LIGHT,
    OUTPUT,
    QUIET,
    TRUTH,
    show_image,
)


@drawing
def draw_boxes(images, boxes, texts=None, *, columns=4, titles=None, truth=None, light=False, figure=None):
    """Draw images with boxes, each with a short text at its upper edge.

    Parameters
    ----------
    images : sequence of ndarray, shape (h, w), from 0 to 1; or in color, shape (h, w, 3), uint8
        On color, frames have a rim, so that they are seen on light and dark.
    boxes : sequence of ndarray, shape (m, 4)
        For each image: top, left, bottom, right, in pixels.
    texts : sequence of sequence of str, optional
        For each image, one text a box.
    columns : int
    titles : sequence of str, optional
    truth : sequence of ndarray, shape (k, 4), optional
        True boxes, drawn dashed below the others: in green, in white on color.
    light : bool
        Whether large numbers are light, as in photographs; otherwise they are ink.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    rows = -(-len(images) // columns)
    width = 7.2 / columns
    figure = figure or plt.figure(figsize=(7.2, rows * (width + (0.25 if titles else 0.05))))
    axes = figure.subplots(rows, columns, squeeze=False)
    for k, axis in enumerate(axes.flat):
        if k >= len(images):
            axis.set_axis_off()
            continue
        show_image(axis, images[k], titles[k] if titles else "", cmap=LIGHT if light else INKED, vmin=0, vmax=1)
        axis.title.set_fontsize(10)
        colored = np.ndim(images[k]) == 3
        for box in truth[k] if truth is not None else ():
            frame(axis, box, BLANK if colored else TRUTH, INK if colored else None, linestyle="--")
        for m, box in enumerate(boxes[k]):
            frame(axis, box, FOUND, BLANK if colored else None)
            if texts is not None:
                note = {
                    "fontsize": 8,
                    "color": FOUND,
                    "bbox": {"facecolor": BLANK, "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
                }
                axis.text(box[1], max(box[0], 6) - 1, texts[k][m], **note)


def draw_found(scenes, found, *, truth=False, figure=None):
    """Draw scenes with the boxes that were found in them and what was read there.

    Parameters
    ----------
    scenes : sequence of kernelbook.scenes.Scene
    found : sequence of kernelbook.detection.Detections
    truth : bool
        Whether to draw the true boxes too, dashed and in green.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    return draw_boxes(
        [scene.image for scene in scenes],
        [image.boxes for image in found],
        [image.labels.tolist() for image in found],
        truth=[scene.boxes for scene in scenes] if truth else None,
        figure=figure,
    )


def frame(axis, box, color, rim=None, **style):
    """Draw one box around its pixels, with a rim if it has a color."""
    top, left, bottom, right = box
    size = (right - left, bottom - top)
    if rim is not None:
        style["path_effects"] = [withStroke(linewidth=2.4, foreground=rim)]
    axis.add_patch(plt.Rectangle((left - 0.5, top - 0.5), *size, fill=False, color=color, linewidth=1.2, **style))


@drawing
def draw_cells(image, target, stride=4, *, figure=None):
    """Draw a scene, the cells that speak for a digit, and the distances that one of them names.

    Parameters
    ----------
    image : ndarray, shape (h, w)
    target : ndarray, shape (h / stride, w / stride, 5)
        As `detection.encode` writes it.
    stride : int
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 3.6))
    axes = figure.subplots(1, 2)
    for axis in axes:
        show_image(axis, image, vmin=0, vmax=1)
    for edge in range(stride, image.shape[0], stride):
        axes[0].axhline(edge - 0.5, color=EDGE, linewidth=0.5)
        axes[0].axvline(edge - 0.5, color=EDGE, linewidth=0.5)
    speaking = np.argwhere(target[..., 0] > 0)
    for i, j in speaking:
        corner = (stride * j - 0.5, stride * i - 0.5)
        axes[0].add_patch(plt.Rectangle(corner, stride, stride, color=OUTPUT, alpha=0.35, linewidth=0))
        label = int(target[i, j, 0]) - 1
        axes[0].text(stride * j + 1.5, stride * i + 1.5, label, ha="center", va="center", fontsize=6.5)
    axes[0].set_title("what each cell should say", fontsize=10)
    i, j = speaking[len(speaking) // 2]
    y, x = stride * (i + 0.5) - 0.5, stride * (j + 0.5) - 0.5
    up, left, down, right = stride * target[i, j, 1:]
    for dy, dx in ((-up, 0), (down, 0), (0, -left), (0, right)):
        axes[1].annotate("", (x + dx, y + dy), (x, y), arrowprops={"arrowstyle": "->", "color": FOUND})
    frame(axes[1], (y - up + 0.5, x - left + 0.5, y + down + 0.5, x + right + 0.5), FOUND)
    axes[1].set_title("how far one of them reaches", fontsize=10)


@drawing
def draw_precision(lines, marks=None, *, axes=None):
    """Draw precision over recall, a named line each.

    Parameters
    ----------
    lines : dict of str to (ndarray, ndarray)
        Recall and precision, each of shape (m,), from 0 to 1.
    marks : dict of str to (float, float), optional
        Texts at points (recall, precision).
    axes : matplotlib.axes.Axes, optional
    """
    axis = axes or plt.figure(figsize=(5.6, 3.6)).subplots()
    for (name, (recall, precision)), color, style in zip(
        lines.items(), (OUTPUT, KERNEL, QUIET), ("-", "--", ":"), strict=False
    ):
        axis.plot(100 * np.asarray(recall), 100 * np.asarray(precision), style, color=color, label=name)
    for text, (recall, precision) in (marks or {}).items():
        axis.plot(100 * recall, 100 * precision, "o", color=KERNEL)
        axis.annotate(text, (100 * recall, 100 * precision), (-6, -6), textcoords="offset points", ha="right", va="top")
    axis.set(xlabel="recall (%)", ylabel="precision (%)", xlim=(0, 102), ylim=(0, 104))
    axis.legend(loc="lower left")


@drawing
def draw_labels(pictures, maps, *, figure=None):
    """Draw rows of pictures, and below them rows of maps in which each digit has a color and its name beside it.

    Parameters
    ----------
    pictures : dict of str to sequence of ndarray, shape (h, w), from 0 to 1
        A row for each name.
    maps : dict of str to sequence of ndarray of int, shape (h, w)
        A row for each name: 0 for background, 1 + digit.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    rows = [(name, row, False) for name, row in pictures.items()] + [(name, row, True) for name, row in maps.items()]
    columns = len(rows[0][1])
    figure = figure or plt.figure(figsize=(7.2, 7.0 / columns * len(rows)))
    axes = figure.subplots(len(rows), columns, squeeze=False)
    colors = ListedColormap([BLANK, *DIGITS])
    for line, (name, row, is_map) in zip(axes, rows, strict=True):
        line[0].set_ylabel(name)
        for axis, image in zip(line, row, strict=True):
            if not is_map:
                show_image(axis, image, vmin=0, vmax=1)
                continue
            show_image(axis, image, cmap=colors, vmin=-0.5, vmax=10.5)
            for number in np.unique(image[image > 0]):
                name_region(axis, image == number, number - 1)


def name_region(axis, mask, digit):
    """Write a digit beside its largest region."""
    from skimage.measure import label

    regions = label(mask, connectivity=2)
    largest = regions == np.bincount(regions[regions > 0]).argmax()
    top, right = np.argwhere(largest)[0][0], np.argwhere(largest)[:, 1].max()
    note = {"fontsize": 8, "color": DIGITS[digit], "fontweight": "bold", "va": "top"}
    axis.text(min(right + 1, mask.shape[1] - 4), top, digit, **note)
