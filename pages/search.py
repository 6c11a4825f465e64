"""What the search page finds: words as readers type them, what checkers say, and the pages most about a word first.

Sphinx would split "C++" into a letter and "3 × 3" into digits, which it then ignores. Here both stay whole, in Python
for the pages and in assets/search.js for the question, by the same rules. The index that Sphinx writes is then
completed: the words of a chapter's checkers, whose messages stand on no page, lead to the chapter, and the pages of
each word are ordered, from the one that says it most often for its length.
"""

import ast
import json
import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.search.en import SearchEnglish

from pages.built import when_built

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "assets" / "search.js"
EXERCISES = ROOT / "src" / "kernelbook" / "exercises"
SHAPE = re.compile(r"(\d)\s*(?:[×x]|\\times|by)\s*(?=\d)", re.IGNORECASE)  # 3 × 3, as text or as a formula
WORD = re.compile(r"\bc\+\+|\w+", re.IGNORECASE)
PREFIX, SUFFIX = "Search.setIndex(", ")"


class BookSearch(SearchEnglish):
    """English, with shapes and C++ as words."""

    js_splitter_code = SCRIPT.read_text(encoding="utf-8")

    def split(self, input):
        """Return the words of a text, as ``splitQuery`` of search.js does."""
        return WORD.findall(SHAPE.sub(r"\1x", input))

    def words(self, text):
        """Return the words of a text as the index has them."""
        stems = (self.stem(word).lower() for word in self.split(text))
        return [stem for stem in stems if self.word_filter(stem)]


def messages(path):
    """Return what the checkers of a file say: its texts of several words, without docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent)
    return [node.value for node in constants if isinstance(node.value, str) and " " in node.value.strip()]


def spoken(language):
    """Return the words of each chapter's checkers, by its number as two digits."""
    words = {}
    for path in sorted(EXERCISES.glob("chapter_*")):
        files = path.glob("*.py") if path.is_dir() else [path]
        said = " ".join(message for file in files for message in messages(file))
        words[path.stem.removeprefix("chapter_")] = set(language.words(said))
    return words


def counts(doctree, language):
    """Return how often a page says each word."""
    return Counter(language.words(" \n ".join(text.astext() for text in doctree.findall(nodes.Text))))


def add_words(index, page, words):
    """Have each word lead to a page, too."""
    for word in words:
        found = index["terms"].get(word, [])
        index["terms"][word] = sorted({page, *([found] if isinstance(found, int) else found)})


def order_pages(index, said):
    """Order the pages of each word by how much they say it; `said` has their counts, in the order of the index."""
    lengths = [sum(count.values()) for count in said]
    middle = max(sum(lengths) / max(len(lengths), 1), 1)

    def weight(page, word):
        often = said[page][word]
        return often / (often + 0.5 + lengths[page] / middle)  # as in BM25: ten times is not ten times as much

    for terms in (index["terms"], index["titleterms"]):
        for word, pages in terms.items():
            if isinstance(pages, list):
                pages.sort(key=lambda page: (-weight(page, word), page))


def complete(index, said, checkers):
    """Complete Sphinx's index in place: words of checkers by the chapter's number, and pages in order."""
    for page, name in enumerate(index["docnames"]):
        add_words(index, page, checkers.get(name.removeprefix("chapters/")[:2], ()) if name.count("/") == 1 else ())
    order_pages(index, said)


def complete_file(app):
    path = Path(app.outdir) / "searchindex.js"
    if not path.is_file():  # the book as one page has none
        return
    index = json.loads(path.read_text(encoding="utf-8").removeprefix(PREFIX).removesuffix(SUFFIX))
    language = BookSearch({})
    said = [counts(app.env.get_doctree(name), language) for name in index["docnames"]]
    complete(index, said, spoken(language))
    path.write_text(PREFIX + json.dumps(index, separators=(",", ":")) + SUFFIX, encoding="utf-8")


def setup(app):
    app.add_search_language(BookSearch)
    when_built(app, complete_file)
