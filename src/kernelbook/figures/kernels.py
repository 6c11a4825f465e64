"""Figures of kernels, and of what they do to an image."""

import matplotlib.pyplot as plt
import numpy as np

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import COUNTS, EDGE, GRID, INK, INKED, KERNEL, LIGHT, OUTPUT, SIGNED, show_image


@drawing
def draw_windows(image, kernel, name="Y", *, figure=None):
    """Draw every position of a kernel on a small image of whole numbers, with its sum written out.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Whole numbers, at most about 4 by 4.
    kernel : ndarray, shape (kh, kw)
        Whole numbers; the small orange numbers in the corners of the window.
    name : str
        Of the result, for the titles.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    figure = figure or plt.figure(figsize=(5.6, 2.1 * rows))
    axes = figure.subplots(rows, columns, squeeze=False)
    for (i, j), axis in np.ndenumerate(axes):
        show_image(axis, np.zeros(image.shape), cmap=INKED, vmin=0, vmax=1)
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


@drawing
def draw_responses(image, responses, *, figure=None):
    """Draw a gray photograph and what kernels answer to it.

    Parameters
    ----------
    image : ndarray, shape (h, w)
    responses : dict of str to ndarray, shape (h', w')
        One that lies around zero gets a diverging map, the others the grays of the photograph.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    columns = (len(responses) + 2) // 2
    figure = figure or plt.figure(figsize=(7.2, 5.0 if columns < 3 else 3.7))
    axes = figure.subplots(2, columns)
    for axis, (name, values) in zip(axes.flat, {"the photograph": image, **responses}.items(), strict=False):
        if abs(values.mean()) < 0.2 * values.std():
            largest = np.quantile(np.abs(values), 0.995)
            show_image(axis, values, name, cmap=SIGNED, vmin=-largest, vmax=largest)
        else:
            show_image(axis, values, name, cmap=LIGHT, vmin=image.min(), vmax=image.max())
    for axis in list(axes.flat)[len(responses) + 1 :]:
        axis.set_axis_off()


@drawing
def draw_columns(image, kernel, *, figure=None):
    """Draw a convolution as a product: every window a row of numbers, the kernel a column, the result a column.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Whole numbers, at most about 4 by 4.
    kernel : ndarray, shape (kh, kw)
        Whole numbers.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    rows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape).reshape(-1, kernel.size)
    blocks = {"image": image, "every window a row": rows, "kernel": kernel.reshape(-1, 1)}
    blocks["result"] = rows @ blocks["kernel"]
    colors = [INK, INK, KERNEL, OUTPUT]
    widths = [block.shape[1] + 1.2 for block in blocks.values()]
    figure = figure or plt.figure(figsize=(7.2, 3.4))
    axes = figure.subplots(1, 4, width_ratios=widths)
    for axis, (title, block), color in zip(axes, blocks.items(), colors, strict=True):
        show_image(axis, np.zeros(block.shape), cmap=INKED, vmin=0, vmax=1)
        axis.set_title(title, fontsize=9.5, loc="center")
        for (i, j), value in np.ndenumerate(block):
            axis.text(j, i, value, ha="center", va="center", color=color)
        for edge in range(1, block.shape[0]):
            axis.axhline(edge - 0.5, color=EDGE, linewidth=0.7)
    for axis, sign in zip(axes[1:], ("→", "·", "="), strict=True):
        axis.text(-0.95, (axis.get_ylim()[0] - 0.5) / 2, sign, ha="center", va="center", fontsize=14)


@drawing
def draw_matrix(matrix, *, axes=None):
    """Draw a small matrix, zeros left blank, other numbers written into their cells.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
    axes : matplotlib.axes.Axes, optional
    """
    rows, columns = matrix.shape
    axis = axes or plt.figure(figsize=(6.4, 0.6 + 6.4 * rows / columns)).subplots()
    show_image(axis, matrix != 0, cmap=COUNTS, vmin=0, vmax=3)
    axis.set(xticks=range(columns), yticks=range(rows), xlabel="pixel of the image, row by row")
    axis.set_ylabel("result, row by row")
    for (i, j), value in np.ndenumerate(matrix):
        if value:
            axis.text(j, i, f"{value:g}", ha="center", va="center")
    for edge in range(1, max(rows, columns)):
        axis.axhline(min(edge, rows) - 0.5, color=GRID, linewidth=0.6)
        axis.axvline(edge - 0.5, color=GRID, linewidth=0.6)


@drawing
def draw_spectra(pictures, *, figure=None):
    """Draw gray pictures and, below each, how strong the waves are of which it is the sum.

    Parameters
    ----------
    pictures : dict of str to ndarray, shape (h, w)
        The slowest waves stand in the middle of a spectrum, the finest at its edges; shades go in powers of ten.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(7.2, 4.2))
    axes = figure.subplots(2, len(pictures))
    for column, (name, picture) in zip(axes.T, pictures.items(), strict=True):
        show_image(column[0], picture, name, cmap=LIGHT)
        levels = np.log10(np.abs(np.fft.fftshift(np.fft.fft2(picture))) + 1e-12)
        show_image(column[1], levels, "its waves", cmap=LIGHT, vmin=-1.5, vmax=3)


@drawing
def draw_wrap(numbers, points, *, figure=None):
    """Draw numbers around circles, number k at the k-th step: where the steps come round, numbers fall together.

    Parameters
    ----------
    numbers : sequence of int
        Coefficients of a polynomial, from the power 0 on.
    points : sequence of int
        Steps of each circle.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(6.4, 2.9))
    axes = figure.subplots(1, len(points), squeeze=False)[0]
    for axis, n in zip(axes, points, strict=True):
        axis.add_patch(plt.Circle((0, 0), 1, fill=False, color=EDGE))
        for place in range(n):
            here = [str(number) for number in numbers[place::n]]
            x, y = np.cos(2 * np.pi * place / n), np.sin(2 * np.pi * place / n)
            axis.plot(x, y, "o", color=INK, markersize=5)
            color = OUTPUT if len(here) < 2 else KERNEL
            side = "left" if x > 0.5 else "center"
            axis.text(1.3 * x, 1.3 * y, " + ".join(here) or "0", ha=side, va="center", color=color, fontsize=12)
            powers = ", ".join(f"$x^{k}$" for k in range(place, max(len(numbers), place + 1), n))
            axis.text(0.62 * x, 0.62 * y, powers, ha="center", va="center", color=INK, fontsize=9.5)
        axis.set(xlim=(-1.9, 2.2), ylim=(-1.7, 1.7), aspect="equal")
        axis.set_title(f"{n} points")
        axis.set_axis_off()


@drawing
def draw_tiles(size=6, tile=4, *, figure=None):
    """Draw an image cut into tiles that overlap, and the results that two of them give under a 3 × 3 kernel.

    Parameters
    ----------
    size : int
        Pixels of the image along an axis.
    tile : int
        Pixels of a tile along an axis.
    figure : matplotlib.figure.Figure or SubFigure, optional
    """
    figure = figure or plt.figure(figsize=(6.0, 3.1))
    axes = figure.subplots(1, 2, width_ratios=(size, size - 2))
    titles = (f"{size} × {size} pixels, tiles of {tile} × {tile}", "their results")
    step = tile - 2
    for axis, cells, side, title in zip(axes, (size, size - 2), (tile, step), titles, strict=True):
        show_image(axis, np.zeros((cells, cells)), cmap=INKED, vmin=0, vmax=1)
        axis.set_title(title, fontsize=9.5)
        for edge in range(1, cells):
            axis.axhline(edge - 0.5, color=EDGE, linewidth=0.7)
            axis.axvline(edge - 0.5, color=EDGE, linewidth=0.7)
        for left, color in ((0, KERNEL), (step, OUTPUT)):
            place = (left - 0.42, -0.42)
            axis.add_patch(plt.Rectangle(place, side - 0.16, side - 0.16, color=color, alpha=0.25, linewidth=0))
            axis.add_patch(plt.Rectangle(place, side - 0.16, side - 0.16, fill=False, color=color, linewidth=2))
