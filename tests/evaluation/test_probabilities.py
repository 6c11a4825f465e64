import numpy as np
import pytest
from sklearn import metrics

from kernelbook import evaluation

P = [[0.5, 0.5], [0.2, 0.8]]


@pytest.fixture
def predictions():
    """Logits of 400 images and 5 classes, sharper than they should be, and labels drawn from the blunter truth."""
    generator = np.random.default_rng(0)
    logits = generator.normal(scale=2, size=(4_000, 5))
    chances = evaluation.softmax(logits)
    truth = np.array([generator.choice(5, p=row) for row in chances])
    return 2.5 * logits, truth


def test_negative_log_likelihood_and_brier_score_agree_with_scikit_learn(predictions):
    logits, truth = predictions
    p = evaluation.softmax(logits)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert evaluation.negative_log_likelihood(p, truth) == pytest.approx(metrics.log_loss(truth, p, labels=range(5)))
    expected = metrics.brier_score_loss(truth, p, labels=range(5), scale_by_half=False)
    assert evaluation.brier_score(p, truth) == pytest.approx(expected)
    assert evaluation.negative_log_likelihood([[1.0, 0.0]], [1]) == pytest.approx(
        metrics.log_loss([1], [[1.0, 0.0]], labels=[0, 1])
    )


def test_expected_calibration_error_by_hand():
    # Two answers at 0.9, one right: a gap of 0.4. Two at 0.6, both right: a gap of 0.4 the other way.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.4, 0.6]])
    confidence, accuracy, counts = evaluation.reliability_curve(p, [0, 1, 1, 1], bins=10)
    np.testing.assert_allclose(confidence, [0.6, 0.9])
    assert accuracy.tolist() == [1.0, 0.5]
    assert counts.tolist() == [2, 2]
    assert evaluation.expected_calibration_error(p, [0, 1, 1, 1], bins=10) == pytest.approx(0.4)


def test_expected_calibration_error_weighs_bins_by_their_answers():
    # Three answers at 0.9, all right: a gap of 0.1. One at 0.6, wrong: a gap of 0.6. (3 · 0.1 + 0.6) / 4.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    assert evaluation.expected_calibration_error(p, [0, 0, 0, 0], bins=10) == pytest.approx(0.225)


def test_reliability_curve_puts_a_confidence_on_an_edge_into_the_bin_below():
    _, _, counts = evaluation.reliability_curve([[0.5, 0.5], [0.4, 0.6], [0.0, 1.0]], [0, 0, 0], bins=2)
    assert counts.tolist() == [1, 2]


def test_fit_temperature_undoes_sharpness(predictions):
    logits, truth = predictions
    temperature = evaluation.fit_temperature(logits, truth)
    assert temperature == pytest.approx(2.5, rel=0.05)
    before, after = evaluation.softmax(logits), evaluation.softmax(logits / temperature)
    for score in (evaluation.negative_log_likelihood, evaluation.expected_calibration_error, evaluation.brier_score):
        assert score(after, truth) < score(before, truth)
    np.testing.assert_array_equal(before.argmax(axis=1), after.argmax(axis=1))
    for other in (0.99, 1.01):
        worse = evaluation.softmax(logits / (other * temperature))
        assert evaluation.negative_log_likelihood(worse, truth) > evaluation.negative_log_likelihood(after, truth)


REFUSED = {
    "lie outside 0 to 1: are they logits": lambda: evaluation.brier_score([[2.0, -1.0]], [0]),
    "do not add up to 1 .* are they logits": lambda: evaluation.negative_log_likelihood([[0.4, 0.4]], [0]),
    "lie outside 0 to 1": lambda: evaluation.brier_score([[np.nan, 1.0]], [0]),
    "truth has 1 labels, probabilities 2 rows": lambda: evaluation.brier_score(P, [0]),
    "truth holds labels from 0 to 2": lambda: evaluation.brier_score(P, [0, 2]),
    "probabilities has shape": lambda: evaluation.brier_score([0.5, 0.5], [0]),
    "bins=0": lambda: evaluation.reliability_curve(P, [0, 1], bins=0),
    r"logits has shape \(1, 2\): expected finite": lambda: evaluation.softmax([[np.inf, 0.0]]),
    "logits add up to 1 in each row": lambda: evaluation.softmax(P),
    "logits add up to 1 in each row: expected what": lambda: evaluation.fit_temperature(P, [0, 1]),
    r"probabilities has shape \(2, 1\): .* take np.hstack\(\[1 - p, p\]\)": lambda: evaluation.reliability_curve(
        [[0.2], [0.7]], [0, 1]
    ),
    r"logits has shape \(2, 1\)": lambda: evaluation.softmax([[0.2], [0.7]]),
    "logits has dtype": lambda: evaluation.softmax([["a", "b"]]),
    "probabilities hold NaN": lambda: evaluation.brier_score([[np.nan, 1.0]], [0]),
    "bins=True": lambda: evaluation.reliability_curve(P, [0, 1], bins=True),
    "bins=2.5": lambda: evaluation.expected_calibration_error(P, [0, 1], bins=2.5),
    "truth has 1 labels, logits 2 rows": lambda: evaluation.fit_temperature(P, [0]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_scores_of_probabilities_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_softmax_takes_rows_that_add_up_to_one_by_chance():
    np.testing.assert_allclose(evaluation.softmax([[0.5, 0.5]]), 0.5)
    np.testing.assert_allclose(evaluation.softmax(np.eye(2)).sum(axis=1), 1)
