import ast
import doctest
import sys
import types

import pytest

from chapters import ROOT
from kernelbook.results import syntax
from kernelbook.results.scopes import Numbered

# A text in which a word may be replaced, and the word that replaces it.
SAME = {
    "a variable": ("def f(x):\n  WORD = x + 1\n  return WORD", "y", "total"),
    "the name of a loop": ("def f(x):\n  for WORD in x: print(WORD)", "i", "image"),
    "a comprehension": ("names = [WORD for WORD in data if WORD]", "i", "image"),
    "a comprehension in a class": ("class A:\n  k = {WORD: 1 for WORD in data}", "i", "image"),
    "a name that := gives": ("def f(x):\n  return [WORD for y in x if (WORD := y)]", "a", "b"),
    "an inner function": ("def f(x):\n  def WORD(): return x\n  return WORD()", "g", "inner"),
    "a variable that an inner function uses": ("def f():\n  WORD = 1\n  return lambda e: e + WORD", "a", "b"),
    "a variable that an inner function changes": (
        "def f():\n  WORD = 1\n  def g():\n    nonlocal WORD\n    WORD += 1",
        "a",
        "b",
    ),
    "an error's name": ("def f():\n  try: g()\n  except ValueError as WORD: print(WORD)", "e", "error"),
    "an import's name": ("def f():\n  import numpy as WORD\n  return WORD.pi", "np", "numeric"),
    "a pattern's names": ("def f(x):\n  match x:\n    case [WORD, *_]: return WORD", "a", "b"),
    "a mapping's rest": ("def f(x):\n  match x:\n    case {'k': 1, **WORD}: return WORD", "a", "b"),
    "unpacked names": ("def f(x):\n  (WORD, b), *c = x\n  return WORD", "a", "first"),
    "a method's variable": ("class A:\n  def f(self):\n    WORD = 1\n    return WORD", "a", "b"),
    "a file that is opened": ("def f(p):\n  with open(p) as WORD: return WORD.read()", "a", "file"),
}
OTHER = {
    "a constant": ("def f(x):\n  y = WORD\n  return y", "1", "2"),
    "a module's variable": ("WORD = 1", "a", "b"),
    "a global that a function uses": ("def f(x):\n  y = WORD\n  return y", "a", "b"),
    "a function": ("def WORD(x):\n  return x", "f", "g"),
    "a parameter, which may be given by its name": ("def f(WORD):\n  return WORD", "a", "b"),
    "a keyword": ("def f(x):\n  y = g(WORD=x)\n  return y", "a", "b"),
    "an attribute": ("def f(self):\n  self.WORD = 1", "a", "b"),
    "a class's variable": ("class A:\n  WORD = 1", "a", "b"),
    "what is imported": ("def f():\n  import WORD as m\n  return m", "math", "cmath"),
    "which of two variables": ("def f(x):\n  a, b = x\n  return a - WORD", "b", "a"),
    "a variable or a parameter": ("def f(x):\n  y = x * 2\n  return WORD", "y", "x"),
    "a variable or a global": ("def f(x):\n  y = x\n  return WORD", "y", "z"),
    "a local or a global assignment": ("def f(x):\n  global WORD\n  y = x", "z", "y"),
    "a class's variable is not its methods'": ("class A:\n  y = 1\n  def f(self):\n    return WORD", "y", "z"),
}


@pytest.mark.parametrize(("text", "one", "another"), SAME.values(), ids=SAME)
def test_what_is_local_may_be_called_as_one_likes(text, one, another):
    assert syntax.canonical(text.replace("WORD", one)) == syntax.canonical(text.replace("WORD", another))


@pytest.mark.parametrize(("text", "one", "another"), OTHER.values(), ids=OTHER)
def test_what_others_see_counts(text, one, another):
    assert syntax.canonical(text.replace("WORD", one)) != syntax.canonical(text.replace("WORD", another))


def test_two_names_do_not_become_one():
    assert syntax.canonical("def f(x):\n a = x\n b = 2\n return a") != syntax.canonical(
        "def f(x):\n a = x\n a = 2\n return a"
    )


MODULES = [
    path
    for folder in ("convolution", "evaluation", "layers", "results", "segmentation", ".")
    for path in sorted((ROOT / "src" / "kernelbook" / folder).glob("*.py"))
    if "    >>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_numbered_code_computes_the_same(path, monkeypatch):
    """Numbers are right if they are only other names: the examples in the docstrings still hold."""
    tree = ast.fix_missing_locations(Numbered().visit(ast.parse(path.read_text(encoding="utf-8"))))
    module = types.ModuleType("numbered")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "numbered", module)
    exec(compile(tree, "numbered", "exec"), vars(module))
    tried = doctest.testmod(module)
    assert tried.attempted
    assert tried.failed == 0
