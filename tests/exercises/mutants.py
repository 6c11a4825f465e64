"""Mutants: what somebody might write in place of a reference, made from it without knowing what it computes.

Some change its source, one place at a time: a sign, a comparison, a constant, an axis, one argument for another. Others
change what it gets or what it returns: an argument ignored, turned, cut to its first row; results clipped, transposed,
off by one.
"""

import ast
import copy
import inspect
import sys

import numpy as np

SWAPPED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
OTHER_NAMES = {"min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "sum": "mean", "mean": "sum"}
OTHER_NAMES |= {"maximum": "minimum", "minimum": "maximum", "cos": "sin", "floor": "ceil", "any": "all", "all": "any"}
IDENTITIES = {"abs", "sqrt", "square", "exp", "log"}


def mutants(task):
    """Yield descriptions and functions: all mutants of the reference of a `Task`."""
    yield from mutants_of_source(task.reference)
    yield from mutants_of_arguments(task)
    yield from mutants_of_results(task.reference)


# Changes of the source.


def mutants_of_source(reference):
    """Yield mutants with one place changed in the reference or in a function of its module that it calls."""
    module = sys.modules[reference.__module__]
    found = functions(ast.parse(inspect.getsource(module)), reference.__name__)
    for name, function in found.items():
        for place in range(len(list(ast.walk(function)))):
            for number in range(len(variants(node_at(function, place), function))):
                changed = copy.deepcopy(function)
                node = node_at(changed, place)
                words = variants(node, changed)[number]()
                source = ast.unparse(ast.Module([*({**found, name: changed}).values()], []))
                namespace = dict(vars(module))
                exec(source, namespace)
                yield f"{name}, line {node.lineno}: {words}", namespace[reference.__name__]


def functions(tree, first):
    """Return the definitions of a module's function and of those that it calls, by name."""
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found, pending = {}, [first]
    while pending:
        name = pending.pop()
        if name in defined and name not in found:
            found[name] = without_docstring(defined[name])
            pending += [node.id for node in ast.walk(defined[name]) if isinstance(node, ast.Name)]
    return found


def without_docstring(function):
    """Return a function's syntax without its docstring."""
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:] or [ast.Pass()]
    return function


def node_at(tree, place):
    """Return the node of a syntax tree at a place of its walk."""
    return list(ast.walk(tree))[place]


def variants(node, function):
    """Return the changes that one node can take: functions without arguments that make them and say what they did."""
    found = []
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPPED:
        found.append(lambda: set_field(node, "op", SWAPPED[type(node.op)]()))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        found.append(lambda: set_field(node, "ops", [SWAPPED[type(node.ops[0])](), *node.ops[1:]]))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found += [lambda step=step: set_field(node, "value", node.value + step) for step in (-1, 1)]
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        found.append(lambda: set_field(node, "value", not node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        found.append(lambda: set_field(node, "op", ast.UAdd()))
    if isinstance(node, ast.Attribute) and node.attr in OTHER_NAMES:
        found.append(lambda: set_field(node, "attr", OTHER_NAMES[node.attr]))
    if isinstance(node, ast.Name) and node.id in OTHER_NAMES:
        found.append(lambda: set_field(node, "id", OTHER_NAMES[node.id]))
    if isinstance(node, ast.Slice):
        found += [lambda part=part: set_field(node, part, None) for part in ("lower", "step") if getattr(node, part)]
    if isinstance(node, ast.Call):
        found += variants_of_call(node)
    names = [argument.arg for argument in function.args.args]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        found += [lambda other=other: set_field(node, "id", other) for other in names if other != node.id]
    return found


def variants_of_call(node):
    """Return the changes that a call can take: two arguments exchanged, a function left out, a keyword left out."""
    found = []
    if len(node.args) == 2:
        found.append(lambda: set_field(node, "args", node.args[::-1]))
    if len(node.args) == 1 and getattr(node.func, "attr", getattr(node.func, "id", "")) in IDENTITIES:
        found.append(lambda: set_field(node, "func", ast.parse("(lambda x: x)", mode="eval").body))
    for keyword in node.keywords:
        rest = [other for other in node.keywords if other is not keyword]
        found.append(lambda rest=rest: set_field(node, "keywords", rest))
    return found


def set_field(node, field, value):
    """Change one field of a node; return in words what was changed."""
    before = ast.unparse(node) if hasattr(node, "lineno") else type(node).__name__
    setattr(node, field, value)
    return f"{before} → {ast.unparse(node) if hasattr(node, 'lineno') else type(node).__name__}"


# Changes of what goes in and of what comes out.


def mutants_of_arguments(task):
    """Yield mutants whose reference gets another argument in the place of one."""
    reference, first = task.reference, task.cases()[-1]
    for k, value in enumerate(first):
        for words, change in changes_of(value):
            yield f"argument {k}: {words}", with_argument(reference, k, change)
        for other in range(k):
            yield f"arguments {other} and {k} exchanged", exchanged(reference, other, k)


def changes_of(value):
    """Yield descriptions and functions that turn an argument into another."""
    yield "ignored", lambda argument: copy.deepcopy(value)
    if isinstance(value, np.ndarray):
        yield from array_changes(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield "one more", lambda x: x + 1
        yield "one less", lambda x: x - 1
        yield "made 1", lambda x: type(x)(1)
        yield "made 2", lambda x: type(x)(2)
        yield "size", abs
        yield "sign changed", lambda x: -x


def array_changes(value):
    """Yield descriptions and functions that turn an array into another."""
    for axis in range(value.ndim):
        yield f"first of axis {axis}", lambda x, axis=axis: np.take(x, [0], axis=axis)
        yield f"axis {axis} without its last", lambda x, axis=axis: np.delete(x, -1, axis=axis)
        yield f"axis {axis} turned", lambda x, axis=axis: np.flip(x, axis)
    if value.ndim > 1:
        yield "transposed", np.transpose
        yield "first two axes exchanged", lambda x: np.swapaxes(x, 0, 1)
        yield "last two axes exchanged", lambda x: np.swapaxes(x, -1, -2)
    if value.dtype.kind in "iuf":
        yield "sign changed", np.negative
        yield "size", np.abs
        yield "nothing below 0", lambda x: np.maximum(x, 0)
        yield "nothing above 1", lambda x: np.minimum(x, 1)
        yield "whole", lambda x: np.round(x)
        yield "twice as large", lambda x: 2 * x


def with_argument(reference, k, change):
    """Return the reference with one argument changed."""
    return lambda *arguments: reference(*arguments[:k], change(arguments[k]), *arguments[k + 1 :])


def exchanged(reference, one, other):
    """Return the reference with two arguments exchanged."""

    def mutant(*arguments):
        arguments = list(arguments)
        arguments[one], arguments[other] = arguments[other], arguments[one]
        return reference(*arguments)

    return mutant


RESULTS = {
    "sign changed": np.negative,
    "size": np.abs,
    "one more": lambda y: y + 1,
    "nothing below 0": lambda y: np.maximum(y, 0),
    "between 0 and 1": lambda y: np.clip(y, 0, 1),
    "rounded": np.round,
    "rounded down": np.floor,
    "transposed": np.transpose,
    "turned": lambda y: np.ravel(y)[::-1].reshape(np.shape(y)),
    "flat": np.ravel,
    "mean": np.mean,
    "last set to zero": lambda y: last_zero(y),
    "half": lambda y: np.asarray(y) / 2,
    "zeros": np.zeros_like,
    "the same": lambda y: y,
    "in 32 bits": lambda y: np.asarray(y).astype("float32"),
    "as lists": lambda y: np.asarray(y).tolist(),
}


def last_zero(y):
    """Return a copy of an array with its last number made zero."""
    y = np.array(y, float)
    y.reshape(-1)[-1:] = 0
    return y


def mutants_of_results(reference):
    """Yield mutants whose results are changed, and two that are right but leave their arguments in a mess."""
    for words, change in RESULTS.items():
        yield f"result: {words}", lambda *arguments, change=change: changed_result(change, reference(*arguments))
    yield "right, then zeros in all arguments", lambda *arguments: messy(reference, arguments)


def changed_result(change, result):
    """Change a result, or each part of a tuple."""
    return tuple(map(change, result)) if isinstance(result, tuple) else change(result)


def messy(reference, arguments):
    """Return what the reference returns; overwrite all arrays that came."""
    result = copy.deepcopy(reference(*arguments))
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            argument[...] = 0
    return result
