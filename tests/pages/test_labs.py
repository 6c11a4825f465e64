import re

import pytest

from pages import labs

# What a script can ask a host with, or load something with, and what it can keep on the reader's machine.
ASKS = re.compile(
    r"\b(?:fetch|sendBeacon|importScripts|import|open|submit)\s*\("
    r"|\bnew \w*(?:Request|Socket|Source|Transport|Worker|Image|Connection)\b|\bserviceWorker\b"
    r"|\.(?:src|srcset|action|ping)\b|\b(?:href|location)\s*=[^=]|https?:|@import"
    r"|\b(?:localStorage|sessionStorage|indexedDB|cookie)\b"
)
MAY_ASK = {
    ("near.js", ".src"): "loads the lab's own scripts, from the page's own folder",
    ("start.js", "new Worker"): "lets the lab that learns compute beside the page, from the text of its own scripts",
    ("progress.js", "localStorage"): "keeps what was read in the browser, and forgets it when asked to",
}

every_lab = pytest.mark.parametrize("lab", labs.LABS, ids=lambda lab: lab.folder)


def test_every_folder_has_a_line_and_every_page_one_lab():
    folders = {path.name for path in (labs.ASSETS / labs.FOLDER).iterdir() if path.is_dir()}
    assert folders == {lab.folder for lab in labs.LABS}
    pages = [page for lab in labs.LABS for page in lab.places]
    assert len(pages) == len(set(pages))


@every_lab
def test_a_lab_loads_all_scripts_of_its_folder_its_own_last(lab):
    loaded = []
    lab.html(lambda script: loaded.append(script) or script)
    folder = labs.ASSETS / labs.FOLDER
    assert [script for script in loaded if script not in labs.data_scripts() and not (folder / script).is_file()] == []
    written = {script for script in labs.data_scripts() if script.startswith(f"{lab.folder}/")}
    own = {path.relative_to(folder).as_posix() for path in (folder / lab.folder).glob("*.js")} | written
    assert own == {script for script in loaded if script.startswith(f"{lab.folder}/")}
    assert loaded[-1].startswith(f"{lab.folder}/")


def test_a_lab_stands_after_the_paragraph_with_its_words():
    lab = labs.Lab("digits", {"page": "Draw a digit"})
    assert lab.place("page", "<p>a</p><p>Draw <b>it</b></p><p>Draw a digit.</p><p>b</p>", "LAB") == (
        "<p>a</p><p>Draw <b>it</b></p><p>Draw a digit.</p>LAB<p>b</p>"
    )
    with pytest.raises(ValueError, match="page: no paragraph has the words 'Draw a digit'"):
        lab.place("page", "<p>a</p>Draw a digit", "LAB")


def test_scripts_are_named_where_the_lab_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(labs, "ASSETS", tmp_path)
    text = tmp_path / labs.FOLDER / "new" / "lab.html"
    text.parent.mkdir(parents=True)
    text.write_text('<div data-scripts="../shared.js own.js" class="lab"></div>')
    lab = labs.Lab("new", {"page": "words"})
    html = lab.html(lambda script: f"at/{script}")
    assert html == '<div data-scripts="at/shared.js at/new/own.js" class="lab"></div>'
    text.write_text('<div data-scripts="own.js" data-later="../a.js b.js"></div>')
    html = lab.html(lambda script: f"at/{script}")
    assert html == '<div data-scripts="at/new/own.js" data-later="at/a.js at/new/b.js"></div>'
    text.write_text('<div class="lab"></div>')
    with pytest.raises(ValueError, match=re.escape("assets/labs/new/lab.html: expected its scripts")):
        lab.html(str)


def test_nothing_that_we_wrote_can_ask_a_host_or_keep_anything():
    """Here the files are read; tests/site/test_requests.py listens to them. A new way needs its line in MAY_ASK."""
    written = sorted(path for path in labs.ASSETS.rglob("*") if path.suffix in (".js", ".css", ".html"))
    found = [
        (path.name, match[0].strip(), path.read_text(encoding="utf-8")[: match.start()].count("\n") + 1)
        for path in written
        for match in ASKS.finditer(path.read_text(encoding="utf-8"))
    ]
    wrong = [f"assets/**/{name}, line {line}: {words}" for name, words, line in found if (name, words) not in MAY_ASK]
    assert not wrong, wrong
    assert {(name, words) for name, words, _ in found} == set(MAY_ASK), "an exception that nothing needs any more"
