import nbformat
import pytest

import alternative_texts
import run_chapters

new = nbformat.v4
WORDS = 'figure\npanel 1\n  x "epoch", from 0.0 to 10.0'


def notebook_of(alternative, written, seals=None, picture="AAAA"):
    """Return a notebook of one picture, in order but for the seals given."""
    output = new.new_output("display_data", {"image/png": picture, "text/plain": written})
    shown = {"outputs": [output], "metadata": {"mystnb": {"image": {"alt": alternative}}}}
    cell = new.new_code_cell("figures.draw_masks(x)", id="one", **shown)
    notebook = new.new_notebook(cells=[new.new_markdown_cell("# A"), cell])
    found = alternative_texts.seals(notebook) if seals is None else seals
    notebook.metadata.kernelbook = {"alternative_texts": found, "seal": run_chapters.seal(notebook)}
    return notebook


def test_a_changed_text_and_a_changed_picture_are_unread():
    seals = alternative_texts.seals(notebook_of("A line.", WORDS))
    assert alternative_texts.unread(notebook_of("A line.", WORDS, seals)) == []
    assert alternative_texts.unread(notebook_of("A curve.", WORDS, seals)) == ["one"]
    assert alternative_texts.unread(notebook_of("A line.", WORDS + "\n", seals)) == ["one"]
    assert alternative_texts.unread(notebook_of("A line.", WORDS, seals, picture="BBBB")) == ["one"]
    assert alternative_texts.unread(notebook_of("A line.", WORDS, {})) == ["one"]
    changed = notebook_of("A line.", WORDS, seals)
    changed.cells[1].source = 'figures.draw_masks(x, "seconds")'
    assert alternative_texts.unread(changed) == ["one"]


@pytest.mark.parametrize(
    ("text", "words", "unread"),
    [
        ("A line.", WORDS, []),
        ("A line.", WORDS.replace("10.0", "10.1"), []),
        ("A line.", WORDS.replace("epoch", "step"), ["one"]),
        ("A curve.", WORDS.replace("epoch", "step"), []),
    ],
    ids=["the same picture", "a drift", "another picture", "both changed"],
)
def test_a_run_keeps_the_old_seal_where_only_the_picture_changed(text, words, unread):
    before = notebook_of("A line.", WORDS)
    seals = before.metadata.kernelbook.alternative_texts
    after = notebook_of(text, words)
    after.metadata.kernelbook.alternative_texts = alternative_texts.renewed(notebook_of(text, WORDS, seals), after)
    assert alternative_texts.unread(after) == unread
    again = notebook_of(text, words)
    again.metadata.kernelbook.alternative_texts = alternative_texts.renewed(after, again)
    assert alternative_texts.unread(again) == unread, "a second run reads no alternative text either"


def test_a_new_picture_is_sealed_as_it_is():
    before = notebook_of("A line.", WORDS, {})
    assert alternative_texts.renewed(before, before) == alternative_texts.seals(before)


def test_alternative_texts_are_sealed_again_without_a_run(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "chapters"
    folder.mkdir()
    path, seals = folder / "02_small.ipynb", alternative_texts.seals(notebook_of("A line.", WORDS))
    nbformat.write(notebook_of("A curve.", WORDS, seals), path)
    monkeypatch.setattr(run_chapters, "CHAPTERS", folder)
    run_chapters.main(["--alt", "02"])
    assert alternative_texts.unread(nbformat.read(path, as_version=4)) == []
    said = capsys.readouterr().out
    assert "alternative text: A curve." in said
    assert 'x "epoch"' in said
    content = nbformat.read(path, as_version=4)
    content.cells[1].source += "\n"
    nbformat.write(content, path)
    with pytest.raises(SystemExit, match="its code or outputs were changed too: make run CHAPTER=02"):
        run_chapters.main(["--alt", "02"])
