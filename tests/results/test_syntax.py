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
