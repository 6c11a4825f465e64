import numpy as np
import pytest
from hypothesis import given
from scipy.optimize import brentq
from sklearn import metrics

from kernelbook import evaluation
from strategies import scored


@given(scored())
def test_roc_curve_and_roc_auc_agree_with_scikit_learn(case):
    truth, scores = case
    for ours, theirs in zip(
        evaluation.roc_curve(truth, scores), metrics.roc_curve(truth, scores, drop_intermediate=False), strict=True
    ):
        np.testing.assert_allclose(ours, theirs)
    assert evaluation.roc_auc(truth, scores) == pytest.approx(metrics.roc_auc_score(truth, scores))


@given(scored())
def test_roc_auc_is_the_share_of_pairs_in_order(case):
    truth, scores = case
    pairs = scores[truth == 1][:, np.newaxis] - scores[truth == 0]
    assert evaluation.roc_auc(truth, scores) == pytest.approx(np.mean((pairs > 0) + 0.5 * (pairs == 0)))


@given(scored())
def test_precision_recall_curve_and_average_precision_agree_with_scikit_learn(case):
    truth, scores = case
    for ours, theirs in zip(
        evaluation.precision_recall_curve(truth, scores), metrics.precision_recall_curve(truth, scores), strict=True
    ):
        np.testing.assert_allclose(ours, theirs)
    found = evaluation.average_precision(truth, scores)
    assert found == pytest.approx(metrics.average_precision_score(truth, scores))


def test_equal_error_rate_is_where_the_curves_cross():
    generator, truth = np.random.default_rng(0), np.repeat([0, 1], 2000)
    scores = generator.standard_normal(4000) + truth
    rate, threshold = evaluation.equal_error_rate(truth, scores)
    x, y, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    expected = brentq(lambda t: 1 - np.interp(t, x, y) - t, 0, 1)
    assert rate == pytest.approx(expected, abs=1e-3)
    assert np.mean(scores[truth == 0] >= threshold) == pytest.approx(rate, abs=1e-3)


@pytest.mark.parametrize(("scores", "rate"), [([0, 1, 2, 3], 0.0), ([3, 2, 1, 0], 1.0), ([1, 1, 1, 1], 0.5)])
def test_equal_error_rate_of_the_best_the_worst_and_the_indifferent(scores, rate):
    assert evaluation.equal_error_rate([0, 0, 1, 1], scores)[0] == rate


REFUSED = {
    "no negative label": lambda: evaluation.roc_auc([1, 1], [0.1, 0.2]),
    "no positive label": lambda: evaluation.roc_auc([0, 0], [0.1, 0.2]),
    "no positive label: nothing": lambda: evaluation.average_precision([0, 0], [0.1, 0.2]),
    "scores hold NaN or infinity": lambda: evaluation.roc_auc([0, 1], [0.1, np.nan]),
    r"scores has shape \(3,\)": lambda: evaluation.roc_curve([0, 1], [0.1, 0.2, 0.3]),
    "truth holds labels from 0 to 2: expected 0 to 1": lambda: evaluation.roc_auc([0, 2], [0.1, 0.2]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_curves_and_their_areas_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
