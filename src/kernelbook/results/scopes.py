"""Which names in a syntax tree are local, and a number for each of them.

What a function calls its own variables decides nothing, so each is numbered by where it first appears. Names that
others use stay as they are: those of modules, classes, attributes, and parameters, which a caller may spell out.
"""

import ast
import itertools
from contextlib import contextmanager

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)


def name_given(node):
    """Return the name that one node of a syntax tree gives in the scope where it stands, or None."""
    if isinstance(node, ast.Name):
        return None if isinstance(node.ctx, ast.Load) else node.id
    if isinstance(node, NAMED):
        return node.name
    if isinstance(node, ast.MatchMapping):
        return node.rest
    return node.asname if isinstance(node, ast.alias) else None  # a plain import has the name of what it imports


def parts_of_scope(node):
    """Return the parts of a node that belong to the scope where it stands; the inside of a function does not."""
    if isinstance(node, FUNCTIONS):
        defaults = [default for default in node.args.kw_defaults if default is not None]
        return [*getattr(node, "decorator_list", []), *node.args.defaults, *defaults]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, COMPREHENSIONS):
        assigned = [inner.target for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)]
        return [node.generators[0].iter, *assigned]  # a name that := gives inside belongs outside
    return list(ast.iter_child_nodes(node))


def names_of_scope(nodes):
    r"""Return the names that nodes give in one scope, in the order in which they appear, and those declared global.

    Examples
    --------
    >>> names_of_scope(ast.parse("b = a\nfor i in c: d, b = i").body)
    (['b', 'i', 'd'], set())
    """
    found, elsewhere, outside, pending = {}, set(), set(), list(reversed(nodes))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            elsewhere.update(node.names)
            outside.update(node.names if isinstance(node, ast.Global) else ())
        found[name_given(node)] = None
        pending.extend(reversed(parts_of_scope(node)))
    return [name for name in found if name is not None and name not in elsewhere], outside


class Numbered(ast.NodeTransformer):
    """Replace each local name by a number, in every function and comprehension of a syntax tree."""

    def __init__(self):
        # What names are called here, and what they are called in functions that begin here: a class keeps its own names
        # from its methods.
        self.numbers, self.handed_on = {}, {}
        self.count = itertools.count()

    def visit(self, node):
        """Replace the local names in a node and all inside it."""
        if isinstance(node, FUNCTIONS):
            return self.visit_function(node)
        if isinstance(node, ast.ClassDef):
            return self.visit_class(node)
        if isinstance(node, COMPREHENSIONS):
            return self.visit_comprehension(node)
        return self.generic_visit(node)

    def generic_visit(self, node):
        """Replace what the node itself names, then go on inside."""
        for field in ("id", "rest", "asname") if isinstance(node, ast.alias) else ("id", "rest", "name"):
            if isinstance(getattr(node, field, None), str):
                setattr(node, field, self.number(getattr(node, field)))
        if isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [self.number(name) for name in node.names]
        return super().generic_visit(node)

    def number(self, name):
        """Return the number of a name here, or the name if it is not local."""
        return self.numbers.get(name, name)

    def each(self, nodes):
        """Visit nodes in their order; an argument without a default has None there."""
        return [node and self.visit(node) for node in nodes]

    @contextmanager
    def scope(self, own, kept=()):
        """Give names of one's own a number while inside; those that are kept mean something else than outside."""
        before = self.numbers, self.handed_on
        numbers = {name: number for name, number in self.handed_on.items() if name not in kept}
        numbers |= {name: f"·{next(self.count)}" for name in own}  # no name can begin with a dot
        self.numbers = self.handed_on = numbers
        yield
        self.numbers, self.handed_on = before

    def visit_function(self, node):
        """Replace a function's names: decorators and defaults stand outside, parameters keep their names."""
        arguments, one = node.args, isinstance(node, ast.Lambda)
        if not one:
            node.name, node.decorator_list = self.number(node.name), self.each(node.decorator_list)
        arguments.defaults, arguments.kw_defaults = self.each(arguments.defaults), self.each(arguments.kw_defaults)
        parameters = {inner.arg for inner in ast.walk(arguments) if isinstance(inner, ast.arg)}
        body = [node.body] if one else node.body
        names, outside = names_of_scope(body)
        with self.scope([name for name in names if name not in parameters], parameters | outside):
            body = self.each(body)
        node.body = body[0] if one else body
        return node

    def visit_class(self, node):
        """Replace the name of a class, if it is local; the names inside are attributes."""
        node.name = self.number(node.name)
        for field in ("decorator_list", "bases", "keywords"):
            setattr(node, field, self.each(getattr(node, field)))
        before, (attributes, _) = self.numbers, names_of_scope(node.body)
        self.numbers = {name: number for name, number in before.items() if name not in attributes}
        node.body = self.each(node.body)
        self.numbers = before
        return node

    def visit_comprehension(self, node):
        """Replace a comprehension's names, those after ``for``; its first collection stands outside."""
        first, node.generators[0].iter = self.visit(node.generators[0].iter), ast.Constant(None)
        names, _ = names_of_scope([generator.target for generator in node.generators])
        with self.scope(names):
            self.generic_visit(node)
        node.generators[0].iter = first
        return node
