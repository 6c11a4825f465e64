"""Find every formula of the book: displays of chapters, pages and docstrings, and the inline ones with a relation."""

import ast
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from chapters import LESSONS, PAGES, ROOT, prose
from formulas.tokens import left_side, statements

PACKAGE = ROOT / "src" / "kernelbook"
MATH = re.compile(r"\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$\n]+?)\$", re.DOTALL)
DIRECTIVE = re.compile(r"^( *)\.\. math::(?P<display>.*(?:\n\1 +\S.*)*)|:math:`(?P<inline>[^`]+)`", re.MULTILINE)


class Statement(NamedTuple):
    """A statement of a formula, and how a binding names it: the page, and what stands before the first relation."""

    name: str
    tokens: list
    latex: str


def docstrings():
    """Return every docstring of the library by the dotted name of what it describes."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        described(ast.parse(path.read_text(encoding="utf-8")), module, found)
    return found


def described(node, name, found):
    """Add the docstrings of a module, a class or a function, and of all inside."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        found[name] = ast.get_docstring(node) or ""
    for inner in ast.iter_child_nodes(node):
        described(inner, f"{name}.{inner.name}" if hasattr(inner, "name") else name, found)


@cache
def texts():
    """Return the text of every chapter and page, by its name."""
    found = {path.stem if path.parent.name != "deeper" else f"deeper {path.stem}": prose(path) for path in LESSONS}
    return (
        found | {f"{path.parent.name} {path.stem}": prose(path) for path in PAGES} | {"index": prose(ROOT / "index.md")}
    )


@cache
def formulas(kind):
    """Return (page, LaTeX) of every "display" or every "inline" formula."""
    found = [(page, match[kind]) for page, text in texts().items() for match in MATH.finditer(text)]
    found += [(page, match[kind]) for page, text in docstrings().items() for match in DIRECTIVE.finditer(text)]
    return [(page, " ".join(latex.split())) for page, latex in found if latex]


def named(kind):
    """Return the statements of all formulas, in order; the second of the same name on a page ends in #2."""
    count, found = Counter(), []
    for page, latex in formulas(kind):
        for part in statements(latex):
            if kind == "inline" and not left_side(part):
                continue
            place = page if kind == "display" else f"{page} inline"
            name = f"{place}: {left_side(part) or 'expression'}"
            count[name] += 1
            found.append(Statement(name + (f" #{count[name]}" if count[name] > 1 else ""), part, latex))
    return found
