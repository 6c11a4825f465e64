"""Whoever follows a link comes to what its words say: a term, a chapter of that number or title, a heading."""

import re
import tomllib
from functools import cache
from html import unescape
from urllib.parse import parse_qs

import pytest

from chapters import LESSONS, LINK, PAGES, ROOT, headings, links, notebook, prose, slug
from stems import nearest, stem, words

SOURCES = [*LESSONS, *PAGES, ROOT / "index.md", ROOT / "README.md"]
TITLES = {path.resolve(): headings(prose(path), 1)[0] for path in [*LESSONS, *PAGES, ROOT / "index.md"]}
PROMISES = tomllib.loads((ROOT / "tests" / "promises.toml").read_text(encoding="utf-8"))
BENCHMARKS = ROOT / "chapters" / "reference" / "benchmarks.ipynb"
DRAWN = "Where it is drawn and discussed."  # words of the page of benchmarks, which has a test of its own
NUMBER = re.compile(r"\b[Cc]hapters? 0?(\d{1,2})\b|^0?(\d{1,2})(?:'s)?$")

# Links whose words no rule of stems leads to their goal: (page, words, end of the target), and why they are right.
OTHERS = {
    ("02_slide_a_kernel", "a page of its own", "labs/convolution.md"): "the page shows the lab that the sentence names",
    ("05_train_a_network", "a page of its own", "labs/digits.md"): "the page shows the lab that the sentence names",
    ("03_compute_it_fast", "a page of its own", "deeper/03_convolution.ipynb"): "the only page that goes deeper",
    ("03_compute_it_fast", "separable", "#separable-kernel"): "of a column and a row, not the separable convolution",
    ("05_train_a_network", "why", "#why-does-keras-compute-a-cross-correlation-and-call-it-convolution"): "one of many",
    ("05_train_a_network", "answers page", "#how-do-i-evaluate-a-network"): "the answer on how to judge",
    ("08_make_it_better", "below", "#three-records"): "a place, said by where it is",
    ("21_ship_it", "calibration", "#calibration-of-quantization"): "of codes, not of probabilities; said where it is",
    ("conventions", "output's size", "#one-formula-for-all-of-them"): "the one formula is that of sizes",
    ("faq", "first layer of our network", "#how-much-is-there-to-learn-and-how-much-to-compute"): "its parameters",
    ("faq", "the first of this", "#judge-how-good-is-it-and-how-sure-are-we"): "a list goes before it",
    ("faq", "licenses of their own", "datasets.md"): "the cards on that page name them",
    ("glossary", "supervised", "#machine-learning"): "by examples; the page has only the opposite, self-supervised",
    ("glossary", "probabilities", "#softmax"): "the function that makes them",
    ("outlook", "count of the work", "#how-much-is-there-to-learn-and-how-much-to-compute"): "work is what is computed",
    ("outlook", "a fiftieth of the parameters", "#three-records"): "one of the three records",
    ("outlook", "scaling law", "#how-far-does-size-carry"): "the question that the law answers",
    ("tools", "cards of the book's own", "datasets.md"): "the page that shows the cards",
    ("index", "Learn the kernels", "04_learn_the_kernels.ipynb"): "the chapter, not the clinic",
    ("README", "Learn the kernels", "04_learn_the_kernels.ipynb"): "the chapter, not the clinic",
    ("index", "Draw a digit", "labs/digits.md"): "into the lab that reads it; the chapter lets a network draw",
    ("index", "Draw from noise", "labs/drawing.md"): "into the lab of that name, not the chapter",
    ("index", "Start reading", "01_see_why.ipynb"): "the first chapter",
    ("index", "How to install", "#on-your-own-machine"): "there it stands",
}


def name_of(page):
    """Return what a page may be called: its title; a page that is no chapter also by its folder and file."""
    return TITLES[page] if page.suffix == ".ipynb" else f"{TITLES[page]} {page.parent.name} {page.stem}"


def goal(path, target):
    """Return the page and the anchor that a target leads to; None where that is no page of the book."""
    place, _, anchor = target.partition("#")
    page = (path.parent / place).resolve() if place else path.resolve()
    return (page, anchor) if "://" not in target and page in TITLES else None


def own_links(path):
    """Return (words, target, page, anchor) of the links into the book whose words are the author's own."""
    found = [(text.strip("*`"), target, goal(path, target)) for text, target in links(path) if text != DRAWN]
    return [(text, target, *end) for text, target, end in found if end and end[0].stem != "references"]


def number(text):
    """Return the number of the chapter that the words of a link name, or None."""
    found = NUMBER.search(text)
    return int(found[1] or found[2]) if found else None


@cache
def misread(text, page, anchor):
    """Return what the words of a link say that is not its goal; None where they say their goal."""
    if number(text) is not None:
        return None if page.name.startswith(f"{number(text):02d}_") else [f"chapter {number(text)}"]
    found = headings(prose(page), 2) + headings(prose(page), 3) if anchor else []
    names = {slug(name): name for name in found} or {anchor: anchor}
    own = nearest(text, names.values()) if anchor else []
    pages = nearest(text, map(name_of, TITLES))
    says = own == [names.get(anchor)] or (not own and pages == [name_of(page)])
    return None if says else own or pages


def listed(path, text, target):
    """Return whether a link is one of OTHERS."""
    return any((path.stem, text) == key[:2] and target.endswith(key[2]) for key in OTHERS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_words_of_a_link_say_where_it_leads(path):
    for text, target, page, anchor in own_links(path):
        said = misread(text, page, anchor)
        if listed(path, text, target):
            assert said is not None, f"the words say it now: take ({path.stem}, {text}) out of OTHERS"
        else:
            assert said is None, (
                f"{path.name}: [{text}]({target}) leads to {anchor or TITLES[page]!r}, but of all names there its "
                f"words are nearest to {said or 'none'}. See which is meant; if both are right, add it to OTHERS here."
            )


@cache
def promised():
    """Return (page, chapter, anchor, stems of its paragraph) of each link that names a chapter and has an anchor."""
    promises = []
    for path in SOURCES:
        heading = ""
        for block in re.split(r"\n\n|\n(?=## |- |\| )", prose(path)):
            heading = block.split("\n")[0] if block.startswith("## ") else heading
            text = f"{heading if path.stem in ('faq', 'outlook') else ''} {block}"
            said = {stem(word) for word in words(re.sub(r"\]\([^)]*\)", "]", text).lower())}
            for found in LINK.finditer(block):
                chapter, _, anchor = found["target"].rpartition("/")[2].partition("#")
                if anchor and chapter.endswith(".ipynb") and number(found["text"].strip("*")) is not None:
                    promises.append((path, chapter, anchor, said))
    return promises


def spoken(keys, said):
    """Return whether the stems of a text hold all key words of one of the ways to say it."""
    return any({stem(word) for word in words(way.lower())} <= said for way in keys.split("|"))


def test_a_chapter_is_named_for_the_heading_that_the_link_leads_to():
    there = promised()
    for path, chapter, anchor, said in there:
        place, known = f"{path.name}: the link to {chapter}#{anchor}", PROMISES.get(chapter, {})
        others = [other for other, keys in known.items() if other != anchor and spoken(keys, said)]
        assert anchor in known, f"{place} is new: give the heading its words in tests/promises.toml, under [{chapter}]"
        assert spoken(known[anchor], said), (
            f"{place}: its paragraph does not say {known[anchor]!r}, but the words of {others or 'no other heading'}. "
            "If the heading is the right one, say in tests/promises.toml by which words it is promised."
        )
    asked = {(chapter, anchor) for _, chapter, anchor, _ in there}
    unused = [(name, anchor) for name, keys in PROMISES.items() for anchor in keys if (name, anchor) not in asked]
    assert not unused, f"nobody links there: take out of tests/promises.toml {unused}"


def test_no_paragraph_promises_two_headings_unless_it_links_to_both():
    there = promised()
    for path, chapter, anchor, said in there:
        linked = {a for p, c, a, s in there if (p, c, s) == (path, chapter, said)}
        others = [other for other, keys in PROMISES[chapter].items() if other not in linked and spoken(keys, said)]
        assert not others, (
            f"{path.name}: {chapter}#{anchor} is promised in the words of {others}, too: choose narrower ones"
        )


def test_every_exception_is_a_link_of_the_book():
    there = [(path.stem, text, target) for path in SOURCES for text, target, _, _ in own_links(path)]
    gone = [key for key in OTHERS if not any(key[:2] == link[:2] and link[2].endswith(key[2]) for link in there)]
    assert not gone, f"take out of OTHERS: {gone}"


def test_a_table_of_chapters_gives_each_its_number_and_title():
    for path, row in ((ROOT / "index.md", r"^\| (\d+) \| "), (ROOT / "README.md", r"^(\d+)\. ")):
        rows = re.findall(row + r"\[(.+?)\]\((\S+?)\)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(rows) == len(list((ROOT / "chapters").glob("*.ipynb")))
        for count, title, target in rows:
            page = ROOT / target
            assert page.name.startswith(f"{int(count):02d}_"), f"{path.name}: line {count} leads to {target}"
            assert TITLES[page] in (title, f"{title}: {TITLES[page].partition(': ')[2]}"), f"{path.name}: {title}"


def section(path, anchor):
    """Return the code that stands under a heading of a notebook, to the next heading of its level."""
    level, code = 0, []
    for cell in notebook(path).cells:
        if cell.cell_type == "code":
            code += [cell.source] if level else []
            continue
        for marks, heading in re.findall(r"^(#{2,3}) (.+)$", cell.source, re.MULTILINE):
            if slug(heading) == anchor or level >= len(marks):
                level = len(marks) if slug(heading) == anchor else 0
    return "\n".join(code)


def reads(path, name):
    """Return a pattern of what a notebook calls a results file: its name, and the variable that holds it."""
    code = "\n".join(cell.source for cell in notebook(path).cells)
    return "|".join([f'"{name}"', *(rf"\b{found}\b" for found in re.findall(rf'(\w+) = .*\bread\("{name}"', code))])


def test_the_page_of_benchmarks_leads_to_the_section_that_draws_the_file():
    parts = re.split(r"^### (\w+)$", prose(BENCHMARKS), flags=re.MULTILINE)[1:]
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        for target in re.findall(rf"\[{re.escape(DRAWN)}\]\((\S+?)\)", text):
            page, anchor = goal(BENCHMARKS, target)
            assert re.search(reads(page, name), section(page, anchor)), (
                f"benchmarks.ipynb: {name} sends its reader to {target}, where nothing reads results/{name}.json"
            )


def test_an_address_of_a_lab_has_the_setting_that_its_words_name():
    text = (ROOT / "chapters" / "labs" / "convolution.md").read_text(encoding="utf-8")
    named = re.findall(r'<a href="\?([^"#]*)#lab">(\w+) (\d+)</a>', text)
    assert len(named) >= 2
    for address, setting, value in named:
        there = parse_qs(unescape(address)).get(setting.lower())
        assert there == [value], f"convolution.md: [{setting} {value}] leads to a lab with {setting.lower()} {there}"
