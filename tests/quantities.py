"""Read the numbers of a text: digits, words for numbers, fractions, shares, the bounds put on them; rows.

`read` tells what a sentence of the book states: "more than 3 in 10" is a share and a bound. `numbers` tells what a
question or an answer of an exercise has, number by number: 3 and 10.
"""

import ast
import re
from dataclasses import dataclass, replace

import numpy as np

from evidence.words import AFTERWARDS, CARDINALS, COMPARISONS, MULTIPLES, NEARLY, OF_SHARES, PARTS, POWERS

DIGITS = r"[−-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[−-]?\d+(?:\.\d+)?"
WORDS = "|".join(sorted(CARDINALS, key=len, reverse=True))
COUNT = rf"(?:{DIGITS}|\b(?:{WORDS})\b)"
SCALED = rf"(?:{COUNT}|\b(?:a )?(?=(?:{'|'.join(POWERS)})\b))(?: ?(?:{'|'.join(POWERS)})\b)*"
PART = "|".join(sorted(PARTS, key=len, reverse=True))
# After these words, or at a phrase's end, "a third" is a fraction; before a noun it is one in a row: "a third network".
AFTER_PART = (
    "of|and|or|to|in|is|as|by|more|less|with|at|on|for|from|away|the|each|every|what|than|larger|smaller|are|were|was|"
    "a|an|its|their|those|that|point|where|when|but"
)
END = rf"(?=s?\b(?:[^\w\s-]|\s*$| (?:{AFTER_PART})\b))"
SIDES = "first|second|left|right|upper|lower|other|each|which|one|training"  # "the first half" is a place
FRACTION = rf"(?:\b(?:a|an)|{COUNT})[ -](?:{PART}){END}s?|{COUNT}[ -](?:{PART})s\b|(?<!ial )\bhalf\b|\bone and a half\b"
THINGS = r"(?:(?!(?:is|are|was|were|and|or|of|to|in)\b)[a-z]+ )?"  # "3 digits in 10"
SHARE = rf"{SCALED} {THINGS}(?:in|out of) (?![0-2]\b)(?P<whole>{SCALED})(?![\w%])"
MULTIPLE = rf"\b(?:{'|'.join(MULTIPLES)})\b"
PLAIN = rf"(?<![\w.,/])(?<![A-Za-z]-)(?:{SCALED})(?![\w]|,\d|\.\d)(?P<percent> ?%| percent)?"
OTHERS = rf"(?P<fraction>{FRACTION})|(?P<multiple>{MULTIPLE})|(?P<plain>{PLAIN})"
QUANTITY = re.compile(rf"(?P<share>{SHARE})|{OTHERS}", re.IGNORECASE)
NO_SHARE = re.compile(OTHERS, re.IGNORECASE)
# What stands in exercises alone: rows in brackets, fractions of digits, the second of two, none, one pixel.
ROWS = r"(?P<rows>\[+-?\d[-\d\s,.\[\]]*\])|(?P<above>(?<![\w.])\d+)/(?P<below>\d+)"
PLACES = {"none": 0, "first": 1, "second": 2, "fourth": 4, "one": 1}
PLACE = r"(?<!per )\b(?P<place>none|first|second|fourth|one(?= pixels?\b))\b"
ALONE = re.compile(rf"{ROWS}|{PLACE}|{OTHERS}", re.IGNORECASE)
NAME_OF_DIGIT = re.compile(r"\ban? $", re.IGNORECASE)  # "a seven"


@dataclass(frozen=True)
class Quantity:
    """A number that a sentence states, with what it takes to compare it."""

    text: str
    start: int
    end: int
    value: float
    step: float  # one unit of the last digit that is given
    is_share: bool = False  # a part of a whole: a hundred times as large in per cent
    in_words: bool = False
    is_near: bool = False  # "about 80"
    bound: str = ""  # "more than 80": >


def count(text):
    """Return the value of digits or words, and one unit of their last digit."""
    value, step, seen = 1.0, 1.0, False
    for word in text.lower().replace(",", "").replace("−", "-").split():
        if word in POWERS:
            value, step = value * POWERS[word], step * POWERS[word]
        elif word in CARDINALS:
            value, step, seen = float(CARDINALS[word]), 1.0, True
        elif word != "a":
            value, seen = float(word), True
            step = 10.0 ** -len(word.partition(".")[2])
    return value, step if seen else value


def fraction(text):
    words = text.lower().replace("-", " ", 0).split()
    if text.lower() == "one and a half":
        return 1.5, 0.1
    if len(words) == 1 and "-" in words[0] and words[0] not in PARTS:
        words = words[0].split("-")
    part = words[-1] if words[-1] in PARTS else words[-1].removesuffix("s")
    many = 1 if words[0] in ("a", "an", "half") else count(words[0])[0]
    return many / PARTS[part], 0.1 / PARTS[part]


def share(text):
    part, whole = re.split(r" (?:[a-z]+ )?(?:in|out of) ", text, maxsplit=1, flags=re.IGNORECASE)
    (part, step), (whole, _) = count(part), count(whole)
    return part / whole, step / whole


def measured(match):
    """Return the value, its step, and whether it is a share, for a match of QUANTITY."""
    if match.groupdict().get("share"):
        return *share(match["share"]), True
    if match["fraction"]:
        return *fraction(match["fraction"]), True
    if match["multiple"]:
        return MULTIPLES[match["multiple"].lower()], 1.0, False
    value, step = count(match["plain"].rstrip(" %").removesuffix(" percent"))
    return (value / 100, step / 100, True) if match["percent"] else (value, step, False)


def bounded(quantity, text):
    """Return a quantity with the bound and the "about" that stand beside it."""
    before, after = text[: quantity.start], text[quantity.end :]
    if re.search(rf"\b(?:{NEARLY})(?: (?:the|an?))? $", before, re.IGNORECASE):
        return replace(quantity, is_near=True)
    for sign, words in COMPARISONS.items():
        words += OF_SHARES.get(sign, "") if quantity.is_share else ""
        if re.search(rf"\b(?:{words}) $", before, re.IGNORECASE):
            return replace(quantity, bound=sign)
    for sign, words in AFTERWARDS.items():
        if re.match(rf"[\w ]{{0,12}} {words}\b(?! than)", after, re.IGNORECASE):
            return replace(quantity, bound=sign)
    return quantity


BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)


def ranges(found, text):
    """Turn "between a and b" into two bounds."""
    found = list(found)
    for i in range(len(found) - 1):
        if BETWEEN.search(text[: found[i].start]) and text[found[i].end : found[i + 1].start].strip() == "and":
            scale = found[i + 1].is_share and not found[i].is_share and "%" in found[i + 1].text
            first = replace(found[i], value=found[i].value / 100, is_share=True) if scale else found[i]
            found[i : i + 2] = replace(first, bound=">"), replace(found[i + 1], bound="<")
    return found


def matches(text):
    """Yield the matches of quantities; "32 pixels in three colors" is no share, but two numbers."""
    at = 0
    while match := QUANTITY.search(text, at):
        if match["share"] and (count(match["whole"])[0] <= 2 or share(match["share"])[0] > 1):
            match = NO_SHARE.search(text, match.start())
        at = match.end()
        if not is_name(match, text):
            yield match


def is_name(match, text):
    """Return whether words for a number name something: a digit that was written, or the half of a thing."""
    before = text[: match.start()]
    if match["plain"] and match[0].lower() in CARDINALS and NAME_OF_DIGIT.search(before):
        return True
    return match[0].lower() == "half" and bool(re.search(rf"\b(?:{SIDES}) $", before, re.IGNORECASE))


def read(text):
    """Return the quantities of a sentence, in their order."""
    found = []
    for match in matches(text):
        value, step, is_share = measured(match)
        in_words = not re.search(r"\d", match[0])
        one = Quantity(match[0].strip(), *match.span(), value, step, is_share, in_words)
        found.append(bounded(one, text))
    return ranges(found, text)


def value_alone(match):
    """Return the number, or the rows, of a match of ALONE."""
    if match["rows"]:
        return np.array(ast.literal_eval(match["rows"]))
    if match["below"]:
        return int(match["above"]) / int(match["below"])
    value = PLACES[match["place"].lower()] if match["place"] else measured(match)[0]
    return int(value) if value == int(value) and "." not in match[0] else value


def numbers(text):
    """Return the numbers of a text one by one, in their order; rows in brackets are one array.

    Examples
    --------
    >>> numbers("32 photographs, a fifth of 1,000, 2 billion, 1/3, 9%, one pixel, the second of two, 3 in 10")
    [32, 0.2, 1000, 2000000000, 0.3333333333333333, 0.09, 1, 2, 2, 3, 10]
    """
    text = re.sub(r"[²³]", " ", text.replace("−", "-"))
    text = re.sub(r"(?<=\d),(?=\d)(?!\d{3}(?!\d))", ", ", text)  # Y_{1,2} has two places
    return [value_alone(match) for match in ALONE.finditer(text) if match["place"] or match[0].lower() != "one"]
