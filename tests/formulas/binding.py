"""What letters stand for: small random inputs, and what the library makes of them."""

import numpy as np


def bound(*names, **options):
    """Mark a function of `draw` as what the letters of some statements stand for.

    The names are those of `displays.named`: a page, and what stands before the first relation. The function returns a
    dict of letters, or several, one for each case. Beside letters, a dict has what these need: "value", of a lone
    expression or of an inequality; "new w", after an arrow; "*", the convolution; "ranges" of indices that stand at no
    axis alone; and "zero outside", the arrays that are zero there.
    """

    def mark(function):
        function.names, function.options = names, {key.replace("_", " "): item for key, item in options.items()}
        return function

    return mark


def drawing(seed=7):
    """Return a function that draws arrays, or a number, between 0.3 and 2 in size, of either sign."""
    generator = np.random.default_rng(seed)

    def draw(*shape, positive=False):
        drawn = generator.uniform(0.3, 2.0, shape)
        return drawn if positive else drawn * np.where(generator.random(shape) < 0.5, -1.0, 1.0)

    return draw


def cases(function):
    """Return the dicts of letters of a binding."""
    found = function(drawing())
    return [{**function.options, **letters} for letters in (found if isinstance(found, list) else [found])]


def bindings(modules):
    """Return the function that binds each name, from the modules of bindings; nothing is bound twice."""
    marked = [item for module in modules for item in vars(module).values() if hasattr(item, "names")]
    pairs = [(name, function) for function in marked for name in function.names]
    twice = {name for name, _ in pairs if [other for other, _ in pairs].count(name) > 1}
    assert not twice, f"bound twice: {sorted(twice)}"
    return dict(pairs)
