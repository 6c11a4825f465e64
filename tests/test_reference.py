"""Linters of the reference pages: glossary, notation and references stay true to the chapters."""

import ast
import re

import pytest
from pybtex.database import parse_file

import chapters
import references
from chapters import CHAPTERS, LESSONS, LINK, PAGES, ROOT, headings, links, prose, slug

REFERENCE = ROOT / "chapters" / "reference"
GLOSSARY = prose(REFERENCE / "glossary.md")
NOTATION = prose(REFERENCE / "notation.md")
TEXTS = [*LESSONS, *PAGES]
LIBRARY = sorted(REFERENCE.glob("api_*.md"))
MODULE = re.compile(r"automodule:: kernelbook\.(\w+)")
MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
# Macros that are words or layout; what they enclose is still read, except the argument of \text.
TEXT = re.compile(r"\\(text|mathrm|operatorname)\{[^}]*\}")
GROUP_OF_CHAPTERS = re.compile(r"[Cc]hapters?( \d\d(?:(?:,| and| or| to)+ \d\d)*)")  # "chapters 04, 06 and 12"
LETTER_MACROS = {"alpha", "beta", "epsilon", "eta", "gamma", "lambda", "mu", "partial", "pi", "sigma", "theta"}


def targets(page):
    """Return the anchors of one reference page that chapters and pages link to."""
    pattern = re.compile(rf"(?:^|/){page}\.md#(.+)$")
    own = [target[1:] for _, target in links(REFERENCE / f"{page}.md") if target.startswith("#")]
    return {m[1] for path in TEXTS for _, target in links(path) if (m := pattern.search(target))} | set(own)


def symbols(text):
    """Return the letters of all formulas of a text: ``X``, ``k``, ``\\eta``."""
    found = set()
    for display, inline in MATH.findall(text):
        formula = TEXT.sub(" ", display or inline)
        found |= {f"\\{name}" for name in re.findall(r"\\([a-zA-Z]+)", formula) if name in LETTER_MACROS}
        found |= set(re.findall(r"[A-Za-z]", re.sub(r"\\[a-zA-Z]+", " ", formula)))
    return found


def test_the_glossary_is_sorted_and_every_term_is_used():
    terms = headings(GLOSSARY, 2)
    assert terms == sorted(terms, key=str.lower)
    unused = {slug(term) for term in terms} - targets("glossary")
    assert not unused, f"nobody links to {unused}"


@pytest.mark.parametrize("page", ["glossary", "faq", "references"])
def test_links_to_reference_pages_meet_a_heading(page):
    assert targets(page) <= {slug(heading) for heading in headings(prose(REFERENCE / f"{page}.md"), 2)}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_links_into_chapters_meet_a_heading(path):
    known = {
        lesson.name: {slug(heading) for k in (2, 3) for heading in headings(prose(lesson), k)} for lesson in LESSONS
    }
    into = [target.split("/")[-1].split("#") for _, target in links(path) if ".ipynb#" in target]
    assert [(name, anchor) for name, anchor in into if anchor not in known.get(name, ())] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_promise_names_a_chapter_and_a_heading(path):
    """Whoever reads of a later chapter can go there: it is linked, down to the heading that keeps the promise."""
    text = re.sub(r"\[[^\]]*\]\([\w/]+\.ipynb#[^)]*\)", "", prose(path))
    named = (int(number) for group in GROUP_OF_CHAPTERS.findall(text) for number in re.findall(r"\d+", group))
    later = [f"chapter {number:02d}" for number in named if number > int(path.stem[:2])]
    assert later + re.findall(r"(?:later|next|following|coming) chapters?\b", text) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_terms_set_in_italics_at_their_first_use_stand_in_the_glossary(path):
    defined = [(text, target) for text, target in links(path) if text.startswith("*") and text.endswith("*")]
    assert defined
    assert all("reference/glossary.md#" in target for _, target in defined), defined
    first = [target for _, target in defined]
    assert len(first) == len(set(first)), "a term is introduced once"


def test_every_symbol_of_the_chapters_stands_in_the_notation():
    first_columns = [line.split("|")[1] for line in NOTATION.splitlines() if line.startswith("| $")]
    known = set().union(*(symbols(column) for column in first_columns))
    used = set().union(*(symbols(prose(path)) for path in LESSONS))
    assert used <= known, f"not in the notation: {sorted(used - known)}"
    assert known <= used | symbols(NOTATION.split("Shapes put", 1)[1]), f"used nowhere: {sorted(known - used)}"


def test_the_page_of_references_is_made_from_the_bibliography():
    bibliography = parse_file(REFERENCE / "references.bib")
    page = (REFERENCE / "references.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line not in references.page(bibliography).splitlines()]
    assert page == references.page(bibliography), (
        "references.md and references.bib differ. Look first at git diff chapters/reference: which of them is right? "
        f"If the bibliography is: make references. The page alone has: {lines[:3]}"
    )


def test_every_reference_is_cited_and_can_be_found():
    bibliography = parse_file(REFERENCE / "references.bib")
    cited = targets("references")
    for entry in bibliography.entries.values():
        assert slug(references.heading(entry)) in cited, references.heading(entry)
        fields = entry.fields
        assert re.fullmatch(r"10\.\d{4,9}/\S+", fields.get("doi", "10.0000/none"))
        assert "doi" in fields or "isbn" in fields or "note" in fields, references.heading(entry)
    short = [references.heading(entry) for entry in bibliography.entries.values()]
    assert len(short) == len(set(short))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_citations_read_as_their_heading(path):
    known = {slug(heading): heading for heading in headings(prose(REFERENCE / "references.md"), 2)}
    for text, target in links(path):
        if "references.md#" in target:
            assert text == known[target.rpartition("#")[2]]


def test_the_faq_answers_at_least_25_questions_most_with_a_place_that_shows_it():
    _, *answers = re.split(r"^## ", prose(REFERENCE / "faq.md"), flags=re.MULTILINE)
    assert len(answers) >= 25
    linked = [answer for answer in answers if LINK.search(answer)]
    assert len(linked) >= 25, [answer.split("\n")[0] for answer in answers if answer not in linked]
    assert all(answer.split("\n")[0].endswith("?") for answer in answers)


def test_slugs_are_those_of_the_site():
    assert (
        chapters.slug("99 % on MNIST, and wrong on my own digit. Why?") == "99--on-mnist-and-wrong-on-my-own-digit-why"
    )


def first_sentence(name):
    """Return the first paragraph of a module's docstring, as Markdown."""
    module = ROOT / "src" / "kernelbook" / name
    path = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).split("\n\n")[0]
    return " ".join(words.split()).replace("``", "`")


def test_the_pages_of_the_library_have_every_module_with_something_public():
    package = ROOT / "src" / "kernelbook"
    modules = {path.stem for path in package.glob("[a-z]*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    documented = [name for page in LIBRARY for name in MODULE.findall(page.read_text(encoding="utf-8"))]
    assert sorted(documented) == sorted(modules - {"archive", "guards", "renamed"})  # which serve the others


def test_the_first_page_of_the_library_leads_to_each_module_and_says_what_it_is_for():
    text = (REFERENCE / "api.md").read_text(encoding="utf-8")
    for page in LIBRARY:
        assert f"]({page.name})" in text, page.name
        for name in MODULE.findall(page.read_text(encoding="utf-8")):
            link = f"[kernelbook.{name}]({page.name}#kernelbook{name})"
            assert f"### kernelbook.{name}\n{first_sentence(name)} {link}\n" in text


@pytest.mark.parametrize("path", sorted((ROOT / "chapters" / "checks").glob("*.md")), ids=lambda path: path.stem)
def test_answers_to_questions_explain_every_wrong_choice(path):
    _, *questions = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(questions) >= 8
    for question in questions:
        choices = re.findall(r"(?:^|· )([a-e])\) ", question, re.MULTILINE)
        assert choices == list("abcde")[: len(choices)], question
        assert len(choices) >= 3, question
        answer = re.search(r"<details>\n<summary>Answer</summary>\n\n(.*?)\n\n</details>", question, re.DOTALL)[1]
        right = re.match(r"\*\*([a-e])\.\*\* ", answer)[1]
        named = {letter for letter in choices if re.search(rf"^- [^.]*\*{letter}\*", answer, re.MULTILINE)}
        assert named == set(choices) - {right}, question
