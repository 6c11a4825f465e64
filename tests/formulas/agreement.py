"""Say where a statement does not hold for some letters: every part of a chain against the first, at each index."""

import numpy as np

from formulas.evaluation import value
from formulas.grammar import read
from formulas.indices import indices, places, spelled

CLOSE = {"rtol": 1e-5, "atol": 1e-8}  # central differences are right to about 1e-8, float32 to 1e-6


def functions(letters):
    """Return the letters that take arguments."""
    return {name for name, item in letters.items() if callable(item)}


def differs(first, second):
    """Say whether two values differ; a number is equal to an array if all of it is this number."""
    first, second = np.asarray(first), np.asarray(second)
    shapes = {first.shape, second.shape} - {()}
    return len(shapes) > 1 or not np.allclose(first, second, **CLOSE)


def sides(tree, letters):
    """Return what must be equal, as pairs of a name and a function of the letters."""
    if tree[0] != "chain" or tree[2] in (r"\le", r"\ge", "<", ">"):
        return [lambda new: value(tree, new), lambda new: asked(new, indices(tree, letters))]
    if tree[2] == r"\leftarrow":
        return [lambda new: value(tree[3], new), lambda new: new[f"new {spelled(tree[1])}"]]
    return [lambda new, part=part: value(part, new) for part in tree[1::2]]


def asked(letters, names):
    """Return what the library gives for a lone expression, at these indices."""
    found = np.asarray(letters["value"])
    return found[tuple(letters[name] for name in names)]


def disagreement(tree, letters):
    """Return where a statement does not hold, or nothing."""
    names = indices(tree, letters)
    ratios = []
    for new in places(names, tree, letters):
        found = [side(new) for side in sides(tree, letters)]
        if tree[0] == "chain" and tree[2] == r"\propto":
            ratios.append(found[0] / found[1])
            found = [ratios[0], ratios[-1]]
        if any(differs(found[0], other) for other in found[1:]):
            where = ", ".join(f"{name} = {new[name]}" for name in names)
            shown = " is not ".join(np.array2string(np.asarray(part), precision=5, threshold=12) for part in found)
            return f"{'at ' + where + ': ' if where else ''}{shown}"
    return None


def fault_of(tree, cases):
    """Return why a tree does not hold in one of several cases, an error included, or nothing."""
    try:
        with np.errstate(all="ignore"):
            return next(filter(None, (disagreement(tree, letters) for letters in cases)), None)
    except Exception as error:  # a spoiled formula may hand a library anything
        return f"{type(error).__name__}: {error}"


def fault(tokens, cases):
    """Return why a statement cannot be read or does not hold, or nothing."""
    try:
        tree = read(tokens, functions(cases[0]))
    except SyntaxError as error:
        return str(error)
    return fault_of(tree, cases)
