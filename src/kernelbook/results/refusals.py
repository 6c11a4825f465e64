"""What in a syntax tree only refuses: it raises or does nothing, so it cannot change what a run computes.

Two kinds are left out of fingerprints: an ``if`` without ``else`` whose whole body raises a ValueError or a TypeError,
and a call to `kernelbook.guards` that stands alone. A condition may only look: it names nothing and calls nothing but
what is listed here. Inside ``try`` everything counts, because there an error can lead to another result.
"""

import ast

BUILTINS = {
    "len",
    "isinstance",
    "issubclass",
    "any",
    "all",
    "min",
    "max",
    "abs",
    "sum",
    "set",
    "sorted",
    "hasattr",
    "getattr",
    "callable",
    "type",
    "tuple",
    "list",
    "dict",
    "range",
    "float",
    "int",
    "bool",
    "str",
    "repr",
    "zip",
    "round",
}
METHODS = {
    "any",
    "all",
    "min",
    "max",
    "startswith",
    "endswith",
    "keys",
    "values",
    "items",
    "isdisjoint",
    "issubset",
    "is_integer",
    "ravel",
}
OF_NUMPY = {
    "any",
    "all",
    "isfinite",
    "isnan",
    "isinf",
    "ndim",
    "shape",
    "size",
    "min",
    "max",
    "issubdtype",
    "asarray",
    "unique",
    "abs",
    "iscomplexobj",
    "array_equal",
}
ERRORS = {"ValueError", "TypeError"}
NAMES_OR_WAITS = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)


def module_of(call):
    """Return the name before the dot of a call such as ``np.any(x)``, or None."""
    return getattr(getattr(call.func, "value", None), "id", None)


def looks(call):
    """Say whether a call can do no more than look at what it gets."""
    if isinstance(call.func, ast.Name):
        return call.func.id in BUILTINS
    if not isinstance(call.func, ast.Attribute):
        return False
    if module_of(call) in ("np", "guards"):
        return module_of(call) == "guards" or call.func.attr in OF_NUMPY
    return call.func.attr in METHODS


def only_looks(node):
    """Say whether an expression names nothing and calls only what looks."""
    inside = list(ast.walk(node))
    calls = [part for part in inside if isinstance(part, ast.Call)]
    return all(map(looks, calls)) and not any(isinstance(part, NAMES_OR_WAITS) for part in inside)


def raises(node):
    """Say whether a statement raises a ValueError or a TypeError."""
    error = node.exc if isinstance(node, ast.Raise) else None
    return getattr(getattr(error, "func", error), "id", None) in ERRORS


def refuses(node):
    """Say whether a statement is a guard."""
    if isinstance(node, ast.If):
        return len(node.body) == 1 and raises(node.body[0]) and not node.orelse and only_looks(node.test)
    alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return alone and module_of(node.value) == "guards" and only_looks(node.value)


class Unguarded(ast.NodeTransformer):
    """Take the guards out of a syntax tree, and the import of `kernelbook.guards`."""

    def visit(self, node):
        """Take the guards out of one node and all inside it; where an error may be swallowed, all stays as it is."""
        if isinstance(node, ast.Try | ast.TryStar):
            return node
        if isinstance(node, ast.With) and "suppress" in ast.dump(node.items[0].context_expr):
            return node
        return None if refuses(node) else super().visit(node)

    def visit_ImportFrom(self, node):
        """Take out the import of the guards."""
        if node.module == "kernelbook":
            node.names = [alias for alias in node.names if (alias.name, alias.asname) != ("guards", None)]
        return node if node.names else None


def unguarded(tree):
    r"""Return a syntax tree without its guards; the tree that came is used up.

    Examples
    --------
    >>> guarded = "def f(x):\n  if x < 0:\n    raise ValueError('x')\n  return x"
    >>> ast.unparse(unguarded(ast.parse(guarded)))
    'def f(x):\n    return x'
    """
    return Unguarded().visit(tree)
