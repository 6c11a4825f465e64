"""Read the numbers of a sentence: digits, fractions, percents, rows in brackets, and words: "four", "a fifth"."""

import ast
import re

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
