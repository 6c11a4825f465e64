"""Which letters of a tree are given, and which are indices; over what an index runs."""

from itertools import product

import numpy as np

KNOWN = {"e": np.e, "pi": np.pi}


def spelled(tree):
    """Return how a name with labels is given as a letter, such as w_1 or k_h; nothing for a sum or a list."""
    match tree:
        case ("name", text) | ("number", text):
            return text
        case ("product", first, second) | ("tuple", first, second):
            return "".join(filter(None, (spelled(first), spelled(second))))
        case (("+" | "-") as sign, first, second):
            return f"{spelled(first)}{sign}{spelled(second)}"
        case ("index", base, subscripts):
            return f"{spelled(base)}_{','.join(map(str, map(spelled, subscripts)))}"
        case ("power", base, exponent):
            return f"{spelled(base)}^{spelled(exponent)}"
    return None


def given(tree, letters):
    """Return whether a tree is a letter that was given, labels included."""
    return tree[0] in ("name", "index", "power") and spelled(tree) in letters


def array_of(base, letters):
    """Return how the array below an index is given: under n_, where n alone is a number."""
    name = spelled(base)
    return f"{name}_" if f"{name}_" in letters else name


def parts(tree):
    """Yield a tree and all trees in it."""
    if isinstance(tree, tuple):
        if tree and isinstance(tree[0], str):
            yield tree
        for part in tree:
            yield from parts(part)


def split(subscripts, axes):
    """Return one subscript for each axis where they fit: (m,n) is two, and so is ij."""
    flat = [part for tree in subscripts for part in (tree[1:] if tree[0] == "tuple" else (tree,))]
    while len(flat) < axes and any(tree[0] == "product" for tree in flat):
        place = next(i for i, tree in enumerate(flat) if tree[0] == "product")
        flat[place : place + 1] = flat[place][1:]
    return flat


def runs(letter, tree, letters):
    """Return over what an index runs: the length of the axes at which it stands alone."""
    if letter in letters.get("ranges", ()):
        run = letters["ranges"][letter]
        return range(run) if isinstance(run, int) else run
    found = set()
    for part in parts(tree):
        if part[0] == "index" and not given(part, letters):
            array = letters.get(array_of(part[1], letters))
            if isinstance(array, np.ndarray):
                pairs = zip(split(part[2], array.ndim), array.shape, strict=False)
                found |= {length for subscript, length in pairs if subscript == ("name", letter)}
    if len(found) != 1:
        raise ValueError(f"index {letter} runs over {sorted(found) or 'nothing'}")
    return range(found.pop())


def indices(tree, letters):
    """Return the letters of a tree that are neither given nor bound by a sum, in order."""
    if not isinstance(tree, tuple) or not tree or given(tree, letters):
        return []
    if tree[0] == "name":
        return [] if tree[1] in {*KNOWN, "T", *letters.get("depends", ())} else [tree[1]]
    if tree[0] == "reduce":
        inner = indices(tree[4], letters) + indices(tree[3], letters)
        return [letter for letter in dict.fromkeys(inner) if letter not in tree[2]]
    if tree[0] == "integral":
        return [letter for letter in indices(tree[2:], letters) if letter != tree[1]]
    is_array = tree[0] == "index" and array_of(tree[1], letters) in letters
    below = tree[2:] if tree[0] == "call" or is_array else tree
    return list(dict.fromkeys(letter for part in below for letter in indices(part, letters)))


def places(names, tree, letters):
    """Yield the letters with each combination of values of some indices."""
    for values in product(*(runs(name, tree, letters) for name in names)):
        yield {**letters, **dict(zip(names, values, strict=True))}
