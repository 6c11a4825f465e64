import numpy as np
import pytest

from kernelbook.drift import kernel_two_sample, kernel_width, kolmogorov_smirnov, worst_column


def double_loop(x, y, width):
    """Compute the statistic pair by pair, as the formula has it."""

    def k(a, b):
        return np.exp(-((a - b) ** 2).sum() / (2 * width**2))

    n, m = len(x), len(y)
    first = sum(k(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    second = sum(k(y[i], y[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    return first + second - 2 * sum(k(a, b) for a in x for b in y) / (n * m)


def test_kernel_two_sample_by_hand():
    """Within a pair all is equal, kernel 1; across, distances are 1 of a width 1."""
    assert kernel_two_sample([0.0, 0.0], [1.0, 1.0], width=1) == pytest.approx(2 - 2 * np.exp(-0.5))
    assert kernel_two_sample([0.0, 0.0], [1.0, 1.0], width=2) == pytest.approx(2 - 2 * np.exp(-1 / 8))


@pytest.mark.parametrize("shapes", [((7, 3), (4, 3)), ((2, 1), (9, 1)), ((5, 64), (5, 64))])
def test_kernel_two_sample_is_that_of_a_double_loop(shapes):
    generator = np.random.default_rng(0)
    x, y = (generator.normal(size=shape) for shape in shapes)
    for width in (0.5, 3.0):
        assert kernel_two_sample(x, y, width) == pytest.approx(double_loop(x, y, width))
    assert kernel_two_sample(x, y) == pytest.approx(double_loop(x, y, kernel_width(x)))
    assert kernel_two_sample(y, x, 2.0) == pytest.approx(kernel_two_sample(x, y, 2.0))
    assert kernel_two_sample(x + 50, y + 50, 2.0) == pytest.approx(kernel_two_sample(x, y, 2.0), abs=1e-9)


def test_kernel_two_sample_without_drift_is_0_on_average_and_below_0_half_the_time():
    generator = np.random.default_rng(0)
    found = np.array([kernel_two_sample(*generator.normal(size=(2, 20, 2)), width=1.0) for _ in range(500)])
    assert abs(found.mean()) < 3 * found.std() / np.sqrt(500)
    assert (found < 0).mean() > 0.4


def test_kernel_two_sample_sees_what_no_column_alone_shows():
    """In each column of both samples stand 0 and 1 equally often; now both columns are always equal.

    Kernels are 1, exp(-1/2) and exp(-1) at distances of 0, 1 and √2: means of 0.684, and else of 0.645.
    """
    squares = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 50)
    equal = np.array([[0, 0], [1, 1]] * 100)
    assert worst_column(kolmogorov_smirnov)(squares, equal) == 0
    assert kernel_two_sample(squares, equal, 1.0) == pytest.approx(0.684 - 0.645, abs=0.005)
    assert abs(kernel_two_sample(squares, squares, 1.0)) < 0.005


def test_kernel_width_by_hand():
    assert kernel_width([0.0, 1.0, 4.0]) == 3
    assert kernel_width([[0.0, 0.0], [3.0, 4.0]]) == 5


def test_kernel_width_of_many_rows_is_near_that_of_all():
    """Two normal numbers are √2 times a normal one apart, whose size has the median 0.6745."""
    assert kernel_width(np.random.default_rng(0).normal(size=5000)) == pytest.approx(0.6745 * np.sqrt(2), rel=0.05)


def test_kernel_width_of_equal_rows_is_refused():
    with pytest.raises(ValueError, match=r"^before has rows of which most are equal"):
        kernel_two_sample([1.0, 1.0, 1.0], [2.0, 3.0])


def test_kernel_two_sample_refuses_rows_of_other_lengths():
    with pytest.raises(ValueError, match="before has rows of 2 numbers and now of 3"):
        kernel_two_sample(np.ones((3, 2)), np.ones((3, 3)))
