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


def test_too_few_values_are_refused():
    with pytest.raises(ValueError, match=r"at least 2 numbers in a row, got shape \(1,\)"):
        evaluation.student_interval([99.0])


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(successes, n):
    with pytest.raises(ValueError, match=f"successes={successes}, n={n}"):
        evaluation.wilson_interval(successes, n)
