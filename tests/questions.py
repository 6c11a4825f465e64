"""Read the questions at the end of each part: choices, the one marked right, explanations, and what proves them.

The proof stands in a comment at the end of an answer, which no page shows. Its first line is `right:` and an expression
that gives the numbers of the right choice, or `because:` with words of the right choice, a link into a chapter, and
words that stand there. `asks:` has the question's numbers, `why:` words of the explanation, `also:` expressions for its
other numbers. Each other line has words of a wrong choice, a colon, and words of its explanation.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from chapters import LESSONS, ROOT, prose, slug

QUESTION = re.compile(
    r"(?P<title>[^\n]+)\n(?P<text>.*?)\n\n(?P<choices>a\) [^\n]+)\n\n<details>\n<summary>Answer</summary>\n\n"
    r"\*\*(?P<right>[a-e])\.\*\* (?P<why>.*?)\n\n(?P<wrong>- .*?)\n\n(?:<!--\n(?P<proof>.*?)\n-->\n\n)?</details>",
    re.DOTALL,
)
BECAUSE = re.compile(r"(?P<choice>[^\[]+) \[(?P<heading>[^\]]+)\]\((?P<target>[^)]+)\) (?P<there>.+)")


@dataclass(frozen=True)
class Question:
    """A question; choices and explanations of the wrong ones are by letter, the lines of its proof in their order."""

    page: Path
    title: str
    text: str
    choices: dict
    right: str
    why: str
    wrong: dict
    proof: tuple

    @property
    def place(self):
        """Return where it stands, in words."""
        return f"{self.page.name}, {self.title!r}"

    @property
    def pairs(self):
        """Return words of each wrong choice with those of its explanation, as two lists of phrases."""
        lines = [line.split(": ", 1) for line in self.proof[1:]]
        return [tuple(map(phrases, line)) for line in lines if line[0] not in ("also", "asks", "why")]

    def lines(self, name):
        """Return the lines of the proof that begin with a name, without it: `also`, `asks` or `why`."""
        return [line.removeprefix(f"{name}: ") for line in self.proof[1:] if line.startswith(f"{name}: ")]

    def chosen(self, words):
        """Return the letters of the choices with these words: of the one that is these words, if there is one."""
        exactly = [letter for letter, choice in self.choices.items() if choice == ", ".join(words)]
        return exactly or [letter for letter, choice in self.choices.items() if has(choice, words)]


def phrases(text):
    """Return what stands between the commas of a text."""
    return text.split(", ")


def has(text, words):
    """Say whether all phrases stand in a text, each at the beginning of a word, in capitals or not."""
    text = " ".join(re.sub(r"[*`]", "", text).split())
    return all(re.search(rf"(?<!\w){re.escape(phrase.replace('*', ''))}", text, re.IGNORECASE) for phrase in words)


def questions_of(page, text=None):
    """Return the questions of a page, or of another text for it."""
    _, *parts = re.split(r"^## ", text or page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [question(page, part) for part in parts]


def question(page, part):
    """Return the question that a part of a page is."""
    found = QUESTION.match(part)
    if found is None:
        raise ValueError(f"{page.name}, {part.splitlines()[0]!r}: title, text, choices in one line, answer, proof")
    choices = {choice[0]: choice[3:] for choice in re.split(r" · (?=[a-e]\) )", found["choices"])}
    wrong = {}
    for line in re.findall(r"^- (.+)$", found["wrong"], re.MULTILINE):
        for letter in re.findall(r"\*([a-e])\*", re.match(r"[^.]*", line)[0]):
            wrong[letter] = line
    proof = tuple((found["proof"] or "").splitlines())
    return Question(page, found["title"], found["text"].strip(), choices, found["right"], found["why"], wrong, proof)


def section(target):
    """Return the text below a heading of a chapter that a link leads to, or None."""
    name, _, anchor = target.rpartition("/")[2].partition("#")
    lesson = next((path for path in LESSONS if path.name == name), None)
    parts = re.split(r"^(?=###? )", prose(lesson), flags=re.MULTILINE) if lesson else []
    return next((part for part in parts if slug(part.splitlines()[0].lstrip("# ")) == anchor), None)


PAGES = sorted((ROOT / "chapters" / "checks").glob("*.md"))
