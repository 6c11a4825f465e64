"""A picture in words: what stands in it and where, so that pictures can be compared and read in a review.

In a notebook these words are the text of a figure's output; readers see the picture.
"""

import sys
import warnings

from matplotlib.collections import Collection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from kernelbook.figures.artists import (
    bars_in_words,
    chosen,
    collection_in_words,
    color_of,
    image_in_words,
    line_in_words,
    patch_in_words,
    quoted,
    texts_in_words,
)
from kernelbook.figures.scales import axis_in_words, limits, meaning

MOST_MEMBERS = 6


def introduce():
    """Tell IPython, where it runs, to write figures down; nothing happens elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if formatter := getattr(shell, "display_formatter", None):
        formatter.formatters["text/plain"].for_type(Figure, print_figure)


def print_figure(figure, printer, cycle):
    """Write a figure down where IPython prints one."""
    printer.text(written(figure))


def written(figure):
    """Return a figure in words, panel by panel; what cannot be told is named by its class. Never an error.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or SubFigure

    Returns
    -------
    str
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # a reader asked for a picture, not for its description
            return "\n".join(lines_of(figure))
    except Exception as error:
        return f"figure that cannot be written down: {type(error).__name__}"


def lines_of(figure):
    """Return the lines of a figure in words; a panel that one line tells has no lines of its own."""
    panels = [axes for axes in figure.axes if axes.get_visible()]
    lines = [f"figure of {len(panels)} panels{rows_of(panels)}" if len(panels) != 1 else "figure"]
    lines += around_panels(figure)
    for number, axes in enumerate(panels, start=1):
        title, *others = safely(panel, axes)
        name = f"panel {number}" + title
        lines += [f"{name}: {others[0]}"] if len(others) == 1 else [name, *(f"  {line}" for line in others)]
    return lines


def rows_of(panels):
    """Return how many rows and columns panels stand in."""
    grid = panels[0].get_subplotspec() if panels else None
    return f" in {grid.get_gridspec().nrows} × {grid.get_gridspec().ncols}" if grid else ""


def safely(words, thing):
    """Return what a function says of a thing, or the thing's class if it cannot say it."""
    try:
        return words(thing)
    except Exception:
        name = type(thing).__name__
        return [f" {name}"] if words is panel else name


def around_panels(figure):
    """Return what a figure has beside its panels: its title, legends and texts, and those of its parts."""
    title = figure.get_suptitle()
    lines = [f"  title {quoted(title)}"] if title else []
    lines += [f"  {safely(legend_in_words, legend)}" for legend in figure.legends]
    texts = [text for text in figure.texts if text.get_text() and text is not getattr(figure, "_suptitle", None)]
    lines += [f"  texts {safely(texts_in_words, texts)}"] if texts else []
    return lines + [line for part in figure.subfigs for line in around_panels(part)]


def panel(axes):
    """Return a panel's title, then a line for each axis, each kind of artist and the legend."""
    titles = [axes._left_title, axes.title, axes._right_title]
    title = "".join(f" {quoted(title.get_text())}{meaning(title)}" for title in titles if title.get_text())
    axis_lines = [axis_in_words(axes, name) for name in "xy"] if axes.axison else ["no axes"]
    if not axes.axison and not (axes.images or axes.lines or axes.texts or axes.patches or axes.collections):
        return [title, "empty"]
    if not axes.images:
        axis_lines += [] if axes.axison else ["; ".join(f"{name} from {limits(axes, name)}" for name in "xy")]
    bars = [container for container in axes.containers if isinstance(container, BarContainer)]
    lines = [f"{safely(bars_in_words, container)}{label_of(container)}" for container in bars]
    lines += [group_in_words(*group) for group in groups(axes, {bar for container in bars for bar in container})]
    legend = axes.get_legend()
    lines += [safely(legend_in_words, legend)] if legend else []
    return [title, *(line for line in axis_lines if line), *lines]


def groups(axes, left_out):
    """Return the artists of a panel that look alike, as (name, members), in the order in which they are drawn."""
    aside = {axes.title, axes._left_title, axes._right_title, axes.patch, axes.get_legend(), *axes.spines.values()}
    aside |= {axes.xaxis, axes.yaxis, *left_out}
    found = {}
    for artist in sorted(axes.get_children(), key=lambda artist: artist.get_zorder()):
        silent = isinstance(artist, Text) and not artist.get_text() and not getattr(artist, "arrow_patch", None)
        if artist not in aside and artist.get_visible() and not silent:
            found.setdefault(safely(look, artist), []).append(artist)
    return found.items()


def look(artist):
    """Return what tells one kind of artist from another in a panel: what it is, its color, its style, its label."""
    if isinstance(artist, AxesImage):
        return f"image{id(artist)}"  # each by itself
    if isinstance(artist, Line2D):
        style = artist.get_linestyle().replace("None", "") + str(artist.get_marker()).replace("None", "")
        return f"line {color_of(artist)} {quoted(style)}{label_of(artist)}"
    if isinstance(artist, Text):
        is_arrow = isinstance(artist, Annotation) and not artist.get_text()
        return f"arrows {arrow_color(artist)}" if is_arrow else f"texts {color_of(artist)}"
    if isinstance(artist, Patch):
        dashes = {"solid": "", "-": ""}.get(artist.get_linestyle(), " dashed")
        return f"{type(artist).__name__} {color_of(artist)}{dashes}{label_of(artist)}"
    if isinstance(artist, Collection):
        return f"{type(artist).__name__} {color_of(artist)}{label_of(artist)}"
    return type(artist).__name__


def arrow_color(annotation):
    """Return the name of the color of an arrow that has no text."""
    return color_of(annotation.arrow_patch).removeprefix("outline ")


def label_of(artist):
    """Return an artist's label for the legend, if it has one."""
    label = str(artist.get_label() or "")
    return "" if not label or label.startswith("_") else f" {quoted(label)}"


def group_in_words(name, members):
    """Return one line for artists that look alike: their name, how many they are, and some or all of them."""
    first = members[0]
    if isinstance(first, AxesImage):
        return safely(image_in_words, first)
    count = f" × {len(members)}" if len(members) > 1 else ""
    if isinstance(first, Text):
        return f"{name}{count}: {safely(texts_in_words, members)}"
    kinds = ((Line2D, line_in_words), (Patch, patch_in_words), (Collection, collection_in_words))
    words = next((words for kind, words in kinds if isinstance(first, kind)), None)
    if words is None:
        return f"{name}{count}"
    said = [safely(words, member) for member in chosen(members, MOST_MEMBERS)]
    places = {words.partition("; y ")[0] for words in said}
    if len(said) > 1 and len(places) == 1:  # lines over the same places
        said = [said[0], *(words.partition("; y ")[2] for words in said[1:])]
    return f"{name}{count}: {' | '.join(said)}"


def legend_in_words(legend):
    """Return a legend's title and its entries in their order, each with its color."""
    title = legend.get_title().get_text()
    pairs = zip(legend.get_texts(), legend.legend_handles, strict=True)
    entries = [f"{quoted(text.get_text())} {safely(color_of, handle)}" for text, handle in pairs]
    return f"legend {quoted(title) + ': ' if title else ''}{', '.join(entries)}"
