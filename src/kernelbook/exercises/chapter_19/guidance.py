"""An exercise on guidance: how loud a class is asked for, image by image."""

from dataclasses import replace

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.untouched import came_back_changed

# 19-louder: none + w (told - none), for each image with a strength of its own, from 0 on; 0 gives none, 1 gives told,
# and 2, 5 and a strength of 3 give 11. Nothing that came is to change.


def louder(none, told, w):
    """Return velocities that go on from those without a class, in the direction of those with it."""
    return none + beside(w) * (told - none)


def beside(w):
    """Return a number for each image in the shape that meets all of its pixels."""
    return w[:, np.newaxis, np.newaxis]


def velocities(generator, shape=None):
    """Draw arguments: velocities without and with a class, and strengths from 0 to 3; of every four, one to 30."""
    n, rows, columns = shape or generator.integers(1, 8, 3)
    none, told = generator.normal(size=(2, n, rows, columns)).round(2)
    return none, told, generator.uniform(0, generator.choice([3, 3, 3, 30]), size=n).round(2)


def pixels(none, told, w):
    """Return arguments of images of one pixel each."""
    return np.reshape(none, (-1, 1, 1)), np.reshape(told, (-1, 1, 1)), np.array(w)


def along_columns(none, told, w):
    """Return what comes out if the strengths meet the last axis."""
    return none + w * (told - none)


def as_long_as_told(none, told, w):
    """Return what is right, each image scaled to the length of its velocities with the class."""
    found = louder(none, told, w)
    lengths = [np.sqrt((each**2).sum(axis=(1, 2))) for each in (told, found)]
    return found * beside(lengths[0] / lengths[1])


MIXED = asks_for_function(
    "19-louder",
    praise="Above a strength of 1 it goes further than any image that the class was learned from.",
    arguments="none, told and w",
    reference=louder,
    inputs=velocities,
    edges=(
        pixels([2.0], [5.0], [3.0]),
        pixels([2.0, 4.0], [5.0, -1.0], [0.0, 1.0]),
        pixels([1.0, 1.0, 0.0], [0.0, 2.0, 0.0], [2.5, 0.5, 4.0]),
        velocities(np.random.default_rng(1), (3, 3, 3)),
        velocities(np.random.default_rng(2), (12, 14, 13)),
    ),
    wrong={
        "that counts from the class, as Ho and Salimans do, whose w is ours less 1: here 1 is to give told, and 0 "
        "none.": lambda none, told, w: told + beside(w) * (told - none),
        "that counts one too few: a strength of 1 is to give told, and 0 none.": (
            lambda none, told, w: louder(none, told, w - 1)
        ),
        "that leaves none out, from which it goes on: add it.": lambda none, told, w: beside(w) * (told - none),
        "the strength multiplies the difference, told - none, not told.": (
            lambda none, told, w: none + beside(w) * told
        ),
        "that makes the velocities with the class larger; what the class changes is to become larger, told - none.": (
            lambda none, told, w: beside(w) * told
        ),
        "that leads away from the class: told - none, not none - told.": (
            lambda none, told, w: none - beside(w) * (told - none)
        ),
        "none and told are exchanged: a strength of 1 is to give told, and 0 none.": (
            lambda none, told, w: louder(told, none, w)
        ),
        "w meets the columns there: give it two axes of length 1, w[:, np.newaxis, np.newaxis], so that each image has "
        "its own.": along_columns,
        "w meets the rows there: give it two axes of length 1, so that each image has its own.": (
            lambda none, told, w: none + w[:, np.newaxis] * (told - none)
        ),
        "that takes the mean of the strengths; each image has its own.": (
            lambda none, told, w: louder(none, told, np.full(len(w), w.mean()))
        ),
        "that takes the first strength for all; each image has its own.": (
            lambda none, told, w: louder(none, told, np.full(len(w), w[0]))
        ),
        "a strength may be above 1: it is no share, so do not cut it off.": (
            lambda none, told, w: louder(none, told, np.minimum(w, 1))
        ),
        "a strength may be below 1: the class is asked for softly then.": (
            lambda none, told, w: louder(none, told, np.maximum(w, 1))
        ),
        "velocities are no colors: they may lie beyond -1 and 1.": lambda none, told, w: louder(none, told, w).clip(
            -1, 1
        ),
        "that is a weighted mean, which stays between both; a strength of 3 is to go beyond told.": (
            lambda none, told, w: (none + beside(w) * told) / (1 + beside(w))
        ),
        "that is told alone: how far to go there from none, or beyond, w says.": lambda none, told, w: told,
        "that is none alone: how far to go on towards told, w says.": lambda none, told, w: none,
        "that mixes both by half: how far to go, w says.": lambda none, told, w: (none + told) / 2,
        "the difference keeps its sign: where the class lowers a velocity, a strength above 1 lowers it more.": (
            lambda none, told, w: none + beside(w) * np.abs(told - none)
        ),
        "that brings the velocities back to their length with the class; louder, they are longer.": as_long_as_told,
        "the strength enters as it is, not its square.": lambda none, told, w: louder(none, told, w**2),
        "that is the first image alone; all are asked.": lambda none, told, w: louder(none, told, w)[0],
    },
    otherwise="not these velocities. Try it on one pixel: 2 without the class, 5 with it, a strength of 3.",
)

HINT = "Compute a new one: the next strength is to get the same velocities."


def judge_louder(answer):
    """Judge a function (none, told, w): by what it returns, then by what it leaves behind."""
    return MIXED.task.judge(answer) or came_back_changed(MIXED.task, answer, HINT)


def into_none(none, told, w):
    """Return what is right, written into the velocities without a class."""
    none += beside(w) * (told - none)
    return none


def into_told(none, told, w):
    """Return what is right; the difference is written into the velocities with the class."""
    told -= none
    return none + beside(w) * told


LOUDER = replace(
    MIXED,
    judge=judge_louder,
    wrong=(
        *MIXED.wrong,
        ("but none came back changed", lambda: into_none),
        ("but told came back changed", lambda: into_told),
    ),
)
