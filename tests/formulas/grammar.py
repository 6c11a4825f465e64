"""Read the LaTeX of a statement into a tree of tuples: ("+", a, b), ("index", base, subscripts), …

A product is written side by side and binds more tightly than a slash: ``a / 2 h`` is a / (2 h), as the book means it.
"""

from formulas.atoms import Atoms
from formulas.tokens import RELATIONS, statements

PRODUCTS = {"/": "/", r"\cdot": "each", r"\odot": "each", r"\times": "each", "*": "convolve"}
PRODUCTS |= {r"\cap": "cap", r"\cup": "cup"}
ENDS = {*PRODUCTS, *RELATIONS, "+", "-", r"\pm", ",", ":", ")", "]", "}", r"\}", r"\rfloor", r"\rceil", r"\rVert"}
ENDS |= {
    r"\rangle",
    r"\quad",
    "&",
    r"\in",
    r"\\",
    r"\end{cases}",
    r"\end{pmatrix}",
    r"\dots",
    r"\text{if }",
    r"\text{else}",
}


class Reader(Atoms):
    """Reads one statement; `functions` are the names after which a bracket holds arguments, not a factor."""

    def __init__(self, tokens, functions=()):
        self.tokens, self.place, self.functions, self.bars = list(tokens), 0, set(functions), 0

    @property
    def next(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, *wanted):
        """Return the next token; if some are wanted, it must be one of these."""
        token = self.next
        if token is None or (wanted and token not in wanted):
            raise SyntaxError(f"{' or '.join(wanted) or 'more'} expected, not {token!r}: {' '.join(self.tokens)}")
        self.place += 1
        return token

    def relation(self):
        """Read sums that relations join; one without a relation is the sum itself."""
        parts = [self.row()]
        while self.next in RELATIONS:
            parts += [self.take(), self.row()]
        return parts[0] if len(parts) == 1 else ("chain", *parts)

    def row(self):
        """Read numbers with wide spaces between as a list; a space before them means nothing."""
        found = []
        while self.next == r"\quad" or not found:
            if self.next == r"\quad":
                self.take()
            found.append(self.sum())
        return found[0] if len(found) == 1 else ("tuple", *found)

    def sum(self):
        tree = ("negative", self.term()) if self.next == "-" and self.take() else self.term()
        while self.next in ("+", "-", r"\pm"):
            tree = (self.take(), tree, self.term())
        return tree

    def term(self):
        tree = self.product()
        while self.next in PRODUCTS:
            tree = (PRODUCTS[self.take()], tree, self.product())
        return tree

    def product(self):
        """Read what is multiplied side by side."""
        tree = self.factor()
        while self.next is not None and self.next not in ENDS and not (self.next == "|" and self.bars):
            tree = ("product", tree, self.factor())
        return tree

    def several(self, part=None):
        """Read sums, or other parts, with commas between."""
        part = part or self.sum
        found = [part()]
        while self.next == ",":
            self.take()
            found.append(part())
        return found


def read(tokens, functions=()):
    """Return the tree of a statement. Whatever is left over is an error."""
    reader = Reader(tokens, functions)
    while reader.next is not None and reader.next.startswith(r"\text{") and reader.next.endswith(":}"):
        reader.take()  # the name of the statement, such as "box:"
    tree = reader.relation()
    if reader.next is not None:
        raise SyntaxError(f"cannot go on at {reader.next!r}: {' '.join(reader.tokens)}")
    return tree


def parse(latex, functions=()):
    """Return the trees of all statements of a display."""
    return [read(part, functions) for part in statements(latex)]
