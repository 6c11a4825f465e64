"""The figures of the book. Each function draws one picture, shows it and returns nothing."""

import functools
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

STYLE = Path(__file__).parent / "kernelbook.mplstyle"

# The same color means the same thing through the book (Okabe and Ito's palette).
KERNEL = "#d55e00"
OUTPUT = "#0072b2"
RIGHT = "#009e73"
WRONG = "#d55e00"
QUIET = "#524d45"


def figure(draw):
    """Decorate a drawing function: the book's style on, the picture shown and closed."""

    @functools.wraps(draw)
    def styled(*args, **kwargs):
        with plt.style.context(STYLE):
            draw(*args, **kwargs)
            plt.show()
            plt.close("all")

    return styled


def show_image(axes, image, title="", **kwargs):
    """Draw one image without ticks, dark ink on light paper as MNIST's values mean it."""
    axes.imshow(image, **kwargs)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color("#ddd7ca")
    axes.set_title(title)


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
def draw_curves(history):
    """Draw loss and error rate after each epoch, on training and on validation images.

    Parameters
    ----------
    history : dict of str to list of float
        As Keras' ``fit`` returns it: loss, accuracy, val_loss, val_accuracy, one value an epoch.
    """
    epochs = np.arange(1, len(history["loss"]) + 1)
    _, axes = plt.subplots(1, 2, figsize=(7, 2.9))
    errors = {key: 100 * (1 - np.array(history[key])) for key in ("accuracy", "val_accuracy")}
    panels = [("loss", history["loss"], history["val_loss"]), ("wrong answers (%)", *errors.values())]
    for axis, (title, training, validation) in zip(axes, panels, strict=True):
        axis.plot(epochs, training, "o-", color=QUIET, label="training")
        axis.plot(epochs, validation, "s-", color=OUTPUT, label="validation")
        axis.set(title=title, xlabel="epoch", ylim=(0, None))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[1].legend()


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
def draw_runs(groups, unit):
    """Draw one dot a run and, beside the dots of a group, the mean with its interval.

    Parameters
    ----------
    groups : dict of str to (values, (mean, low, high))
        Drawn from top to bottom.
    unit : str
        Label of the horizontal axis.
    """
    _, axis = plt.subplots(figsize=(7, 0.6 + 0.75 * len(groups)))
    for row, (values, (mean, low, high)) in enumerate(groups.values()):
        axis.plot(values, np.full(len(values), row + 0.18), "o", color=QUIET, alpha=0.7)
        axis.errorbar(mean, row - 0.14, xerr=[[mean - low], [high - mean]], fmt="D", color=OUTPUT, capsize=4)
    axis.set(yticks=range(len(groups)), yticklabels=list(groups), xlabel=unit, ylim=(len(groups) - 0.5, -0.5))
    axis.tick_params(axis="y", length=0)


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
def draw_windows(image, kernel):
    """Draw every position of a kernel on a small image of whole numbers, with its sum written out.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Whole numbers, at most about 4 by 4.
    kernel : ndarray, shape (kh, kw)
        Whole numbers; the small orange numbers in the corners of the window.
    """
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    _, axes = plt.subplots(rows, columns, figsize=(5.6, 2.1 * rows), squeeze=False)
    for (i, j), axis in np.ndenumerate(axes):
        show_image(axis, np.zeros(image.shape), cmap="gray_r", vmin=0, vmax=1)
        for (row, column), value in np.ndenumerate(image):
            axis.text(column, row, value, ha="center", va="center", fontsize=12)
        for (m, n), weight in np.ndenumerate(kernel):
            axis.text(j + n + 0.42, i + m + 0.42, f"·{weight}", ha="right", va="bottom", fontsize=9, color=KERNEL)
        frame = plt.Rectangle((j - 0.5, i - 0.5), kw, kh, fill=False, color=KERNEL, linewidth=2)
        axis.add_patch(frame)
        window = image[i : i + kh, j : j + kw]
        terms = " + ".join(f"{x}·{k}" for x, k in zip(window.ravel(), kernel.ravel(), strict=True))
        axis.set_title(f"Y[{i}, {j}] = {(window * kernel).sum()}", color=OUTPUT)
        axis.set_xlabel(terms, fontsize=8.5)


@figure
def draw_responses(image, responses):
    """Draw a gray photograph and what kernels answer to it.

    Parameters
    ----------
    image : ndarray, shape (h, w)
    responses : dict of str to ndarray, shape (h', w')
        One that lies around zero gets a diverging map, the others the grays of the photograph.
    """
    columns = (len(responses) + 2) // 2
    _, axes = plt.subplots(2, columns, figsize=(7.2, 5.0 if columns < 3 else 3.7))
    for axis, (name, values) in zip(axes.flat, {"the photograph": image, **responses}.items(), strict=False):
        if abs(values.mean()) < 0.2 * values.std():
            largest = np.quantile(np.abs(values), 0.995)
            show_image(axis, values, name, cmap="PuOr", vmin=-largest, vmax=largest)
        else:
            show_image(axis, values, name, cmap="gray", vmin=image.min(), vmax=image.max())
    for axis in list(axes.flat)[len(responses) + 1 :]:
        axis.set_axis_off()
