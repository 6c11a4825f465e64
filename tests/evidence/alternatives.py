"""The numbers of an alternative text: each stands in the words of its figure, or in a list with the reason."""

import re
import tomllib
from functools import cache
from pathlib import Path

import alternative_texts
import quantities
from chapters import notebook
from evidence import grounds
from evidence.ledger import quoted

LIST = Path(__file__).with_name("alternatives.toml")
KINDS = ("counted", "read", "phrase")
NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+|-?\d+(?:\.\d+)?(?:e-?\d+)?")


@cache
def listed():
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def numbers(words):
    """Return the numbers in a figure's words, as sizes without sign, and how many panels it has."""
    found = {abs(float(number.replace(",", ""))) for number in NUMBER.findall(words)}
    return found | {float(len(re.findall(r"^panel", words, re.MULTILINE)))}


def agrees(quantity, number):
    """Return whether a quantity is a number, or its share in 100."""
    return any(grounds.agrees(quantity, number * scale) for scale in (1, 100, 0.01))


def missing(alternative, words):
    """Return the quantities of an alternative text that its figure's words do not have: list of str."""
    there = numbers(words)
    found = quantities.read(alternative.replace(" percent", "%"))
    found = [one for one in found if one.text.lower() not in ("one", "zero")]
    return [one.bound + one.text for one in found if not any(agrees(one, number) for number in there)]


def unlisted(path):
    """Return what is said of each alternative text of a notebook with a number that is neither drawn nor listed."""
    said = []
    for cell, (alternative, words, *_) in alternative_texts.pictures(notebook(path)).items():
        gap = " | ".join(missing(alternative, words))
        if gap != listed().get(cell, {}).get("says", ""):
            line = f'{cell} = {{ says = {quoted(gap)}, why = "KIND: …" }}'
            said.append(
                f"{path.name}, cell {cell}: {alternative}\nThe figure's words do not have: {gap or 'nothing'}. Look at "
                f"the figure. If the text is right, its line in {LIST.name} is, with a kind of {', '.join(KINDS)}:\n"
                + (line if gap else "none, delete it")
            )
    return said
