"""The ePub has every page in the book's order, formulas as MathML, and nothing that only a browser can do."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

import check_epub
from chapters import ROOT
from pages import epub

XHTML, MATHML, OPF = (
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.w3.org/1998/Math/MathML}",
    "{http://www.idpf.org/2007/opf}",
)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<li><a href="?rate=3#lab">Make it diverge</a>, then</li>', "<li>Make it diverge, then</li>"),
        ('<a class="x" href="../labs/boxes.html?a=1&amp;b=2#lab"><em>half</em></a>', "<em>half</em>"),
        ('<a href="https://example.org/?q=1">elsewhere</a>', '<a href="https://example.org/?q=1">elsewhere</a>'),
        ('<a href="faq.xhtml#why">why?</a>', '<a href="faq.xhtml#why">why?</a>'),
    ],
)
def test_a_link_to_a_lab_with_settings_becomes_plain_words(html, left):
    assert epub.LAB_LINK.sub(r"\1", html) == left


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Return the ePub, packed as `make epub` does, opened."""
    folder = tmp_path_factory.mktemp("epub")
    line = next(line for line in (ROOT / "Makefile").read_text().splitlines() if "--custom-builder epub" in line)
    words = line.split(" >")[0].replace("$(BIN)", str(Path(sys.executable).parent)).split()
    words = [str(folder) if word == "_build/epub" else word for word in words]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    path = folder / "_build" / "epub" / check_epub.PACKED.name
    with zipfile.ZipFile(path) as file:
        yield path, file


def pages(file):
    """Return the pages of an ePub, parsed, by name."""
    return {name: ElementTree.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xhtml")}


@pytest.mark.slow
def test_the_epub_has_every_page_and_tells_what_it_has(packed):
    _, file = packed
    assert file.infolist()[0].filename == "mimetype"
    assert file.infolist()[0].compress_type == zipfile.ZIP_STORED
    found = pages(file)
    named = [link.get("href") for link in found["nav.xhtml"].iter(f"{XHTML}a")]
    assert named == [f"{page}.xhtml" for page in re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text())]
    items = ElementTree.fromstring(file.read("content.opf")).iter(f"{OPF}item")
    told = {item.get("href") for item in items if "mathml" in (item.get("properties") or "")}
    assert told == {name for name, page in found.items() if page.find(f".//{MATHML}math") is not None}
    assert len(told) > 25


@pytest.mark.slow
def test_the_epub_has_no_part_that_only_a_browser_can_show(packed):
    _, file = packed
    assert {name for name in file.namelist() if name.startswith("_static/")} == {f"_static/{s}" for s in epub.SHEETS}
    for name, page in pages(file).items():
        tags = {element.tag.removeprefix(XHTML) for element in page.iter()}
        assert not tags & {"script", "canvas", "button", "input"}, name
        assert all(picture.get("alt") for picture in page.iter(f"{XHTML}img")), name
    assert b"That needs a browser: it is left out." in file.read("chapters/labs/learning.xhtml")


@pytest.fixture
def complaints():
    """Return what asks epubcheck, or skip the test."""
    if check_epub.checker() is None:
        pytest.skip("epubcheck is not installed, or Java: it checks what make epub packs")
    return check_epub.complaints


@pytest.mark.slow
def test_epubcheck_finds_nothing(packed, complaints):
    assert complaints(packed[0]) == ""


@pytest.mark.slow
@pytest.mark.usefixtures("complaints")
def test_a_damaged_epub_is_refused_and_the_old_one_stays(tmp_path, monkeypatch):
    new, old = tmp_path / "new.epub", tmp_path / "old.epub"
    new.write_bytes(b"no archive")
    old.write_bytes(b"old")
    for name, value in {"PACKED": new, "TARGET": old, "ROOT": tmp_path}.items():
        monkeypatch.setattr(check_epub, name, value)
    with pytest.raises(SystemExit, match=r"epubcheck complains, so old\.epub stays as it was"):
        check_epub.main()
    assert old.read_bytes() == b"old"


def test_without_epubcheck_the_file_is_moved_and_that_is_said(tmp_path, monkeypatch, capsys):
    new, old = tmp_path / "new.epub", tmp_path / "old.epub"
    new.write_bytes(b"new")
    for name, value in {"PACKED": new, "TARGET": old, "ROOT": tmp_path, "checker": lambda: None}.items():
        monkeypatch.setattr(check_epub, name, value)
    check_epub.main()
    assert old.read_bytes() == b"new"
    assert "The ePub was not checked: epubcheck is not installed." in capsys.readouterr().out
