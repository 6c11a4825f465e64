"""Take a page apart: its sentences, and the code with outputs that they may stand on, in reading order."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache, cached_property

import pytest

import chapters
from evidence import messages
from evidence.comparisons import assigned, conditions, holds, of_condition

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
TIMES = re.compile(r"^Time to read: .*? on two cores\.", re.MULTILINE)  # tests/test_chapters.py asks for them
DISPLAY = re.compile(r"\$\$.*?\$\$", re.DOTALL)
PLACE = r"chapters?|sections?|pages?|figures?|tables?|algorithm|equation"
CITED = re.compile(rf"\[[^\]]*\]\([^)\s]*references\.md[^)\s]*\)(?:, (?:{PLACE}) [\w. –-]+)?")
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\([^)\s]*\)")
TARGET = re.compile(r"\]\(([^)\s]+\.ipynb[^)\s]*)\)")
ORDINAL = re.compile(r"^\| \d+ \| (?=\[)")  # the number of a row that begins with a link
CODE = re.compile(r"`[^`\n]+`")
FORMULA = re.compile(r"\$[^$\n]+\$")
# What has digits and is no quantity: references to chapters, years, names with a number in them.
NAMED = re.compile(
    rf"\b(?:{PLACE}|exercise|seeds?|channel|layer|epoch|axis|image|digit|part|step) "
    r"\d+(?:(?:,| and| to| or|–) \d+)*\b|\b(?:1[89]|20)\d\d\b(?![,.]\d)|(?<![\d.,])0\d\b(?![.,]\d)",
    re.IGNORECASE,
)
END = re.compile(r"(?<=[.?!:])[\"”)*_]*\s+(?=[A-Z\"“(*\[`$0-9−])")
NO_END = re.compile(r"\b(?:et al|e\.g|i\.e|Fig|vs|cf)\.$")


@dataclass
class Sentence:
    """A sentence of a page, with the section it stands in and how many cells stand before it."""

    text: str
    section: int
    place: int
    heading: str = ""
    title: str = ""

    @property
    def plain(self):
        """The sentence without what bears digits and is no quantity."""
        return NAMED.sub("NAMED", self.unlinked)

    @property
    def named(self):
        """What stands where `plain` has NAMED, in its order: references to chapters, years, names with a number."""
        return NAMED.findall(self.unlinked)

    @property
    def unlinked(self):
        """The sentence without sources, code and formulas; of a link its words are left."""
        text = CITED.sub("SOURCE", ORDINAL.sub("| ", self.text))
        text = CODE.sub("CODE", LINK.sub(lambda match: match["text"], text))
        return re.sub(r"\*+", "", FORMULA.sub("FORMULA", text))

    @property
    def shown(self):
        return LINK.sub(lambda match: match["text"], self.text)


@dataclass(eq=False)
class Code:
    """A code cell, or a block of code in a text, with what it printed and the text of its figure."""

    source: str
    section: int
    place: int
    outputs: list = field(default_factory=list)
    alt: str = ""

    @property
    def tree(self):
        return parsed(self.source)

    @cached_property
    def comparisons(self):
        """The (sign, value) pairs that its asserts and claims state."""
        names = assigned(self.tree)
        return [pair for condition in conditions(self.tree) for pair in of_condition(condition, names)]

    @property
    def holds(self):
        return holds(self.tree)


@cache
def parsed(source):
    source = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
    try:
        return ast.parse(source)
    except SyntaxError:  # a block in another language than Python
        return ast.parse("")


def sentences(block):
    """Split a paragraph, a list or a table into sentences of one line each."""
    found = []
    for piece in re.split(r"\n(?=\s*(?:[-*] |\d+\. |\|))|\n\n+", block):
        piece = re.sub(r"^\s*(?:[-*]|\d+\.) |^:[:a-z].*$|^<[^>]*>.*$", "", piece.strip(), flags=re.MULTILINE)
        text, start = " ".join(piece.split()), 0
        for end in END.finditer(text):
            if not NO_END.search(text[: end.start()]):
                found.append(text[start : end.end()].strip())
                start = end.end()
        found.append(text[start:].strip())
    return [text for text in found if re.search(r"\w", text)]


def source_and_outputs(cell):
    texts = []
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" not in data:  # a figure in words has so many numbers that any is among them
            texts.append(output.get("text") or data.get("text/plain", ""))
    return texts, cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def name(path):
    """Return what the lists call a page: its path within the chapters."""
    folder = chapters.ROOT / "chapters"
    path = path.relative_to(folder if path.is_relative_to(folder) else chapters.ROOT)
    return path.with_suffix("").as_posix()


class Page:
    """The sentences and the code of a page, in reading order."""

    def __init__(self, path):
        self.path, self.name = path, name(path)
        self.slugs = {}
        self.sentences, self.code = [], []
        self.section, self.heading, self.title = 0, "", ""
        for cell in self.cells():
            if isinstance(cell, str):
                self.add_text(cell)
            else:
                self.code.append(Code(cell.source, self.section, len(self.code), *source_and_outputs(cell)))

    def cells(self):
        if self.path.suffix != ".ipynb":
            text = self.path.read_text(encoding="utf-8")
            return [{".html": messages.of_html, ".py": messages.of_python}.get(self.path.suffix, str)(text)]
        both = chapters.notebook(self.path).cells
        return [cell.source if cell.cell_type == "markdown" else cell for cell in both]

    def linked(self, sentence):
        """Return the code of the sections of chapters that a sentence of another page links to."""
        codes = []
        for target, _, anchor in (link.partition("#") for link in TARGET.findall(sentence.text)):
            path = (self.path.parent / target).resolve()
            if self.path not in chapters.LESSONS and path in chapters.LESSONS:
                other = page(path)
                codes += [one for one in other.code if one.section == other.slugs.get(anchor, one.section)]
        return codes

    def add_text(self, text):
        at = 0
        for fence in FENCE.finditer(text):
            self.add_prose(text[at : fence.start()])
            self.code.append(Code(fence[2], self.section, len(self.code)))
            at = fence.end()
        self.add_prose(text[at:])

    def add_prose(self, text):
        for block in re.split(r"^(#+ .*)$", DISPLAY.sub("", TIMES.sub("", text)), flags=re.MULTILINE):
            deep = 3 if self.heading == "Exercises" else 2
            heading = re.match(r"(#+) (.*)", block)
            if heading:
                self.title = LINK.sub(lambda match: match["text"], heading[2]).strip()
                self.slugs[chapters.slug(self.title)] = self.section + (len(heading[1]) <= deep)
                if len(heading[1]) <= deep:
                    self.section += 1
                if len(heading[1]) <= 2:
                    self.heading = heading[2].strip() if len(heading[1]) == 2 else ""
                continue
            for sentence in sentences(block):
                self.sentences.append(Sentence(sentence, self.section, len(self.code), self.heading, self.title))


@cache
def page(path):
    return Page(path)


REFERENCE = ["applications.md", "benchmarks.ipynb", "conventions.md", "faq.md", "glossary.md", "notation.md"]
REFERENCE += ["outlook.md", "tools.ipynb"]
CHECKED = [chapters.ROOT / "chapters" / "reference" / name for name in REFERENCE]
# Whose numbers stand on a cell or in the list; and whose numbers are seen when they change.
PAGES = [*chapters.LESSONS, *CHECKED, chapters.ROOT / "index.md"]
LABS = sorted((chapters.ROOT / "assets" / "labs").glob("*/lab.html"))
EXERCISES = sorted((chapters.ROOT / "src" / "kernelbook" / "exercises").rglob("chapter_*/*.py"))
EXERCISES += sorted((chapters.ROOT / "src" / "kernelbook" / "exercises").glob("chapter_*.py"))
CARDS = sorted((chapters.ROOT / "src" / "kernelbook" / "datasets").glob("*.md"))
ALL = [*PAGES, *(path for path in chapters.PAGES if path.parent.name in ("checks", "labs")), *LABS, *EXERCISES, *CARDS]
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name + "-" + path.stem)
every_text = pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name + "-" + path.stem)
