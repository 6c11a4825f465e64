"""The fingerprints of the code that drew a notebook's pictures: of each part of figures, and of the style sheet.

They stand in the notebook, so that a test can say which part of the drawing code has changed since.
"""

import ast
import hashlib
import inspect
import sys
import textwrap
from pathlib import Path

from kernelbook import figures
from kernelbook.results import syntax

PLAIN = (str, int, float, tuple, list, dict)


def drawn_by(sources):
    """Return the names that some code takes from `figures`: list of str, sorted.

    Examples
    --------
    >>> drawn_by(["figures.draw_runs(x)", "from kernelbook.figures import draw_map"])
    ['draw_map', 'draw_runs']
    """
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    attributes = {node.attr for node in nodes if getattr(getattr(node, "value", None), "id", "") == "figures"}
    taken = [node for node in nodes if isinstance(node, ast.ImportFrom) and "figures" in str(node.module)]
    names = attributes | {alias.name for node in taken for alias in node.names}
    return sorted(name for name in names if callable(getattr(figures, name, None)))


def fingerprints(names):
    """Return 8 hexadecimal digits for each part of the code behind functions of `figures`.

    Parameters
    ----------
    names : list of str

    Returns
    -------
    dict of str to str
        By module and name, ``style.show_image``; the style sheet by its file's name. Docstrings, comments and local
        names do not count.
    """
    found, pending = {}, [(figures, name) for name in names]
    while pending:
        module, name = pending.pop()
        value = vars(module)[name]
        if isinstance(value, Path):
            found[value.name] = digits(style_sheet(value))
        elif inspect.isfunction(value) and value.__module__.startswith(figures.__name__):
            home = sys.modules[value.__module__]
            label = f"{home.__name__.split('.')[-1]}.{name}"
            if label not in found:
                found[label] = syntax.fingerprint([f"{home.__name__}.{name}"])[:8]
                pending += [(home, other) for other in globals_of(value) if other in vars(home)]
        elif isinstance(value, PLAIN):
            found[f"{home_of(module, name)}.{name}"] = digits(repr(value))
    return dict(sorted(found.items()))


def globals_of(function):
    """Return the names that a function's code reads, its decorators' too."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)})


def home_of(module, name):
    """Return which module of figures gives a constant: the module itself, or the page of style that it imports from."""
    return "style" if name in vars(figures.style) else module.__name__.split(".")[-1]


def style_sheet(path):
    """Return the settings of a style sheet without comments and empty lines."""
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").split("\n")]
    return "\n".join(line for line in lines if line)


def digits(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def changed(stored, current):
    """Return the parts of the drawing code whose fingerprint is another, or that are new or gone: list of str."""
    return sorted(name for name in stored.keys() | current.keys() if stored.get(name) != current.get(name))
