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
