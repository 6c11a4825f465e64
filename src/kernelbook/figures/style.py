"""The look of every figure, and the decorator that shows and closes it."""

import functools
from pathlib import Path

import matplotlib.pyplot as plt

STYLE = Path(__file__).parents[1] / "kernelbook.mplstyle"

# The same color means the same thing through the book (Okabe and Ito's palette).
KERNEL = "#d55e00"
OUTPUT = "#0072b2"
RIGHT = "#009e73"
WRONG = "#d55e00"
QUIET = "#524d45"
INK = "#1f1d1a"


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
