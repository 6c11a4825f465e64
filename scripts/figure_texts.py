"""Compare two figures by what is written of them: words and their order exactly, measured numbers within a tolerance.

`kernelbook.figures.written` writes a measured number with a point or an exponent, a count without. Semicolons and bars
part what has units of its own.
"""

import re
from itertools import groupby, zip_longest

TOLERANCE = 0.02  # of a number, or of the largest one beside it
QUOTED = r'"(?:[^"\\]|\\.)*"'
MEASURED = re.compile(rf"{QUOTED}|(?P<number>[-+]?\d+\.\d+(?:e-?\d+)?|-?(?:nan|inf)\b)")
ANY_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:e-?\d+)?|\b(?:nan|inf)\b")
AGAIN = re.compile(r"(\S[^,|]*)(?:(?:, | \| | )\1)+")


def words(line):
    """Return a line with a sign in place of each measured number; numbers in quotation marks are words."""
    return MEASURED.sub(lambda found: found[0] if found["number"] is None else "#", line)


def measures(line):
    """Return the measured numbers of a line, a list for each unit.

    Examples
    --------
    >>> measures('line "0.5": 3 points; x 1.0, 2.0; y 0.25')
    [[], [1.0, 2.0], [0.25]]
    """
    kept = MEASURED.sub(lambda found: "" if found["number"] is None else found[0], line)
    return [[float(found["number"]) for found in MEASURED.finditer(part)] for part in re.split(r"[;|]", kept)]


def near(reference, came):
    """Return whether two lists of numbers of one unit agree."""
    largest = max((abs(x) for x in reference if abs(x) < float("inf")), default=0)
    return all(x == y or abs(x - y) <= TOLERANCE * largest or x != x != y for x, y in zip(reference, came, strict=True))


def without_numbers(text):
    """Return the lines of a text without any number; what repeats itself, in a line or line by line, is told once."""
    lines = [ANY_NUMBER.sub("#", line) for line in text.split("\n")]
    lines = [AGAIN.sub(r"\1", AGAIN.sub(r"\1", line)) for line in lines]
    return [line for line, _ in groupby(lines)]


def difference(reference, came, trained=False):
    """Return the first difference between two figures in words, or None if there is none.

    Parameters
    ----------
    reference, came : str
        What `kernelbook.figures.written` gave of the stored figure, and of the one that was drawn now.
    trained : bool
        Whether the numbers come from a training on this machine, so that words alone are compared.
    """
    panel = ""
    for before, now in zip_longest(*(text.split("\n") for text in (reference, came)), fillvalue="(nothing)"):
        panel = before.split(":")[0] if before.startswith("panel") else panel
        if words(before) != words(now) and not trained:
            return told(panel, "other words", before, now)
        if not trained and not all(map(near, measures(before), measures(now))):
            return told(panel, f"numbers differ by more than {TOLERANCE:.0%}", before, now)
    if trained and without_numbers(reference) != without_numbers(came):
        pairs = zip_longest(without_numbers(reference), without_numbers(came), fillvalue="(nothing)")
        return told("", "other words", *next(pair for pair in pairs if pair[0] != pair[1]))
    return None


def told(panel, what, before, now):
    """Return where two lines differ: the first part that does, then both lines whole."""
    parts = zip_longest(*(re.findall(rf"{QUOTED}|[^\s,;]+", line) for line in (before, now)), fillvalue="(nothing)")
    first = next((f"{old} became {new}" for old, new in parts if old != new), "")
    return f"{panel or 'the figure'}, {what}: {first}\n    stored: {before.strip()}\n    drawn:  {now.strip()}"
