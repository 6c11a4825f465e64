"""Figures of color photographs, and of where in them a network looks."""

from numbers import Integral
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import withStroke

from kernelbook.figures.shown import drawing
from kernelbook.figures.style import ACTIVATION, BLANK, OUTPUT, show_image

WIDTH = 6.0  # inches: narrower than other figures, so that titles are larger on a phone
LETTERS = 11.5  # of a title on an inch
LINE, PAD = 0.18, 0.1  # inches: of a title's line, and around its lines
COVER = 0.75  # how much of a photograph a 1 of its map hides


@drawing
def draw_photographs(photographs, titles=None, *, columns=6, maps=None, figure=None):
    """Draw color photographs in a grid; a map over each turns it blue where it is large, with a line around the half.

    Where the map is 0, the photograph is as it was; where it is 1, three quarters of it are hidden. The line has a
    light rim, so that it is seen on light and dark, and by those who see no difference between colors.

    Parameters
    ----------
    photographs : ndarray, shape (n, h, w, 3), uint8; or sequence of ndarray, shape (h, w, 3), uint8
        Those of a sequence may differ in size.
    titles : sequence of str, optional
        One above each photograph; what is longer than its photograph is wide goes on in the next line.
    columns : int
        How many stand in a row, at most.
    maps : ndarray, shape (n, h', w'), from 0 to 1; or sequence of ndarray, shape (h', w'), optional
        Such as Grad-CAM divided by its largest value; each is enlarged to its photograph, linearly between the
        centers of its cells.
    figure : matplotlib.figure.Figure or SubFigure, optional

    Raises
    ------
    ValueError
        If there is no photograph, or an argument makes no sense; it names the argument.
    """
    refuse(photographs, titles, columns, maps)
    across = figure.bbox.width / figure.dpi if figure else WIDTH
    letters = max(1, int(LETTERS * across / columns))
    texts = [wrapped(text, letters) for text in (titles if titles is not None else [""] * len(photographs))]
    ratios = [height / width for height, width, _ in map(np.shape, photographs)]
    tallest = [max(ratios[k : k + columns]) for k in range(0, len(ratios), columns)]
    lines = max(text.count("\n") + 1 if text else 0 for text in texts)
    height = WIDTH / columns * sum(tallest) + (LINE * lines + PAD * bool(lines)) * len(tallest)
    figure = figure or plt.figure(figsize=(WIDTH, height))
    grid = figure.add_gridspec(len(tallest), columns, height_ratios=tallest)
    for k, (photograph, text) in enumerate(zip(photographs, texts, strict=True)):
        axis = figure.add_subplot(grid[k // columns, k % columns])
        show_image(axis, photograph, text, interpolation="antialiased")
        axis.set_anchor("NW")
        if maps is not None:
            lay_over(axis, enlarged(np.asarray(maps[k], float), *photograph.shape[:2]))


def lay_over(axis, values):
    """Lay a map from 0 to 1 over the image of its size, the thicker the larger it is, with a line around the half."""
    axis.imshow(values, cmap=ACTIVATION, vmin=0, vmax=1, alpha=COVER * values, interpolation="antialiased")
    if values.min() < 0.5 < values.max():
        line = axis.contour(values, [0.5], colors=OUTPUT, linewidths=1.1)
        line.set_path_effects([withStroke(linewidth=2.6, foreground=BLANK)])


def enlarged(values, height, width):
    """Return a map in another size, linearly between the centers of its cells, and constant outside of them.

    Examples
    --------
    >>> enlarged(np.array([[0.0, 1.0]]), 1, 4).tolist()
    [[0.0, 0.25, 0.75, 1.0]]
    """
    for size in (height, width):
        cells = np.arange(len(values))
        at = (np.arange(size) + 0.5) * len(values) / size - 0.5
        values = np.transpose([np.interp(at, cells, column) for column in values.T]).T
    return values


def wrapped(text, letters):
    """Return a text in lines of at most so many letters; its own lines stay."""
    return "\n".join(fill(line, letters) for line in text.split("\n"))


def refuse(photographs, titles, columns, maps):
    """Refuse an argument of `draw_photographs` that makes no sense, by its name."""
    if not isinstance(columns, Integral) or isinstance(columns, bool) or columns < 1:
        raise ValueError(f"columns={columns!r}: expected a whole number from 1")
    refuse_other_length("photographs", photographs, None)
    for k, photograph in enumerate(photographs):
        shape, dtype = getattr(photograph, "shape", ()), getattr(photograph, "dtype", type(photograph).__name__)
        if dtype != np.uint8 or len(shape) != 3 or shape[2] != 3 or 0 in shape:
            raise ValueError(f"photographs[{k}] has shape {shape} and type {dtype}: expected (h, w, 3) and uint8")
    if titles is not None:
        refuse_other_length("titles", titles, len(photographs))
        for k, title in enumerate(titles):
            if not isinstance(title, str):
                raise ValueError(f"titles[{k}]={title!r}: expected a text, such as str(label)")
    if maps is not None:
        refuse_other_length("maps", maps, len(photographs))
        for k, values in enumerate(maps):
            refuse_map(f"maps[{k}]", values)


def refuse_other_length(name, values, length):
    """Refuse what is no list or array of one for each photograph; or of at least one, if the length is None."""
    words = "at least one" if length is None else f"{length}, one for each photograph"
    if not isinstance(values, list | tuple | np.ndarray) or getattr(values, "ndim", 1) == 0:
        raise ValueError(f"{name} is a {type(values).__name__}: expected a list or an array of {words}")
    if len(values) == 0 or length not in (None, len(values)):
        raise ValueError(f"{name} has length {len(values)}: expected {words}")


def refuse_map(name, values):
    """Refuse what is no map of numbers from 0 to 1."""
    if not isinstance(values, np.ndarray) or values.ndim != 2 or values.dtype.kind not in "biuf" or not values.size:
        shape, dtype = getattr(values, "shape", ()), getattr(values, "dtype", type(values).__name__)
        raise ValueError(f"{name} has shape {shape} and type {dtype}: expected numbers from 0 to 1, shape (h, w)")
    if not (np.all(values >= 0) and np.all(values <= 1)):
        low, high = np.min(values), np.max(values)
        raise ValueError(f"{name} has values from {low:g} to {high:g}: expected 0 to 1; divide by the largest")
