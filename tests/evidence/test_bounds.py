"""A bound in prose is asserted in a cell near it, with its value and in its direction."""

import ast

import pytest

import quantities
from evidence import claims, comparisons, grounds, reports
from evidence.pages import every_page, page

MET = {
    "more than 98.9 in 100": "share > 0.989",
    "more than 98.9 in 100 are": "mean > 98.9",
    "at least a tenth": "share >= 0.1",
    "less than a third": "gray.min() > 3",
    "fewer than half": "a < 0.5 * b",
    "more than twice": "2 * a < b",
    "no more than 8": "len(found) <= 8",
    "at no time more than 8": "found.max() <= 8",
    "more than 9 in 10 are right": "wrong < 0.1",
    "more than ten points": "low > 10",
    "below 0.3": "np.abs(a - b) < 0.3",
    "more than 2 in 100 ahead": "a > b + 0.02",
}
MISSED = {
    "more than 98.9 in 100": "share > 0.9",
    "less than 98.9 in 100": "share > 0.989",
    "more than a quarter": "share > 0.1",
    "at most 5": "count >= 5",
    "more than twice": "3 * a < b",
    "more than ten": "count == 10",
}


def met(text, condition):
    (quantity,) = [one for one in quantities.read(text) if one.bound]
    return any(grounds.meets(quantity, *pair) for pair in comparisons.of_condition(ast.parse(condition), {}))


@pytest.mark.parametrize("text", MET)
def test_a_bound_is_found_in_an_assert(text):
    assert met(text, MET[text])


@pytest.mark.parametrize("text", MISSED)
def test_a_weakened_or_turned_assert_is_no_evidence(text):
    assert not met(text, MISSED[text])


@every_page
def test_a_bound_is_asserted_near_it(path):
    found = reports.unlisted(page(path), ("bound",))
    assert not found, "\n\n".join(found)


@every_page
def test_a_claim_says_what_its_condition_compares(path):
    found = reports.unlisted(page(path), ("claim",))
    assert not found, "\n\n".join(found)


@every_page
def test_what_cells_assert_changes_on_purpose(path):
    found = claims.changed(page(path))
    assert not found, "\n".join(
        [*found, f"Do the sentences near that cell still stand on it? If it is meant: {reports.COMMAND}."]
    )
