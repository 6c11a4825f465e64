"""A claim that does not hold is an error where the book is executed, and a sentence elsewhere."""

import numpy as np
import pytest

from kernelbook.claims import STRICT, hold

CLAIM = "more than 97 in 100 are read"


@pytest.fixture
def elsewhere(monkeypatch):
    monkeypatch.delenv(STRICT)


def test_a_claim_that_holds_says_nothing(capsys):
    for condition in (True, np.True_, np.array([True, True]), [True, True], np.float32(0.97) < 0.98):
        hold(condition, CLAIM)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("condition", [False, np.array([True, False]), [False]])
def test_a_claim_that_fails_stops_the_book(condition):
    with pytest.raises(
        AssertionError, match=r"^In the book's run: more than 97 in 100 are read\. Not in yours: 0\.94\.$"
    ):
        hold(condition, CLAIM, found=0.94)


@pytest.mark.usefixtures("elsewhere")
def test_a_claim_that_fails_elsewhere_is_told(capsys):
    hold(False, CLAIM, found=0.94)
    hold([True, False], CLAIM)
    assert capsys.readouterr().out.splitlines() == [
        "In the book's run: more than 97 in 100 are read. Not in yours: 0.94.",
        "In the book's run: more than 97 in 100 are read. Not in yours.",
    ]


@pytest.mark.parametrize("condition", ["more than 97", 0.98, None, [1, 0], np.nan, np.array([], bool)])
def test_a_condition_is_true_or_false(condition):
    with pytest.raises(ValueError, match=r"^condition=.*expected True or False"):
        hold(condition, CLAIM)


def test_a_claim_is_a_sentence():
    with pytest.raises(ValueError, match=r"^claim=True: expected a text"):
        hold(CLAIM, True)
