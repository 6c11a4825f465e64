"""Which names of a notebook hold what was trained while it ran, so that their numbers differ from machine to machine.

A cell tagged `nbval-ignore-output` trains. What it assigns, and what it trains in place, is trained; so is whatever a
later statement makes of that, until the name is given something else.
"""

import ast
import re

from kernelbook.results.scopes import COMPREHENSIONS, FUNCTIONS

IGNORED = "nbval-ignore-output"
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


def python(source):
    """Return a cell's code with `pass` in place of the lines that only a notebook understands."""
    return MAGIC.sub(r"\1pass", source)


def names_in(node, context):
    """Return the names that a statement reads (ast.Load) or gives (ast.Store), but for those of its inner scopes."""
    parts = list(ast.walk(node))
    scopes = [part for part in parts if isinstance(part, (*FUNCTIONS, *COMPREHENSIONS))]
    inner = {part.id for scope in scopes for part in ast.walk(scope) if is_name(part, ast.Store)}
    inner |= {argument.arg for argument in parts if isinstance(argument, ast.arg)}
    found = {part.id for part in parts if is_name(part, context)} - inner
    return found | ({node.name} if context is ast.Store and hasattr(node, "name") else set())


def is_name(node, context):
    return isinstance(node, ast.Name) and isinstance(node.ctx, context)


def changed_in_place(node):
    """Return the names whose method is called in a statement, or that a plain function is given: it may train them."""
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    owners = {call.func.value.id for call in calls if isinstance(getattr(call.func, "value", None), ast.Name)}
    given = [arg for call in calls if isinstance(call.func, ast.Name) for arg in call.args]
    stored = [part for part in ast.walk(node) if isinstance(part, ast.Subscript | ast.Attribute)]
    stored = {part.value.id for part in stored if isinstance(part.ctx, ast.Store) and isinstance(part.value, ast.Name)}
    return owners | stored | {arg.id for arg in given if isinstance(arg, ast.Name)}


def modules_of(trees):
    """Return the names that a notebook imports."""
    imports = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}


def is_ignored(cell):
    return IGNORED in cell.metadata.get("tags", [])


def cells_with_training(cells, trains=is_ignored):
    """Return, for each code cell, whether it trains or reads what was trained: list of bool."""
    trees = [ast.parse(python(cell.source)) for cell in cells]
    modules, trained, told = modules_of(trees), set(), []
    for cell, tree in zip(cells, trees, strict=True):
        starts, reads = bool(trains(cell)), False
        for node in tree.body:
            is_trained = starts or bool(names_in(node, ast.Load) & trained)
            reads |= is_trained
            gives = names_in(node, ast.Store)
            if is_trained:
                trained |= (gives | changed_in_place(node)) - modules
            else:
                trained -= gives
        told.append(reads)
    return told
