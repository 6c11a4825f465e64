"""Figures of images and of what a network says about them."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.style import INK, KERNEL, OUTPUT, figure, show_image

NETWORK_MARKS = [("o", OUTPUT), ("s", KERNEL), ("^", "#8a8378")]


@figure
def draw_digits(images, labels):
    """Draw digits in two rows, each under its label.

    Parameters
    ----------
    images : ndarray, shape (n, 28, 28)
    labels : ndarray, shape (n,)
    """
    columns = -(-len(images) // 2)
    _, axes = plt.subplots(2, columns, figsize=(7, 3.2))
    for axis, image, label in zip(axes.flat, images, labels, strict=False):
        show_image(axis, image, str(label))


@figure
def draw_numbers(image, rows, columns, light=False):
    """Draw an image with a frame around a part of it, and beside it that part with its numbers.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Integers from 0 to 255.
    rows, columns : slice
        The part, at most 10 by 10 pixels.
    light : bool
        Whether 255 is light, as in a photograph, or ink.
    """
    colors = {"cmap": "gray" if light else "gray_r"}
    _, (whole, part) = plt.subplots(1, 2, figsize=(7, 3.7), width_ratios=[1, 1.15])
    show_image(whole, image, f"{image.shape[0]} × {image.shape[1]} pixels", **colors)
    corner = (columns.start - 0.5, rows.start - 0.5)
    size = (columns.stop - columns.start, rows.stop - rows.start)
    whole.add_patch(plt.Rectangle(corner, *size, fill=False, color=KERNEL, linewidth=1.8))
    values = image[rows, columns]
    show_image(part, values, "the framed part, as numbers", vmin=0, vmax=255, **colors)
    for (i, j), value in np.ndenumerate(values):
        color = "white" if (value > 120) != light else INK
        part.text(j, i, int(value), ha="center", va="center", fontsize=9, color=color)


@figure
def draw_gallery(images, labels, probabilities):
    """Draw digits with the answer given for each, its probability, and the label where it differs.

    Parameters
    ----------
    images : ndarray, shape (n, 28, 28)
    labels : ndarray, shape (n,)
    probabilities : ndarray, shape (n, 10)
    """
    columns = -(-len(images) // 2)
    _, axes = plt.subplots(2, columns, figsize=(7, 3.7))
    for axis, image, label, p in zip(axes.flat, images, labels, probabilities, strict=False):
        answer = p.argmax()
        text = f"{answer}: {100 * p[answer]:.0f}%" + ("" if answer == label else f"\nlabel {label}")
        show_image(axis, image, text)
        axis.title.set_color("#1f1d1a" if answer == label else "#a34700")


@figure
def draw_preparation(picture, prepared):
    """Draw a photographed digit beside the 28 × 28 image that the network gets.

    Parameters
    ----------
    picture : ndarray, shape (h, w) or (h, w, 3)
    prepared : ndarray, shape (28, 28), from 0 to 1
    """
    _, axes = plt.subplots(1, 2, figsize=(7, 3.3))
    show_image(axes[0], picture, "the picture", cmap="gray")
    show_image(axes[1], prepared, "what the network gets", vmin=0, vmax=1)


def feature_maps(model, image, names):
    """Return what the named layers of a Keras model give for one image, as a list of (h, w, c) arrays."""
    from keras import Model

    taps = Model(model.inputs[0], [model.get_layer(name).output for name in names])
    return [np.asarray(output)[0] for output in taps(image[np.newaxis, ..., np.newaxis])]


@figure
def draw_reading(model, picture, prepared):
    """Draw how the course's network reads a digit: picture, input, feature maps, probabilities.

    Parameters
    ----------
    model : keras.Sequential
        As `models.digit_network` builds it.
    picture : ndarray, shape (h, w) or (h, w, 3)
    prepared : ndarray, shape (28, 28), from 0 to 1
    """
    *maps, logits = feature_maps(model, prepared, ["conv1", "conv2", "conv3", "logits"])
    grid = plt.figure(figsize=(7.4, 3.0)).add_gridspec(3, 6, width_ratios=[1.5, 1.5, 1, 1, 1, 2.2])
    axes = [plt.subplot(grid[:, column]) for column in (0, 1)]
    show_image(axes[0], picture, "a picture", cmap="gray")
    show_image(axes[1], prepared, "28 × 28")
    for column, (volume, title) in enumerate(zip(maps, ["conv1", "conv2", "conv3"], strict=True), start=2):
        strongest = np.argsort(volume.max(axis=(0, 1)))[::-1][:3]
        for row, channel in enumerate(strongest):
            show_image(plt.subplot(grid[row, column]), volume[..., channel], "" if row else title, cmap="Blues")
    positive = np.exp(logits - logits.max())
    bars = plt.subplot(grid[:, 5])
    answer = logits.argmax()
    bars.barh(range(10), positive / positive.sum(), color=[OUTPUT if k == answer else "#b9b2a5" for k in range(10)])
    bars.set(yticks=range(10), ylim=(9.5, -0.5), xlim=(0, 1), xticks=[0, 1], title=f"it reads: {answer}")
    bars.set_xlabel("probability")


@figure
def draw_channels(photo):
    """Draw a color photograph, and each of its three channels as a gray picture.

    Parameters
    ----------
    photo : ndarray, shape (h, w, 3), uint8
    """
    _, axes = plt.subplots(1, 4, figsize=(7.2, 1.7))
    show_image(axes[0], photo, "in color")
    for c, name in enumerate(["red", "green", "blue"]):
        show_image(axes[c + 1], photo[..., c], f"channel {c}: {name}", cmap="gray", vmin=0, vmax=255)
        axes[c + 1].title.set_fontsize(10)


@figure
def draw_experiment(examples, errors):
    """Draw digits prepared in several ways, a row each, and beside them the error rates of networks, a dot each run.

    Parameters
    ----------
    examples : dict of str to ndarray, shape (n, 28, 28)
        A few images for each way, by its name.
    errors : dict of str to dict of str to ndarray, shape (runs,)
        For each way: for each network, wrong answers in 100, one number a run.
    """
    n = len(next(iter(examples.values())))
    grid = plt.figure(figsize=(7.2, 1.15 * len(examples) + 0.7)).add_gridspec(len(examples), n + 5)
    dots = plt.subplot(grid[:, n:])
    for row, (name, images) in enumerate(examples.items()):
        for column, image in enumerate(images):
            axis = plt.subplot(grid[row, column])
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
        dots.axhline(row - 0.5, color="#ddd7ca", linewidth=0.7)
    plt.gcf().legend(loc="outside lower right", ncols=3, fontsize=9)


@figure
def draw_rows(rows):
    """Draw rows of digits, each row with its name and every digit with a short text above it.

    Parameters
    ----------
    rows : dict of str to (ndarray, sequence of str)
        For each row its images, shape (n, 28, 28), from 0 to 1, and as many texts.
    """
    columns = max(len(images) for images, _ in rows.values())
    _, axes = plt.subplots(len(rows), columns, figsize=(7.2, 1.12 * len(rows)), squeeze=False)
    for line, (name, (images, texts)) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9.5)
        for axis, image, text in zip(line, images, texts, strict=False):
            show_image(axis, image, text, vmin=0, vmax=1)
            axis.title.set_fontsize(8.5)
        for axis in line[len(images) :]:
            axis.set_axis_off()
