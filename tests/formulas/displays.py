"""Find every formula of the book: displays of chapters, pages and docstrings, and those inside sentences.

Of those in sentences count the ones with a relation, and expressions of two operations and more, such as sizes.
"""

import ast
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from chapters import LESSONS, PAGES, ROOT, prose
from formulas.grammar import read
from formulas.indices import parts
from formulas.tokens import left_side, statements

PACKAGE = ROOT / "src" / "kernelbook"
MATH = re.compile(r"\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$\n]+?)\$", re.DOTALL)
DIRECTIVE = re.compile(r"^( *)\.\. math::(?P<display>.*(?:\n\1 +\S.*)*)|:math:`(?P<inline>[^`]+)`", re.MULTILINE)

NO_OPERATION = {"name", "number", "index", "tuple", "overline", "truth", "chain"}


class Statement(NamedTuple):
    """A statement of a formula, and how a binding names it.

    The name is the page, and what stands before the first relation. An expression inside a sentence has the three words
    before it instead, so that it is computed also where it was changed.
    """

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
    """Return (page, LaTeX, the words before) of every "display" or every "inline" formula."""
    sources = [(MATH, page, text) for page, text in texts().items()]
    sources += [(DIRECTIVE, page, text) for page, text in docstrings().items()]
    return [
        (page, " ".join(match[kind].split()), words_before(text[: match.start()]))
        for pattern, page, text in sources
        for match in pattern.finditer(text)
        if match[kind]
    ]


def words_before(text):
    """Return the last three words of a text, formulas left out."""
    return " ".join(re.findall(r"[\w'’]+", re.sub(r"\$[^$\n]+\$|:math:`[^`]+`", "", text[-400:]))[-3:])


def is_expression(part):
    """Say whether something without a relation is more than a name or one operation, or cannot be read."""
    try:
        kinds = [tree[0] for tree in parts(read(part))]
    except SyntaxError:
        return True
    operations = [kind for kind in kinds if kind not in NO_OPERATION]
    return "name" in kinds and len(operations) > 1 and set(operations) != {"product"}


def named(kind):
    """Return the statements of all formulas, in order; the second of the same name on a page ends in #2."""
    count, found = Counter(), []
    for page, latex, words in formulas(kind):
        for part in statements(latex):
            if kind == "inline" and not left_side(part) and not is_expression(part):
                continue
            place = f"{page} inline" if kind == "inline" else page
            name = f"{place}: {left_side(part) or (f'after {words}' if kind == 'inline' else 'expression')}"
            count[name] += 1
            found.append(Statement(name + (f" #{count[name]}" if count[name] > 1 else ""), part, latex))
    return found
