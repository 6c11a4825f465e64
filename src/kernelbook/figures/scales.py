"""The axes of a panel in words: their labels, scales, limits and ticks."""

from matplotlib.ticker import FixedLocator, NullLocator

from kernelbook.figures.artists import chosen, color_of, measured, quoted


def limits(axes, name):
    """Return where an axis begins and ends."""
    return " to ".join(measured(limit) for limit in getattr(axes, f"get_{name}lim")())


def axis_in_words(axes, name):
    """Return an axis in words: its label, scale, limits, and the ticks that were set by hand."""
    axis = getattr(axes, f"{name}axis")
    label, scale = axis.get_label_text(), axis.get_scale()
    words = [quoted(label) + meaning(axis.label)] if label else []
    words += [scale] if scale != "linear" else []
    words += [f"from {limits(axes, name)}"] if not shows_image_alone(axes, name) else []
    words += ["turned over"] if axis.get_inverted() and not axes.images else []
    words += ticks_in_words(axis, axes)
    return f"{name} {', '.join(words)}" if words else ""


def shows_image_alone(axes, name):
    """Return whether an axis reaches as far as the panel's first image does, as it does by itself."""
    if not axes.images:
        return False
    ends = axes.images[0].get_extent()[:2] if name == "x" else axes.images[0].get_extent()[2:]
    return sorted(ends) == sorted(getattr(axes, f"get_{name}lim")())


def ticks_in_words(axis, axes):
    """Return the labels of ticks that were set by hand; that there are none, where there is no image."""
    locator = axis.get_major_locator()
    if not isinstance(locator, FixedLocator | NullLocator):
        return []
    texts = [label.get_text() for label in axis.get_ticklabels()]
    if not texts:
        return [] if axes.images else ["no ticks"]
    return ["ticks " + " ".join(quoted(text) for text in chosen(texts, 40))]


def meaning(text):
    """Return the color of a title or a label, if it is one of the book's and not ink."""
    color = color_of(text)
    return "" if color in ("INK", "another color") else f" {color}"
