"""A number in prose stands on a cell near it, or in a list with its reason; what sections state changes on purpose."""

import pytest

import quantities
from evidence import facts, gaps, grounds, ledger, reports
from evidence.pages import PAGES, every_page, every_text, page

READ = {
    "about 3.5 of 60,000": [3.5, 60_000],
    "98.9 in 100, 1 in 1000, 5 digits in 10": [0.989, 0.001, 0.5],
    "a quarter, two thirds and half of twenty-four": [0.25, 2 / 3, 0.5, 24],
    "less than two thirds right": [2 / 3],
    "twice as large, three times": [2, 3],
    "2.5 million, three hundred, a thousand": [2.5e6, 300, 1000],
    "15.3% and −0.4": [0.153, -0.4],
    "a third network in its first half": [],
    "a seven is read, 4 bytes in 3 colors": [4, 3],
    "one and a half cells": [1.5],
}


@pytest.mark.parametrize("text", READ)
def test_quantities_are_read_out_of_prose(text):
    assert [one.value for one in quantities.read(text)] == pytest.approx(READ[text])


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        ("0.86", 0.8558, True),
        ("0.86", 0.867, False),
        ("99 in 100", 0.991, True),
        ("99 in 100", 98.4, False),
        ("15.3%", 15.3, True),
        ("15.3%", 0.1545, False),
        ("60,000", 60_000, True),
        ("seven", 7.4, False),
        ("about 80", 79, True),
        ("a quarter", 0.25, True),
        ("a quarter", 0.27, False),
    ],
)
def test_a_number_agrees_to_the_digits_that_are_given(text, value, agrees):
    (quantity,) = quantities.read(f"There are {text} of them.")
    assert grounds.agrees(quantity, value) is agrees


def test_most_numbers_are_read_and_have_evidence():
    """At least as many as when this was written: a sign that pages and cells are still read."""
    stated = [one for path in PAGES for sentence in page(path).sentences for one in gaps.stated(sentence.plain)]
    missing = [gap for path in PAGES for found in ledger.of_gaps(page(path)).values() for gap in found]
    assert len(stated) > 3500
    assert len(missing) < len(stated) / 4


# One said for the other turns a sentence around, and so each is among the words that a section states.
OPPOSITES = (
    "more less fewer, most least, better worse, best worst, larger smaller, largest smallest, higher lower, highest "
    "lowest, longer shorter, wider narrower, faster slower, earlier later, stronger weaker, above below, ahead behind, "
    "left right, up down, upper lower, horizontal vertical, row column, rises falls, grows shrinks, gains loses, "
    "increases decreases, before after, inside outside, all none, always never, every no, each not, first last, violet "
    "orange blue green, degrees radians, conv2 conv3, dense convolutional, precision recall, sensitivity specificity, "
    "input output, true false, positives negatives, training validation test, only both, with without, "
    "large small, forward backward, clockwise counterclockwise, even odd, sum mean product"
)


@pytest.mark.parametrize("words", [words.split() for words in OPPOSITES.split(", ")], ids=" and ".join)
def test_a_word_and_its_opposite_are_told_apart(words):
    told = {" ".join(ledger.TURNS.findall(f"The {word} ones")) for word in words}
    assert len(told) == len(words), "words.py: TURNING no longer has these words, so that no test sees them exchanged"


@every_page
def test_a_number_has_its_evidence_near_it(path):
    found = reports.unlisted(page(path), ("number",))
    assert not found, "\n\n".join(found)


@every_page
def test_the_list_has_no_line_too_many(path):
    found = reports.too_many(page(path))
    assert not found, "\n".join(found)


def test_each_line_of_the_list_has_a_reason():
    kinds = tuple(f"{kind}: " for kind in ledger.KINDS)
    lines = [one for page in ledger.unbound().values() for one in page.values()]
    without = [one["begins"] for one in lines if not one["why"].startswith(kinds)]
    assert not without, f"give these a reason that begins with one of {', '.join(ledger.KINDS)}: {without[:5]}"
    assert ledger.unbound().keys() <= {page(path).name for path in PAGES}


@every_text
def test_each_section_states_the_numbers_that_were_looked_at(path):
    found = reports.changed(page(path))
    assert not found, "\n".join([*found, f"Look whether that is right. If it is meant: {reports.COMMAND}."])


@pytest.mark.parametrize("words", facts.FACTS)
def test_numbers_that_are_part_of_a_name_are_those_of_the_book(words):
    assert facts.FACTS[words]() == words


@every_page
def test_a_reason_that_can_be_computed_or_looked_up_holds(path):
    found = reports.wrong_reasons(page(path))
    assert not found, "\n".join(found)
