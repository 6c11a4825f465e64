"""What a page states and no cell carries: bounds without an assert, numbers without a cell, claims of another kind."""

import ast
import re
from dataclasses import dataclass

import quantities
from evidence import comparisons, equalities, facts, grounds

SMALL = {"zero", "one", "two", "three"}  # pronouns, and words that count what the sentence itself names


@dataclass(frozen=True)
class Gap:
    """A sentence, and the quantity in it for which nothing was found."""

    page: str
    sentence: str
    words: str
    kind: str  # bound, number or claim


def stated(text):
    """Return the quantities of a sentence that need evidence: no small words, no facts, no terms of equalities."""
    covered = facts.spans(text) + [(start, end) for start, end, *_ in equalities.found(text)]
    return [
        one
        for one in quantities.read(text)
        if not any(start <= one.start < end for start, end in covered)
        and not (one.text.lower() in SMALL and (one.text.lower() in ("zero", "one") or not one.bound))
    ]


def has_bound(page, sentence, quantity):
    codes = grounds.reach(page, sentence)
    return any(grounds.meets(quantity, *pair) for code in codes for pair in code.comparisons)


def has_number(page, sentence, quantity):
    codes = grounds.wide_reach(page, sentence, quantity)
    values = set().union(*map(grounds.numbers, codes), grounds.of_benchmarks(page, sentence))
    return any(grounds.agrees(quantity, value) for value in values)


def of_sentences(page):
    """Return the gaps of a page's prose."""
    gaps = []
    for sentence in page.sentences:
        for one in stated(sentence.plain):
            kind, found = ("bound", has_bound) if one.bound else ("number", has_number)
            if not found(page, sentence, one):
                gaps.append(Gap(page.name, sentence.shown, f"{one.bound} {one.text}".strip(), kind))
    return gaps


def claim(call):
    """Return the sentence of a call of `hold`, without what it fills in."""
    if len(call.args) < 2:
        return ""
    if isinstance(call.args[1], ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in call.args[1].values)
    return getattr(call.args[1], "value", "")


def condition_numbers(node, names):
    """Return the numbers of a condition and of the names of its cell that it uses."""
    found, seen, waiting = set(), set(), [node]
    while waiting:
        for one in ast.walk(waiting.pop()):
            value = comparisons.constant(one)
            if value is not None:
                found.add(abs(float(value)))
            elif isinstance(one, ast.Name) and one.id in names and one.id not in seen:
                seen.add(one.id)
                waiting.append(names[one.id])
    return found


def carries(quantity, node, names):
    """Return whether a condition carries a quantity of its claim: its bound, or its number."""
    if quantity.bound:
        return any(grounds.meets(quantity, *pair) for pair in comparisons.of_condition(node, names))
    return any(grounds.agrees(quantity, value) for value in condition_numbers(node, names))


def of_claims(page):
    """Return the gaps between the claims of `hold` and their conditions."""
    gaps = []
    for code in page.code:
        names = comparisons.assigned(code.tree)
        for call in code.holds:
            text = re.sub(r"\b(?:conv|chapter )\d+\b", "NAME", claim(call))
            for one in stated(text):
                if not carries(one, call.args[0], names):
                    gaps.append(Gap(page.name, claim(call), f"{one.bound} {one.text}".strip(), "claim"))
    return gaps


def of(page):
    return of_sentences(page) + of_claims(page)
