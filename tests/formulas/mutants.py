"""Spoil a formula in one place, as an author's slip would: each mutant should hold no longer.

A sign turned over, a term or a factor lost, a letter or an index put for another, two exchanged, a number off by one.
"""

from formulas.tokens import RELATIONS

LOST = {"+", "-", r"\pm", "product", "each", "/"}
TURNED = {"+": "-", "-": "+", r"\le": r"\ge", r"\ge": r"\le", "<": ">", ">": "<", "max": "min", "min": "max"}
ROUNDED = {"floor": "ceiling", "ceiling": "floor"}


def letters(tree):
    """Return the letters of a tree, in order."""
    if not isinstance(tree, tuple) or not tree:
        return []
    if tree[0] == "name":
        return [tree[1]]
    return list(dict.fromkeys(letter for part in tree for letter in letters(part)))


def here(tree, others):
    """Yield what one place of a tree may be spoiled to."""
    kind = tree[0]
    if kind in LOST:
        yield from tree[1:]
    if kind in TURNED:
        yield (TURNED[kind], *tree[1:])
    if kind in ROUNDED:
        yield (ROUNDED[kind], *tree[1:])
    if kind in ("negative", "root", "absolute", "norm"):
        yield tree[1]
    if kind == "power":
        yield tree[1]
    if kind in ("/", "derivative", "index") and len(tree) == 3 and kind == "/":
        yield (kind, tree[2], tree[1])
    if kind == "number" and tree[1].isdigit():
        yield (kind, str(int(tree[1]) + 1))
    if kind == "index" and len(tree[2]) > 1:
        yield (kind, tree[1], (tree[2][1], tree[2][0], *tree[2][2:]))
    if kind == "name" and tree[1] in others:
        place = others.index(tree[1])
        yield from {(kind, others[(place + step) % len(others)]) for step in (1, 2)} - {tree}
    if kind == "reduce" and tree[1] in TURNED:
        yield (kind, TURNED[tree[1]], *tree[2:])


def mutants(tree, others=None):
    """Yield every tree that differs from this one in one place."""
    others = letters(tree) if others is None else others
    if not isinstance(tree, tuple) or not tree:
        return
    if isinstance(tree[0], str) and tree[0] not in RELATIONS:
        yield from here(tree, others)
    for place, part in enumerate(tree):
        if isinstance(part, tuple):
            for spoiled in mutants(part, others):
                yield (*tree[:place], spoiled, *tree[place + 1 :])
