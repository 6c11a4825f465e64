import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from kernelbook.drift import kolmogorov_smirnov

VALUES = st.lists(st.integers(-5, 5), min_size=1, max_size=30)


def test_kolmogorov_smirnov_by_hand():
    """Up to 2 lie 2 of 4, and both of the others."""
    assert kolmogorov_smirnov([1, 2, 3, 4], [0, 2]) == 0.5
    assert kolmogorov_smirnov([1, 2, 3, 4], [5]) == 1
    assert kolmogorov_smirnov([1, 1, 2], [1, 2, 2]) == pytest.approx(1 / 3)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of SciPy's p-values, which nobody asks for here
@given(VALUES, VALUES)
def test_kolmogorov_smirnov_is_that_of_scipy(before, now):
    assert kolmogorov_smirnov(before, now) == pytest.approx(ks_2samp(before, now, method="asymp").statistic)


@given(VALUES, VALUES)
def test_kolmogorov_smirnov_sees_only_the_order(before, now):
    found = kolmogorov_smirnov(before, now)
    assert kolmogorov_smirnov(np.exp(before), np.exp(now)) == found
    assert kolmogorov_smirnov(now, before) == found
    assert kolmogorov_smirnov(before, before) == 0
