import numpy as np
from sklearn.linear_model import LogisticRegression

from kernelbook import results
from measurements import benchmark, expected_rows


def test_the_recalls_of_a_rare_digit_follow_from_the_stored_digits():
    script, stored = benchmark("rare"), results.read("rare")
    _, labels, who = script.hands()
    *_, judges = script.parts(who, 0, labels, 0)
    for case, seed in ((case, seed) for seed in script.SEEDS for case in script.CASES):
        figures = script.judge(stored.labels(case, seed), labels[judges], int(case[-1]))
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows == expected_rows(figures, case, seed)


def test_without_focal_loss_the_line_is_logistic_regression():
    script = benchmark("rare")
    features, labels, who = script.hands()
    learned, choosers, _ = script.parts(who, 7, labels, 0)
    weights = np.where(labels[learned] == 7, script.RARER, 1.0)
    line = script.fit(features[learned], labels[learned], weights, 0.0)
    scaled = weights * len(weights) / weights.sum()
    expected = LogisticRegression(C=script.C, max_iter=3000).fit(features[learned], labels[learned], scaled)
    logits = script.logits_of(features[choosers], line)
    centered = logits - logits.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(centered, expected.decision_function(features[choosers]), atol=0.2)


def test_a_rare_digit_is_shown_by_three_pupils():
    script = benchmark("rare")
    _, labels, who = script.hands()
    learned, *_ = script.parts(who, 4, labels, 1)
    counts = np.bincount(labels[learned], minlength=10)
    assert counts[4] <= script.KEPT + 1
    assert np.delete(counts, 4).min() >= script.PUPILS - 2
    assert np.bincount(labels[script.parts(who, 4, labels, 1, rare=False)[0]])[4] >= script.PUPILS - 2


def test_of_the_best_candidates_the_first_is_taken():
    script = benchmark("rare")
    logits, truth = 5 * np.eye(10), np.arange(10)
    logits[3] = 5 * np.eye(10)[8]
    assert (
        script.best(script.ADDENDS, lambda a: script.raised(logits, 3, a), truth) == 0
    )  # at 5 both are alike, and beyond it all the others are lost
    logits[3, 3] = 2.6
    assert script.best(script.ADDENDS, lambda a: script.raised(logits, 3, a), truth) == 2.5
