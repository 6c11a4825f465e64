"""Equalities in prose, such as 28 − 3 + 1 = 26: read and computed."""

import ast
import re
from itertools import pairwise

from evidence.comparisons import constant

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
TERM = rf"[−(]*{NUMBER}[²³)]*"
SUM = rf"{TERM}(?: ?[×·+−/÷^] ?{TERM})*"
START, END = r"(?<![\w.,=×·+−/÷^\])(])(?<![=×·+−/÷^] )", r"(?![\w%]|,\d|\.\d| ?[×·+−/÷^\[(])"
EQUALITY = re.compile(rf"{START}{SUM}(?: [=≈] {SUM})+{END}")
PYTHON = {"×": "*", "·": "*", "−": "-", "÷": "/", "^": "**", "²": "**2", "³": "**3", ",": ""}


def computed(text):
    """Return the value of an expression of digits and signs, or None if it is none."""
    for sign, ours in PYTHON.items():
        text = text.replace(sign, ours)
    try:
        return constant(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError:
        return None


def step(text):
    """Return one unit of the last digit of the last number in an expression."""
    last = re.findall(NUMBER, text)[-1].replace(",", "")
    return 10.0 ** -len(last.partition(".")[2])


def same(left, right, term):
    """Return whether two sides agree, as far as the digits of the right one go."""
    return abs(left - right) <= (step(term) / 2 if "." in term else 1e-9)


def found(text):
    """Return (start, end, words, holds) of each equality of a sentence."""
    equalities = []
    for match in EQUALITY.finditer(text):
        terms = re.split(r" [=≈] ", match[0])
        sums = [computed(term) for term in terms]
        if None in sums:
            continue
        near = [same(*pair, term) for pair, term in zip(pairwise(sums), terms[1:], strict=True)]
        equalities.append((*match.span(), match[0], all(near)))
    return equalities
