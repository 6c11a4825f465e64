"""The field of the exercise is that of the library, also where a bell is 0 in the computer."""

import numpy as np
import pytest

from kernelbook import exercises, flow
from kernelbook.exercises.chapter_19 import points

CASES = exercises.find("19-field").task.cases()


@pytest.mark.parametrize("case", CASES)
def test_the_reference_is_the_librarys_field_and_finite(case):
    x, t, X = case
    found = points.field_of_points(x, t, X)
    expected = flow.points_field(x[:, np.newaxis], t, X[:, np.newaxis])[:, 0]
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_the_judge_has_the_first_time_and_the_last_that_the_question_names():
    times = {t for _, t, _ in CASES}
    assert {0.0, 0.999} <= times
    assert min(times) == 0
    assert max(times) == 0.999


@np.errstate(all="ignore")
def test_the_bells_as_they_are_written_fail_in_some_cases_and_hold_in_others():
    fine = [np.isfinite(points.as_written(points.fits(*case))).all() for case in CASES]
    assert 5 < sum(fine) < len(fine) - 5


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_field_that_is_not_finite_far_from_all_points_is_told_why(bad):
    def answer(x, t, X):
        return np.where(np.abs(x) > 5, bad, points.field_of_points(x, t, X))

    assert exercises.check("19-field", answer).message == points.OVERFLOW
