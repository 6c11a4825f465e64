"""Every formula of the book says what the library computes, or stands in a list with the reason why nobody can tell.

A binding (`bindings_*.py`) says what a statement's letters stand for. A new formula asks for one, or for a line in
`uncomputed.toml`.
"""

import importlib
import tomllib
from functools import cache
from pathlib import Path

import pytest

from formulas import displays, mutants, printed
from formulas.agreement import fault_of, functions
from formulas.binding import bindings, cases
from formulas.grammar import read
from formulas.tokens import tokens

HERE = Path(__file__).parent
MODULES = sorted(path.stem for path in HERE.glob("bindings_*.py"))
LISTED = tomllib.loads((HERE / "uncomputed.toml").read_text(encoding="utf-8"))
SPOILED = 0.95  # the share of spoiled formulas that must turn red


@cache
def bound(module=None):
    """Return the bindings of a module, or of all."""
    return bindings([importlib.import_module(f"formulas.{name}") for name in ([module] if module else MODULES)])


@cache
def statements():
    """Return the statements of all displays and of the inline formulas that have a relation, by name."""
    return {statement.name: statement for kind in ("display", "inline") for statement in displays.named(kind)}


def test_no_display_is_overlooked():
    written = sum(text.count("$$") // 2 for text in displays.texts().values())
    written += sum(text.count(".. math::") for text in displays.docstrings().values())
    assert len(displays.formulas("display")) == written
    assert all(len(latex) > 3 for _, latex in displays.formulas("display"))


@pytest.mark.parametrize("module", MODULES)
def test_bound_formulas_hold(module):
    wrong = []
    for name, function in bound(module).items():
        if name in statements() and (found := printed.fault(statements()[name], cases(function))):
            wrong.append(f"{name}\n    {statements()[name].latex}\n    {found}")
    assert not wrong, "the formula, or its binding in {}.py ({}):\n{}".format(module, len(wrong), "\n".join(wrong))


@pytest.mark.parametrize("kind", ["display", "inline"])
def test_every_formula_is_computed_or_listed(kind):
    """A display is bound or listed; so is an inline equality, unless it is one of numbers or gives a letter a value."""
    open_ = [
        f"{statement.name}\n    {statement.latex}"
        for statement in displays.named(kind)
        if statement.name not in bound() and statement.name not in LISTED[kind]
        if kind == "display" or not (printed.is_of_numbers(statement) or printed.is_setting(statement))
    ]
    assert not open_, "bind in tests/formulas/bindings_*.py, or list in uncomputed.toml with the reason:\n" + "\n".join(
        open_
    )


def test_equalities_of_numbers_hold_to_the_digits_printed():
    wrong = [
        f"{statement.name}: {statement.latex}: {found}"
        for statement in displays.named("inline")
        if printed.is_of_numbers(statement) and (found := printed.fault(statement, [{}]))
    ]
    assert not wrong, "\n".join(wrong)


def test_bindings_and_entries_meet_a_formula():
    names = set(bound()) | {name for kind in LISTED.values() for name in kind}
    assert names <= set(statements()), (
        f"the formula has gone or begins otherwise; change the name: {sorted(names - set(statements()))}"
    )
    assert not set(bound()) & {name for kind in LISTED.values() for name in kind}, "bound, so not to be listed"
    assert all(len(reason.split()) > 3 for kind in LISTED.values() for reason in kind.values())


@pytest.mark.slow
def test_spoiled_formulas_are_found():
    survivors, count = [], 0
    for name, function in bound().items():
        letters = cases(function)
        if name not in statements() or printed.fault(statements()[name], letters):
            continue  # which other tests tell
        tree = read(statements()[name].tokens, functions(letters[0]))
        for spoiled in sorted(set(mutants.mutants(tree)), key=repr):
            count += 1
            survivors += [] if fault_of(spoiled, letters) else [f"{name}: {spoiled}"]
    assert len(survivors) <= (1 - SPOILED) * count, (
        f"{len(survivors)} of {count} spoiled formulas agree with the inputs of their binding; choose others there:\n"
        + "\n".join(survivors)
    )


@pytest.mark.parametrize("latex", [r"a \sum", r"\frac{a}{b", "a ; b", r"\int_0^1 x", "a + ", r"\oint x", "a b)"])
def test_what_cannot_be_read_is_an_error(latex):
    assert "Error" in str(fault_of(("name", "nothing"), [{}]))
    with pytest.raises(SyntaxError):
        read(tokens(latex))
