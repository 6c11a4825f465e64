"""The decorator that gives a figure the book's look, shows it and closes it."""

import functools

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from kernelbook.figures.style import STYLE
from kernelbook.figures.written import introduce


def drawing(draw):
    """Decorate a drawing function: the book's style on; its own picture is shown and closed, another's is returned.

    The function takes ``axes=None`` if it draws one panel, and ``figure=None`` if it draws several.
    """

    @functools.wraps(draw)
    def styled(*args, **kwargs):
        place, before = place_of(kwargs), plt.get_fignums()
        try:
            with plt.style.context(STYLE):
                draw(*args, **kwargs)
                if place is None:
                    introduce()
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
