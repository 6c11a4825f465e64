"""Every formula of the book says what the library computes, or stands in a list with the reason why nobody can tell.

A binding (`bindings_*.py`) says what a statement's letters stand for. A new formula asks for one, or for a line in
`uncomputed.toml`.
"""

import importlib
import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import pytest

from formulas import displays, mutants, printed
from formulas.agreement import fault_of, functions
from formulas.binding import bindings, cases
from formulas.grammar import read
from formulas.tokens import spelled, tokens

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
    assert all(len(latex) > 3 for _, latex, _ in displays.formulas("display"))


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
    known = {*bound(), *LISTED[kind]}
    gone, open_ = sorted(known - set(statements())), []
    for statement in displays.named(kind):
        easy = kind == "inline" and (printed.is_of_numbers(statement) or printed.is_setting(statement))
        if statement.name not in known and not easy:
            before = " or ".join(get_close_matches(statement.name, gone, 1, 0.5))
            open_.append(f"{statement.name}\n    {statement.latex}" + (f"\n    before: {before}" if before else ""))
    assert not open_, (
        "if only what stands before it has changed, give its binding the new name; otherwise bind it in "
        "tests/formulas/bindings_*.py, or list it in uncomputed.toml with the reason:\n" + "\n".join(open_)
    )


def test_equalities_of_numbers_hold_to_the_digits_printed():
    wrong = [
        f"{statement.name}: {statement.latex}: {found}"
        for statement in displays.named("inline")
        if printed.is_of_numbers(statement) and (found := printed.fault(statement, [{}]))
    ]
    assert not wrong, "\n".join(wrong)


def test_bindings_and_entries_meet_a_formula():
    listed = {name for kind in LISTED.values() for name in kind}
    known = set(bound()) | listed
    new = sorted(set(statements()) - known)
    gone = {name: get_close_matches(name, new, 1, 0.5) for name in sorted(known - set(statements()))}
    assert not gone, "the formula has gone, or what stands before it has changed; give the binding its new name:\n" + (
        "\n".join(f"{name}\n    now {' '.join(now) or 'nowhere'}" for name, now in gone.items())
    )
    assert not set(bound()) & listed, "bound, so not to be listed"


def test_listed_formulas_are_those_that_were_read():
    """Nothing computes them, so whoever changes one looks twice: at the formula, then at its line in the list."""
    entries = {name: entry for kind in LISTED.values() for name, entry in kind.items() if name in statements()}
    changed = [
        f"{name}\n    reads = '{spelled(statements()[name].tokens)}'"
        for name, entry in entries.items()
        if spelled(statements()[name].tokens) != entry["reads"]
    ]
    assert not changed, "is the formula right? Then give its line in uncomputed.toml:\n" + "\n".join(changed)
    assert all(len(entry["because"].split()) > 3 for entry in entries.values())


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
