import ast
import doctest
import sys
import types

import pytest

from chapters import ROOT
from kernelbook.results import syntax
from kernelbook.results.scopes import numbered

# A text in which a word may be replaced, and the word that replaces it.
SAME = {
    "a variable": ("def f(x):\n  WORD = x + 1\n  return WORD", "y", "total"),
    "the name of a loop": ("def f(x):\n  for WORD in x: print(WORD)", "i", "image"),
    "a comprehension": ("names = [WORD for WORD in data if WORD]", "i", "image"),
    "a comprehension in a class": ("class A:\n  k = {WORD: 1 for WORD in data}", "i", "image"),
    "a name that := gives": ("def f(x):\n  return [WORD for y in x if (WORD := y)]", "a", "b"),
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
    "an inner function, told by its __name__": ("def f(x):\n  def WORD(): return x\n  return WORD", "g", "inner"),
    "an inner class": ("def f(x):\n  class WORD: pass\n  return WORD", "A", "B"),
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


# Codes that compute something else, and in which a careless numbering sees the same.
PAIRS = {
    "a variable, or an import, of one name": (
        "def f(x):\n  floor = x\n  from math import floor\n  return floor",
        "def f(x):\n  g = x\n  from math import floor\n  return g",
    ),
    "an import that may fail": (
        "def f():\n  try: from math import prod\n  except ImportError: prod = None\n  return prod",
        "def f():\n  try: from math import prod\n  except ImportError: other = None\n  return other",
    ),
    "an import below a local name": (
        "def f():\n  os = 1\n  def g():\n    import os\n    return os\n  return g",
        "def f():\n  os = 1\n  def g():\n    import sys\n    return os\n  return g",
    ),
    "a class in a class": (
        "def f():\n  x = 1\n  y = 2\n  class A:\n    x = 5\n    y = 6\n    class B: z = x",
        "def f():\n  y = 1\n  x = 2\n  class A:\n    x = 5\n    y = 6\n    class B: z = x",
    ),
    "a global in a class": (
        "def f():\n  x = 1\n  class A:\n    global x\n    x = 2",
        "def f():\n  p = 1\n  class A:\n    global p\n    p = 2",
    ),
    "a name that := gives in a lambda": (
        "def f(z):\n  a = [(lambda: (q := i)) for i in z]\n  return q",
        "def f(z):\n  a = [(lambda: (r := i)) for i in z]\n  return r",
    ),
    "annotations": (
        "def f():\n  a = int\n  b = str\n  def g(x: a): pass\n  return g",
        "def f():\n  b = int\n  a = str\n  def g(x: a): pass\n  return g",
    ),
    "what a function returns, in words": (
        "def f():\n  a = int\n  b = str\n  def g() -> a: pass\n  return g",
        "def f():\n  b = int\n  a = str\n  def g() -> a: pass\n  return g",
    ),
    "the parameter of a lambda in a default": (
        "def f():\n  x = 1\n  y = 2\n  def g(h=lambda y: 0): return y\n  return g",
        "def f():\n  y = 1\n  x = 2\n  def g(h=lambda y: 0): return y\n  return g",
    ),
    "locals()": ("def f():\n  a = 1\n  return locals()", "def f():\n  b = 1\n  return locals()"),
    "eval": ("def f():\n  a = 1\n  return eval('a')", "def f():\n  b = 1\n  return eval('a')"),
    "names that a class mangles": (
        "def f():\n  __x = 1\n  class A:\n    def g(self): return __x",
        "def f():\n  __y = 1\n  class A:\n    def g(self): return __y",
    ),
    "two names that become one": (
        "def f(x):\n  a = x\n  b = 2\n  return a",
        "def f(x):\n  a = x\n  a = 2\n  return a",
    ),
}


@pytest.mark.parametrize(("one", "another"), PAIRS.values(), ids=PAIRS)
def test_numbers_hide_no_difference(one, another):
    assert syntax.canonical(one) != syntax.canonical(another)


def test_parameters_for_types_keep_all_names():
    one = "def f():\n  T = 1\n  def g[T](): return T\n  return g"
    if sys.version_info < (3, 12):  # they came with 3.12
        with pytest.raises(SyntaxError):
            syntax.canonical(one)
        return
    assert syntax.canonical(one) != syntax.canonical(one.replace("T = 1", "p = 1").replace("[T]", "[p]"))


MODULES = [
    path
    for folder in ("convolution", "evaluation", "layers", "results", "segmentation", ".")
    for path in sorted((ROOT / "src" / "kernelbook" / folder).glob("*.py"))
    if "    >>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_numbered_code_computes_the_same(path, monkeypatch):
    """Numbers are right if they are only other names: the examples in the docstrings still hold."""
    tree = ast.fix_missing_locations(numbered(ast.parse(path.read_text(encoding="utf-8"))))
    module = types.ModuleType("numbered")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "numbered", module)
    exec(compile(tree, "numbered", "exec"), vars(module))
    tried = doctest.testmod(module)
    assert tried.attempted
    assert tried.failed == 0
