"""What online services say of a work is read as they write it, compared with the bibliography, and kept."""

import copy
import io
import json
from urllib.error import HTTPError, URLError

import pytest
from pybtex.database import parse_file

import reference_lock
import references
from chapters import ROOT

REFERENCE = ROOT / "chapters" / "reference"
LOCK = reference_lock.read(REFERENCE / reference_lock.LOCK)
ENTRIES = parse_file(REFERENCE / "references.bib").entries
OURS = {key: reference_lock.record(entry, references.last_names) for key, entry in ENTRIES.items()}
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


def test_an_answer_of_datacite_is_read():
    attributes = {
        "titles": [{"title": "Optical Recognition of Handwritten Digits"}],
        "creators": [{"name": "Alpaydin, E.", "familyName": "Alpaydin"}, {"name": "Kaynak, C."}],
        "publicationYear": 1998,
    }
    reply = json.dumps({"data": {"attributes": attributes}}).encode()
    found = reference_lock.told("10.24432%2FC50P49", lambda address: reply if "datacite" in address else None)
    assert found["told_by"] == "DataCite"
    assert reference_lock.differences(LOCK["alpaydin1998"], found) == []


def test_an_answer_of_arxiv_is_read():
    found = reference_lock.from_arxiv(ARXIV)["1412.6980"]
    assert found["title"] == "Adam: A Method for Stochastic Optimization"
    assert reference_lock.differences(OURS["kingma2015"], found) == []


def test_a_wrong_entry_differs_from_the_answer():
    found = reference_lock.from_crossref(CROSSREF)
    ours = OURS["he2016"]
    for changed in (
        {"title": "Deep residual learning for images"},
        {"title": "Deep"},
        {"authors": ["He", "Zhang", "Sun"], "count": 3},
        {"authors": ["He", "Zhang", "Ren", "Son"]},
        {"authors": ["Zhang", "He", "Ren", "Sun"]},
        {"year": 2015},
    ):
        assert reference_lock.differences({**ours, **changed}, found), changed
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
