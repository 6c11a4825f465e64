"""Which names in a syntax tree are local, and a number for each of them.

What a function calls its own variables decides nothing, so each is numbered by where it first appears. Names that can
be seen from elsewhere stay as they are: those of modules, classes, functions, attributes, and parameters, which a
caller may spell out. Code that can look at its own variables (`SEES_NAMES`), or has parameters for types, keeps all.
"""

import ast
import itertools
from contextlib import contextmanager

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SEES_NAMES = {"dir", "eval", "exec", "globals", "locals", "vars"}


def local_name(node):
    """Return the name that one node of a syntax tree gives in the scope where it stands, if it may be any, or None."""
    if isinstance(node, ast.Name):
        return None if isinstance(node.ctx, ast.Load) else node.id
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        return node.name
    if isinstance(node, ast.MatchMapping):
        return node.rest
    return node.asname if isinstance(node, ast.alias) else None


def fixed_names(node):
    """Return names that one node gives or declares and that others see: list of str."""
    if isinstance(node, DEFINITIONS):
        return [node.name]  # told by __name__
    if isinstance(node, ast.alias) and not node.asname:
        return [node.name.split(".")[0]]
    return node.names if isinstance(node, ast.Global) else []


def parameters(node):
    """Return the parameters of a function: list of ast.arg."""
    given = node.args
    starred = [argument for argument in (given.vararg, given.kwarg) if argument]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *starred]


def annotations(node):
    """Return what a function's header says of types; it is evaluated where the function stands."""
    said = [*(argument.annotation for argument in parameters(node)), getattr(node, "returns", None)]
    return [part for part in said if part is not None]


def assigned_outside(node):
    """Return the names that ``:=`` gives inside a comprehension, and that belong outside of it."""
    found, pending = [], [node]
    while pending:
        inner = pending.pop()
        found += [inner.target] if isinstance(inner, ast.NamedExpr) else []
        pending += [part for part in ast.iter_child_nodes(inner) if not isinstance(part, ast.Lambda)]
    return found


def parts_of_scope(node):
    """Return the parts of a node that belong to the scope where it stands; the inside of a function does not."""
    if isinstance(node, FUNCTIONS):
        defaults = [default for default in node.args.kw_defaults if default is not None]
        return [*getattr(node, "decorator_list", []), *node.args.defaults, *defaults, *annotations(node)]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, COMPREHENSIONS):
        return [node.generators[0].iter, *assigned_outside(node)]
    return list(ast.iter_child_nodes(node))


def names_of_scope(nodes):
    r"""Return the names that nodes give in one scope: the local ones, in their order, and those that others see.

    Examples
    --------
    >>> names_of_scope(ast.parse("b = a\nfor i in c: d, b = i\nimport m").body)
    (['b', 'i', 'd'], {'m'})
    """
    found, kept, outer, pending = {}, set(), set(), list(reversed(nodes))
    while pending:
        node = pending.pop()
        kept.update(fixed_names(node))
        outer.update(node.names if isinstance(node, ast.Nonlocal) else ())
        found[local_name(node)] = None
        pending.extend(reversed(parts_of_scope(node)))
    own = [name for name in found if name is not None and name not in kept | outer]
    mangled = {name for name in own if name.startswith("__")}
    return [name for name in own if name not in mangled], kept | mangled


def shows_its_names(tree):
    """Say whether code can look at its own variables, or has parameters for types: then none is numbered."""
    nodes = list(ast.walk(tree))
    return any(getattr(node, "type_params", []) for node in nodes) or any(
        isinstance(node, ast.Name) and node.id in SEES_NAMES for node in nodes
    )


def numbered(tree):
    """Return a syntax tree with a number in place of each local name; the tree that came is used up."""
    return tree if shows_its_names(tree) else Numbered().visit(tree)


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
        """Visit nodes in their order; where there is none, as for an argument without a default, None stays."""
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
        """Replace a function's names: what its header evaluates stands outside, parameters keep their names."""
        arguments, one = node.args, isinstance(node, ast.Lambda)
        for argument in parameters(node):
            (argument.annotation,) = self.each([argument.annotation])
        if not one:
            node.decorator_list, (node.returns,) = self.each(node.decorator_list), self.each([node.returns])
        arguments.defaults, arguments.kw_defaults = self.each(arguments.defaults), self.each(arguments.kw_defaults)
        body, given = [node.body] if one else node.body, {argument.arg for argument in parameters(node)}
        names, kept = names_of_scope(body)
        with self.scope([name for name in names if name not in given], given | kept):
            body = self.each(body)
        node.body = body[0] if one else body
        return node

    def visit_class(self, node):
        """Replace local names that a class uses; those that it gives are attributes, and stay."""
        for field in ("decorator_list", "bases", "keywords"):
            setattr(node, field, self.each(getattr(node, field)))
        before, (attributes, kept) = self.numbers, names_of_scope(node.body)
        hidden = {*attributes, *kept}
        self.numbers = {name: number for name, number in self.handed_on.items() if name not in hidden}
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
