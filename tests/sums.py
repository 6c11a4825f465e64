"""Compute the equations and products that a text writes out in numbers."""

import re
from math import floor, isclose, prod

SIDE = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[ ()⌊⌋+*/^{}²-])+"
SUM = re.compile(rf"(?<![\w^)]){SIDE}(?:={SIDE})+(?![\w\\])")
AS_PYTHON = {"⌊": "floor(", "⌋": ")", "^": "**", "{": "(", "}": ")", "²": "**2"}


def wrong_sums(text):
    """Return the equations between numbers in a text that do not hold, and how many there are.

    Examples
    --------
    >>> wrong_sums("$2^4 = 16$: 32 · 16 = 512, and ⌊(32 − 5) / 2⌋ + 1 = ⌊13.5⌋ + 1 = 14; 99 · 1.96² = 380.3, 3 + 2 = 6")
    (['3 + 2 = 6'], 5)
    """
    plain = text.replace("−", "-").replace("·", "*").replace("×", "*")
    wrong, number = [], 0
    for match in SUM.finditer(plain):
        sides = [side_of(side) for side in match[0].split("=")]
        if None not in sides:
            number += 1
            wrong += [] if all(equal(sides[0], side) for side in sides[1:]) else [match[0].strip()]
    return wrong, number


def side_of(text):
    """Return the text and the value of one side of an equation, or None if it is no number."""
    text = text.strip(" *").replace(",", "")
    code = "".join(AS_PYTHON.get(letter, letter) for letter in text)
    try:
        return text, float(eval(code, {"__builtins__": {}, "floor": floor}))
    except (SyntaxError, TypeError, ZeroDivisionError):
        return None


def equal(one, other):
    """Say whether two sides are equal, the other one to as many digits as it shows."""
    digits = len(other[0].partition(".")[2]) if re.fullmatch(r"-?\d+\.\d+", other[0]) else 9
    return isclose(round(one[1], digits), other[1], rel_tol=1e-9, abs_tol=1e-12)


def products(text):
    """Return the products that a text writes out, with what they are: "4 · 16 · 28 windows" has one.

    Examples
    --------
    >>> products("4 · 16 · 28 windows of 5 · 3 numbers, in all 5 × 3")
    [('4 · 16 · 28', 1792), ('5 · 3', 15)]
    """
    found = re.findall(r"(?<![\w²/+−-])(?<![/+−-] )\d[\d,]*(?: · \d[\d,]*)+(?!\.?\d|[²/])", text)
    return [(run.rstrip(","), prod(int(n.replace(",", "")) for n in run.split(" · "))) for run in found]
