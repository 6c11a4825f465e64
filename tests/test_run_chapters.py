import base64
import io

import nbformat
import numpy as np
import pytest
from nbclient.exceptions import CellExecutionError
from PIL import Image, ImageDraw

import run_chapters

new = nbformat.v4


@pytest.fixture
def notebook(tmp_path):
    """Return the path of a small notebook with numbers and a figure, no training."""
    path = tmp_path / "00_small.ipynb"
    cells = [
        new.new_markdown_cell("# Small", id="title"),
        new.new_code_cell("import matplotlib.pyplot as plt\nimport numpy as np", id="imports"),
        new.new_code_cell("plt.imshow(np.arange(9).reshape(3, 3))\nplt.show()", id="figure"),
        new.new_code_cell("np.arange(9).sum()", id="sum", metadata={"tags": ["kept"], "editor": "gone"}),
    ]
    nbformat.write(new.new_notebook(cells=cells), path)
    return path


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(notebook):
    run_chapters.run(notebook)
    first = notebook.read_bytes()
    run_chapters.run(notebook)
    assert notebook.read_bytes() == first


def test_a_run_keeps_outputs_and_drops_what_an_editor_leaves(notebook):
    run_chapters.run(notebook)
    cells = nbformat.read(notebook, as_version=4).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2, 3]
    assert "image/png" in cells[2].outputs[0].data
    assert cells[3].outputs[0].data["text/plain"] == "np.int64(36)"
    assert cells[3].metadata == {"tags": ["kept"]}


def test_the_seal_sees_code_and_outputs_but_no_prose_and_no_address(notebook):
    content = nbformat.read(notebook, as_version=4)
    seal = run_chapters.seal(content)
    content.cells[0].source = "# Large"
    assert run_chapters.seal(content) == seal
    content.cells[1].metadata.tags = ["remove-cell"]
    without_setup = run_chapters.seal(content)
    content.cells[1].source += "  # another address"
    assert run_chapters.seal(content) == without_setup
    content.cells[3].source = "np.arange(8).sum()"
    assert run_chapters.seal(content) != without_setup


def test_a_failing_chapter_keeps_its_file(notebook):
    content = nbformat.read(notebook, as_version=4)
    content.cells[3].source = "1 / 0"
    nbformat.write(content, notebook)
    before = notebook.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run_chapters.run(notebook)
    assert notebook.read_bytes() == before


def test_an_unknown_chapter_is_named():
    with pytest.raises(SystemExit, match=r"CHAPTER=99: there is no such notebook; there are 01, "):
        run_chapters.chapters("99")


def test_several_notebooks_are_run_one_after_the_other(monkeypatch):
    ran = []
    monkeypatch.setattr(run_chapters, "run", lambda path: ran.append(path.stem[:2]))
    run_chapters.main(["02", "04"])
    assert ran == ["02", "04"]


@pytest.mark.parametrize("alpha", [255, 100])
def test_a_packed_picture_has_the_same_pixels_in_fewer_bytes(alpha):
    pixels = np.random.default_rng(0).integers(0, 9, (40, 50, 4), np.uint8)
    pixels[..., 3] = alpha
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "PNG", compress_level=1)
    text = base64.b64encode(made.getvalue()).decode()
    shorter = run_chapters.packed(text)
    assert len(shorter) < len(text)
    assert run_chapters.packed(shorter) == shorter
    np.testing.assert_array_equal(Image.open(io.BytesIO(base64.b64decode(shorter))).convert("RGBA"), pixels)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_lines_and_areas_are_packed_by_what_repeats(mode):
    drawn = Image.new(mode, (300, 200), "white")
    for row in range(0, 200, 8):
        ImageDraw.Draw(drawn).line([(0, row), (299, 199 - row)], fill="black")
    made = io.BytesIO()
    drawn.save(made, "PNG", optimize=True)
    shorter = run_chapters.unfiltered(drawn)
    again = Image.open(io.BytesIO(shorter))
    assert again.mode == mode
    np.testing.assert_array_equal(again, drawn)
    assert len(shorter) < len(made.getvalue())
    assert run_chapters.packed(base64.b64encode(made.getvalue()).decode()) == base64.b64encode(shorter).decode()
