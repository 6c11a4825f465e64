"""Compute a tree from letters: numbers, arrays, functions.

A letter that is not given is an index: below a sum it is summed over, elsewhere the statement must hold for each of its
values. It runs over the axis that it stands at. Two arrays side by side are a product of matrices.
"""

import inspect
from itertools import pairwise

import numpy as np

from formulas.indices import KNOWN, array_of, given, places, spelled, split

STEP, POINTS = 1e-5, 12
PLAIN_FUNCTIONS = {"ln": np.log, "log": np.log, "log_2": np.log2, "cos": np.cos, "sin": np.sin, "tan": np.tan}
PLAIN_FUNCTIONS |= {"arctan": np.arctan, "max": lambda *a: np.max(a), "min": lambda *a: np.min(a)}
REDUCED = {"sum": sum, "max": max, "min": min, "mean": np.mean}
TRUTHS = {
    **{"<": np.less, ">": np.greater, r"\le": np.less_equal, r"\ge": np.greater_equal, "=": np.equal},
    **{r"\ne": np.not_equal},
}
NORMS = {"1": lambda x: np.abs(x).sum(), "2": lambda x: np.sqrt((x * x).sum())}


def value(tree, letters):
    """Return what a tree is worth; whatever is not known is an error."""
    if given(tree, letters):
        return letters[spelled(tree)]
    kind, *rest = tree
    if kind in SPECIAL:
        return SPECIAL[kind](tree, letters)
    if kind in PAIRS or kind in SINGLE:
        return (PAIRS | SINGLE)[kind](*(value(part, letters) for part in rest))
    raise ValueError(f"cannot compute {kind}")


def letter(tree, letters):
    if tree[1] in letters.get("depends", ()):
        return int(outcome(letters["depends"][tree[1]], letters))
    if tree[1] not in KNOWN:
        raise NameError(f"nothing is known of {tree[1]}")
    return KNOWN[tree[1]]


def powered(tree, letters):
    """Return a power, or a matrix with its axes exchanged."""
    _, base, exponent = tree
    if exponent == ("name", "T") and "T" not in letters:
        return np.swapaxes(value(base, letters), -1, -2)
    return np.power(np.asarray(value(base, letters), float), value(exponent, letters))


def truth(tree, letters):
    """Return whether all relations of a chain hold."""
    values = [value(part, letters) for part in tree[1::2]]
    return all(np.all(TRUTHS[sign](*pair)) for sign, pair in zip(tree[2::2], pairwise(values), strict=True))


def compared(tree, letters):
    """Return where a relation holds, number by number."""
    return TRUTHS[tree[2]](value(tree[1], letters), value(tree[3], letters))


def at(tree, letters):
    """Return a derivative at another place than where the letters are."""
    _, slope, place = tree
    return derivative(slope, {**letters, spelled(slope[2][1]): value(place, letters)})


def element(tree, letters):
    """Return a number of an array, a row, or zero where the array is zero outside."""
    _, base, subscripts = tree
    name = array_of(base, letters)
    array = np.asarray(letters[name] if name in letters else value(base, letters))
    found = [value(part, letters) for part in split(subscripts, array.ndim)]
    middle = letters.get("middle", {}).get(name, 0)  # where 0 is, if not at the first
    place = tuple(int(part) + middle for part in found)
    if any(part + middle != whole for part, whole in zip(found, place, strict=True)):
        raise IndexError(f"{name} has no place {found}")
    if all(0 <= i < n for i, n in zip(place, array.shape, strict=False)):
        return array[place]
    if name in letters.get("zero outside", ()):
        return 0.0
    raise IndexError(f"{name} of shape {array.shape} has no place {place}")


def reduced(tree, letters):
    """Return a sum, a mean or a maximum over indices, under conditions; of nothing it is 0."""
    _, kind, names, conditions, body = tree
    sets = [condition for condition in conditions if condition[0] == "in"]
    if sets and sets[0][1] != ("name", names[0]):
        raise ValueError(f"{sets[0][1]} runs over a set, the sum over {names[0]}")
    if sets:
        choices = ({**letters, names[0]: item} for item in value(sets[0][2], letters))
    else:
        choices = places(names, (body, *conditions), letters)
    rest = [condition for condition in conditions if condition[0] != "in"]
    kept = [value(body, new) for new in choices if all(value(condition, new) for condition in rest)]
    return REDUCED[kind](kept) if kept else 0.0


def outcome(function, letters):
    """Call a function of letters by the names of its parameters."""
    return np.asarray(function(**{name: letters[name] for name in inspect.signature(function).parameters}), float)


def derivative(tree, letters):
    """Return a derivative by central differences; with respect to an array, that of each of its numbers."""
    _, above, below = tree
    whole = below if given(below, letters) else below[1]
    name, top = spelled(whole), above if above[0] == "name" else above[1]
    array = np.asarray(letters[name], float)

    def along(place):
        moved = [array.copy(), array.copy()]
        moved[0][place] += STEP
        moved[1][place] -= STEP
        both = [outcome(letters[spelled(top)], {**letters, name: new}) for new in moved]
        slope = (both[0] - both[1]) / (2 * STEP)
        return slope if above is top else element(("index", ("name", " slope"), above[2]), {**letters, " slope": slope})

    if whole is not below:
        return along(tuple(int(value(part, letters)) for part in split(below[2], array.ndim)))
    slopes = [along(place) for place in np.ndindex(array.shape)]
    return np.reshape(slopes, array.shape) if array.shape else slopes[0]


def integral(tree, letters):
    """Return an integral, by Gauss's points."""
    _, name, low, high, body = tree
    points, weights = np.polynomial.legendre.leggauss(POINTS)
    low, high = value(low, letters), value(high, letters)
    found = [value(body, {**letters, name: low + (high - low) * (point + 1) / 2}) for point in points]
    return (high - low) / 2 * sum(weight * part for weight, part in zip(weights, found, strict=True))


def times(a, b):
    """Multiply what stands side by side: two arrays as matrices."""
    if np.ndim(a) and np.ndim(b):
        if np.ndim(a) == np.ndim(b) == 1:
            raise TypeError("two rows side by side are no product of matrices")
        return np.matmul(a, b)
    return np.multiply(a, b)


def called(tree, letters):
    """Return what a function gives; one with an index below takes its argument at all values of it."""
    _, name, subscript, *arguments = tree
    if subscript and f"{name}_{spelled(subscript[0])}" in PLAIN_FUNCTIONS:
        name, subscript = f"{name}_{spelled(subscript[0])}", ()
    function = letters.get(name) or PLAIN_FUNCTIONS[name]
    if not subscript:
        return function(
            *(compared(part, letters) if part[0] == "chain" else value(part, letters) for part in arguments)
        )
    index = subscript[0][1]
    inner = {key: item for key, item in letters.items() if key != index}
    row = [value(arguments[0], new) for new in places((index,), arguments[0], inner)]
    return function(np.array(row))[letters[index]]


def chosen(tree, letters):
    """Return the first of the cases whose condition holds."""
    for part, condition in tree[1:]:
        if condition is None or value(condition, letters):
            return value(part, letters)
    raise ValueError("no case holds")


def members(tree):
    """Return the numbers of a set; dots go on in the steps of the first two."""
    if r"\dots" not in tree:
        return [float(text) for text in tree[1:]]
    first, second, _, last = (float(text) if text != r"\dots" else None for text in tree[1:])
    return [first + k * (second - first) for k in range(round((last - first) / (second - first)) + 1)]


def size(x):
    """Return the absolute value, or how many there are in a set or a mask."""
    if isinstance(x, list):
        return len(x)
    x = np.asarray(x)
    return x.sum() if x.dtype == bool else np.abs(x)


SPECIAL = {
    **{"name": letter, "index": element, "power": powered, "reduce": reduced, "call": called, "cases": chosen},
    **{
        "derivative": derivative,
        "integral": integral,
        "at": at,
        "chain": truth,
        "truth": lambda tree, letters: value(tree[1], letters),
    },
    "number": lambda tree, letters: float(tree[1].rstrip("…")) if "." in tree[1] else int(tree[1].rstrip("…")),
    "set": lambda tree, letters: members(tree),
    "tuple": lambda tree, letters: np.array([value(part, letters) for part in tree[1:]]),
    "group": lambda tree, letters: value(tree[1], letters),
    "convolve": lambda tree, letters: letters["*"](*(value(part, letters) for part in tree[1:])),
    "overline": lambda tree, letters: letters.get("overline", np.mean)(value(tree[1], letters)),
    "norm": lambda tree, letters: NORMS[tree[2][1] if len(tree) > 2 else "2"](value(tree[1], letters)),
}
PAIRS = {
    **{"+": np.add, "-": np.subtract, "/": np.divide, "product": times, "each": np.multiply},
    **{"cap": np.logical_and, "cup": np.logical_or, "inner": lambda a, b: np.sum(a * b)},
    r"\pm": lambda a, b: a + np.array([-1.0, 1.0]) * b,
}
SINGLE = {"negative": np.negative, "root": np.sqrt, "absolute": size, "floor": np.floor, "ceiling": np.ceil}
