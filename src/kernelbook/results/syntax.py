"""A fingerprint of the code that determines a result: its syntax, without docstrings, comments and local names."""

import ast
import hashlib
import importlib
import inspect
import json
import textwrap
from pathlib import Path

from kernelbook.results.scopes import Numbered

ROOT = Path(__file__).parents[3]
HAS_DOCSTRING = (ast.Module, ast.FunctionDef, ast.ClassDef)


def listed(node):
    """Turn a syntax tree into lists that are the same in every Python version, without docstrings and ``__all__``."""
    if isinstance(node, list):
        return [listed(item) for item in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, HAS_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
        fields["body"] = node.body[1:]
    if isinstance(node, ast.Module):
        fields["body"] = [part for part in fields["body"] if not lists_names(part)]
    kept = {name: listed(value) for name, value in fields.items() if value not in (None, [])}
    return [type(node).__name__, kept]


def lists_names(node):
    """Say whether a statement is ``__all__ = …``, which computes nothing."""
    return isinstance(node, ast.Assign) and [getattr(name, "id", "") for name in node.targets] == ["__all__"]


def canonical(source):
    r"""Return the form of a source text that only a change of what it does can change.

    Examples
    --------
    >>> plain, better = "def f(x):\n  y = x + 1\n  return y", "def f(x):\n  # why\n  total = x + 1\n  return total"
    >>> canonical(plain) == canonical(better), canonical(plain) == canonical(plain.replace("1", "2"))
    (True, False)
    """
    return listed(Numbered().visit(ast.parse(source)))


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
