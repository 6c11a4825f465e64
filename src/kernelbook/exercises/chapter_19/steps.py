"""An exercise on Heun's method: a step on trial, a second question, and the mean of both answers."""

import copy
from dataclasses import replace

import numpy as np

from kernelbook.exercises.chapter_19.askable import Field, fields_and_places
from kernelbook.exercises.chapter_19.methods import corrected_again, euler, heun, runge_kutta, second
from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.untouched import came_back_changed

# 19-heun: x + h times the mean of two velocities, one at x and t, the other at the end of Euler's step and t + h,
# which may be 1. The field 8 t x is asked from x = [1] at t = 0.25 with h = 0.5: it tries 2, has the velocities 2 and
# 12, and ends at 4.5.

PLAIN = asks_for_function(
    "19-heun",
    praise="For one question more, half the step leaves a quarter of the error, not half.",
    arguments="field, x, t and h",
    reference=heun,
    inputs=fields_and_places,
    edges=(
        (Field(0, 8, 0), np.array([1.0]), 0.25, 0.5),
        (Field(1, 0, 0), np.array([2.0, -1.0]), 0.0, 0.5),
        (Field(0, 0, 4), np.array([0.0]), 0.5, 0.25),
        (Field(1, 2, -1), np.array([0.5, -1.0, 2.0]), 0.0, 1.0),
        (Field(0.5, -2, 1), np.array([1.0, 0.0, -2.0]), 0.5, 0.5),
        fields_and_places(np.random.default_rng(1), 13),
    ),
    wrong={
        "that is Euler's step: ask again at its end, and go with the mean of both velocities.": euler,
        "the second question is asked at the end of the trial: the place has changed there, and so has the time, to "
        "t + h.": lambda field, x, t, h: x + h * (field(x, t) + field(euler(field, x, t, h), t)) / 2,
        "the second question is asked at the end of the trial: the time has changed there, and so has the place, to "
        "x + h u.": lambda field, x, t, h: x + h * (field(x, t) + field(x, t + h)) / 2,
        "the second question is asked at the time t + h, not at h.": (
            lambda field, x, t, h: x + h * (field(x, t) + field(euler(field, x, t, h), h)) / 2
        ),
        "the second question is asked at the time t + h, not at t + 1.": (
            lambda field, x, t, h: x + h * (field(x, t) + field(euler(field, x, t, h), t + 1)) / 2
        ),
        "the trial is a step of length h, too: its end is x + h u, not x + u.": (
            lambda field, x, t, h: x + h * (field(x, t) + field(x + field(x, t), t + h)) / 2
        ),
        "the trial goes the whole step, not half of it: ask at x + h u.": (
            lambda field, x, t, h: x + h * (field(x, t) + field(euler(field, x, t, h / 2), t + h)) / 2
        ),
        "the trial was only a trial: go from x, not from its end.": (
            lambda field, x, t, h: euler(field, x, t, h) + h * (field(x, t) + second(field, x, t, h)) / 2
        ),
        "that goes with the second velocity alone; the mean of both is asked.": (
            lambda field, x, t, h: x + h * second(field, x, t, h)
        ),
        "the sum of both velocities goes twice as far, as two steps of Euler do: take their mean.": (
            lambda field, x, t, h: x + h * (field(x, t) + second(field, x, t, h))
        ),
        "half of both velocities is asked, (u + v) / 2; without brackets only the second is halved.": (
            lambda field, x, t, h: x + h * (field(x, t) + second(field, x, t, h) / 2)
        ),
        "the mean of both velocities is gone for the time h: multiply by it.": (
            lambda field, x, t, h: x + (field(x, t) + second(field, x, t, h)) / 2
        ),
        "that is the mean velocity; where it leads from x in the time h is asked.": (
            lambda field, x, t, h: (field(x, t) + second(field, x, t, h)) / 2
        ),
        "that is the way of the step; where it ends is asked: add it to x.": (
            lambda field, x, t, h: h * (field(x, t) + second(field, x, t, h)) / 2
        ),
        "that goes back: the way is added to x.": (
            lambda field, x, t, h: x - h * (field(x, t) + second(field, x, t, h)) / 2
        ),
        "that takes the velocities' difference; their mean is half of their sum.": (
            lambda field, x, t, h: x + h * (field(x, t) - second(field, x, t, h)) / 2
        ),
        "that is the midpoint method, which asks halfway; Heun's asks at the end of the step.": (
            lambda field, x, t, h: x + h * second(field, x, t, h / 2)
        ),
        "those are two steps of Euler, each of half the length; Heun's method asks at the end of a whole one.": (
            lambda field, x, t, h: euler(field, euler(field, x, t, h / 2), t + h / 2, h / 2)
        ),
        "that repeats the second question at the end of Heun's step; two questions are enough.": corrected_again,
        "that is the method of Runge and Kutta, with four questions; Heun's has two.": runge_kutta,
        "that is Euler's step where t + h is 1; this field answers there, too, so ask it.": (
            lambda field, x, t, h: (euler if t + h > 1 - 1e-9 else heun)(field, x, t, h)
        ),
        "the time belongs to who calls: return the places alone.": (
            lambda field, x, t, h: (heun(field, x, t, h), t + h)
        ),
    },
    otherwise="not these places. Try it on the field 8 t x, on paper.",
)

HINT = "Compute a new one."
ASKED = (
    "the result is right, but the field was asked {count} {times}; two questions are enough: keep the first velocity "
)
ASKED += "under a name, and use it for the trial and for the mean."


def judge_heun(answer):
    """Judge a function (field, x, t, h): by what it returns, by how often it asks, then by what it leaves behind."""
    return PLAIN.task.judge(answer) or judge_questions(answer) or came_back_changed(PLAIN.task, answer, HINT)


def judge_questions(answer):
    """Return None if the field is asked twice in each call, or how often it is."""
    for case in PLAIN.task.cases():
        field, *others = copy.deepcopy(case)
        answer(field, *others)
        if len(field.times) != 2:
            return ASKED.format(count=len(field.times), times="time" if len(field.times) == 1 else "times")
    return None


def asked_again(field, x, t, h):
    """Return what is right, with three questions."""
    return x + h * (field(x, t) + field(x + h * field(x, t), t + h)) / 2


def one_by_one(field, x, t, h):
    """Return what is right, with two questions for each number."""
    return np.concatenate([heun(field, one[np.newaxis], t, h) for one in x])


def into_places(field, x, t, h):
    """Return what is right, written into x."""
    u = field(x, t)
    x += h * (u + field(x + h * u, t + h)) / 2
    return x


HEUN = replace(
    PLAIN,
    judge=judge_heun,
    wrong=(
        *PLAIN.wrong,
        ("but the field was asked 3 times", lambda: asked_again),
        ("two questions are enough", lambda: one_by_one),
        ("but x came back changed", lambda: into_places),
    ),
)
