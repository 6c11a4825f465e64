import re

import pytest

import drawing_code
from kernelbook import figures
from kernelbook.figures import kernels, style
from kernelbook.results import syntax


def test_what_a_cell_draws_is_found():
    assert drawing_code.drawn_by(["figures.draw_map(a)\nx = figures.draw_runs", "y = figures.nothing"]) == [
        "draw_map",
        "draw_runs",
    ]


def test_helpers_colors_decorator_and_style_sheet_belong_to_a_picture():
    found = drawing_code.fingerprints(["draw_windows"])
    parts = {"kernels.draw_windows", "style.show_image", "shown.drawing", "style.KERNEL", "kernelbook.mplstyle"}
    assert found.keys() >= parts
    assert all(re.fullmatch("[0-9a-f]{8}", digits) for digits in found.values())
    assert "detections.draw_boxes" in drawing_code.fingerprints(["draw_found"])
    assert "measurements.apart" in drawing_code.fingerprints(["draw_times"])
    assert "backward.STYLES" in drawing_code.fingerprints(["draw_descent"])


def test_every_function_has_fingerprints():
    for name in figures.__all__:
        assert drawing_code.fingerprints([name])


def test_a_color_that_changes_is_named(monkeypatch):
    before = drawing_code.fingerprints(["draw_windows"])
    for module in (kernels, style):
        monkeypatch.setattr(module, "KERNEL", "#000000")
    assert drawing_code.changed(before, drawing_code.fingerprints(["draw_windows"])) == ["style.KERNEL"]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("axes.set_title(title)", "axes.set_title(title + ' ')", ["style.show_image"]),
        ("Draw one image without ticks", "Draw an image", []),
        ("    axes.set_title(title)", "    # a comment\n    axes.set_title(title)", []),
    ],
)
def test_code_counts_and_prose_does_not(old, new, parts, monkeypatch):
    before, source_of = drawing_code.fingerprints(["draw_masks"]), syntax.source_of
    monkeypatch.setattr(syntax, "source_of", lambda name: source_of(name).replace(old, new))
    assert drawing_code.changed(before, drawing_code.fingerprints(["draw_masks"])) == parts


def test_the_style_sheet_counts_without_its_comments(tmp_path):
    sheet = tmp_path / "a.mplstyle"
    sheet.write_text("# why\nfont.size: 10  # points\n\n", encoding="utf-8")
    assert drawing_code.style_sheet(sheet) == "font.size: 10"
