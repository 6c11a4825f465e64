"""The judge of exercises that ask for a function: it refuses what differs, accepts what does not, and never raises."""

import re
import sys
from fractions import Fraction

import numpy as np
import pytest

from exercises.mutants import mutants
from kernelbook import exercises
from kernelbook.exercises.functions import Failure, Task, asks_for_function, outcome, simple_arrays

TASKS = [id for id in exercises.ids() if exercises.find(id).task]
UNTOUCHED = {"18-background", "19-heun", "19-louder"}  # ask that what came be left as it is
FIXED = ({()}, {(4,)}, {(2,)})  # a number; top, left, bottom, right; height, width: shapes that never vary


def largest(X, k):
    """Return the mean of the k largest numbers."""
    return np.sort(X.ravel())[-k:].mean()


EXERCISE = asks_for_function(
    "00-largest",
    praise="Well sorted.",
    arguments="X and k",
    reference=largest,
    inputs=lambda generator: (generator.normal(size=(2, generator.integers(2, 4))), int(generator.integers(1, 4))),
    wrong={"that is the largest alone.": lambda X, k: X.max(), "sort first.": lambda X, k: X.ravel()[-k:].mean()},
    otherwise="not these numbers.",
    signs={"it is not a number at all.": lambda found, expected, X, k: np.isnan(found)},
)


@pytest.mark.slow
@pytest.mark.parametrize("id", TASKS)
def test_a_mutant_is_refused_if_it_differs_and_accepted_if_not(id):
    task = exercises.find(id).task
    cases = [*task.cases(), *task.cases(seed=1, draws=200)]
    expected = [outcome(task.reference, case) for case in cases]
    equal, accepted, refused = [], [], []
    for words, mutant in mutants(task):
        alike = all(task.compared([outcome(mutant, case) for case in cases], expected))
        passed = exercises.check(id, mutant).passed
        equal += [words] * alike
        accepted += [words] * (passed and not alike)
        refused += [words] * (alike and not passed)
    print(f"{id}, equal on all inputs: " + "; ".join(equal))
    assert accepted == [], "differ from the reference, and were accepted"
    messy = ["right, then zeros in all arguments"] if id in UNTOUCHED else []
    assert refused == messy, "equal the reference, and were refused"
    assert "result: the same" in equal


@pytest.mark.parametrize("id", TASKS)
def test_every_argument_varies_and_the_reference_is_at_home_on_all_inputs(id):
    task = exercises.find(id).task
    cases = task.cases()
    assert not [case for case in cases if isinstance(outcome(task.reference, case), Failure)]
    for values in zip(*cases, strict=True):
        assert len({repr(np.asarray(value).tolist()) for value in values}) >= 3
        shapes = {np.shape(value) for value in values}
        assert shapes in FIXED or len(shapes) >= 3, "arrays of three sizes at least"


@pytest.mark.slow
@pytest.mark.parametrize("id", TASKS)
def test_typical_mistakes_differ_from_the_reference_and_from_each_other(id):
    task = exercises.find(id).task
    cases = task.cases()
    found = {words: [outcome(mistake, case) for case in cases] for words, mistake in task.wrong.items()}
    right = [outcome(task.reference, case) for case in cases]
    for words, results in found.items():
        assert not all(task.compared(results, right)), words
        twins = [other for other in found if other != words and all(task.compared(results, found[other]))]
        assert not twins, (words, twins)


@pytest.mark.parametrize("id", TASKS)
def test_the_reference_is_a_function_whose_source_can_be_changed(id):
    reference = exercises.find(id).task.reference
    assert getattr(sys.modules[reference.__module__], reference.__name__) is reference


def leave(*arguments):
    sys.exit()


NO_ANSWERS = [
    (3, "expected a function of"),
    (lambda *arguments: None, "it returned None: is a return missing?"),
    (lambda *arguments: "text", "it returned 'text': expected numbers"),
    (lambda *arguments: {}, "expected numbers"),
    (lambda *arguments: [[1], [2, 3]], "expected "),
    (lambda: 1, "your function raised TypeError"),
    (leave, "your function raised SystemExit"),
    (lambda *arguments: np.zeros((2, 1, 3, 1, 2)), "expected "),
]


@pytest.mark.slow
@pytest.mark.parametrize("id", TASKS)
def test_what_is_no_answer_is_told_by_what_is_wrong(id):
    for answer, message in NO_ANSWERS:
        verdict = exercises.check(id, answer)
        assert verdict.passed is False
        assert message in verdict.message, verdict


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (largest, "right. Well sorted."),
        (lambda X, k: [largest(X, k)], "right"),
        (lambda X, k: Fraction(largest(X, k)), "right"),
        (lambda X, k: np.float32(largest(X, k)), "right"),
        (lambda X, k: np.float16(largest(X, k)), "right"),
        (lambda X, k: np.array(largest(X, k)), "right"),
        (lambda X, k: X.max(), "that is the largest alone."),
        (lambda X, k: float("nan"), "it is not a number at all."),
        (lambda X, k: float("nan") if k == 2 else largest(X, k), "it is not a number at all."),
        (lambda X, k: 0.0, "not these numbers. For X = [["),
        (lambda X, k: X, "it gave shape (2, 3), expected one number."),
        (lambda X, k: X[0, 5], "your function raised IndexError"),
        (lambda X, k: largest(X, k) + 1j, "expected numbers without imaginary parts."),
        (lambda X, k: np.array([largest(X, k) + 1e-17j]), "zero up to rounding: return the real ones, .real."),
    ],
)
def test_the_judge_says_what_is_wrong(answer, message):
    assert message in EXERCISE.check(answer).message


@pytest.mark.parametrize("id", [id for id in TASKS if exercises.find(id).task.signs])
def test_every_sign_can_be_called_and_has_a_typical_mistake(id):
    """What it raises at results of other shapes is swallowed, so what it raises at right ones would be, too."""
    task = exercises.find(id).task
    cases = task.cases()
    for message, sign in task.signs.items():
        for case in cases:
            expected = simple_arrays(outcome(task.reference, case))
            with np.errstate(all="ignore"):
                sign(expected, expected, *case)
        assert message in task.wrong


def test_a_sign_of_other_arguments_is_refused_when_the_exercise_is_made():
    with pytest.raises(
        ValueError, match=r"signs\['half.'\]: expected a function of found, expected, X and k; too many"
    ):
        Task("X and k", largest, None, {}, "no.", signs={"half.": lambda X: X / 2})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda y: round(y, 5), "rounded to 5 digits after the point"),
        (lambda y: np.round(y, 2), "rounded to 2 digits after the point"),
        (lambda y: np.float32(round(y, 3)), "rounded to 3 digits after the point"),
        (lambda y: np.floor(y * 1000) / 1000, "cut to 3 digits after the point"),
        (lambda y: int(y * 1000) / 1000, "cut to 3 digits after the point"),
        (lambda y: float(f"{y:.3g}"), "rounded to 3 digits"),
        (round, "rounded to whole numbers"),
    ],
)
def test_a_right_number_without_all_its_digits_is_told_so(change, words):
    message = f"these are the right numbers, {words}: leave them as they are"
    assert EXERCISE.check(lambda X, k: change(largest(X, k))).message.startswith(message)
    law = exercises.find("15-law").task.reference
    assert words in exercises.check("15-law", lambda beta: change(law(beta))).message


def test_a_wrong_number_is_shown_with_as_many_digits_as_tell_it_from_the_right_one():
    message = EXERCISE.check(lambda X, k: largest(X, k) + 1e-5).message
    given, right = re.search(r"it gave (\S+), right is (\S+)\.$", message).groups()
    assert 0 < float(given) - float(right) < 3e-5


@pytest.mark.parametrize("error", [GeneratorExit, SystemExit, BaseException, ZeroDivisionError])
def test_whatever_an_answer_raises_there_is_a_verdict(error):
    class Odd:
        def __array__(self, *arguments, **options):
            raise error("no")

    def answer(X, k):
        raise error("no")

    assert f"your function raised {error.__name__}: no" in EXERCISE.check(answer).message
    for odd in (Odd(), lambda X, k: Odd()):
        assert EXERCISE.check(odd).passed is False
        assert exercises.check("01-bytes", odd).passed is False


def test_an_error_that_cannot_say_what_it_is_has_its_name():
    class SilentError(Exception):
        def __str__(self):
            raise self

    def answer(X, k):
        raise SilentError

    assert "your function raised SilentError" in EXERCISE.check(answer).message


def test_an_interruption_is_not_swallowed():
    def answer(X, k):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EXERCISE.check(answer)


@pytest.mark.parametrize(
    "number", [float("inf"), float("-inf"), float("nan"), np.float16("inf"), 1e308, -1e308, 1e-308]
)
def test_what_is_hardly_a_number_is_told_as_any_other(number):
    law = exercises.find("15-law").task
    assert "not these numbers" in law.judge(lambda beta: number)
    assert "right is" in law.judge(lambda beta: number if beta < 0.4 else law.reference(beta))


def test_an_answer_gets_copies():
    """What it does to its arguments reaches neither the reference nor the next call."""

    def answer(X, k):
        found, X[...] = largest(X, k), 0
        return found

    assert EXERCISE.check(answer).passed
    assert EXERCISE.check(largest).passed


def test_two_results_are_compared_part_by_part():
    task = Task("n", lambda n: (n, np.arange(n)), lambda generator: (int(generator.integers(2, 9)),), {}, "no.")
    assert task.judge(lambda n: [n, list(range(n))]) is None
    assert "it gave one number, expected 2 results (one number, shape" in task.judge(lambda n: n)
    assert task.judge(lambda n: (n, np.arange(n) + 1)).startswith("no. For n = ")


def test_a_mistake_that_raises_on_some_inputs_has_its_message_too():
    wrong = {"that ends after three.": lambda n: [1, 2, 3][n]}
    task = Task("n", lambda n: n + 1, lambda generator: (int(generator.integers(0, 9)),), wrong, "no.")
    assert task.judge(wrong["that ends after three."]) == "that ends after three."
    assert "raised ZeroDivisionError" in task.judge(lambda n: n / 0)


def test_a_sign_may_compute_with_numbers_that_are_none():
    """No warning reaches the reader, whose answer it is not about."""
    signs = {"far off.": lambda found, expected, n: found - np.inf + np.inf != expected}
    wrong = {"far off.": lambda n: -n}
    task = Task("n", lambda n: n, lambda generator: (int(generator.integers(1, 9)),), wrong, "no.", signs=signs)
    assert task.judge(lambda n: np.inf) == "far off."


def test_what_cannot_even_be_looked_at_gets_a_verdict():
    class Odd:
        def __call__(self, *arguments):
            return self

        def __repr__(self):
            raise RuntimeError("no")

    assert "expected an answer that can be judged" in EXERCISE.check(Odd()).message
