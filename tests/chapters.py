"""Read the book's notebooks and pages as the linters need them."""

import re
from functools import cache
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
DEEPER = sorted((ROOT / "chapters" / "deeper").glob("*.ipynb"))  # what a chapter has no room for
LESSONS = [*CHAPTERS, *DEEPER]
FOLDERS = [ROOT / "chapters" / name for name in ("checks", "labs", "reference")]
PAGES = sorted(path for folder in FOLDERS for path in folder.iterdir() if path.suffix in (".md", ".ipynb"))
NOTEBOOKS = [*LESSONS, *(path for path in PAGES if path.suffix == ".ipynb")]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)\)")


@cache
def notebook(path):
    return nbformat.read(path, as_version=4)


def cells(path, kind):
    return [cell for cell in notebook(path).cells if cell.cell_type == kind]


def lines(cell):
    """Return the lines of a code cell that hold code: no comments, no lines of brackets alone."""
    return [line for line in cell.source.split("\n") if re.match(r"\s*[^\s#]*\w", line)]


def prose(path):
    """Return a chapter's or a page's Markdown without its fenced code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join(cell.source for cell in cells(path, "markdown"))
    return FENCE.sub("", text)


def headings(text, level):
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)


def links(path):
    """Return (text, target) of every link of a chapter or page."""
    return [(match["text"], match["target"]) for match in LINK.finditer(prose(path))]


def slug(heading):
    """Return the anchor that MyST gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")
