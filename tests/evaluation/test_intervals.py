import numpy as np
import pytest
from scipy import stats

from kernelbook import evaluation


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


def test_wilson_interval_covers_what_it_claims():
    generator = np.random.default_rng(0)
    chances = generator.uniform(size=2_000)
    held = []
    for p, k in zip(chances, generator.binomial(100, chances), strict=True):
        low, high = evaluation.wilson_interval(int(k), 100)
        held.append(low <= p <= high)
    assert 0.94 <= np.mean(held) <= 0.96
    assert 0.94 <= coverage(100, chances).mean() <= 0.96
    assert 0.94 <= coverage(10_000, np.array([0.991])).item() <= 0.96


def test_bootstrap_interval_of_a_mean_agrees_with_student_interval():
    values = np.random.default_rng(0).normal(10, 2, size=400)
    estimate, low, high = evaluation.bootstrap_interval(np.mean, values, repeats=4_000)
    mean, student_low, student_high = evaluation.student_interval(values)
    assert estimate == mean
    np.testing.assert_allclose((low, high), (student_low, student_high), atol=0.02)


def test_bootstrap_interval_is_one_of_the_drawn_samples_and_not_of_the_sample_itself():
    _, low, high = evaluation.bootstrap_interval(np.mean, [0.0, 1.0, 5.0], repeats=1, seed=1)
    assert low == high, "of a single draw both ends are its mean"


def test_bootstrap_interval_draws_rows_together():
    first = np.arange(50.0)
    share = evaluation.bootstrap_interval(lambda a, b: np.mean(a == b), first, first)
    assert share == (1.0, 1.0, 1.0)
    again = [evaluation.bootstrap_interval(np.mean, first, seed=3) for _ in range(2)]
    assert again[0] == again[1] != evaluation.bootstrap_interval(np.mean, first, seed=4)


REFUSED = {
    "at least 2 numbers in a row, got shape": lambda: evaluation.student_interval([99.0]),
    "successes=-1, n=5": lambda: evaluation.wilson_interval(-1, 5),
    "successes=6, n=5": lambda: evaluation.wilson_interval(6, 5),
    "successes=0, n=0": lambda: evaluation.wilson_interval(0, 0),
    r"arrays have the shapes \[\(2,\), \(3,\)\]": lambda: evaluation.bootstrap_interval(np.mean, [1, 2], [1, 2, 3]),
    r"arrays have the shapes \[\(0,\)\]": lambda: evaluation.bootstrap_interval(np.mean, []),
    "confidence=95: .* such as 0.95 for 95%": lambda: evaluation.student_interval([1, 2, 3], 95),
    "confidence=95: expected a share between 0 and 1": lambda: evaluation.wilson_interval(5, 10, 95),
    "confidence=95": lambda: evaluation.bootstrap_interval(np.mean, [1, 2, 3], confidence=95),
    "confidence=1: ": lambda: evaluation.wilson_interval(5, 10, 1),
    "confidence=nan": lambda: evaluation.student_interval([1, 2, 3], np.nan),
    "values holds NaN": lambda: evaluation.student_interval([1, np.nan, 3]),
    "successes=0.5, n=10: expected whole numbers": lambda: evaluation.wilson_interval(0.5, 10),
    "successes=True, n=1": lambda: evaluation.wilson_interval(True, 1),
    "repeats=0: expected a whole number from 1": lambda: evaluation.bootstrap_interval(np.mean, [1, 2], repeats=0),
    "repeats=2.5": lambda: evaluation.bootstrap_interval(np.mean, [1, 2], repeats=2.5),
    "seed='0'": lambda: evaluation.bootstrap_interval(np.mean, [1, 2], seed="0"),
    "statistic='mean'": lambda: evaluation.bootstrap_interval("mean", [1, 2]),
    "statistic is not a finite number on": lambda: evaluation.bootstrap_interval(lambda a: a, [1.0, 2.0]),
    "statistic is not a finite number": lambda: evaluation.bootstrap_interval(lambda a: np.inf, [1.0]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_intervals_refuse_bad_input_by_its_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int32, np.uint64])
def test_wilson_interval_computes_with_whole_numbers_of_any_width(kind):
    assert evaluation.wilson_interval(kind(5), kind(20)) == evaluation.wilson_interval(5, 20)


def test_bootstrap_interval_lets_a_statistic_change_what_it_gets():
    data, labels = np.arange(20.0), np.arange(20) % 2

    def in_place(a, b):
        a -= a.mean()
        return float((a * b).mean())

    expected = evaluation.bootstrap_interval(lambda a, b: in_place(a.copy(), b), data, labels, repeats=50)
    assert evaluation.bootstrap_interval(in_place, data, labels, repeats=50) == expected
    np.testing.assert_array_equal(data, np.arange(20.0))


def test_bootstrap_interval_says_that_one_number_is_expected():
    with pytest.raises(ValueError, match=r"statistic .* an array of shape \(2,\): expected one number"):
        evaluation.bootstrap_interval(lambda a: a[:2], [1.0, 2.0, 3.0])
