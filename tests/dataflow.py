"""Read a source text as a stream of data: what each expression is made of, statement by statement.

Each expression gets one of these: False (clean), True (made of the data that are followed), PLACE (where they have
their best), a tuple of them (a pair such as images and labels), or a Function of the same text. What is not known
passes on what it is given; what is not followed: files, attributes of objects, figures that are read from results.
"""

import ast
from collections import ChainMap
from dataclasses import dataclass

PLACE = "the place of the best"
SIZES = {"shape", "dtype", "ndim", "size", "len"}  # these tell nothing of what is in an image


@dataclass(frozen=True)
class Function:
    """A function of the text, with the names that it sees."""

    node: ast.AST
    seen: ChainMap

    def __hash__(self):
        return id(self.node)


def flat(value):
    """Return whether anything in a value is made of test data."""
    if isinstance(value, tuple):
        return any(map(flat, value))
    return False if isinstance(value, Function) else bool(value)


def element(value):
    """Return what one element of a value is made of."""
    if not isinstance(value, tuple):
        return flat(value)
    elements = list(value)
    joined = elements.pop(0) if elements else False
    for other in elements:
        joined = join(joined, other)
    return joined


def join(a, b):
    """Return what may be either of two values."""
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(map(join, a, b))
    return a if a == b else flat(a) or flat(b)


def name_of(node):
    """Return the last name of what is called or read: of ``a.b.c`` it is c."""
    return getattr(node, "id", getattr(node, "attr", ""))


class Reader(ast.NodeVisitor):
    """Reads a text in its order."""

    def __init__(self):
        self.names = ChainMap({})

    def run(self, body):
        """Run statements; return what they return, joined."""
        given = [value for statement in body if (value := self.visit(statement)) is not None]
        return element(tuple(given)) if given else None

    def visit_ClassDef(self, node):
        self.run(node.body)

    def visit_Return(self, node):
        return self.visit(node.value) if node.value else False

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Yield) and node.value.value:
            return self.visit(node.value.value)
        self.visit(node.value)

    def visit_Assign(self, node):
        value = self.visit(node.value)
        for target in node.targets:
            self.bind(target, value)

    def visit_AugAssign(self, node):
        self.bind(node.target, join(self.visit(node.target), self.visit(node.value)))

    def visit_For(self, node):
        values = self.visit(node.iter)
        given = []
        for value in (values or (False,)) if isinstance(values, tuple) else [flat(values)] * 2:
            self.bind(node.target, value)
            given.append(self.run(node.body))
        return self.last(given)

    def visit_While(self, node):
        self.visit(node.test)
        return self.last([self.run(node.body), self.run(node.body)])

    def visit_If(self, node):
        self.visit(node.test)
        before = dict(self.names.maps[0])
        first = self.run(node.body)
        after = dict(self.names.maps[0])
        self.names.maps[0].clear()
        self.names.maps[0].update(before)
        second = self.run(node.orelse)
        for name, value in after.items():
            self.names.maps[0][name] = join(self.names.maps[0].get(name, value), value)
        return self.last([first, second])

    def visit_With(self, node):
        for item in node.items:
            value = self.visit(item.context_expr)
            if item.optional_vars:
                self.bind(item.optional_vars, value)
        return self.run(node.body)

    def visit_Try(self, node):
        bodies = [node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody]
        return self.last([self.run(body) for body in bodies])

    def generic_visit(self, node):
        """An expression is made of its parts; of a statement only the expressions are read."""
        parts = [flat(self.visit(part)) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        return any(parts) if isinstance(node, ast.expr) else None

    def last(self, given):
        given = tuple(value for value in given if value is not None)
        return element(given) if given else None

    def bind(self, target, value):
        """Give a value to names; what an array or object is given a part of is made of it, too."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            fits = isinstance(value, tuple) and len(value) == len(target.elts)
            starred = any(isinstance(part, ast.Starred) for part in target.elts)
            values = value if fits and not starred else [element(value)] * len(target.elts)
            for part, of_part in zip(target.elts, values, strict=True):
                self.bind(getattr(part, "value", part) if isinstance(part, ast.Starred) else part, of_part)
        elif isinstance(target, ast.Subscript | ast.Attribute) and flat(value):
            self.bind_root(target)

    def bind_root(self, node):
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
        if isinstance(node, ast.Name) and node.id in self.names:
            self.names[node.id] = True

    def visit_Name(self, node):
        return self.names.get(node.id, False)

    def visit_Tuple(self, node):
        parts = []
        for part in node.elts:
            value = self.visit(part)
            parts += value if isinstance(part, ast.Starred) and isinstance(value, tuple) else [value]
        return tuple(parts)

    def visit_List(self, node):
        return self.visit_Tuple(node)

    def visit_Starred(self, node):
        return self.visit(node.value)

    def visit_Lambda(self, node):
        return Function(node, self.names)

    def visit_IfExp(self, node):
        self.visit(node.test)
        return join(self.visit(node.body), self.visit(node.orelse))

    def visit_NamedExpr(self, node):
        value = self.visit(node.value)
        self.bind(node.target, value)
        return value

    def visit_Attribute(self, node):
        return False if node.attr in SIZES else flat(self.visit(node.value))

    def visit_ListComp(self, node):
        generator, found = node.generators[0], []
        values = self.visit(generator.iter)
        outer, self.names = self.names, self.names.new_child()
        for value in values if isinstance(values, tuple) else [flat(values)]:
            self.bind(generator.target, value)
            for inner in node.generators[1:]:
                self.bind(inner.target, element(self.visit(inner.iter)))
            for condition in (condition for g in node.generators for condition in g.ifs):
                self.visit(condition)
            found.append(flat(self.visit(node.value)) if hasattr(node, "key") else self.visit(node.elt))
        self.names = outer
        one_by_one = isinstance(values, tuple) and len(node.generators) == 1 and not generator.ifs
        return tuple(found) if one_by_one else (element(tuple(found)),) if found else ()

    def visit_GeneratorExp(self, node):
        return self.visit_ListComp(node)

    def visit_SetComp(self, node):
        return self.visit_ListComp(node)

    def visit_DictComp(self, node):
        return self.visit_ListComp(node)
