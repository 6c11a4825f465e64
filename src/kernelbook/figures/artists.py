"""One artist of a picture in words: an image, a line, bars, a text, with its numbers in short.

A number with a point or an exponent was measured, and may drift a little from one processor to another; one without
is a count. Semicolons part what is measured in different units.
"""

import functools
import json
import math

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.text import Annotation

from kernelbook.figures import style

MOST_PLACES, MOST_TEXTS = 6, 144


@functools.cache
def palette():
    """Return the names of the book's colors: dict of hexadecimal color to name, the first name of each."""
    named = [(value, name) for name, value in vars(style).items() if name.isupper() and isinstance(value, str)]
    named += [(color, f"SERIES {k}") for k, color in enumerate(style.SERIES)]
    named += [(color, f"METHODS {name}") for name, color in style.METHODS.items()]
    named += [(color, f"DIGITS {k}") for k, color in enumerate(style.DIGITS)]
    names = {}
    for color, name in named:
        if color.startswith("#") or color == style.BLANK:
            names.setdefault(to_hex(color), name)
    return names


def named(color):
    """Return a color's name in the book, "none" for one that cannot be seen, or "another color"."""
    color = np.asarray(color, float)[0] if np.ndim(color) == 2 and len(color) else color
    if np.size(color) == 0 or (isinstance(color, str) and color == "none"):
        return "none"
    if np.size(color) == 4 and not isinstance(color, str) and color[3] == 0:
        return "none"
    return palette().get(to_hex(color), "another color")


def color_of(artist):
    """Return the name of the color that an artist is seen in: that of its face, or of its edge if it has none."""
    if hasattr(artist, "get_color") and not isinstance(artist, LineCollection):
        return named(artist.get_color())
    face = named(artist.get_facecolor())
    return face if face != "none" else f"outline {named(artist.get_edgecolor())}"


def measured(number):
    """Return a number with three digits, so that it can be told from a count.

    Examples
    --------
    >>> measured(255), measured(0.12345), measured(-0.00123), measured(12345)
    ('255.0', '0.123', '-1.23e-3', '1.23e4')
    """
    number = float(number)
    if number == 0 or not math.isfinite(number):
        return str(abs(number) if number == 0 else number)
    text = f"{number:.3g}" if abs(number) >= 0.1 else f"{number:.2e}"
    mantissa, _, power = text.partition("e")
    mantissa += "" if "." in mantissa else ".0"
    return f"{mantissa}e{int(power)}" if power else mantissa


def numbers(values):
    """Return numbers of one unit; what is nothing beside the largest, as rounding leaves it, is zero."""
    values = [float(value) for value in values]
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0)
    return ", ".join(measured(0 if abs(value) < 1e-9 * largest else value) for value in values)


def place(point):
    """Return a point, or the corners of a box, in parentheses."""
    return f"({numbers(point)})"


def chosen(items, most):
    """Return all of a few items, or as many as are allowed at even distances, the first and the last among them."""
    items = list(items)
    if len(items) <= most:
        return items
    return [items[round(k * (len(items) - 1) / (most - 1))] for k in range(most)]


def quoted(text):
    """Return a text in quotation marks on one line."""
    return json.dumps(str(text), ensure_ascii=False)


def points_in_words(points):
    """Return what is drawn through points: all of a few, or the range of x and y at even distances."""
    points = np.asarray(points, float)
    if len(points) <= MOST_PLACES:
        return f"x {numbers(points[:, 0])}; y {numbers(points[:, 1])}"
    x, y = points.T
    some = numbers(chosen(y, MOST_PLACES))
    return (
        f"{len(points)} points; x {numbers(chosen(x, 3))}; y {some}, from {measured(np.nanmin(y))} "
        f"to {measured(np.nanmax(y))}"
    )


def image_in_words(image):
    """Return an image's shape, colors, range, and what lies where."""
    values = np.ma.filled(np.ma.asarray(image.get_array(), float), np.nan)
    shape = " × ".join(map(str, values.shape))
    words = f"image {shape}"
    if values.ndim == 2:
        low, high = image.get_clim()
        words += f", {map_in_words(image.cmap)} from {measured(low)} to {measured(high)}"
    else:
        words += f"; channels {numbers(np.nanmean(values, axis=(0, 1)))}"
        values = values.mean(axis=2)
    words += f"; values {measured(np.nanmin(values))} to {measured(np.nanmax(values))}"
    return words + parts_in_words(values) + turned(image)


def parts_in_words(values):
    """Return all values of a small image, row by row; of a larger one the means of its ninths, and its center.

    The center is the center of mass of what differs from the median.
    """
    weight = np.nan_to_num(np.abs(values - np.nanmedian(values)))
    if not weight.any():
        return ""
    if values.size <= 16:
        return f"; row by row {numbers(values.ravel())}"
    parts = [part for rows in np.array_split(values, 3) for part in np.array_split(rows, 3, axis=1)]
    ninths = numbers(np.nanmean(part) for part in parts if np.isfinite(part).any())
    row, column = (np.sum(np.indices(values.shape)[k] * weight) / weight.sum() for k in range(2))
    return f"; ninths {ninths}; center row {measured(row)}, column {measured(column)}"


def map_in_words(colors):
    """Return a color map's name, or the names of its colors if it has none of its own."""
    if isinstance(colors, ListedColormap) and colors.name in ("from_list", "unnamed"):
        return " ".join(named(color) for color in colors.colors)
    return colors.name


def turned(image):
    """Return how an image lies, where its first row is not above or its first column not at the left."""
    left, right, bottom, top = image.get_extent()
    first_row = top if image.origin == "upper" else bottom
    (x0, x1), (y0, y1) = image.axes.get_xlim(), image.axes.get_ylim()
    upside_down = (first_row - (bottom + top) / 2) * (y1 - y0) < 0
    is_mirrored = (right - left) * (x1 - x0) < 0
    return ", upside down" * bool(upside_down) + ", mirrored" * bool(is_mirrored)


def line_in_words(line):
    """Return a line's place: of one across the panel where it stands, of another its points."""
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    in_x, in_y = line.get_transform().contains_branch_seperately(line.axes.transData)
    if in_x != in_y and len(x) == 2:
        return f"at x {measured(x[0])}" if in_x else f"at y {measured(y[0])}"
    return points_in_words(np.column_stack([x, y]))


def text_in_words(text):
    """Return what is written, and the point that it belongs to; or where an arrow leads."""
    if isinstance(text, Annotation) and text.arrow_patch is not None and not text.get_text():
        return f"from {place(text.get_position())} to {place(text.xy)}"
    at = text.xy if isinstance(text, Annotation) else text.get_position()
    return f"{quoted(text.get_text())} at {place(at)}"


def texts_in_words(texts):
    """Return several texts: a few with their places, many one after the other with the places of some."""
    if len(texts) <= MOST_PLACES or not texts[0].get_text():
        return ", ".join(text_in_words(text) for text in chosen(texts, MOST_TEXTS // 12))
    written = " ".join(quoted(text.get_text()) for text in chosen(texts, MOST_TEXTS))
    return f"{written}; such as {', '.join(text_in_words(text) for text in chosen(texts, 3))}"


def bars_in_words(bars):
    """Return bars in their order: their lengths, their places, and the runs of their colors."""
    across = bars.orientation == "horizontal"
    lengths = [bar.get_width() if across else bar.get_height() for bar in bars]
    at = [bar.get_y() + bar.get_height() / 2 if across else bar.get_x() + bar.get_width() / 2 for bar in bars]
    colors = [color_of(bar) for bar in bars]
    starts = [k for k, color in enumerate(colors) if k == 0 or color != colors[k - 1]]
    runs = [f"{colors[k]} × {after - k}" for k, after in zip(starts, [*starts[1:], len(colors)], strict=True)]
    return (
        f"{'lying' if across else 'standing'} bars {', '.join(runs)}; lengths {numbers(chosen(lengths, 24))}; "
        f"at {'y' if across else 'x'} {numbers(chosen(at, 24))}"
    )


def patch_in_words(patch):
    """Return a box's corner and size, a circle's center and radius, the points of another shape."""
    if hasattr(patch, "get_radius"):
        return f"around {place(patch.center)} with radius {measured(patch.get_radius())}"
    if hasattr(patch, "get_xy") and hasattr(patch, "get_height"):
        return f"{place(patch.get_xy())} size {measured(patch.get_width())} by {measured(patch.get_height())}"
    return points_in_words(patch.get_path().vertices)


def collection_in_words(collection):
    """Return the points of a scatter, or of the paths of any other collection."""
    points = np.ma.filled(np.ma.asarray(collection.get_offsets(), float), np.nan)
    paths = collection.get_paths()
    if len(points) > 1 or not paths or np.any(points):
        return points_in_words(points)
    return f"{len(paths)} paths; {points_in_words(np.concatenate([path.vertices for path in paths]))}"
