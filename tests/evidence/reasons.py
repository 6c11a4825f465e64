"""What can be checked of the reasons in the list: expressions are computed, files read, sources looked up."""

import ast
from functools import cache

from chapters import ROOT
from evidence import equalities, gaps, grounds

SOURCES = ROOT / "chapters" / "reference" / "references.md"


@cache
def of_file(name):
    """Return the numbers of a file of the repository, which reads Python as code and all else as text."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return grounds.in_code(ast.parse(text)) | grounds.in_text(text) if name.endswith(".py") else grounds.in_text(text)


def compares(quantity, value):
    """Return whether a value meets a bound, or agrees with a number."""
    if quantity.bound:
        return {">": value > quantity.value, ">=": value >= quantity.value}.get(
            quantity.bound, value < quantity.value or (value == quantity.value and quantity.bound == "<=")
        )
    return grounds.agrees(quantity, abs(value))


def missing(sentence, found):
    """Return the quantities of a sentence that stood on no cell."""
    words = {gap.words for gap in found}
    return [one for one in gaps.stated(sentence) if f"{one.bound} {one.text}".strip() in words]


def worked(quantities_of, detail):
    """Say which numbers do not come out of the expressions of a reason, such as "60000 - 5000; 1 / 2"."""
    values = {part: equalities.computed(part) for part in detail.split("; ")}
    unread = [part for part, value in values.items() if value is None]
    if unread:
        return f"{unread[0]} is no expression"
    lost = [one.text for one in quantities_of if not any(compares(one, value) for value in values.values())]
    return f"{', '.join(lost)} does not come out of {detail}" if lost else ""


def book(quantities_of, detail):
    """Say which numbers do not stand in the files of a reason."""
    names = detail.split("; ")
    absent = [name for name in names if not (ROOT / name).is_file()]
    if absent:
        return f"there is no {absent[0]}"
    values = set().union(*map(of_file, names))
    lost = [one.text for one in quantities_of if not any(compares(one, value) for value in values)]
    return f"{', '.join(lost)} does not stand in {detail}" if lost else ""


def source(quantities_of, detail):
    """Say which sources of a reason the page of references does not have."""
    text = SOURCES.read_text(encoding="utf-8")
    lost = [name for name in detail.split("; ") if f"## {name}" not in text]
    return f"{SOURCES.name} has no {lost[0]}" if lost else ""


CHECKS = {"worked": worked, "book": book, "source": source}


def fault(plain, found, why):
    """Return what is wrong with a reason, or nothing."""
    kind, _, detail = why.partition(": ")
    check = CHECKS.get(kind)
    return check(missing(plain, found), detail) if check else ""
