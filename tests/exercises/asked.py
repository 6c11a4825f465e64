"""Read the exercises of the chapters: what each asks, the code of its solution, and the words below that code."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import quantities
from chapters import LESSONS, ROOT, notebook

CHECKERS = ROOT / "src" / "kernelbook" / "exercises"
HEADING = re.compile(r"### (\d\d-[a-z-]+): ")
SOLUTION = re.compile(
    r"<details>\s*<summary>Solution</summary>\s*```python\n(?P<code>.*?)```(?P<words>.*?)</details>", re.DOTALL
)


@dataclass(frozen=True)
class Asked:
    """An exercise as readers see it; the question has its title, without the id."""

    id: str
    path: Path
    question: str
    code: str
    words: str

    @property
    def numbers(self):
        """Return the numbers of the question in their order."""
        return quantities.numbers(self.question)


@cache
def checker(id):
    """Return the file of an exercise's checker and its source there: from the comment that names it to the next."""
    for path in sorted(CHECKERS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if match := re.search(rf"^# {id}: .*?(?=^# \d\d-[a-z-]+: |^EXERCISES = |\Z)", text, re.MULTILINE | re.DOTALL):
            return path, match[0]
    raise LookupError(f"no file in {CHECKERS} has a comment that begins with '# {id}: '")


@cache
def asked():
    """Return the exercises of all chapters by their id."""
    return {exercise.id: exercise for path in LESSONS for exercise in of_chapter(path)}


def of_chapter(path):
    """Return the exercises of one chapter."""
    text = "\n\n".join(cell.source for cell in notebook(path).cells if cell.cell_type == "markdown")
    parts = [part for part in re.split(r"^(?=### )", text, flags=re.MULTILINE) if HEADING.match(part)]
    return [of_part(path, part) for part in parts if SOLUTION.search(part)]


def of_part(path, part):
    """Return the exercise that a part of a chapter is: heading, question, folded solution."""
    heading, solution = HEADING.match(part), SOLUTION.search(part)
    return Asked(heading[1], path, part[heading.end() : solution.start()], solution["code"], solution["words"])
