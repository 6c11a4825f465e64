"""Figures of images and of what a network says about them."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import (
    ACTIVATION,
    BLANK,
    EDGE,
    FAINT,
    INK,
    INKED,
    KERNEL,
    LIGHT,
    OTHERS,
    OUTPUT,
    WRONG_TEXT,
    show_image,
)

NETWORK_MARKS = [("o", OUTPUT), ("s", KERNEL), ("^", FAINT)]


@drawing
def draw_digits(images, labels, *, figure=None):
    """Draw digits in two rows, each under its label.

    Parameters
    ----------
    images : ndarray, shape (n, 28, 28)
    labels : ndarray, shape (n,)
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = -(-len(images) // 2)
    figure = figure or plt.figure(figsize=(7, 3.2))
    axes = figure.subplots(2, columns)
    for axis, image, label in zip(axes.flat, images, labels, strict=False):
        show_image(axis, image, str(label))


@drawing
def draw_numbers(image, rows, columns, light=False, *, figure=None):
    """Draw an image with a frame around a part of it, and beside it that part with its numbers.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Integers from 0 to 255.
    rows, columns : slice
        The part, at most 10 by 10 pixels.
    light : bool
        Whether 255 is light, as in a photograph, or ink.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    colors = {"cmap": LIGHT if light else INKED}
    figure = figure or plt.figure(figsize=(7, 3.7))
    whole, part = figure.subplots(1, 2, width_ratios=[1, 1.15])
    show_image(whole, image, f"{image.shape[0]} × {image.shape[1]} pixels", **colors)
    corner = (columns.start - 0.5, rows.start - 0.5)
    size = (columns.stop - columns.start, rows.stop - rows.start)
    whole.add_patch(plt.Rectangle(corner, *size, fill=False, color=KERNEL, linewidth=1.8))
    values = image[rows, columns]
    show_image(part, values, "the framed part, as numbers", vmin=0, vmax=255, **colors)
    for (i, j), value in np.ndenumerate(values):
        color = BLANK if (value > 120) != light else INK
        part.text(j, i, int(value), ha="center", va="center", fontsize=9, color=color)


@drawing
def draw_gallery(images, labels, probabilities, *, figure=None):
    """Draw digits with the answer given for each, its probability, and the label where it differs.

    Parameters
    ----------
    images : ndarray, shape (n, 28, 28)
    labels : ndarray, shape (n,)
    probabilities : ndarray, shape (n, 10)
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = -(-len(images) // 2)
    figure = figure or plt.figure(figsize=(7, 3.7))
    axes = figure.subplots(2, columns)
    for axis, image, label, p in zip(axes.flat, images, labels, probabilities, strict=False):
        answer = p.argmax()
        text = f"{answer}: {100 * p[answer]:.0f}%" + ("" if answer == label else f"\nlabel {label}")
        show_image(axis, image, text)
        axis.title.set_color(INK if answer == label else WRONG_TEXT)


@drawing
def draw_preparation(picture, prepared, *, figure=None):
    """Draw a photographed digit beside the 28 × 28 image that the network gets.

    Parameters
    ----------
    picture : ndarray, shape (h, w) or (h, w, 3)
    prepared : ndarray, shape (28, 28), from 0 to 1
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7, 3.3))
    axes = figure.subplots(1, 2)
    show_image(axes[0], picture, "the picture", cmap=LIGHT)
    show_image(axes[1], prepared, "what the network gets", vmin=0, vmax=1)


def feature_maps(model, image, names):
    """Return what the named layers of a Keras model give for one image, as a list of (h, w, c) arrays."""
    from keras import Model

    taps = Model(model.inputs[0], [model.get_layer(name).output for name in names])
    return [np.asarray(output)[0] for output in taps(image[np.newaxis, ..., np.newaxis])]


@drawing
def draw_reading(model, picture, prepared, *, figure=None):
    """Draw how the course's network reads a digit: picture, input, feature maps, probabilities.

    Parameters
    ----------
    model : keras.Sequential
        As `models.digit_network` builds it.
    picture : ndarray, shape (h, w) or (h, w, 3)
    prepared : ndarray, shape (28, 28), from 0 to 1
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    *maps, logits = feature_maps(model, prepared, ["conv1", "conv2", "conv3", "logits"])
    figure = figure or plt.figure(figsize=(7.4, 3.0))
    grid = figure.add_gridspec(3, 6, width_ratios=[1.5, 1.5, 1, 1, 1, 2.2])
    axes = [figure.add_subplot(grid[:, column]) for column in (0, 1)]
    show_image(axes[0], picture, "a picture", cmap=LIGHT)
    show_image(axes[1], prepared, "28 × 28")
    for column, (volume, title) in enumerate(zip(maps, ["conv1", "conv2", "conv3"], strict=True), start=2):
        strongest = np.argsort(volume.max(axis=(0, 1)))[::-1][:3]
        for row, channel in enumerate(strongest):
            show_image(
                figure.add_subplot(grid[row, column]), volume[..., channel], "" if row else title, cmap=ACTIVATION
            )
    positive = np.exp(logits - logits.max())
    bars = figure.add_subplot(grid[:, 5])
    answer = logits.argmax()
    bars.barh(range(10), positive / positive.sum(), color=[OUTPUT if k == answer else OTHERS for k in range(10)])
    bars.set(yticks=range(10), ylim=(9.5, -0.5), xlim=(0, 1), xticks=[0, 1], title=f"it reads: {answer}")
    bars.set_xlabel("probability")


@drawing
def draw_channels(photo, *, figure=None):
    """Draw a color photograph, and each of its three channels as a gray picture.

    Parameters
    ----------
    photo : ndarray, shape (h, w, 3), uint8
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 1.7))
    axes = figure.subplots(1, 4)
    show_image(axes[0], photo, "in color")
    for c, name in enumerate(["red", "green", "blue"]):
        show_image(axes[c + 1], photo[..., c], f"channel {c}: {name}", cmap=LIGHT, vmin=0, vmax=255)
        axes[c + 1].title.set_fontsize(10)


@drawing
def draw_experiment(examples, errors, *, figure=None):
    """Draw digits prepared in several ways, a row each, and beside them the error rates of networks, a dot each run.

    Parameters
    ----------
    examples : dict of str to ndarray, shape (n, 28, 28)
        A few images for each way, by its name.
    errors : dict of str to dict of str to ndarray, shape (runs,)
        For each way: for each network, wrong answers in 100, one number a run.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    n = len(next(iter(examples.values())))
    figure = figure or plt.figure(figsize=(7.2, 1.15 * len(examples) + 0.7))
    grid = figure.add_gridspec(len(examples), n + 5)
    dots = figure.add_subplot(grid[:, n:])
    for row, (name, images) in enumerate(examples.items()):
        for column, image in enumerate(images):
            axis = figure.add_subplot(grid[row, column])
            show_image(axis, image, "" if column else name)
            axis.title.set_in_layout(False)  # or a long name would push the columns apart
        for k, (network, values) in enumerate(errors[name].items()):
            marker, color = NETWORK_MARKS[k]
            height = np.full(len(values), row + 0.16 * (k - 1))
            dots.plot(values, height, marker, color=color, alpha=0.75, label="" if row else network)
    ticks = [1, 2, 5, 10, 20, 50]
    dots.set(xscale="log", ylim=(len(examples) - 0.5, -0.5), yticks=[], xlabel="wrong answers in 100")
    dots.set_xticks(ticks, [str(tick) for tick in ticks])
    dots.minorticks_off()
    dots.spines["left"].set_visible(False)
    for row in range(1, len(examples)):
        dots.axhline(row - 0.5, color=EDGE, linewidth=0.7)
    figure.legend(loc="outside lower right", ncols=3, fontsize=9)


@drawing
def draw_rows(rows, *, figure=None):
    """Draw rows of digits, each row with its name and every digit with a short text above it.

    Parameters
    ----------
    rows : dict of str to (ndarray, sequence of str)
        For each row its images, shape (n, 28, 28), from 0 to 1, and as many texts.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = max(len(images) for images, _ in rows.values())
    figure = figure or plt.figure(figsize=(7.2, 1.12 * len(rows)))
    axes = figure.subplots(len(rows), columns, squeeze=False)
    for line, (name, (images, texts)) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9.5)
        for axis, image, text in zip(line, images, texts, strict=False):
            show_image(axis, image, text, vmin=0, vmax=1)
            axis.title.set_fontsize(8.5)
        for axis in line[len(images) :]:
            axis.set_axis_off()
