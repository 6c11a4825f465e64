"""An answer that is right is told which of its arguments it left changed, by their names and in their order."""

import numpy as np
import pytest

from kernelbook.exercises.functions import Task
from kernelbook.exercises.untouched import came_back_changed


def draw(generator):
    return generator.normal(size=3), 2.0, generator.normal(size=3)


TASK = Task("a, s and b", lambda a, s, b: a + s * b, draw, {}, "no.", edges=((np.zeros(1), 0.0, np.zeros(1)),))


def into_first(a, s, b):
    a += s * b
    return a


def into_last(a, s, b):
    b *= s
    return a + b


def into_both(a, s, b):
    found = a + s * b
    a[:] = b[:] = np.nan
    return found


@pytest.mark.parametrize(("answer", "names"), [(into_first, "a"), (into_last, "b"), (into_both, "a and b")])
def test_what_came_back_changed_is_named(answer, names):
    assert TASK.judge(answer) is None
    said = came_back_changed(TASK, answer, "Compute a new one.")
    assert said.startswith(f"the result is right, but {names} came back changed: ")
    assert said.endswith(" Compute a new one.")


def test_what_leaves_its_arguments_alone_is_told_nothing():
    assert came_back_changed(TASK, lambda a, s, b: a + s * b, "no.") is None


def test_an_argument_that_is_no_array_may_remember_what_it_was_asked():
    task = Task("f and a", lambda f, a: a, lambda generator: ([], generator.normal(size=2)), {}, "no.")
    assert came_back_changed(task, lambda f, a: f.append(1), "no.") is None
