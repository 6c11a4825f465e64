"""The bibliography, and what docstrings and cards cite by an identifier, against references.lock.toml."""

import re

import pytest
from pybtex.database import parse_file

import reference_lock
import references
from chapters import CHAPTERS, ROOT, links, prose, slug
from tree import tracked

REFERENCE = ROOT / "chapters" / "reference"
LOCK = reference_lock.read(REFERENCE / reference_lock.LOCK)
ENTRIES = parse_file(REFERENCE / "references.bib").entries
OURS = {key: reference_lock.record(entry, references.last_names) for key, entry in ENTRIES.items()}
BY_IDENTIFIER = {fields["identifier"].lower(): key for key, fields in LOCK.items()}
DOI = re.compile(r"(?:doi:|doi\.org/)(10\.\d{4,9}/[^\s\"`*]*[^\s\"`*.,;:])|arXiv:(\d{4}\.\d{4,5})")
TEXTS = [path for path in tracked("*.md", "*.py", "*.ipynb", "*.html") if path != REFERENCE / "references.md"]
NO_TITLE = {"small_digits.md": "the collection has none but its name", "tumors.md": "its page names the paper"}
ADVICE = (
    "Look the work up by its identifier. If the lock is wrong or lacks it, `make references ONLINE=1` asks; "
    "without a network write its lines into chapters/reference/references.lock.toml by hand."
)


def faults(ours, known):
    """Return in sentences in which fields an entry of the bibliography differs from its record in the lock."""
    wrong = [name for name in ("title", "authors", "year", "where", "identifier") if ours[name] != known[name]]
    if ours["count"] != known["count"] and not (ours["count"] is None and len(ours["authors"]) < known["count"]):
        wrong.append("count")
    return [f"{name} is {ours[name]!r}, and in the lock {known[name]!r}" for name in wrong]


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_says_what_the_lock_says(key):
    assert key in LOCK, f"{key} is not in the lock. {ADVICE}"
    said = faults(OURS[key], LOCK[key])
    assert not said, f"{key}: {'; '.join(said)}. {ADVICE}"


def changes(fields):
    """Return copies of a record, each with one fault that a slip of the hand makes."""
    for name in ("title", "identifier"):
        yield {**fields, name: fields[name][:-1] + chr(ord(fields[name][-1]) ^ 1)}
        yield {**fields, name: fields[name][1:]}
    yield {**fields, "year": fields["year"] + 1}
    count = fields["count"] and fields["count"] - 1
    for k, name in enumerate(fields["authors"]):
        left = fields["authors"][:k] + fields["authors"][k + 1 :]
        yield {**fields, "authors": left, "count": count}
        yield {**fields, "authors": [*left[:k], name[:-1], *left[k:]]}


def test_a_slip_in_any_field_of_an_entry_is_seen():
    slips = [(key, changed) for key in ENTRIES for changed in changes(OURS[key])]
    assert len(slips) > 1000
    assert [changed for key, changed in slips if not faults(changed, LOCK[key])] == []


def test_every_entry_is_of_another_work():
    for name in ("title", "identifier"):
        values = [fields[name] for fields in LOCK.values()]
        assert len(values) == len(set(values)), name


def test_the_bibliography_is_written_in_plain_letters():
    wrong = [
        line
        for line in (REFERENCE / "references.bib").read_text(encoding="utf-8").splitlines()
        if "\\" in line or re.search(r"[{].*[{]", line.replace("{{European Union}}", "{}"))
    ]
    assert not wrong, f"the page would show TeX's signs: write the letters themselves, and no inner braces: {wrong}"


def cited():
    """Return (file, identifier, the text before it) of all that is cited by an identifier outside the bibliography."""
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        for found in DOI.finditer(text):
            before = text[max(0, found.start() - 500) : found.start()]
            before = re.split(r"\n\s*\n|-{4,}|(?:doi:|arXiv:)\S+", before)[-1]
            yield path, found[1] or f"10.48550/arXiv.{found[2]}", before


CITED = list(cited())


def misquoted(words, known, titled=True):
    """Return what a citation's words lack of a work: an author, the year, the beginning of the title if it has one."""
    said = f" {reference_lock.plain(words)} "
    names = known["authors"][:1] if "et al." in words else known["authors"]
    title = " ".join(reference_lock.plain(known["title"]).split()[:4])
    parts = [*names, str(known["year"]), *([title] if titled else [])]
    return [part for part in parts if f" {reference_lock.plain(part)} " not in said]


@pytest.mark.parametrize("number", range(len(CITED)), ids=lambda k: f"{CITED[k][0].name}-{CITED[k][1][:20]}")
def test_what_is_cited_elsewhere_stands_in_the_lock(number):
    path, identifier, words = CITED[number]
    place = path.relative_to(ROOT)
    assert identifier.lower() in BY_IDENTIFIER, f"{place}: nobody knows {identifier}. {ADVICE}"
    known = LOCK[BY_IDENTIFIER[identifier.lower()]]
    lacks = misquoted(words, known, path.name not in NO_TITLE)
    assert not lacks, f"{place}: {identifier} is {known['authors'][0]}, {known['year']}: {known['title']}; see {lacks}"


def test_whose_rule_is_named_was_cited_there_or_before():
    """Wilson's interval, Glorot's weights: who first reads of them can go to the paper."""
    anchors = {slug(references.heading(entry)): OURS[key]["authors"] for key, entry in ENTRIES.items()}
    authors, cited = {name for names in anchors.values() for name in names}, set()
    for path in CHAPTERS:
        targets = [target.partition("references.md#")[2] for _, target in links(path)]
        cited |= {name for target in targets for name in anchors.get(target, ())}
        named = set(re.findall(r"\b([A-Z]\w+)['’]s\b", re.sub(r"\[[^\]]*\]\([^)]*\)", "", prose(path))))
        lacks = (named & authors) - cited
        assert not lacks, (
            f"{path.name} speaks of what is {lacks}'s before any work of theirs is cited: is it another's?"
        )


def test_the_lock_has_no_work_that_nobody_cites():
    used = {identifier.lower() for _, identifier, _ in CITED}
    gone = [key for key, fields in LOCK.items() if key not in ENTRIES and fields["identifier"].lower() not in used]
    assert not gone, f"take out of {reference_lock.LOCK}: {gone}"
