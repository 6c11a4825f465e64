"""A fingerprint of the code that determines a result: its syntax, without docstrings and comments."""

import ast
import hashlib
import importlib
import inspect
import json
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[3]
HAS_DOCSTRING = (ast.Module, ast.FunctionDef, ast.ClassDef)


def canonical(node):
    """Turn a syntax tree into nested lists that are the same in every Python version, without docstrings."""
    if isinstance(node, list):
        return [canonical(item) for item in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, HAS_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
        fields["body"] = node.body[1:]
    kept = {name: canonical(value) for name, value in fields.items() if value not in (None, [])}
    return [type(node).__name__, kept]


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
    trees = {name: canonical(ast.parse(source_of(name))) for name in names}
    return hashlib.sha256(json.dumps(trees, sort_keys=True).encode()).hexdigest()[:16]
