"""What a sentence may stand on: the numbers of the cells within its reach, and what they compare."""

import ast
import re
from functools import cache
from pathlib import Path

from chapters import LESSONS
from evidence.comparisons import TURNED, constant

DIGITS = re.compile(r"(?<![\w.])[−-]?\d[\d,_]*(?:\.\d+)?(?:e[−+-]?\d+)?")
WHOLE_PAGE = ("", "What you will learn", "Change it", "Summary", "Further reading")  # they speak of all its sections
STRONGER = {">": (">", ">="), ">=": (">", ">="), "<": ("<", "<="), "<=": ("<", "<=")}
PLACES = ("axis", "axes", "ndigits", "decimals")


def in_text(text):
    """Return the numbers that stand in an output, an alternative text or a string."""
    found = set()
    for match in DIGITS.finditer(text.replace("−", "-")):
        digits = re.sub(r"[,_](?=\d{3}(?!\d))", "", match[0])
        found |= {abs(float(part)) for part in re.split(r"[,_]", digits) if re.match(r"-?\d", part)}
    return found


def places(tree):
    """Return the nodes of literals that say where and not how many: small indices, and axes."""
    indices = [(node.slice, (0, 1, 2, 3)) for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    keywords = [node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in PLACES]
    axes = [(node.value, range(-9, 10)) for node in keywords]
    return {
        id(one)
        for inside, values in indices + axes
        for one in ast.walk(inside)
        if isinstance(one, ast.Constant) and one.value in values
    }


def in_code(tree):
    """Return the numbers of a cell's code: literals, what literals come to, numbers in strings, lengths of lists."""
    found, skipped = set(), places(tree)
    for node in ast.walk(tree):
        value = constant(node) if id(node) not in skipped else None
        if value is not None:
            found.add(abs(float(value)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= in_text(node.value)
        elif isinstance(node, (ast.List, ast.Set)):
            found.add(float(len(node.elts)))
        elif isinstance(node, ast.Dict):
            found.add(float(len(node.keys)))
    return found


@cache
def numbers(code):
    """Return the numbers of a cell, of what it printed, and of its figure's text."""
    return frozenset(in_code(code.tree).union(in_text(code.alt), *map(in_text, code.outputs)))


def reach(page, sentence):
    """Return the code whose asserts may carry a bound: that before it in its section, and the cell directly after."""
    if sentence.heading in WHOLE_PAGE and page.path in LESSONS:
        return page.code
    before = [code for code in page.code[: sentence.place] if code.section == sentence.section]
    return before + page.code[sentence.place : sentence.place + 1] + page.linked(sentence)


def wide_reach(page, sentence, quantity):
    """Return the code that may carry a number: that of its section; for one of three digits, all that came before."""
    near = reach(page, sentence) + [code for code in page.code if code.section == sentence.section]
    is_special = len(re.sub(r"\D", "", quantity.text).strip("0")) >= 3 or abs(quantity.value) >= 100
    return near + page.code[: sentence.place] if is_special else near


READS = re.compile(r"results\.read\(\s*\"(\w+)\"")
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@cache
def of_script(name):
    """Return the numbers of 20 and more, or with decimals, of a benchmark's constants and of what it says it does."""
    tree = ast.parse((BENCHMARKS / f"{name}.py").read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, (ast.Assign, ast.Expr))]
    said = re.sub(r"(?<=\d) (?=\d{3}\b)", "", ast.get_docstring(tree))
    found = in_code(ast.Module(top, [])) | in_text(said)
    return {value for value in found if value >= 20 or not value.is_integer()}


def of_benchmarks(page, sentence):
    """Return the numbers of the benchmarks whose results the page has read before a sentence, or just after it."""
    names = [name for code in page.code[: sentence.place + 1] for name in READS.findall(code.source)]
    return set().union(*(of_script(name) for name in names))


def same(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def meets(quantity, sign, value):
    """Return whether a comparison of a cell is the bound that a sentence states."""
    asked = [(quantity.bound, quantity.value)]
    if quantity.is_share:  # more than 9 in 10 are right: less than a tenth are wrong
        asked.append((TURNED[quantity.bound], 1 - quantity.value))
        if quantity.value:  # less than a third of the time: more than 3 times as fast
            asked.append((TURNED[quantity.bound], 1 / quantity.value))
        asked += [(bound, 100 * one) for bound, one in asked]
    elif quantity.value <= 100:  # 98.9 per cent, or 0.3 points
        asked.append((quantity.bound, quantity.value / 100))
    if value < 0:  # more than 15 points are lost: the gain is below -15
        sign, value = TURNED[sign], -value
    return any(sign in STRONGER[bound] and same(one, value) for bound, one in asked)


def agrees(quantity, value):
    """Return whether a number of a cell, rounded as the sentence rounds, is the sentence's."""
    for scale in (1, 100) if quantity.is_share else (1,):
        stated, step = abs(quantity.value) * scale, quantity.step * scale
        is_count = float(stated).is_integer() and stated <= 20 and not quantity.is_share
        room = 1e-9 if is_count else step / 2
        room = max(room, 0.05 * stated) if quantity.is_near else room
        if abs(stated - value) <= room * (1 + 1e-6):
            return True
    return False
