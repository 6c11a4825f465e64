"""Compare with numbers as a page prints them: to the last digit."""

import numpy as np

from formulas import agreement
from formulas.evaluation import value
from formulas.grammar import read
from formulas.indices import parts


def tree_of(statement, names=()):
    try:
        return read(statement.tokens, names)
    except SyntaxError:
        return ("unread",)


def is_literal(tree):
    """Say whether a tree is a number as printed, perhaps negative, or a list or a quotient of such."""
    return tree[0] == "number" or (tree[0] in ("negative", "tuple", "/", "power") and all(map(is_literal, tree[1:])))


def is_of_numbers(statement):
    """Say whether a statement relates numbers alone."""
    tree = tree_of(statement)
    return tree[0] == "chain" and all(part[0] != "name" or part[1] == "e" for part in parts(tree))


def is_setting(statement):
    """Say whether a statement gives one letter a value: no equality, but a choice."""
    tree = tree_of(statement)
    return tree[0] == "chain" and len(tree) == 4 and tree[1][0] in ("name", "index", "overline") and is_literal(tree[3])


def unit(tree):
    """Return by how much a printed number may be off: half a unit of its last digit, a whole one before dots."""
    text = tree[1] if tree[0] == "number" else tree[1][1]
    digits = len(text.rstrip("…").partition(".")[2])
    return (1.0 if text.endswith("…") else 0.5) * 10.0**-digits if digits else 0.0


def fault(statement, cases):
    """Return why a statement does not hold; against a printed decimal, to its last digit."""
    tree = tree_of(statement, agreement.functions(cases[0]))
    last = tree[-1]
    if tree[0] != "chain" or last[0] not in ("number", "negative") or not is_literal(last) or not unit(last):
        return agreement.fault(statement.tokens, cases)
    for letters in cases:
        for part in tree[1:-2:2]:
            found = value(part, letters)
            if np.abs(found - value(last, letters)) > unit(last) * (1 + 1e-6):
                return f"{found:.6g} is not {value(last, letters)}"
    return None
