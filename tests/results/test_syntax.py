import pytest

from kernelbook.results import syntax

SOURCE = 'def f(x):\n    """Say it."""\n    # why\n    return x + 1\n'


@pytest.mark.parametrize(
    ("change", "same"),
    [(("Say it", "Say it better"), True), (("# why", "# because"), True), (("x + 1", "x + 2"), False)],
)
def test_fingerprint_sees_code_and_no_prose(monkeypatch, change, same):
    sources = iter([SOURCE, SOURCE.replace(*change)])
    monkeypatch.setattr(syntax, "source_of", lambda name: next(sources))
    assert (syntax.fingerprint(["f"]) == syntax.fingerprint(["f"])) is same


def test_canonical_leaves_out_what_a_module_hands_on_and_nothing_else():
    plain = "x = 1\n"
    assert syntax.canonical('__all__ = ["x"]\n' + plain) == syntax.canonical(plain)
    assert syntax.canonical('__all__ = ["x"]; y = 2\n' + plain) != syntax.canonical(plain)
    assert syntax.canonical("def f():\n    __all__ = 1") != syntax.canonical("def f():\n    pass")


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("SEEDS = range(3)\nRUNS = [1]\nRUNS += [2]\n", True),
        ("SEEDS = RUNS = range(3)\n", True),
        ("SEEDS, PARTS = range(3), 20\n", False),  # one of them is not what is asked for
        ("CASES = range(3)\n", False),
        ("RUNS.x = 1\n", False),
    ],
)
def test_canonical_leaves_out_which_runs_are_asked_for(asked, same):
    plain = "def measure(case, seed):\n    return seed\n"
    assert (syntax.canonical(asked + plain) == syntax.canonical(plain)) is same


@pytest.mark.parametrize(
    "reader",
    ["def measure(case, seed):\n    return seed / len(SEEDS)\n", "class Case:\n    n = SEEDS\n", "n = lambda: SEEDS\n"],
)
def test_canonical_keeps_seeds_that_a_run_reads(reader):
    assert syntax.canonical("SEEDS = range(3)\n" + reader) != syntax.canonical("SEEDS = range(5)\n" + reader)
