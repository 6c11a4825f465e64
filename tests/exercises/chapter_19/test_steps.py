"""Where a step ends is judged first, then how often the field was asked, then what was left of the places."""

import copy

import numpy as np
import pytest

from kernelbook import exercises, flow
from kernelbook.exercises.chapter_19 import steps
from kernelbook.exercises.chapter_19.askable import Field
from kernelbook.exercises.chapter_19.methods import heun, runge_kutta


def asked_once(field, x, t, h):
    """Ask a copy of the field in secret."""
    return heun(copy.deepcopy(field), x, t, h) + 0 * field(x, t)


def asked_four_times(field, x, t, h):
    field(x, t), field(x, t)
    return heun(field, x, t, h)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (asked_once, "asked 1 time;"),
        (steps.asked_again, "asked 3 times;"),
        (asked_four_times, "asked 4 times;"),
    ],
)
def test_a_right_end_with_other_questions_is_refused(answer, words):
    verdict = exercises.check("19-heun", answer)
    assert verdict.passed is False
    assert verdict.message.startswith("the result is right, but the field was ")
    assert words in verdict.message


def test_a_wrong_end_is_told_before_the_questions():
    said = exercises.check("19-heun", runge_kutta).message
    assert said.startswith("that is the method of Runge and Kutta")


def test_the_questions_are_told_before_what_came_back_changed():
    def answer(field, x, t, h):
        found = steps.asked_again(field, x, t, h)
        x[:] = 0
        return found

    assert "asked 3 times" in exercises.check("19-heun", answer).message


def test_places_on_trial_in_the_array_that_came_are_told():
    def answer(field, x, t, h):
        before, u = x.copy(), field(x, t)
        x += h * u
        return before + h * (u + field(x, t + h)) / 2

    assert "but x came back changed" in exercises.check("19-heun", answer).message


def test_the_reference_is_the_librarys_step():
    """The last step of `flow.sample` is one of Euler's; the first of two is Heun's."""
    for field, x, _, _ in exercises.find("19-heun").task.cases():
        path = flow.sample(copy.deepcopy(field), x, steps=2, method="heun", path=True)
        np.testing.assert_allclose(path[1], heun(copy.deepcopy(field), x, 0.0, 0.5), rtol=1e-12, atol=1e-12)


def test_half_the_step_leaves_a_quarter_of_the_error():
    """With the field x from 1, the end is e."""

    def end(steps):
        x = np.array([1.0])
        for k in range(steps):
            x = heun(lambda x, t: x, x, k / steps, 1 / steps)
        return x[0]

    errors = [abs(end(steps) - np.e) for steps in (100, 200)]
    assert abs(errors[0] / errors[1] - 4) < 0.1


def test_steps_that_end_at_1_and_before_are_asked_for():
    ends = [t + h for _, _, t, h in exercises.find("19-heun").task.cases()]
    assert max(ends) <= 1 + 1e-9
    assert 5 < sum(end > 1 - 1e-9 for end in ends) < len(ends) - 5


@pytest.mark.parametrize(
    ("field", "formula"),
    [(Field(0, 8, 0), "8 t x"), (Field(0.5, -2, 1), "0.5 x² - 2 t x + 1 t"), (Field(0, 0, -4), "-4 t")],
)
def test_a_field_is_shown_by_its_formula_and_remembers_its_times(field, formula):
    field = copy.deepcopy(field)
    assert repr(field) == formula
    x, t = np.array([2.0, -1.0]), 0.5
    expected = eval(formula.replace("²", "**2").replace(" t", " * t").replace(" x", " * x"))
    np.testing.assert_allclose(field(x, t), expected)
    assert field.times == [0.5]
