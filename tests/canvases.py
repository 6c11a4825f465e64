"""What the canvases of labs and film hold, read back pixel by pixel: cells, frames, colors."""

import base64
import io

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from built_site import SITE, bring_near
from kernelbook.figures import style

# The colors of frames, which lab.css takes from the figures.
KERNEL, OUTPUT = (np.multiply(to_rgb(color), 255).round() for color in (style.KERNEL, style.OUTPUT))
SCREENS = {
    "screen": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 800}, "device_scale_factor": 2},
}


def part(name):
    """Return the selector of a lab's part."""
    return f'[data-part="{name}"]'


def open_lab(tab, page, query=""):
    """Open a page in a tab, with its lab or film, and take the mouse away from it."""
    tab.goto((SITE / page).as_uri() + query)
    bring_near(tab)
    tab.mouse.move(1, 1)


def pixels(tab, canvas):
    """Return what a canvas holds, given by its selector or locator: array of bytes, shape (height, width, 4)."""
    canvas = tab.locator(canvas) if isinstance(canvas, str) else canvas
    text = canvas.evaluate("canvas => canvas.toDataURL('image/png').split(',')[1]")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA"))


def colored(picture, color, tolerance=3):
    """Return where a picture has a color: array of bool, shape (height, width)."""
    return (np.abs(picture[..., :3].astype(int) - color).max(axis=-1) <= tolerance) & (picture[..., 3] == 255)


def framed(picture, color, columns):
    """Return the cells inside the frame of a color: first row, first column, height, width.

    A frame lies around its cells, along the border of the picture on them. What it leaves free is measured.
    """
    side, mask = picture.shape[1] / columns, colored(picture, color)
    assert mask.any(), f"no frame of the color {color} is drawn: assets/labs/lab.css, or who draws it"
    rows, across = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    box, cells = mask[rows[0] : rows[-1] + 1, across[0] : across[-1] + 1], []
    for axis, edge in ((1, rows[0]), (0, across[0])):
        lines = box.mean(axis=axis) > 0.8
        assert lines[0], "what is drawn in the frame's color is no closed frame, or reaches out of it"
        assert lines[-1], "what is drawn in the frame's color is no closed frame, or reaches out of it"
        free = edge + np.flatnonzero(~lines)
        cells.append((round((free[0] + 0.5) / side), round((free[-1] + 0.5) / side)))
    (top, bottom), (left, right) = cells
    return top, left, bottom - top, right - left


def cell_colors(picture, rows, columns):
    """Return the color of each cell, taken above its number: shape (rows, columns, 4)."""
    height, width = picture.shape[0] / rows, picture.shape[1] / columns
    down = ((np.arange(rows) + (0.22 if height > 8 else 0.5)) * height).astype(int)
    across = ((np.arange(columns) + 0.5) * width).astype(int)
    return picture[np.ix_(down, across)].astype(int)


def assert_shows(picture, values, low, high, colors, frames=()):
    """Compare the cells of a picture with values between `low` and `high` in the colors of the figures.

    Where there is no value (NaN) the picture is clear. Cells under a frame, or beside it, are not asked.
    """
    shown = cell_colors(picture, *values.shape)
    expected = matplotlib.colormaps[colors](np.clip((values - low) / (high - low), 0, 1)) * 255
    expected = np.where(np.isnan(values)[..., None], 0, expected)
    off = np.abs(shown - expected).max(axis=-1)
    near = 1 if picture.shape[1] > 12 * values.shape[1] else 2
    for row, column, height, width in frames:
        off[max(row - near, 0) : row + height + near, max(column - near, 0) : column + width + near] = 0
    place = np.unravel_index(off.argmax(), off.shape)
    assert off.max() <= 9, (
        f"row {place[0]}, column {place[1]} has the color {shown[place].tolist()}, but the library's number there is "
        f"{values[place]:.3f}, the color {expected[place].round().astype(int).tolist()}"
    )
