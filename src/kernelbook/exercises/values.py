"""Exercises that ask for a number or a shape, whatever type the number comes in: a float, an array of one, a Fraction.

A typical wrong number is declared once, with its message: it is the hint, and one of the wrong answers that are tested.
"""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.words import digits_kept, unlike
from kernelbook.guards import shown

MORE_DIGITS = "that is the right {}, {}: give more digits."


def asks_for_number(id, right, known, otherwise, praise, *, tolerance=None, what="number", limits=None):
    """Make an exercise that asks for a number.

    Parameters
    ----------
    id, otherwise, praise : str
        The messages of a wrong number that is not known, and of the right one.
    right : int or float
    known : dict of float to str
        Typical wrong numbers and the messages that name the misconception.
    tolerance : float, optional
        How far a number may be from the right one. Without it, a whole number is asked for.
    what : str
        What is asked for, if its name says more: "probability".
    limits : tuple of float, optional
        The least and the largest number that make sense, such as 0 and 1 of a probability.
    """
    whole, near = tolerance is None, tolerance or 1e-6

    def judge(answer):
        value, complaint = one_number(answer, f"a whole {what}" if whole else f"a {what}")
        if complaint:
            return complaint
        for number, message in {right: None, **known}.items():
            if abs(value - number) <= near:
                return message
        if whole and abs(value - round(value)) > near:
            return f"expected a whole {what}, got {unlike(value, round(value))}: what is counted here has no fractions."
        if limits and not limits[0] <= value <= limits[1]:
            given = unlike(value, min(limits, key=lambda end: abs(end - value)))
            return f"expected a {what} from {limits[0]:g} to {limits[1]:g}, got {given}."
        words = None if whole else digits_kept(np.array([value]), np.array([right]))
        return MORE_DIGITS.format(what, words) if words and "whole" not in words else otherwise

    wrong = tuple((message, lambda number=number: number) for number, message in known.items())
    return Exercise(id, judge, praise, lambda: right, wrong)


def asks_for_shape(id, right, known, otherwise, praise, *, parts="height, width, channels"):
    """Make an exercise that asks for a shape: `known` maps typical wrong shapes to their messages, `parts` names it."""
    expected = f"expected {len(right)} whole numbers ({parts})"

    def judge(answer):
        values, complaint = numbers(answer, expected)
        if complaint:
            return complaint
        if len(values) != len(right):
            return f"{expected}, got {len(values)}: {shown(answer)}."
        for shape, message in {right: None, **known}.items():
            if np.allclose(values, shape, rtol=0, atol=1e-6):
                return message
        broken = [value for value in values if abs(value - round(value)) > 1e-6]
        if broken:
            return f"{expected}, got {unlike(broken[0], round(broken[0]))}: pixels are counted."
        return otherwise

    wrong = tuple((message, lambda shape=shape: shape) for shape, message in known.items())
    return Exercise(id, judge, praise, lambda: right, wrong)


def one_number(answer, expected):
    """Return the number that an answer is, or None and the complaint.

    Examples
    --------
    >>> one_number(np.array(5.0), "a number"), one_number("5", "a number")
    ((5.0, None), (None, 'expected a number, got a text: leave the quotation marks out.'))
    """
    values, complaint = numbers(answer, f"expected {expected}")
    if complaint:
        return None, complaint
    if len(values) != 1:
        return None, f"expected {expected}, got {len(values)} of them."
    return values[0], None


def numbers(answer, expected):
    """Return all numbers of an answer as a list of float, or None and the complaint, which begins as `expected`."""
    if isinstance(answer, str | bytes):
        return None, f"{expected}, got a text: leave the quotation marks out."
    if isinstance(answer, bool | np.bool_):
        return None, f"{expected}, got {answer}, which answers yes or no."
    if answer is None:
        return None, f"{expected}, got None: is a return missing?"
    if callable(answer):
        return None, f"{expected}, got a function: call it."
    values = real(answer.as_list() if hasattr(answer, "as_list") else answer)
    if values is None:
        return None, f"{expected}, got {shown(answer)}."
    if not np.isfinite(values).all():
        return None, f"{expected}, got {shown(answer)}: something was divided by zero, or is infinite."
    return [float(value) for value in values.ravel()], None


def real(answer):
    """Return real numbers in an array of floats: what NumPy knows as such, and fractions; None if it is anything else.

    Floating numbers keep their precision, so that it is known how far they may be off.
    """
    try:
        array = np.asarray(answer)
        if array.dtype.kind == "O":
            array = np.asarray([float(value) for value in array.ravel()]).reshape(array.shape)
        if array.dtype.kind == "c" and not array.imag.any():
            array = array.real
    except Exception:
        return None
    return array if array.dtype.kind == "f" else array.astype(float) if array.dtype.kind in "biu" else None
