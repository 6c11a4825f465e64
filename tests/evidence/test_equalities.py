"""Equalities that stand in prose are computed."""

import pytest

from evidence import equalities
from evidence.pages import ALL, every_text, page

HOLD = ["3 × 3 × 64 = 576", "28 − 3 + 1 = 26", "2 · (1 + 12 + 66) = 158", "1 / 7 = 0.14", "6·1 + 1·0 + 2·2 = 10"]
FAIL = ["3 × 3 × 64 = 578", "28 − 3 + 1 = 25", "1 / 7 = 0.15", "2 + 2 = 4 = 5"]


@pytest.mark.parametrize("text", HOLD + FAIL)
def test_equalities_are_read_and_computed(text):
    (_, _, words, holds), *others = equalities.found(f"In short: {text}, as before.")
    assert (words, holds, others) == (text, text in HOLD, [])


@every_text
def test_equalities_in_prose_hold(path):
    for sentence in page(path).sentences:
        wrong = [words for _, _, words, holds in equalities.found(sentence.plain) if not holds]
        assert not wrong, f"{path.name}: {wrong[0]} is not so, in: {sentence.shown}"


def test_equalities_are_found():
    """At least as many as when this was written: a sign that the reader still reads."""
    assert sum(len(equalities.found(sentence.plain)) for path in ALL for sentence in page(path).sentences) >= 40
