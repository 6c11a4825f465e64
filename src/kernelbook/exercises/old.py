"""Temporary."""

from numbers import Integral

import numpy as np


def call(answer, arguments, cases):
    """Call an answer that should be a function; return its results, or None and the complaint.

    Parameters
    ----------
    answer : object
    arguments : str
        What the function is of, for the message: ``"X, K and s"``.
    cases : sequence of tuple
        The arguments of each call.
    """
    if not callable(answer):
        return None, f"expected a function of {arguments}, got {type(answer).__name__}."
    with np.errstate(all="ignore"):
        try:
            return [np.asarray(answer(*case)) for case in cases], None
        except Exception as error:
            return None, f"expected no error, but your function raised {type(error).__name__}: {error}"


def judge_number(right, known, otherwise):
    """Make a judge of a whole number: `known` maps typical wrong numbers to their messages."""

    def judge(answer):
        if isinstance(answer, bool) or not isinstance(answer, Integral):
            return f"expected a whole number, got {type(answer).__name__} {answer!r}."
        if answer == right:
            return None
        return known.get(int(answer), otherwise)

    return judge


def judge_value(right, known, otherwise, tolerance=0.001):
    """Make a judge of a number: `known` maps messages to typical wrong numbers; all are compared within a tolerance."""

    def judge(answer):
        if isinstance(answer, bool) or not isinstance(answer, int | float | np.number):
            return f"expected a number, got {type(answer).__name__} {answer!r}."
        for message, value in {None: right, **known}.items():
            if abs(answer - value) <= tolerance:
                return message
        return otherwise

    return judge


def judge_formula(arguments, cases, right, known, otherwise):
    """Make a judge of a function of numbers or arrays: `known` maps messages to the functions that are typically wrong.

    Parameters
    ----------
    arguments : str
        What the function is of, for the message.
    cases : sequence of tuple
        The arguments of each call; the right and the wrong functions must differ on them.
    right : callable
    known : dict of str to callable
    otherwise : str
    """

    def judge(answer):
        given, complaint = call(answer, arguments, cases)
        if complaint:
            return complaint
        expected = [np.shape(right(*case)) for case in cases]
        for found, shape in zip(given, expected, strict=True):
            if found.dtype.kind not in "iuf" or (shape == () and found.ndim):
                return f"expected {'numbers' if shape else 'one number'}, got {found!r}."
        for message, formula in {None: right, **known}.items():
            if all(same(found, formula(*case)) for found, case in zip(given, cases, strict=True)):
                return message
        for found, shape in zip(given, expected, strict=True):
            if found.shape != shape:
                return f"expected shape {shape}, got {found.shape}."
        return otherwise

    return judge


def same(found, expected):
    """Say whether two arrays have one shape and, up to rounding, the same numbers."""
    return found.shape == np.shape(expected) and np.allclose(found, expected)


def judge_shape(right, known, otherwise, parts="height, width, channels"):
    """Make a judge of a shape: `known` maps typical wrong shapes to their messages, `parts` names its numbers."""

    def judge(answer):
        if not isinstance(answer, tuple | list) or not all(isinstance(n, Integral) for n in answer):
            return f"expected a tuple of whole numbers such as (28, 28, 1), got {answer!r}."
        if tuple(answer) == right:
            return None
        if len(answer) != len(right):
            return f"expected {len(right)} numbers ({parts}), got {len(answer)}."
        return known.get(tuple(answer), otherwise)

    return judge
