import ast

import pytest

from kernelbook.results import syntax
from kernelbook.results.refusals import unguarded

PLAIN = "def f(x, n):\n    return x + n\n"
GUARDS = [
    "if n < 0:\n        raise ValueError(f'n={n}')",
    "if not isinstance(n, int) or np.isnan(x).any():\n        raise TypeError('n')",
    "if any(v < 0 for v in x):\n        raise ValueError",
    "if len(x) != n:\n        raise ValueError('x') from None",
    "guards.whole('n', n, 1)",
    "guards.array('x', x, '(n,)')\n    guards.whole('n', n)",
]
CHANGES = [
    "if n < 0:\n        n = 0",
    "if n < 0:\n        return x",
    "if n < 0:\n        n = 0\n        raise ValueError('n')",
    "if n < 0:\n        raise ValueError('n')\n    else:\n        n = 1",
    "if (n := n - 1) < 0:\n        raise ValueError('n')",
    "if x.pop() < 0:\n        raise ValueError('x')",
    "if np.random.random() < 0.5:\n        raise ValueError('x')",
    "if next(x) < 0:\n        raise ValueError('x')",
    "if n < 0:\n        raise StopIteration",
    "if n < 0:\n        raise FloatingPointError('n')",
    "while n < 0:\n        raise ValueError('n')",
    "x = guards.whole('n', n)",
    "guards.whole('n', x.pop())",
    "checks.whole('n', n)",
    "try:\n        guards.whole('n', n)\n    except ValueError:\n        n = 1",
    "with contextlib.suppress(ValueError):\n        guards.whole('n', n)",
]


def with_line(line):
    return PLAIN.replace("    return", f"    {line}\n    return")


@pytest.mark.parametrize("line", GUARDS)
def test_a_guard_does_not_count(line):
    assert syntax.canonical(with_line(line)) == syntax.canonical(PLAIN)


@pytest.mark.parametrize("line", CHANGES)
def test_what_can_change_a_figure_counts(line):
    assert syntax.canonical(with_line(line)) != syntax.canonical(PLAIN)


def test_the_import_of_the_guards_does_not_count_and_others_do():
    guarded = "from kernelbook import archive, guards\n" + PLAIN
    assert syntax.canonical(guarded) == syntax.canonical("from kernelbook import archive\n" + PLAIN)
    assert syntax.canonical("from kernelbook import guards\n" + PLAIN) == syntax.canonical(PLAIN)
    assert syntax.canonical("from kernelbook import guards as g\n" + PLAIN) != syntax.canonical(PLAIN)
    assert syntax.canonical("from elsewhere import guards\n" + PLAIN) != syntax.canonical(PLAIN)


def test_names_in_a_guard_do_not_move_the_numbers_of_others():
    source = "def f(x):\n    {}y = x\n    return y\n"
    guard = "if any(bad < 0 for bad in x):\n        raise ValueError('x')\n    "
    assert syntax.canonical(source.format(guard)) == syntax.canonical(source.format(""))


def test_a_guard_inside_a_loop_and_a_class_is_taken_out():
    source = (
        "class A:\n    def f(self, x):\n        for v in x:\n            if v < 0:\n                raise ValueError\n"
    )
    assert "raise" not in ast.unparse(unguarded(ast.parse(source)))
