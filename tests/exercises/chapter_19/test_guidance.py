"""What comes back is judged first, then what was left of the arguments."""

import numpy as np
import pytest

from kernelbook import exercises, flow
from kernelbook.exercises.chapter_19 import guidance
from kernelbook.exercises.chapter_19.guidance import louder


def strengths_in_place(none, told, w):
    w -= 1
    return louder(none, told, w + 1)


def all_in_place(none, told, w):
    found = louder(none, told, w)
    none[:] = told[:] = w[:] = 0.5
    return found


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (guidance.into_none, "none"),
        (guidance.into_told, "told"),
        (strengths_in_place, "w"),
        (all_in_place, "none and told and w"),
    ],
)
def test_a_right_result_with_other_arguments_is_refused(answer, names):
    verdict = exercises.check("19-louder", answer)
    assert verdict.passed is False
    assert verdict.message.startswith(f"the result is right, but {names} came back changed")


def test_a_wrong_result_is_told_before_what_it_changes():
    def answer(none, told, w):
        told *= 0
        return none

    assert "came back changed" not in exercises.check("19-louder", answer).message


def test_images_with_as_many_columns_as_there_are_hide_a_missing_axis_and_are_told_of_all_the_same():
    none, told, w = guidance.velocities(np.random.default_rng(0), (3, 3, 3))
    assert guidance.along_columns(none, told, w).shape == none.shape
    said = exercises.check("19-louder", guidance.along_columns).message
    assert said.startswith("w meets the columns there")


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0, 3.0])
def test_with_one_strength_for_all_it_is_the_librarys_guidance(strength):
    none, told, _ = guidance.velocities(np.random.default_rng(1), (4, 5, 6))

    def field(x, t, labels):
        return np.where((labels == flow.NONE)[:, np.newaxis, np.newaxis], none, told)

    expected = flow.guided(field, np.arange(4), strength)(np.zeros((4, 5, 6)), 0.5)
    np.testing.assert_allclose(louder(none, told, np.full(4, strength)), expected)
