"""A fingerprint of the code that determines a result: its syntax, without docstrings, comments, local names, guards.

Nor does it hold which runs a script asks for, ``SEEDS`` and ``RUNS``: another seed more changes no run that was made.
"""

import ast
import hashlib
import importlib
import inspect
import json
import textwrap
from pathlib import Path

from kernelbook.results.refusals import unguarded
from kernelbook.results.scopes import DEFINITIONS, numbered

ROOT = Path(__file__).parents[3]
ASKED = {"SEEDS", "RUNS"}
HAS_DOCSTRING = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def listed(node, dropped=()):
    """Turn a syntax tree into nested lists that are the same in every Python version, without the dropped nodes."""
    if isinstance(node, list):
        return [listed(item, dropped) for item in node if item not in dropped]
    if not isinstance(node, ast.AST):
        return repr(node)
    kept = {name: listed(value, dropped) for name, value in ast.iter_fields(node) if value not in (None, [])}
    return [type(node).__name__, kept]


def prose(tree):
    """Return the nodes that compute nothing: docstrings, and a module's ``__all__``, unless the code reads them."""
    nodes = list(ast.walk(tree))
    read = {getattr(node, "id", getattr(node, "attr", "")) for node in nodes}
    documented = [node for node in nodes if isinstance(node, HAS_DOCSTRING) and ast.get_docstring(node) is not None]
    given = [node for node in getattr(tree, "body", []) if isinstance(node, ast.Assign) and is_all(node.targets)]
    uses = sum(getattr(node, "id", "") == "__all__" for node in nodes)
    docstrings = [node.body[0] for node in documented if "__doc__" not in read]
    return [*docstrings, *(given if uses == len(given) else [])]


def is_all(targets):
    """Say whether an assignment is ``__all__ = …``."""
    return [getattr(target, "id", "") for target in targets] == ["__all__"]


def asked(tree):
    """Return a module's assignments to ``SEEDS`` and ``RUNS`` alone, unless a function or a class uses the name."""
    inner = [node for node in ast.walk(tree) if isinstance(node, (*DEFINITIONS, ast.Lambda))]
    free = ASKED - {getattr(node, "id", "") for part in inner for node in ast.walk(part)}
    given = [node for node in getattr(tree, "body", []) if isinstance(node, ast.Assign | ast.AugAssign)]
    targets = [getattr(node, "targets", None) or [node.target] for node in given]
    return [node for node, to in zip(given, targets, strict=True) if {getattr(t, "id", "") for t in to} <= free]


def canonical(source):
    r"""Return the form of a source text that only a change of what it does can change.

    Examples
    --------
    >>> plain, better = "def f(x):\n  y = x + 1\n  return y", "def f(x):\n  # why\n  total = x + 1\n  return total"
    >>> canonical(plain) == canonical(better), canonical(plain) == canonical(plain.replace("1", "2"))
    (True, False)
    """
    tree = reduced(source)
    return listed(tree, [*prose(tree), *asked(tree)])


def reduced(source):
    """Return the syntax tree of a source text without guards, and with numbers in place of local names."""
    return numbered(unguarded(ast.parse(source)))


def source_of(name):
    """Return the source of a script (``benchmarks/x.py``) or of an object (``kernelbook.module.function``)."""
    if name.endswith(".py"):
        return (ROOT / name).read_text(encoding="utf-8")
    module, attribute = name.rsplit(".", 1)
    return textwrap.dedent(inspect.getsource(getattr(importlib.import_module(module), attribute)))


def fingerprint(names):
    """Return 16 hexadecimal digits that change when the code behind one of the names changes.

    Parameters
    ----------
    names : sequence of str
        Scripts by their path in the repository, functions and classes by their dotted name.

    Examples
    --------
    >>> len(fingerprint(["kernelbook.evaluation.wilson_interval"]))
    16
    """
    return fingerprint_of({name: canonical(source_of(name)) for name in names})


def fingerprint_of(trees):
    """Return the fingerprint of canonical forms: dict of str to nested lists."""
    return hashlib.sha256(json.dumps(trees, sort_keys=True).encode()).hexdigest()[:16]
