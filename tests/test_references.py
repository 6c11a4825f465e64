"""The bibliography, and what docstrings and cards cite by an identifier, against references.lock.toml."""

import copy
import io
import json
import re
from urllib.error import HTTPError, URLError

import pytest
from pybtex.database import parse_file

import reference_lock
import references
from chapters import ROOT
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
    "Look the work up by its identifier. If the lock is wrong or lacks it, `python scripts/references.py --lock` asks; "
    "without a network write its lines into chapters/reference/references.lock.toml by hand."
)


def faults(ours, known):
    """Return in sentences in which fields an entry of the bibliography differs from its record in the lock."""
    wrong = [name for name in ("title", "authors", "year", "identifier") if ours[name] != known[name]]
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


def test_the_lock_has_no_work_that_nobody_cites():
    used = {identifier.lower() for _, identifier, _ in CITED}
    gone = [key for key, fields in LOCK.items() if key not in ENTRIES and fields["identifier"].lower() not in used]
    assert not gone, f"take out of {reference_lock.LOCK}: {gone}"


CROSSREF = {
    "status": "ok",
    "message-type": "work",
    "message": {
        "DOI": "10.1109/cvpr.2016.90",
        "title": ["Deep Residual Learning for Image Recognition"],
        "author": [
            {"given": "Kaiming", "family": "He", "sequence": "first"},
            {"given": "Xiangyu", "family": "Zhang", "sequence": "additional"},
            {"given": "Shaoqing", "family": "Ren", "sequence": "additional"},
            {"given": "Jian", "family": "Sun", "sequence": "additional"},
        ],
        "issued": {"date-parts": [[2016, 6]]},
        "published-print": {"date-parts": [[2016, 6]]},
    },
}
ARXIV = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>
<entry><id>http://arxiv.org/abs/1412.6980v9</id><published>2014-12-22T13:54:29Z</published>
<title>Adam: A Method for
  Stochastic Optimization</title>
<author><name>Diederik P. Kingma</name></author><author><name>Jimmy Ba</name></author></entry></feed>"""


def test_an_answer_of_crossref_is_read():
    found = reference_lock.from_crossref(CROSSREF)
    assert found["authors"] == ["He", "Zhang", "Ren", "Sun"]
    assert found["years"] == [2016]
    assert reference_lock.differences(OURS["he2016"], found) == []


def test_an_answer_of_arxiv_is_read():
    found = reference_lock.from_arxiv(ARXIV)["1412.6980"]
    assert found["title"] == "Adam: A Method for Stochastic Optimization"
    assert reference_lock.differences(OURS["kingma2015"], found) == []


def test_a_wrong_entry_differs_from_the_answer():
    found = reference_lock.from_crossref(CROSSREF)
    for changed in changes(OURS["he2016"]):
        if changed["identifier"] == OURS["he2016"]["identifier"]:  # of another one, there is another answer
            assert reference_lock.differences(changed, found), changed
    assert reference_lock.differences(OURS["he2016b"], found) != []


def test_what_was_asked_is_kept_and_what_differs_is_told():
    def ask(address):
        if "arxiv.org" in address:
            return ARXIV
        return json.dumps(CROSSREF).encode() if address.endswith("10.1109%2FCVPR.2016.90") else None

    keys = ("he2016", "kingma2015", "canny1986", "goodfellow2016")
    ours = {key: copy.deepcopy(OURS[key]) for key in keys}
    ours["kingma2015"]["year"] = 2013
    new, said = reference_lock.locked(ours, {"kingma2015": LOCK["kingma2015"]}, ask)
    assert said == [
        "kingma2015 (10.48550/arXiv.1412.6980): year: 2013, there 2014",
        "canny1986: nobody knows 10.1109/TPAMI.1986.4767851",
    ]
    assert {key: fields["told_by"] for key, fields in new.items()} == {
        "he2016": "Crossref",
        "kingma2015": "a reader",
        "goodfellow2016": "a reader",
    }
    assert new["kingma2015"] == LOCK["kingma2015"]


def test_a_lock_file_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "lock.toml"
    path.write_text(reference_lock.text(LOCK), encoding="utf-8")
    assert reference_lock.read(path) == LOCK
    assert path.read_text("utf-8") == (REFERENCE / reference_lock.LOCK).read_text("utf-8")


def test_who_does_not_answer_is_asked_again(monkeypatch, capsys):
    replies = [
        URLError("no route"),
        HTTPError("", 503, "busy", {}, None),
        io.BytesIO(b"yes"),
        HTTPError("", 404, "", {}, None),
    ]
    waits = []

    def answer(request, timeout):
        assert "kernel-by-kernel" in request.get_header("User-agent")
        reply = replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    monkeypatch.setattr(reference_lock, "urlopen", answer)
    monkeypatch.setattr(reference_lock.time, "sleep", waits.append)
    assert reference_lock.fetch("https://example.org") == b"yes"
    assert reference_lock.fetch("https://example.org") is None
    assert waits == sorted(waits[:3]) + waits[:1]
    replies += [URLError("no route")] * 3
    with pytest.raises(TimeoutError, match="is there a network"):
        reference_lock.fetch("https://example.org")
    assert "no route" in capsys.readouterr().err
