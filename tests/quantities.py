"""Read the numbers of a sentence: digits, fractions, percents, rows in brackets, and words: "four", "a fifth"."""

import ast
import re
from math import floor, isclose

import numpy as np

WHOLE = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
WORDS = {word: value for value, word in enumerate(WHOLE) if word != "one"}  # "one" is mostly an article
WORDS |= {"sixteen": 16, "twenty": 20, "hundred": 100, "thousand": 1000, "twice": 2, "half": 0.5, "none": 0}
WORDS |= {"first": 1, "second": 2, "fourth": 4}
PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10, "hundredth": 100}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
NUMBER = re.compile(
    r"(?P<rows>\[+-?\d[-\d\s,.\[\]]*\])"
    rf"|(?P<parts>\b(?:a|{'|'.join(WHOLE)}))[ -](?P<of>{'|'.join(PARTS)})s?\b"
    r"|\b(?P<pixel>one)(?= pixels?\b)"
    rf"|(?<!per )\b(?P<word>{'|'.join(WORDS)})\b"
    r"|(?<![\w.])(?P<digits>(?<![\w)])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?:/(?P<below>\d+))?(?P<percent> ?%)?"
    rf"(?: (?P<scale>{'|'.join(SCALES)})s?\b)?",
    re.IGNORECASE,
)


def quantities(text):
    """Return the numbers of a text in their order; rows in brackets are one array.

    Examples
    --------
    >>> quantities("32 photographs, a fifth of 1,000, 2 billion, 1/3, 9%, one pixel, the second of two")
    [32, 0.2, 1000, 2000000000, 0.3333333333333333, 0.09, 1, 2, 2]
    """
    return [value_of(match) for match in NUMBER.finditer(text.replace("−", "-"))]


def value_of(match):
    """Return the number that a match of `NUMBER` stands for."""
    if match["rows"]:
        return np.array(ast.literal_eval(match["rows"]))
    if match["pixel"]:
        return 1
    if match["of"]:
        above = match["parts"].lower()
        return (1 if above == "a" else WHOLE.index(above)) / PARTS[match["of"].lower()]
    if match["word"]:
        return WORDS[match["word"].lower()]
    digits = match["digits"].replace(",", "")
    value = float(digits) if "." in digits else int(digits)
    value = value / int(match["below"]) if match["below"] else value
    value = value / 100 if match["percent"] else value
    return value * SCALES[match["scale"].lower()] if match["scale"] else value


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
    return [(run.rstrip(","), int(np.prod([int(n.replace(",", "")) for n in run.split(" · ")]))) for run in found]
