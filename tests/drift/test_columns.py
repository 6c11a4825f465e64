import numpy as np
import pytest

from kernelbook.drift import kolmogorov_smirnov, worst_column


def test_worst_column_by_hand():
    """Gaps of 0, 1/2 and 1/4: the second column decides."""
    before = np.array([[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]])
    now = np.array([[1, 3, 1], [2, 4, 2], [3, 3, 4], [4, 4, 4]])
    assert worst_column(kolmogorov_smirnov)(before, now) == 0.5
    assert worst_column(kolmogorov_smirnov)(before[:, [0, 2]], now[:, [0, 2]]) == 0.25


def test_worst_column_takes_tables_of_as_many_columns():
    check = worst_column(kolmogorov_smirnov)
    with pytest.raises(ValueError, match="before has 2 columns and now 3"):
        check(np.ones((2, 2)), np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"^now"):
        check(np.ones((2, 2)), np.ones(2))
