"""Question, checker and solution of an exercise say the same, and another library agrees."""

import ast
import inspect
import re

import numpy as np
import pytest

import quantities
from exercises.asked import asked, checker
from exercises.peers import ANSWERS, BESIDE
from exercises.said import SAID
from kernelbook import exercises
from kernelbook.exercises import chapter_05
from kernelbook.exercises.functions import outcome
from sums import products, wrong_sums

IDS = exercises.ids()
every_exercise = pytest.mark.parametrize("id", IDS)
# One trains, two return texts, two have many answers.
JUDGED = {"05-smaller", "08-patients", "14-patients", "18-turned", "20-share"}
COUNTED = {"10-suppress": "who stays is no formula; peers.py asks TensorFlow's suppression"}


def numbers_that_enter(id, numbers):
    """Return the numbers of a question without those that stand beside; None if one of these is not there."""
    numbers = list(numbers)
    for value, _ in BESIDE.get(id, ()):
        places = [place for place, number in enumerate(numbers) if np.ndim(number) == 0 and number == value]
        if not places:
            return None
        del numbers[places[0]]
    return numbers


def answer_of_peers(id, numbers):
    """Return what another library makes of the numbers of a question."""
    wants_text = "text" in inspect.signature(ANSWERS[id]).parameters
    return ANSWERS[id](*numbers, **({"text": asked()[id].question} if wants_text else {}))


def agrees(id, answer):
    """Say whether an answer is that of the checker: a number or shape, or a function on all cases of the judge."""
    exercise = exercises.find(id)
    if id == "05-smaller":
        return np.array_equal(answer, (chapter_05.LARGEST, chapter_05.LEAST / 5_000))
    if exercise.task:
        cases = exercise.task.cases()
        found, expected = ([outcome(one, case) for case in cases] for one in (answer, exercise.task.reference))
        return all(exercise.task.compared(found, expected))
    if id in JUDGED:
        return exercise.check(answer).passed
    right = exercise.solution()
    return np.shape(answer) == np.shape(right) and np.allclose(answer, right, rtol=1e-9)


def how_often(number, numbers):
    """Count a number, or an array, among others."""
    return sum(np.array_equal(number, other) for other in numbers)


def unknown(id, numbers):
    """Return the numbers of a question that the checker has less often, in the comment above it and in `right=`."""
    source = checker(id)[1]
    comment = re.match(r"(?:#.*\n)+", source)[0].removeprefix(f"# {id}:").replace("\n#", "")
    places = [quantities.numbers(comment), *(constants(right) for right in rights(source))]
    return [one for one in numbers if how_often(one, numbers) > max(how_often(one, place) for place in places)]


def rights(source):
    """Return the expressions after `right=` in a checker's source."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "right"]


def constants(expression):
    """Return the numbers that are written in an expression."""
    return [node.value for node in ast.walk(expression) if isinstance(node, ast.Constant)]


def complaint(id, numbers):
    """Return what is wrong with an exercise if its question names these numbers, or None."""
    path, _ = checker(id)
    place = f"look at the question {id} in {asked()[id].path.name} first, then at {path.name}"
    entering = numbers_that_enter(id, numbers)
    if entering is None:
        beside = ", ".join(f"{value} ({why})" for value, why in BESIDE[id])
        return f"{place}: it no longer names {beside}; if that is meant, change BESIDE in peers.py"
    if missing := unknown(id, entering):
        where = f"the comment '# {id}: ' and right= there have {missing} less often"
        return f"{place}: {where}; what does not enter the answer stands in BESIDE of peers.py"
    try:
        answer = answer_of_peers(id, entering)
        right = agrees(id, answer)
    except Exception as error:
        return f"{place}: peers.py cannot answer it with {entering}: {error}"
    told = "otherwise than its reference" if callable(answer) else f"{answer}, not as the checker does"
    return None if right else f"{place}: with the question's numbers {entering} another library answers {told}"


def test_every_exercise_has_an_answer_of_another_library():
    assert list(asked().keys() - ANSWERS.keys()) == [], "add it to ANSWERS in tests/exercises/peers.py"
    assert set(ANSWERS) == set(IDS)
    assert set(BESIDE) <= set(IDS)


@every_exercise
def test_the_numbers_of_a_question_lead_another_library_to_the_checkers_answer(id):
    wrong = complaint(id, asked()[id].numbers)
    assert wrong is None, wrong


def changed(numbers):
    """Yield the numbers of a question with one of them, or of its rows, one larger or a tenth larger."""
    for place, number in enumerate(numbers):
        for part in np.ndindex(np.shape(number)):
            other = np.array(number)
            other[part] += 1 if float(other[part]).is_integer() else 0.1
            yield [*numbers[:place], other if other.ndim else other.item(), *numbers[place + 1 :]]


@every_exercise
def test_a_number_changed_in_the_question_shows(id):
    assert [numbers for numbers in changed(asked()[id].numbers) if complaint(id, numbers) is None] == []


def is_typed(node):
    """Say whether an expression is a number as it stands, or some in brackets."""
    if isinstance(node, ast.Tuple | ast.List):
        return all(is_typed(part) for part in node.elts)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant))


@every_exercise
def test_a_right_number_is_computed_not_typed(id):
    typed = [ast.unparse(right) for right in rights(checker(id)[1]) if is_typed(right)]
    assert bool(typed) == (id in COUNTED), f"{id}: write right={typed} as an expression of the question's numbers"


def evidence(id, *, typed):
    """Return the numbers of a question, of its solution's code, those `typed` there too, and of `said.py`."""
    named = [part for number in asked()[id].numbers for part in np.ravel(number)]
    computed = values(asked()[id].code, typed=typed)
    return [*map(float, named), *computed, *(float(value) for value, _ in SAID.get(id, ()))]


def values(code, *, typed):
    """Yield the numbers that the expressions of a code give which needs no names but NumPy's."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.expr) and (typed or not isinstance(node, ast.Constant)):
            try:
                yield from np.ravel(eval(compile(ast.Expression(node), "solution", "eval"), {"np": np})).astype(float)
            except (NameError, AttributeError, TypeError, ValueError):
                continue


def wrong_words(text, known):
    """Return what a text says that is not so: numbers and products that are none of those known, and sums."""
    said = [float(part) for number in quantities.numbers(text) for part in np.ravel(number)]
    wrong = [
        one for one in said if not any(np.isclose(one, round(other, digits_of(one)), rtol=1e-9) for other in known)
    ]
    wrong += [run for run, value in products(text) if not np.isclose(value, known, rtol=1e-9).any()]
    return wrong + wrong_sums(text)[0]


def digits_of(number):
    """Return how many digits after the point a number shows: none of a whole one, all of a fraction."""
    text = f"{number:.12g}"
    return 9 if len(text) > 8 or number.is_integer() else len(text.partition(".")[2])


@every_exercise
def test_the_words_of_a_solution_say_the_numbers_of_its_code(id):
    words = (asked()[id].path.name, asked()[id].words, evidence(id, typed=True))
    praise = (checker(id)[0].name, exercises.find(id).praise, evidence(id, typed=False))
    for place, text, known in (words, praise):
        wrong = wrong_words(text, known)
        assert wrong == [], f"look at {wrong} in {place}: {text.strip()!r}. If they are right, compute them in said.py"
