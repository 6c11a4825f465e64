"""Checkers of the book's exercises. In a chapter: ``exercises.check("05-parameters", answer)``."""

import importlib
from pathlib import Path

from kernelbook.exercises.exercise import Verdict

__all__ = ["Verdict", "check", "find", "ids"]


def ids():
    """Return the ids of all exercises, sorted by chapter."""
    return [exercise for chapter in chapters() for exercise in load(chapter)]


def chapters():
    """Return the numbers of the chapters with exercises, as two digits each."""
    return sorted(path.stem.removeprefix("chapter_") for path in Path(__file__).parent.glob("chapter_*"))


def load(chapter):
    """Return one chapter's exercises by their id."""
    module = importlib.import_module(f"kernelbook.exercises.chapter_{chapter}")
    return {exercise.id: exercise for exercise in module.EXERCISES}


def find(id):
    """Return the exercise of an id such as ``"05-parameters"``.

    Raises
    ------
    ValueError
        If there is none; the message lists the ids of that chapter, or all.
    """
    chapter = str(id)[:2]
    known = load(chapter) if chapter in chapters() else ids()
    if id not in known:
        raise ValueError(f"id={id!r}: no such exercise; there are {', '.join(known)}")
    return load(chapter)[id]


def check(id, answer):
    """Check the answer to an exercise.

    Parameters
    ----------
    id : str
        For example ``"05-parameters"``; it stands in the exercise's heading.
    answer : object
        ``...`` means that there is no answer yet, which is no mistake.

    Returns
    -------
    Verdict
        Its ``repr`` tells the reader what was right, or which idea went wrong.

    Raises
    ------
    ValueError
        If there is no exercise of that id.

    Examples
    --------
    >>> check("05-parameters", ...)
    05-parameters: not answered yet. Replace the ... and run the cell again.
    """
    return find(id).check(answer)
