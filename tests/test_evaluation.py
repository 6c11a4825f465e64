import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from kernelbook import evaluation

AVERAGES = ["macro", "micro", "weighted"]


@st.composite
def answers(draw, classes=4):
    """Draw labels and answers of 1 to 12 images."""
    n = draw(st.integers(1, 12))
    labels = st.lists(st.integers(0, classes - 1), min_size=n, max_size=n)
    return np.array(draw(labels)), np.array(draw(labels))


@st.composite
def scored(draw):
    """Draw labels of two classes, both present, and scores with many ties."""
    n = draw(st.integers(2, 15))
    truth = np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    assume(0 < truth.sum() < n)
    return truth, np.array(draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))) / 5


# Intervals.


def test_student_interval_agrees_with_scipy():
    values = np.random.default_rng(0).normal(99, 0.2, size=7)
    mean, low, high = evaluation.student_interval(values, 0.9)
    expected = stats.t.interval(0.9, 6, loc=values.mean(), scale=stats.sem(values))
    np.testing.assert_allclose((mean, low, high), (values.mean(), *expected))


@pytest.mark.parametrize(("successes", "n"), [(0, 5), (5, 5), (9, 10), (9_906, 10_000)])
def test_wilson_interval_agrees_with_scipy(successes, n):
    expected = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose(evaluation.wilson_interval(successes, n), tuple(expected), atol=1e-12)


def coverage(n, p):
    """Return how often Wilson's interval holds p, for each p, by adding up the binomial probabilities."""
    low, high = np.array([evaluation.wilson_interval(k, n) for k in range(n + 1)]).T
    inside = (low[:, np.newaxis] <= p) & (p <= high[:, np.newaxis])
    return (stats.binom.pmf(np.arange(n + 1)[:, np.newaxis], n, p) * inside).sum(axis=0)


def test_wilsons_interval_covers_what_it_claims():
    generator = np.random.default_rng(0)
    chances = generator.uniform(size=2_000)
    held = []
    for p, k in zip(chances, generator.binomial(100, chances), strict=True):
        low, high = evaluation.wilson_interval(int(k), 100)
        held.append(low <= p <= high)
    assert 0.94 <= np.mean(held) <= 0.96
    assert 0.94 <= coverage(100, chances).mean() <= 0.96
    assert 0.94 <= coverage(10_000, np.array([0.991])).item() <= 0.96


def test_bootstrap_of_a_mean_agrees_with_students_interval():
    values = np.random.default_rng(0).normal(10, 2, size=400)
    estimate, low, high = evaluation.bootstrap_interval(np.mean, values, repeats=4_000)
    mean, student_low, student_high = evaluation.student_interval(values)
    assert estimate == mean
    np.testing.assert_allclose((low, high), (student_low, student_high), atol=0.02)


def test_bootstrap_draws_rows_together():
    first = np.arange(50.0)
    share = evaluation.bootstrap_interval(lambda a, b: np.mean(a == b), first, first)
    assert share == (1.0, 1.0, 1.0)
    again = [evaluation.bootstrap_interval(np.mean, first, seed=3) for _ in range(2)]
    assert again[0] == again[1] != evaluation.bootstrap_interval(np.mean, first, seed=4)


# What was taken for what.


@given(answers())
def test_confusion_matrix_agrees_with_scikit_learn(pair):
    truth, predicted = pair
    expected = metrics.confusion_matrix(truth, predicted, labels=range(4))
    np.testing.assert_array_equal(evaluation.confusion_matrix(truth, predicted, classes=4), expected)


@given(answers(), st.sampled_from([None, *AVERAGES]), st.sampled_from([0.0, 1.0]))
def test_precision_recall_and_f1_agree_with_scikit_learn(pair, average, zero):
    truth, predicted = pair
    expected = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(4), average=average, zero_division=zero
    )[:3]
    found = evaluation.precision_recall_f1(truth, predicted, average=average, classes=4, zero_division=zero)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_without_images_zero_division_decides():
    for average in AVERAGES:
        found = evaluation.precision_recall_f1([], [], average=average, classes=3, zero_division=1.0)
        assert found == (1.0, 1.0, 1.0)
    assert evaluation.confusion_matrix([], [], classes=2).tolist() == [[0, 0], [0, 0]]


# Rankings.


@given(scored())
def test_roc_agrees_with_scikit_learn(case):
    truth, scores = case
    for ours, theirs in zip(
        evaluation.roc_curve(truth, scores), metrics.roc_curve(truth, scores, drop_intermediate=False), strict=True
    ):
        np.testing.assert_allclose(ours, theirs)
    assert evaluation.roc_auc(truth, scores) == pytest.approx(metrics.roc_auc_score(truth, scores))


@given(scored())
def test_auc_is_the_share_of_pairs_in_order(case):
    truth, scores = case
    pairs = scores[truth == 1][:, np.newaxis] - scores[truth == 0]
    assert evaluation.roc_auc(truth, scores) == pytest.approx(np.mean((pairs > 0) + 0.5 * (pairs == 0)))


@given(scored())
def test_precision_and_recall_at_every_threshold_agree_with_scikit_learn(case):
    truth, scores = case
    for ours, theirs in zip(
        evaluation.precision_recall_curve(truth, scores), metrics.precision_recall_curve(truth, scores), strict=True
    ):
        np.testing.assert_allclose(ours, theirs)
    found = evaluation.average_precision(truth, scores)
    assert found == pytest.approx(metrics.average_precision_score(truth, scores))


# Probabilities.


@pytest.fixture
def predictions():
    """Logits of 400 images and 5 classes, sharper than they should be, and labels drawn from the blunter truth."""
    generator = np.random.default_rng(0)
    logits = generator.normal(scale=2, size=(4_000, 5))
    chances = evaluation.softmax(logits)
    truth = np.array([generator.choice(5, p=row) for row in chances])
    return 2.5 * logits, truth


def test_scores_of_probabilities_agree_with_scikit_learn(predictions):
    logits, truth = predictions
    p = evaluation.softmax(logits)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert evaluation.negative_log_likelihood(p, truth) == pytest.approx(metrics.log_loss(truth, p, labels=range(5)))
    expected = metrics.brier_score_loss(truth, p, labels=range(5), scale_by_half=False)
    assert evaluation.brier_score(p, truth) == pytest.approx(expected)
    assert evaluation.negative_log_likelihood([[1.0, 0.0]], [1]) == pytest.approx(
        metrics.log_loss([1], [[1.0, 0.0]], labels=[0, 1])
    )


def test_calibration_error_by_hand():
    # Two answers at 0.9, one right: a gap of 0.4. Two at 0.6, both right: a gap of 0.4 the other way.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.4, 0.6]])
    confidence, accuracy, counts = evaluation.reliability_curve(p, [0, 1, 1, 1], bins=10)
    np.testing.assert_allclose(confidence, [0.6, 0.9])
    assert accuracy.tolist() == [1.0, 0.5]
    assert counts.tolist() == [2, 2]
    assert evaluation.expected_calibration_error(p, [0, 1, 1, 1], bins=10) == pytest.approx(0.4)


def test_bins_with_more_answers_weigh_more():
    # Three answers at 0.9, all right: a gap of 0.1. One at 0.6, wrong: a gap of 0.6. (3 · 0.1 + 0.6) / 4.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    assert evaluation.expected_calibration_error(p, [0, 0, 0, 0], bins=10) == pytest.approx(0.225)


def test_a_confidence_on_an_edge_belongs_to_the_bin_below():
    _, _, counts = evaluation.reliability_curve([[0.5, 0.5], [0.4, 0.6], [0.0, 1.0]], [0, 0, 0], bins=2)
    assert counts.tolist() == [1, 2]


def test_temperature_undoes_sharpness(predictions):
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


# Decisions.


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


def test_risk_and_coverage_with_ties():
    coverage_, risk, thresholds = evaluation.risk_coverage([0.5, 0.9, 0.5, 0.9], np.array([True, True, False, True]))
    assert coverage_.tolist() == [0.5, 1.0]
    assert risk.tolist() == [0.0, 0.25]
    assert thresholds.tolist() == [0.9, 0.5]
    _, risk, _ = evaluation.risk_coverage([0.9, 0.8, 0.7, 0.6], np.array([False, True, True, False]))
    np.testing.assert_allclose(risk, [1, 1 / 2, 1 / 3, 1 / 2])


@given(scored(), st.integers(0, 3), st.integers(0, 3))
def test_no_threshold_costs_less_than_the_chosen_one(case, miss, alarm):
    truth, scores = case
    assume(miss + alarm)
    threshold, cost = evaluation.threshold_by_cost(truth, scores, miss=miss, alarm=alarm)

    def price(t):
        called = scores >= t
        return (miss * (truth & ~called).sum() + alarm * (called & (truth == 0)).sum()) / truth.size

    assert cost == pytest.approx(price(threshold))
    assert cost <= min(price(t) for t in [np.inf, *scores]) + 1e-12


# Bad input.

P = [[0.5, 0.5], [0.2, 0.8]]
REFUSED = {
    "at least 2 numbers in a row, got shape": lambda: evaluation.student_interval([99.0]),
    "successes=-1, n=5": lambda: evaluation.wilson_interval(-1, 5),
    "successes=6, n=5": lambda: evaluation.wilson_interval(6, 5),
    "successes=0, n=0": lambda: evaluation.wilson_interval(0, 0),
    r"arrays have the shapes \[\(2,\), \(3,\)\]": lambda: evaluation.bootstrap_interval(np.mean, [1, 2], [1, 2, 3]),
    r"arrays have the shapes \[\(0,\)\]": lambda: evaluation.bootstrap_interval(np.mean, []),
    "statistic is not a finite number": lambda: evaluation.bootstrap_interval(lambda a: np.inf, [1.0]),
    "truth has 2 labels and predicted 1": lambda: evaluation.confusion_matrix([0, 1], [0]),
    "predicted holds labels from 3 to 3: expected 0 to 2": lambda: evaluation.confusion_matrix([0], [3], classes=3),
    "truth holds labels from -1 to -1": lambda: evaluation.confusion_matrix([-1], [0]),
    "predicted has dtype float64: .* take .argmax": lambda: evaluation.confusion_matrix([0], [0.7]),
    r"predicted has shape \(1, 2\)": lambda: evaluation.confusion_matrix([0], [[0, 1]]),
    "truth is empty: say how many classes": lambda: evaluation.confusion_matrix([], []),
    "average='mean'": lambda: evaluation.precision_recall_f1([0], [0], average="mean"),
    "zero_division=nan": lambda: evaluation.precision_recall_f1([0], [0], zero_division=np.nan),
    "no negative label": lambda: evaluation.roc_auc([1, 1], [0.1, 0.2]),
    "no positive label": lambda: evaluation.roc_auc([0, 0], [0.1, 0.2]),
    "no positive label: nothing": lambda: evaluation.average_precision([0, 0], [0.1, 0.2]),
    "scores hold NaN or infinity": lambda: evaluation.roc_auc([0, 1], [0.1, np.nan]),
    r"scores has shape \(3,\)": lambda: evaluation.roc_curve([0, 1], [0.1, 0.2, 0.3]),
    "truth holds labels from 0 to 2: expected 0 to 1": lambda: evaluation.roc_auc([0, 2], [0.1, 0.2]),
    "lie outside 0 to 1: are they logits": lambda: evaluation.brier_score([[2.0, -1.0]], [0]),
    "do not add up to 1 .* are they logits": lambda: evaluation.negative_log_likelihood([[0.4, 0.4]], [0]),
    "lie outside 0 to 1": lambda: evaluation.brier_score([[np.nan, 1.0]], [0]),
    "truth has 1 labels, probabilities 2 rows": lambda: evaluation.brier_score(P, [0]),
    "truth holds labels from 0 to 2": lambda: evaluation.brier_score(P, [0, 2]),
    "probabilities has shape": lambda: evaluation.brier_score([0.5, 0.5], [0]),
    "bins=0": lambda: evaluation.reliability_curve(P, [0, 1], bins=0),
    r"logits has shape \(1, 2\): expected finite": lambda: evaluation.softmax([[np.inf, 0.0]]),
    "truth has 1 labels, logits 2 rows": lambda: evaluation.fit_temperature(P, [0]),
    "truth has 2 labels and second 1": lambda: evaluation.mcnemar([0, 1], [0, 1], [0]),
    r"confidence has shape \(2,\), right \(1,\)": lambda: evaluation.risk_coverage([0.1, 0.2], [True]),
    "confidence holds NaN": lambda: evaluation.risk_coverage([np.nan], [True]),
    "right has dtype int64": lambda: evaluation.risk_coverage([0.5], [1]),
    "miss=0, alarm=0": lambda: evaluation.threshold_by_cost([0, 1], [0.1, 0.2], miss=0, alarm=0),
    "miss=-1, alarm=1": lambda: evaluation.threshold_by_cost([0, 1], [0.1, 0.2], miss=-1, alarm=1),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_refused_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


# Screening.


@given(scored())
def test_sensitivity_and_specificity_are_the_recalls_of_both_classes(pair):
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


def test_adjusted_probabilities_are_true_at_the_new_prevalence():
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
        ("adjust_prevalence", ([0.5], 0, 0.1), "learned=0"),
        ("adjust_prevalence", ([0.5], 0.5, 1), "used=1"),
    ],
)
def test_shares_that_are_none_are_refused(measure, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(evaluation, measure)(*arguments)


def test_predictive_values_need_a_known_zero_division():
    with pytest.raises(ValueError, match=r"zero_division=0\.5"):
        evaluation.predictive_values(0.5, 0.5, 0.5, zero_division=0.5)
