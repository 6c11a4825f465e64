"""Exercises that ask for a function, each declared once: a reference, a generator of inputs, typical mistakes.

The judge draws many inputs of different sizes, hands out copies of them, and compares what comes back: shapes first,
then values, to the precision that the answer computed with.
"""

import copy
import inspect
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from kernelbook.exercises.exercise import Exercise, told
from kernelbook.exercises.values import real
from kernelbook.exercises.words import digits_kept, in_words, shapes, told_apart, worded
from kernelbook.guards import shown

PRECISION = {"float16": 5e-3, "float32": 1e-4}  # of what an answer computed in fewer digits than 64 bits hold
DRAWS = 40
ROUNDED = "these are the right numbers, {}: leave them as they are, do not round."


def asks_for_function(id, praise, arguments, reference, inputs, wrong, otherwise, **options):
    """Make an exercise that asks for a function; the parameters are those of `Task`."""
    task = Task(arguments, reference, inputs, wrong, otherwise, **options)
    bank = tuple((message, lambda mistake=mistake: mistake) for message, mistake in wrong.items())
    return Exercise(id, task.judge, praise, lambda: reference, bank, task)


class Failure(str):
    """What an answer did instead of returning numbers, in words."""


@dataclass(frozen=True)
class Task:
    """What an exercise asks a function to compute.

    Parameters
    ----------
    arguments : str
        What the function is of: ``"X, K and s"``.
    reference : callable
        Computes what is right: numbers, or a tuple of them.
    inputs : callable
        ``inputs(generator)`` draws the arguments of one call: a tuple. Sizes must differ from call to call, odd and
        even, oblong; every argument must vary.
    wrong : dict of str to callable
        Typical mistakes by the message that names the misconception; an answer gets it if it equals the mistake on all
        inputs, or if its `signs` do.
    otherwise : str
        The message of any other wrong answer.
    edges : sequence of tuple
        Arguments that are always tried: the smallest sizes, zeros, ties.
    signs : dict of str to callable
        For mistakes that one function cannot stand for: ``sign(found, expected, *arguments)`` says whether a result
        shows it. The message is given if all results that are wrong show it. Each needs a typical mistake in `wrong`
        as well.
    tolerance : float
        How far a result in 64 bits may be off, in parts of its size and of the usual size of results.
    """

    arguments: str
    reference: Callable
    inputs: Callable
    wrong: dict
    otherwise: str
    edges: tuple = ()
    signs: dict = field(default_factory=dict)
    tolerance: float = 1e-6

    def __post_init__(self):
        """Refuse signs that cannot be called: nobody would hear of them later.

        Raises
        ------
        ValueError
            If a sign does not take what was found, what is right, and the arguments.
        """
        for message, sign in self.signs.items():
            try:
                inspect.signature(sign).bind("found", "expected", *self.names())
            except TypeError as error:
                wanted = f"expected a function of found, expected, {self.arguments}"
                raise ValueError(f"signs[{message!r}]: {wanted}; {error}") from error

    def names(self):
        """Return the names of the arguments."""
        return re.split(r", | and ", self.arguments.removeprefix("the "))

    def cases(self, seed=0, draws=DRAWS):
        """Return the arguments of all calls, the edges first: list of tuple."""
        generator = np.random.default_rng(seed)
        return [*self.edges, *(self.inputs(generator) for _ in range(draws))]

    @np.errstate(all="ignore")
    def judge(self, answer):
        """Return None if a function is right on all cases, or what is wrong with it."""
        if not callable(answer):
            return f"expected a function of {self.arguments}, got {shown(answer)}."
        cases = self.cases()
        expected = [outcome(self.reference, case) for case in cases]
        found = [outcome(answer, case) for case in cases]
        right = self.compared(found, expected)
        if all(right):
            return None
        usual = min(usual_size(found), usual_size(expected))
        for message, mistake in self.wrong.items():
            if all(
                same(one, outcome(mistake, case), self.tolerance, usual) for one, case in zip(found, cases, strict=True)
            ):
                return message
        faults = [number for number, fits in enumerate(right) if not fits]
        return self.complaint([(cases[n], found[n], expected[n]) for n in faults], rounding(found, expected))

    def compared(self, found, expected):
        """Say for each case whether two outcomes are the same, up to rounding: list of bool."""
        usual = usual_size(expected)
        return [same(one, other, self.tolerance, usual) for one, other in zip(found, expected, strict=True)]

    def complaint(self, faults, rounded=None):
        """Return what is wrong with results: list of (arguments, found, expected); `rounded` says if they were."""
        for case, found, _ in faults:
            if isinstance(found, Failure):
                return f"for {self.described(case)} {found}"
        if rounded and "whole" not in rounded:
            return ROUNDED.format(rounded)
        for message, sign in self.signs.items():
            if all(shows(sign, found, expected, case) for case, found, expected in faults):
                return message
        for case, found, expected in faults:
            if shapes(found) != shapes(expected):
                return f"for {self.described(case)} it gave {in_words(found)}, expected {in_words(expected)}."
        if rounded:
            return ROUNDED.format(rounded)
        case, found, expected = min(faults, key=lambda fault: sum(np.size(value) for value in (*fault[0], *fault[2])))
        given, right = told_apart(found, expected)
        return f"{self.otherwise} For {self.described(case)} it gave {given}, right is {right}."

    def described(self, case):
        """Return arguments in words, small arrays with their numbers."""
        return ", ".join(worded(name, value) for name, value in zip(self.names(), case, strict=True))


def outcome(function, case):
    """Return what a function makes of copies of its arguments: a list of arrays, or a `Failure`."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = function(*copy.deepcopy(case))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return Failure(f"your function raised {told(error)}")
    if result is None:
        return Failure("it returned None: is a return missing?")
    array = real(result)
    if array is not None:
        return [array]
    if hasattr(result, "dtype") and np.iscomplexobj(result):
        text = f"it returned {shown(result)}: expected numbers without imaginary parts"
        rounding_alone = np.allclose(np.imag(result), 0, atol=1e-9 * np.abs(result).max(initial=1))
        return Failure(
            f"{text}; these are zero up to rounding: return the real ones, .real." if rounding_alone else f"{text}."
        )
    arrays = [real(part) for part in result] if isinstance(result, tuple | list) else [None]
    if not arrays or any(array is None for array in arrays):
        return Failure(f"it returned {shown(result)}: expected numbers.")
    return arrays


def rounding(found, expected):
    """Say in words how results were rounded, if all of them are the right ones but for that; None if not."""
    if any(
        isinstance(one, Failure) or shapes(one) != shapes(other) for one, other in zip(found, expected, strict=True)
    ):
        return None
    flat = [np.concatenate([np.ravel(array) for part in parts for array in part]) for parts in (found, expected)]
    there = np.isfinite(flat[1])
    return digits_kept(*(numbers[there] for numbers in flat)) if np.isfinite(flat[0][there]).all() else None


def usual_size(outcomes):
    """Return the median of the largest number in each result that is not zero, without NaN and infinity."""
    arrays = [array for outcome in outcomes if not isinstance(outcome, Failure) for array in outcome]
    largest = [np.abs(array[np.isfinite(array)]).max(initial=0) for array in arrays]
    return np.median([size for size in largest if size] or [0])


def same(found, expected, tolerance=1e-6, usual=1.0):
    """Say whether two outcomes have the same shapes and, up to rounding, the same numbers."""
    if isinstance(found, Failure) or isinstance(expected, Failure):
        return isinstance(found, Failure) and isinstance(expected, Failure)
    if shapes(found) != shapes(expected):
        return False
    near = [max(tolerance, PRECISION.get(array.dtype.name, 0)) for array in found]
    return all(
        np.allclose(one.ravel(), other.ravel(), rtol=part, atol=part * usual, equal_nan=True)
        for one, other, part in zip(found, expected, near, strict=True)
    )


def shows(sign, found, expected, case):
    """Say whether a result shows a mistake; a sign that cannot be looked for, at its shape, is not there."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return bool(sign(simple_arrays(found), simple_arrays(expected), *copy.deepcopy(case)))
        except Exception:
            return False


def simple_arrays(arrays):
    """Return an outcome as its one array, or as the list of them."""
    return arrays[0] if len(arrays) == 1 else arrays
