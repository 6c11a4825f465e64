"""What can be checked of the reasons in the list: expressions are computed, cells and files read, sources looked up.

A reason is a word, a colon, what is looked up, separated by semicolons, and after a comma what a reader should know.
"""

import ast
from functools import cache

from chapters import ROOT
from evidence import equalities, gaps, grounds

SOURCES = ROOT / "chapters" / "reference" / "references.md"


@cache
def of_file(name):
    """Return the numbers of a file of the repository: Python as code, all else as text."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return grounds.in_code(ast.parse(text)) | grounds.in_text(text) if name.endswith(".py") else grounds.in_text(text)


def meets(quantity, value):
    """Return whether a value keeps a bound, or agrees with a number."""
    sides = {">": value > quantity.value, ">=": value >= quantity.value, "<": value < quantity.value}
    return (
        sides.get(quantity.bound, value <= quantity.value) if quantity.bound else grounds.agrees(quantity, abs(value))
    )


def lost(quantities, values):
    """Return the quantities that none of the values meets, in words."""
    return ", ".join(one.text for one in quantities if not any(meets(one, value) for value in values))


def worked(details, quantities, codes):
    values = [equalities.computed(part) for part in details]
    if None in values:
        return f"{details[values.index(None)]} is no expression"
    return (words := lost(quantities, values)) and f"{words} does not come out of {'; '.join(details)}"


def book(details, quantities, codes):
    absent = [name for name in details if not (ROOT / name).is_file()]
    if absent:
        return f"there is no {absent[0]}"
    words = lost(quantities, set().union(*map(of_file, details)))
    return words and f"{words} does not stand in {'; '.join(details)}"


def source(details, quantities, codes):
    text = SOURCES.read_text(encoding="utf-8")
    absent = [name for name in details if f"## {name}" not in text]
    return f"{SOURCES.name} has no {absent[0]}" if absent else ""


def asserts(details, quantities, codes):
    """Say which comparisons, such as "> 1.15", no assert or hold of the section makes."""
    made = {pair for code in codes for pair in code.comparisons}
    for detail in details:
        sign, _, value = detail.partition(" ")
        value = equalities.computed(value)
        if value is None or not any(sign == ours and grounds.same(value, number) for ours, number in made):
            return f"no assert and no hold of its section says {detail}"
    return ""


def shows(details, quantities, codes):
    """Say which numbers no cell and no output of the section has."""
    there = set().union(*map(grounds.numbers, codes))
    absent = [one for one in details if not any(grounds.same(abs(float(one)), number) for number in there)]
    return f"no cell of its section has {absent[0]}" if absent else ""


CHECKS = {"worked": worked, "book": book, "source": source, "asserts": asserts, "shows": shows}


def fault(sentence, found, why, codes):
    """Return what is wrong with the reason of a sentence, or nothing."""
    kind, _, detail = why.partition(": ")
    words = {gap.words for gap in found}
    missed = [one for one in gaps.stated(sentence) if f"{one.bound} {one.text}".strip() in words]
    head = detail if kind == "source" else detail.partition(", ")[0]
    return CHECKS[kind](head.split("; "), missed, codes) if kind in CHECKS else ""
