"""Figures of images and of what a network says about them."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.style import KERNEL, OUTPUT, figure, show_image


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
def draw_numbers(image, rows, columns):
    """Draw an image with a frame around a part of it, and beside it that part with its numbers.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Integers from 0 to 255.
    rows, columns : slice
        The part, at most 10 by 10 pixels.
    """
    _, (whole, part) = plt.subplots(1, 2, figsize=(7, 3.7), width_ratios=[1, 1.15])
    show_image(whole, image, f"{image.shape[0]} × {image.shape[1]} pixels")
    corner = (columns.start - 0.5, rows.start - 0.5)
    size = (columns.stop - columns.start, rows.stop - rows.start)
    whole.add_patch(plt.Rectangle(corner, *size, fill=False, color=KERNEL, linewidth=1.8))
    values = image[rows, columns]
    show_image(part, values, "the framed part, as numbers", vmin=0, vmax=255)
    for (i, j), value in np.ndenumerate(values):
        color = "white" if value > 120 else "#1f1d1a"
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
