import base64
import hashlib
import io
import json
import re

import numpy as np
import pytest
from PIL import Image, ImageColor

import kernelbook.figures
from built_site import contrast
from chapters import LESSONS, ROOT
from kernelbook.figures import style
from pages import figures

CSS = (ROOT / "assets" / "site.css").read_text(encoding="utf-8")
SHARE = float(re.search(r"data-ink\] \{ filter: invert\(([\d.]+)\) hue-rotate\(180deg\)", CSS)[1])
NIGHT = ImageColor.getrgb(re.search(r'data-theme="dark"\] \{.*?--pst-color-background: (#\w+);', CSS, re.DOTALL)[1])
# What a turn of the hue by 180 degrees does to red, green and blue (Filter Effects Module, feColorMatrix).
TURN = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])


def test_figures_tell_their_size_and_wait_after_the_first(tmp_path):
    Image.new("RGB", (7, 5)).save(tmp_path / "a b.png")
    article = '<img alt="x > y" src="a%20b.png" /><p>text</p><img src="a%20b.png">'
    found = figures.with_sizes(article, tmp_path, at_once=1)
    assert found == (
        '<img alt="x > y" src="a%20b.png" width="7" height="5" /><p>text</p>'
        '<img src="a%20b.png" width="7" height="5" loading="lazy" decoding="async">'
    )
    assert "lazy" not in figures.with_sizes(article, tmp_path, at_once=2)


def notebook(code, picture=b"ink"):
    outputs = [{"data": {"image/png": base64.b64encode(picture).decode()}}, {"text": "done"}]
    return {"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "source": code, "outputs": outputs}]}


def test_a_picture_is_marked_by_the_function_that_its_cell_calls():
    marked = {hashlib.sha256(b"ink").hexdigest()}
    assert figures.inked(notebook("figures.draw_runs(runs)")) == marked
    assert figures.inked(notebook("figures.draw_digits(images)")) == set()
    assert figures.inked(notebook("figures.draw_runs(runs)\nfigures.draw_digits(images)")) == set()
    assert figures.inked(notebook("plt.plot(runs)")) == set()


def test_the_mark_is_set_on_the_file_with_that_content(tmp_path):
    for name, color in (("ink", "white"), ("true", "black")):
        Image.new("RGB", (7, 5), color).save(tmp_path / f"{name}.png")
    ink = {hashlib.sha256((tmp_path / "ink.png").read_bytes()).hexdigest()}
    found = figures.with_sizes('<img src="ink.png"><img src="true.png">', tmp_path, at_once=2, ink=ink)
    assert found == ('<img src="ink.png" width="7" height="5" data-ink=""><img src="true.png" width="7" height="5">')


def test_each_function_that_draws_has_one_kind():
    drawn = {name for name in kernelbook.figures.__all__ if name.startswith("draw_")}
    assert drawn == figures.INK | figures.TRUE, "a new figure: INK or TRUE, in pages/figures.py?"
    assert not figures.INK & figures.TRUE


def turned(colors):
    """Return colors of 0 to 255, shape (n, 3), as the style turns them around."""
    inverted = np.asarray(colors) / 255 * (1 - 2 * SHARE) + SHARE
    return np.clip(np.rint(inverted @ TURN.T * 255), 0, 255).astype(int)


def against(color, ground):
    return contrast(*(f"rgb({', '.join(map(str, c))})" for c in (color, ground)))


@pytest.mark.parametrize(
    ("name", "least"),
    [("INK", 7), ("QUIET", 4.5), ("WRONG_TEXT", 4.5), ("KERNEL", 4.5), ("OUTPUT", 4.5), ("RIGHT", 4.5), ("FAINT", 3)],
)
def test_colors_turned_around_stand_out_from_the_dark_page_and_from_their_own_paper(name, least):
    color, paper = turned([ImageColor.getrgb(getattr(style, name)), ImageColor.getrgb(style.PAPER)])
    assert min(against(color, NIGHT), against(color, paper)) >= least


@pytest.mark.parametrize("color", [*style.SERIES, *style.METHODS.values()])
def test_lines_turned_around_stand_out_as_well(color):
    assert against(turned([ImageColor.getrgb(color)])[0], NIGHT) >= 4.5


def pictures(content):
    """Return the pictures among a notebook's outputs, as files."""
    found = (output.get("data", {}) for cell in content["cells"] for output in cell.get("outputs", []))
    return [base64.b64decode("".join(data["image/png"])) for data in found if "image/png" in data]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_marked_pictures_are_ink_on_the_paper_of_the_style(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    ink = figures.inked(content)
    for picture in pictures(content):
        if hashlib.sha256(picture).hexdigest() not in ink:
            continue
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        corner, inks = image.getpixel((1, 1)), image.getcolors(image.width * image.height)
        paper, darkest = turned([corner, min((color for _, color in inks), key=sum)])
        assert corner == ImageColor.getrgb(style.PAPER)
        assert against(paper, NIGHT) < 1.1, "its paper is the dark page's"
        assert against(darkest, paper) >= 7


def test_a_function_of_the_notebook_draws_as_those_that_it_calls():
    own = figures.drawers(
        "def beside(case):\n    return figures.draw_trainings(case)\n\nbeside(1)\nfigures.draw_digits(x)"
    )
    assert own == {"beside": {"draw_trainings"}}
    assert figures.draws("beside(2)", own) == {"draw_trainings"}
    assert figures.draws("besides(2)", own) == set()
    assert figures.draws("beside(2)\nfigures.draw_digits(x)", own) == {"draw_trainings", "draw_digits"}
