"""The notebook linter: what CONTRIBUTING.md asks of a chapter, checked."""

import ast
import re
import statistics
from functools import cache
from itertools import pairwise

import nbformat
import pytest

import alternative_texts
import chapters
import drawing_code
import figure_texts
import publish
import run_chapters
from chapters import CHAPTERS, DEEPER, LESSONS, NOTEBOOKS, ROOT, cells, headings, lines, notebook, prose
from kernelbook import exercises

SETUP = """import sys

if "google.colab" in sys.modules:
    %pip install -q --no-deps git+https://github.com/{}"""
CLOSING = ["Summary", "Exercises", "Further reading"]
CHANGE = "Change it"
FILLER = re.compile(r"\b(simply|obviously|powerful|trivial(ly)?|of course|state-of-the-art|it can be shown)\b", re.I)
CHECK = re.compile(r'exercises\.check\("(\d\d-[a-z-]+)"')

every_chapter = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name + "-" + path.stem)
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(path):
    return cells(path, "code")


def sections(path):
    return headings(prose(path), 2)


def has_picture(cell):
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def number(path):
    """Return what `make run` calls a notebook: 05, or the name of a page."""
    return path.stem.split("_")[0]


def test_there_are_chapters():
    assert CHAPTERS


@every_chapter
def test_begins_with_title_and_one_paragraph(path):
    first = notebook(path).cells[0].source
    title, paragraph = first.split("\n\n")
    assert re.fullmatch(r"# [A-Z][^\n]+", title)
    assert len(paragraph.split()) > 40
    assert len(headings(prose(path), 1)) == 1


@every_chapter
def test_says_what_it_teaches_and_costs(path):
    text = notebook(path).cells[1].source
    assert text.startswith("## What you will learn\n")
    assert len(re.findall(r"^- ", text, re.MULTILINE)) in (3, 4)
    assert re.search(r"Time to read: \d+ minutes\. Time to run: about \d+ minutes? on two cores\.", text)


@every_chapter
def test_sets_up_imports_and_shows_the_goal(path):
    setup, imports, goal = code(path)[:3]
    assert setup.source == SETUP.format(publish.current(ROOT))
    assert run_chapters.tags(setup) == ["remove-cell"]
    assert len(lines(imports)) <= 6
    assert all(line.startswith(("import ", "from ")) for line in lines(imports))
    assert has_picture(goal)
    assert "figures.draw_" in goal.source


@every_chapter
def test_has_three_to_six_sections_between_opening_and_closing(path):
    names = [name for name in sections(path) if name != CHANGE]
    assert names[-3:] == CLOSING
    assert 3 <= len(names) - len(CLOSING) - 1 <= 6


@every_chapter
def test_cells_are_small(path):
    sizes = sorted(len(lines(cell)) for cell in code(path))
    assert statistics.median(sizes) <= 5
    assert sum(size <= 12 for size in sizes) >= 0.9 * len(sizes)
    for cell in code(path):
        limit = 25 if re.search(r"keras\.(Sequential|Model)\(|\.fit\(", cell.source) else 20
        assert len(lines(cell)) <= limit, cell.source
        assert len(re.findall(r"^def ", cell.source, re.MULTILINE)) <= 1, cell.source


@every_notebook
def test_at_most_two_code_cells_stand_in_a_row(path):
    kinds = "".join(cell.cell_type[0] for cell in notebook(path).cells)
    assert "ccc" not in kinds


@every_chapter
def test_prose_carries_the_code(path):
    assert len(prose(path).split()) >= 15 * sum(len(lines(cell)) for cell in code(path))


@every_chapter
def test_plots_come_from_figures_and_results_from_the_last_expression(path):
    for cell in code(path):
        assert "plt." not in cell.source
        assert not re.search(r"\bprint\(", cell.source), cell.source


@every_notebook
def test_markdown_reads_well_raw(path):
    for cell in cells(path, "markdown"):
        assert "```{" not in cell.source, "use :::{note}"
        assert not re.search(r"\{[a-z:-]+\}`", cell.source), "use a plain link"
        html = set(re.findall(r"</?([a-z]+)", cell.source))
        assert html <= {"details", "summary"}, html


@pytest.mark.parametrize("path", [*LESSONS, *chapters.PAGES, ROOT / "index.md"], ids=lambda path: path.stem)
def test_prose_has_no_filler(path):
    assert FILLER.findall(prose(path)) == []


@every_notebook
def test_is_executed_in_order_and_clean(path):
    counts = [cell.execution_count for cell in code(path)]
    assert counts == list(range(1, len(counts) + 1)), "make run"
    for cell in notebook(path).cells:
        assert cell.metadata.keys() <= run_chapters.KEPT_CELL_METADATA
    for cell in code(path):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output


@every_notebook
def test_code_and_outputs_belong_together(path):
    is_sealed = notebook(path).metadata.kernelbook["seal"] == run_chapters.seal(notebook(path))
    assert is_sealed, (
        f"an output or a code cell was changed after `make run`. Look at git diff {path.relative_to(ROOT)}. "
        f"If the code was meant: make run CHAPTER={number(path)}"
    )


@every_notebook
def test_outputs_can_be_compared(path):
    for cell in code(path):
        for output in cell.outputs:
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            assert not re.search(r"0x[0-9a-f]{6,}|/home/|/root/|/tmp/", text), text
            numbers = re.sub(figure_texts.QUOTED, "", text) if has_picture(cell) else text  # titles are no results
            assert not re.search(r"\d\.\d{4,}", numbers), f"more than 3 digits: {text}"
            assert "image/svg+xml" not in output.get("data", {})


def states(node):
    """Return whether a statement or call says what holds: an assert, or `claims.hold`."""
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "hold")


@every_notebook
def test_what_is_not_compared_is_asserted(path):
    cells_of = notebook(path).cells
    for cell, following in zip(cells_of, [*cells_of[1:], None], strict=True):
        trains = ".fit(" in cell.source and not cell.source.startswith("def ")
        if cell.cell_type == "code" and trains:
            assert "nbval-ignore-output" in run_chapters.tags(cell), cell.source
        if "nbval-ignore-output" in run_chapters.tags(cell):
            assert following.cell_type == "code", cell.source
            assert any(states(node) for node in ast.walk(ast.parse(following.source)))


@every_notebook
def test_every_figure_has_a_text_and_is_read(path):
    cells_of = notebook(path).cells
    for cell, following in pairwise(cells_of):
        if cell.cell_type == "code" and has_picture(cell):
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt.split()) >= 10, cell.source
            assert following.cell_type == "markdown", cell.source


@every_notebook
def test_every_figure_is_written_down(path):
    for _, written, *_ in alternative_texts.pictures(notebook(path)).values():
        assert written.startswith("figure"), f"make run CHAPTER={number(path)}: a picture without its words"
        assert "cannot be written down" not in written, written


@cache
def redrawn(path):
    """Return which parts of the drawing code have changed since a notebook's pictures were drawn."""
    kept = notebook(path).metadata.kernelbook.get("drawing", {})
    return drawing_code.changed(kept, run_chapters.drawing(notebook(path)))


@every_notebook
def test_pictures_were_drawn_by_the_code_as_it_is(path):
    changed = redrawn(path)
    chapter = changed and '"' + " ".join(number(page) for page in NOTEBOOKS if redrawn(page)) + '"'
    assert changed == [], (
        f"the pictures of {path.stem} were drawn by older code. Look at what changed in src/kernelbook/figures: "
        f"{', '.join(changed)}. If it was meant: make run CHAPTER={chapter}"
    )


@every_notebook
def test_alternative_texts_were_read_beside_their_pictures(path):
    unread = [alternative_texts.told(notebook(path), cell) for cell in alternative_texts.unread(notebook(path))]
    assert unread == [], (
        "an alternative text or its picture changed, the other did not. Look at the picture, and read both:\n\n"
        + "\n\n".join(unread)
        + "\n\n"
        f"If the text says what is seen: make alt CHAPTER={number(path)}"
    )


@every_chapter
def test_asks_colab_for_a_gpu_where_it_trains(path):
    trains = any(".compile(" in cell.source for cell in code(path))  # a fit in NumPy runs on the processor
    assert (notebook(path).metadata.get("accelerator") == "GPU") == trains


@every_notebook
def test_notebook_is_small_and_written_by_make_run(path):
    assert path.stat().st_size < 1_500_000
    assert notebook(path).metadata.kernelspec.name == "python3"
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook(path)) + "\n"


def exercises_of(path):
    """Return the text of a chapter's exercises, and the ids that it asks for."""
    text = "\n".join(cell.source for cell in notebook(path).cells)
    text = text[text.index("\n## Exercises") :]
    return text, CHECK.findall(text)


@every_chapter
def test_exercises_have_a_checker_and_a_folded_solution(path):
    text, asked = exercises_of(path)
    assert 3 <= len(asked) <= 5
    assert [heading.split(":")[0] for heading in headings(text, 3)] == asked
    assert text.count("<summary>Solution</summary>") == len(asked)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_and_what_goes_deeper_ask_all_its_exercises(path):
    pages = [path, *(page for page in DEEPER if page.stem[:2] == path.stem[:2])]
    asked = [id for page in pages for id in exercises_of(page)[1]]
    assert asked == list(exercises.load(path.stem[:2]))
