import numpy as np
import pytest
from hypothesis import given
from sklearn import metrics

from kernelbook import evaluation
from strategies import scored


@given(scored())
def test_sensitivity_specificity_gives_the_recalls_of_both_classes(pair):
    truth, scores = pair
    called = scores > 0.5
    sensitivity, specificity = evaluation.sensitivity_specificity(truth, called)
    assert sensitivity == pytest.approx(metrics.recall_score(truth, called))
    assert specificity == pytest.approx(metrics.recall_score(truth, called, pos_label=0))


@given(scored())
def test_predictive_values_are_the_precisions_at_the_prevalence_of_the_sample(pair):
    truth, scores = pair
    called = (scores > 0.5).astype(int)
    shares = evaluation.sensitivity_specificity(truth, called)
    positive, negative = evaluation.predictive_values(*shares, truth.mean())
    assert positive == pytest.approx(metrics.precision_score(truth, called, zero_division=0))
    assert negative == pytest.approx(metrics.precision_score(truth, called, pos_label=0, zero_division=0))


def test_predictive_values_by_counting_people():
    # Of 10,000, 50 are ill; 45 of them are called, and 199 of the 9,950 healthy.
    positive, negative = evaluation.predictive_values(0.9, 0.98, 0.005)
    assert positive == pytest.approx(45 / (45 + 199))
    assert negative == pytest.approx(9_751 / (9_751 + 5))


@pytest.mark.parametrize("zero_division", [0, 1])
def test_predictive_values_where_nobody_or_everybody_is_called(zero_division):
    assert evaluation.predictive_values(0, 1, 0.2, zero_division=zero_division)[0] == zero_division
    assert evaluation.predictive_values(1, 0, 0.2, zero_division=zero_division)[1] == zero_division


def test_adjust_prevalence_makes_probabilities_true_at_the_new_prevalence():
    """Cases with two kinds of findings, common among the ill and the healthy in known shares: Bayes by counting."""
    ill, healthy = np.array([0.8, 0.2]), np.array([0.3, 0.7])  # share of each finding
    learned, used = ([pi * ill / (pi * ill + (1 - pi) * healthy)] for pi in (0.4, 0.02))
    np.testing.assert_allclose(evaluation.adjust_prevalence(learned[0], 0.4, 0.02), used[0])
    np.testing.assert_allclose(evaluation.adjust_prevalence(learned[0], 0.4, 0.4), learned[0])


@pytest.mark.parametrize(
    ("measure", "arguments", "message"),
    [
        ("sensitivity_specificity", ([1, 1], [1, 0]), "truth holds 2 positives of 2"),
        ("sensitivity_specificity", ([0, 0], [1, 0]), "truth holds 0 positives of 2"),
        ("sensitivity_specificity", ([], []), "truth holds 0 positives of 0"),
        ("sensitivity_specificity", ([0, 2], [1, 0]), "truth holds labels from 0 to 2"),
        ("sensitivity_specificity", ([0, 1], [1]), "truth has 2 labels and predicted 1"),
        ("predictive_values", (1.2, 0.5, 0.5), r"sensitivity=1\.2"),
        ("predictive_values", (0.5, -0.1, 0.5), r"specificity=-0\.1"),
        ("predictive_values", (0.5, 0.5, float("nan")), "prevalence=nan"),
        ("adjust_prevalence", ([0.5, 1.5], 0.5, 0.1), "are they logits"),
        ("adjust_prevalence", ([0.5, float("nan")], 0.5, 0.1), "outside 0 to 1"),
        ("predictive_values", (90, 0.5, 0.5), "sensitivity=90: .* such as 0.9 for 90%"),
        ("predictive_values", ("0.9", 0.5, 0.5), "sensitivity='0.9'"),
        ("adjust_prevalence", (["a"], 0.5, 0.1), "probabilities has dtype"),
        ("adjust_prevalence", ([[0.5]], 0.5, 0.1), r"probabilities has shape \(1, 1\)"),
        ("adjust_prevalence", ([0.5], 59, 0.1), "learned=59: .* such as 0.59 for 59%"),
        ("adjust_prevalence", ([0.5], 0, 0.1), "learned=0"),
        ("adjust_prevalence", ([0.5], 0.5, 1), "used=1"),
    ],
)
def test_screening_refuses_shares_that_are_none(measure, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(evaluation, measure)(*arguments)


def test_predictive_values_need_a_known_zero_division():
    with pytest.raises(ValueError, match=r"zero_division=0\.5"):
        evaluation.predictive_values(0.5, 0.5, 0.5, zero_division=0.5)
