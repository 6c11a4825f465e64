"""The look of every figure, its colors by what they mean, and the decorator that shows and closes it."""

import functools
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

STYLE = Path(__file__).parents[1] / "kernelbook.mplstyle"

# The same color means the same thing through the book (Okabe and Ito's palette).
KERNEL = "#d55e00"
OUTPUT = "#0072b2"
RIGHT = TRUTH = "#009e73"
WRONG = FOUND = KERNEL
WRONG_TEXT = "#a34700"  # the same orange, dark enough to be read
REGION = "#56b4e9"  # outlines on a dark image, feature maps
QUIET = "#524d45"
INK = "#1f1d1a"

# From ink to paper: what stands behind the rest.
FAINT = "#8a8378"
OTHERS = "#b9b2a5"  # bars beside the one that counts
EDGE = "#ddd7ca"  # of images, and between cells
GRID = "#e8e2d6"
PAPER = "#faf8f3"
BLANK = "white"

# Colors that tell lines, methods or digits apart.
SERIES = (KERNEL, OUTPUT, RIGHT, "#a0568a")
METHODS = {
    "loops": QUIET,
    "taps": SERIES[0],
    "im2col": SERIES[1],
    "fft": SERIES[2],
    "TensorFlow": SERIES[3],
    "SciPy, direct": "#9a6a00",
    "SciPy, FFT": "#9a6a00",
}
# Paul Tol's "muted", and ink; the digit is written beside, so that none depends on its color.
DIGITS = ("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499", INK)

# Color maps.
LIGHT = "gray"  # large is light, as in a photograph
INKED = "gray_r"  # large is ink, as in MNIST
ACTIVATION = "Blues"
COUNTS = "Oranges"
SIGNED = "PuOr"  # around zero: kernels, errors


def drawing(draw):
    """Decorate a drawing function: the book's style on; its own picture is shown and closed, another's is returned.

    The function takes ``axes=None`` if it draws one panel, and ``figure=None`` if it draws several.
    """

    @functools.wraps(draw)
    def styled(*args, **kwargs):
        from kernelbook.figures import written  # which needs the colors of this page

        place, before = place_of(kwargs), plt.get_fignums()
        try:
            with plt.style.context(STYLE):
                draw(*args, **kwargs)
                if place is None:
                    written.introduce()
                    plt.show()
        finally:
            for number in set(plt.get_fignums()).difference(before):
                plt.close(number)
        return place

    return styled


def place_of(arguments):
    """Return where a drawing was told to go, or None; refuse what is no such place."""
    for name, kind, words in (("axes", Axes, "Matplotlib axes"), ("figure", FigureBase, "a Matplotlib figure")):
        place = arguments.get(name)
        if place is not None and not isinstance(place, kind):
            raise ValueError(f"{name}={place!r}: expected {words}, such as plt.subplots() gives")
        if place is not None:
            return place
    return None


def show_image(axes, image, title="", **kwargs):
    """Draw one image without ticks, dark ink on light paper as MNIST's values mean it."""
    axes.imshow(image, **kwargs)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color(EDGE)
    axes.set_title(title)
