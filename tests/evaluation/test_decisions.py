import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kernelbook import evaluation
from strategies import answers, scored


def test_mcnemar_by_hand():
    truth = np.zeros(20, dtype=int)
    first, second = np.zeros(20, dtype=int), np.zeros(20, dtype=int)
    first[:2] = 1  # only the second is right: 2
    second[2:10] = 1  # only the first is right: 8
    first[10:13] = second[10:13] = 1  # both wrong: these do not tell
    # Of 10 fair coins, at most 2 or at least 8 heads: 2 · (1 + 10 + 45) / 1024.
    assert evaluation.mcnemar(truth, first, second) == (8, 2, pytest.approx(112 / 1024))
    assert evaluation.mcnemar(truth, first, first) == (0, 0, 1.0)


@given(answers(), st.data())
def test_mcnemar_is_the_same_from_both_sides(pair, data):
    truth, first = pair
    second = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(truth), max_size=len(truth))))
    only_first, only_second, p = evaluation.mcnemar(truth, first, second)
    assert evaluation.mcnemar(truth, second, first) == (only_second, only_first, p)
    assert 0 < p <= 1


def test_risk_coverage_with_ties():
    coverage_, risk, thresholds = evaluation.risk_coverage([0.5, 0.9, 0.5, 0.9], np.array([True, True, False, True]))
    assert coverage_.tolist() == [0.5, 1.0]
    assert risk.tolist() == [0.0, 0.25]
    assert thresholds.tolist() == [0.9, 0.5]
    _, risk, _ = evaluation.risk_coverage([0.9, 0.8, 0.7, 0.6], np.array([False, True, True, False]))
    np.testing.assert_allclose(risk, [1, 1 / 2, 1 / 3, 1 / 2])


@given(scored(), st.integers(0, 3), st.integers(0, 3))
def test_threshold_by_cost_finds_the_threshold_that_costs_least(case, miss, alarm):
    truth, scores = case
    assume(miss + alarm)
    threshold, cost = evaluation.threshold_by_cost(truth, scores, miss=miss, alarm=alarm)

    def price(t):
        called = scores >= t
        return (miss * (truth & ~called).sum() + alarm * (called & (truth == 0)).sum()) / truth.size

    assert cost == pytest.approx(price(threshold))
    assert cost <= min(price(t) for t in [np.inf, *scores]) + 1e-12


REFUSED = {
    "truth has 2 labels and second 1": lambda: evaluation.mcnemar([0, 1], [0, 1], [0]),
    r"confidence has shape \(2,\), right \(1,\)": lambda: evaluation.risk_coverage([0.1, 0.2], [True]),
    "confidence holds NaN": lambda: evaluation.risk_coverage([np.nan], [True]),
    "right has dtype int64": lambda: evaluation.risk_coverage([0.5], [1]),
    "miss=0, alarm=0": lambda: evaluation.threshold_by_cost([0, 1], [0.1, 0.2], miss=0, alarm=0),
    "confidence has dtype": lambda: evaluation.risk_coverage(["a"], [True]),
    "miss=nan, alarm=1": lambda: evaluation.threshold_by_cost([0, 1], [0.1, 0.2], miss=np.nan, alarm=1),
    "miss='5', alarm=1": lambda: evaluation.threshold_by_cost([0, 1], [0.1, 0.2], miss="5", alarm=1),
    "miss=-1, alarm=1": lambda: evaluation.threshold_by_cost([0, 1], [0.1, 0.2], miss=-1, alarm=1),
}


@pytest.mark.parametrize("message", REFUSED)
def test_decisions_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
