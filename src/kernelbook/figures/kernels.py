"""Figures of kernels, and of what they do to an image."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.style import KERNEL, OUTPUT, figure, show_image


@figure
def draw_windows(image, kernel, name="Y"):
    """Draw every position of a kernel on a small image of whole numbers, with its sum written out.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Whole numbers, at most about 4 by 4.
    kernel : ndarray, shape (kh, kw)
        Whole numbers; the small orange numbers in the corners of the window.
    name : str
        Of the result, for the titles.
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
        axis.set_title(f"{name}[{i}, {j}] = {(window * kernel).sum()}", color=OUTPUT)
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


@figure
def draw_columns(image, kernel):
    """Draw a convolution as a product: every window a row of numbers, the kernel a column, the result a column.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Whole numbers, at most about 4 by 4.
    kernel : ndarray, shape (kh, kw)
        Whole numbers.
    """
    rows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape).reshape(-1, kernel.size)
    blocks = {"image": image, "every window a row": rows, "kernel": kernel.reshape(-1, 1)}
    blocks["result"] = rows @ blocks["kernel"]
    colors = ["#1f1d1a", "#1f1d1a", KERNEL, OUTPUT]
    widths = [block.shape[1] + 1.2 for block in blocks.values()]
    _, axes = plt.subplots(1, 4, figsize=(7.2, 3.4), width_ratios=widths)
    for axis, (title, block), color in zip(axes, blocks.items(), colors, strict=True):
        show_image(axis, np.zeros(block.shape), cmap="gray_r", vmin=0, vmax=1)
        axis.set_title(title, fontsize=9.5, loc="center")
        for (i, j), value in np.ndenumerate(block):
            axis.text(j, i, value, ha="center", va="center", color=color)
        for edge in range(1, block.shape[0]):
            axis.axhline(edge - 0.5, color="#ddd7ca", linewidth=0.7)
    for axis, sign in zip(axes[1:], ("→", "·", "="), strict=True):
        axis.text(-0.95, (axis.get_ylim()[0] - 0.5) / 2, sign, ha="center", va="center", fontsize=14)


@figure
def draw_matrix(matrix):
    """Draw a small matrix, zeros left blank, other numbers written into their cells.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
    """
    rows, columns = matrix.shape
    _, axis = plt.subplots(figsize=(6.4, 0.6 + 6.4 * rows / columns))
    show_image(axis, matrix != 0, cmap="Oranges", vmin=0, vmax=3)
    axis.set(xticks=range(columns), yticks=range(rows), xlabel="pixel of the image, row by row")
    axis.set_ylabel("result, row by row")
    for (i, j), value in np.ndenumerate(matrix):
        if value:
            axis.text(j, i, f"{value:g}", ha="center", va="center")
    for edge in range(1, max(rows, columns)):
        axis.axhline(min(edge, rows) - 0.5, color="#e8e2d6", linewidth=0.6)
        axis.axvline(edge - 0.5, color="#e8e2d6", linewidth=0.6)


@figure
def draw_spectra(pictures):
    """Draw gray pictures and, below each, how strong the waves are of which it is the sum.

    Parameters
    ----------
    pictures : dict of str to ndarray, shape (h, w)
        The slowest waves stand in the middle of a spectrum, the finest at its edges; shades go in powers of ten.
    """
    _, axes = plt.subplots(2, len(pictures), figsize=(7.2, 4.2))
    for column, (name, picture) in zip(axes.T, pictures.items(), strict=True):
        show_image(column[0], picture, name, cmap="gray")
        levels = np.log10(np.abs(np.fft.fftshift(np.fft.fft2(picture))) + 1e-12)
        show_image(column[1], levels, "its waves", cmap="gray", vmin=-1.5, vmax=3)
