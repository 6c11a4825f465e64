"""Good arguments of public functions, and the ways to spoil one of them.

A table of an area is ``CALLS = [Call("kernelbook.evaluation.wilson_interval", {"successes": 5, "n": 10}), …]``.
What a function does with a spoiled argument, other than refusing it by name, stands in the call's `documented`, by the
argument's name or by its name and the kind of spoiling, with the reason.
"""

import importlib
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Call:
    """A public function with arguments that are right, all spelled out.

    Parameters
    ----------
    name : str
        Dotted, as a reader would import it; of a method, ``"kernelbook.network.Sequential.fit"``.
    arguments : dict
        By their names. A value may be made by a function without arguments that is wrapped in `Made`, so that each
        call gets a fresh one; "self" is the object of a method.
    documented : dict
        By ``"argument"`` or ``"argument: kind"``: the reason why the function may take such a value.
    """

    name: str
    arguments: dict
    documented: dict = field(default_factory=dict)

    def function(self):
        """Return the function, or the method unbound."""
        parts = self.name.split(".")
        for length in range(len(parts) - 1, 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:length]))
            except ModuleNotFoundError:
                continue
            for part in parts[length:]:
                found = getattr(found, part)
            return found
        raise LookupError(self.name)


@dataclass
class Made:
    """An argument that is made anew for each call."""

    make: object


def fresh(arguments):
    """Return arguments for one call: made ones made, arrays copied."""
    made = {name: value.make() if isinstance(value, Made) else value for name, value in arguments.items()}
    return {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in made.items()}


def spoilings(value):
    """Yield kinds of spoiling and the spoiled values for an argument that is right.

    Arrays get NaN (if floating), no items, an axis more, text, objects, one number in place of the array, one row less;
    whole numbers 2.5, "3", -1, None, True, 10**9 is not tried; floats NaN, text, None, infinity, -1; texts another one.
    """
    if isinstance(value, np.ndarray):
        yield from spoiled_arrays(value)
    elif isinstance(value, bool):
        yield from {"text": "yes", "none": None, "two": 2}.items()
    elif isinstance(value, int):
        yield from {"fraction": value + 0.5, "text": str(value), "none": None, "negative": -1}.items()
    elif isinstance(value, float):
        yield from {"nan": float("nan"), "infinite": float("inf"), "text": "a", "none": None, "negative": -1.0}.items()
        if 0 < value < 1:
            yield "percent", 100 * value
    elif isinstance(value, str):
        yield from {"another text": "no such " + value, "number": 3, "none": None}.items()
    elif isinstance(value, tuple | list):
        yield from {"text": "text", "none": None, "number": 1.5, "empty": type(value)()}.items()
    elif callable(value):
        yield from {"number": 3, "text": "relu", "none": None}.items()
    else:
        yield from {"number": 3.5, "text": "adam", "none": None}.items()


def spoiled_arrays(value):
    """Yield kinds of spoiling and the spoiled arrays."""
    if value.dtype.kind == "f" and value.size:
        holed = value.copy()
        holed.flat[holed.size // 2] = np.nan
        yield "nan", holed
    yield "empty", value[:0]
    yield "an axis more", value[..., np.newaxis, np.newaxis]
    yield "a number", 3.5
    yield "text", np.full(value.shape, "a")
    yield "objects", np.full(value.shape, None)
    yield "none", None
    if value.ndim and len(value) > 1:
        yield "one less", value[:-1]
