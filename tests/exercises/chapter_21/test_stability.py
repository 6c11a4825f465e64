"""The index by its laws: 0 where shares stay, never below, the same in both directions, larger the finer one looks."""

import numpy as np
import pytest

from kernelbook import exercises
from kernelbook.exercises.chapter_21.stability import stability_of

CASES = exercises.find("21-stability").task.cases()


def test_two_bins_that_exchange_their_shares_by_hand():
    assert stability_of(np.array([30, 10]), np.array([1, 3])) == pytest.approx(0.5 * np.log(3) + 0.5 * np.log(3))


def test_it_is_0_for_the_same_shares_and_never_below_and_the_same_in_both_directions():
    for before, now in CASES:
        assert stability_of(before, 7 * before) == pytest.approx(0, abs=1e-12)
        assert stability_of(before, now) == pytest.approx(stability_of(now, before))
        assert stability_of(before, now) > -1e-12


def test_bins_put_together_never_make_it_larger():
    for before, now in CASES:
        if len(before) > 2:
            merged = [np.append(counts[:-2], counts[-2:].sum()) for counts in (before, now)]
            assert stability_of(*merged) <= stability_of(before, now) + 1e-12


def test_samples_have_sizes_of_their_own_and_no_bin_is_empty():
    assert sum(before.sum() != now.sum() for before, now in CASES) > 30
    assert min(min(before.min(), now.min()) for before, now in CASES) == 1


def test_counts_before_the_logarithm_are_told_to_be_no_shares():
    verdict = exercises.check("21-stability", lambda before, now: ((now - before) * np.log(now / before)).sum())
    assert verdict.message == "counts are no shares yet: divide each by the sum of its own."


def test_half_of_it_is_told_from_which_side_it_looks():
    p, q = (lambda counts: counts / counts.sum()), np.log
    verdict = exercises.check("21-stability", lambda a, b: (p(b) * q(p(b) / p(a))).sum())
    assert "from before to now" in verdict.message
