"""Figures that keep their place, load when they are needed, and are dark on a dark page where they can be.

Each picture of an article tells its size, so that the text below it does not jump when it arrives. It is loaded as the
reader comes near, except on the front page, where it stands at the top.

What is ink on paper (lines, bars, numbers in cells) is marked, and the style turns it around on a dark page. What shows
images, or maps whose colors mean something, stays as it is. The function of `kernelbook.figures` that a cell calls says
which; the notebook's outputs are not touched, and there is one file for light and dark.
"""

import base64
import hashlib
import json
import math
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from PIL import Image

from pages.built import html_files, when_built

ARTICLE = re.compile(r'<article class="bd-article">.*?</article>', re.DOTALL)
PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*?(?=\s*/?>)')
SOURCE = re.compile(r'\ssrc="([^"]*)"')
DRAWS = re.compile(r"\b(draw_\w+)\(")
DEFINED = re.compile(r"^def (\w+)\(.*?(?=^[^\s)]|\Z)", re.DOTALL | re.MULTILINE)

INK = {
    "draw_alarms",
    "draw_columns",
    "draw_confusion",
    "draw_coverage",
    "draw_curves",
    "draw_descent",
    "draw_each",
    "draw_groups",
    "draw_label_curve",
    "draw_law",
    "draw_map",
    "draw_matrix",
    "draw_messages",
    "draw_paths",
    "draw_powers",
    "draw_precision",
    "draw_reliability",
    "draw_robustness",
    "draw_roofline",
    "draw_runs",
    "draw_shares",
    "draw_sizes",
    "draw_tiles",
    "draw_times",
    "draw_trainings",
    "draw_unet",
    "draw_windows",
    "draw_wrap",
}
# Digits, faces, photographs, scenes; kernels, maps and errors by color; and plots with one of these among them.
TRUE = {
    "draw_backward",
    "draw_boxes",
    "draw_cells",
    "draw_channels",
    "draw_digits",
    "draw_experiment",
    "draw_explanations",
    "draw_found",
    "draw_frames",
    "draw_gallery",
    "draw_kernels",
    "draw_labels",
    "draw_masks",
    "draw_numbers",
    "draw_outlines",
    "draw_photographs",
    "draw_preparation",
    "draw_reading",
    "draw_responses",
    "draw_rows",
    "draw_spectra",
}


def drawers(source):
    """Return which functions of `figures` draw in each function that a notebook's code defines, by its name."""
    return {found[1]: set(DRAWS.findall(found[0])) for found in DEFINED.finditer(source)}


def draws(source, own):
    """Return which functions of `figures` draw what a cell shows: called there, or by a function of the notebook."""
    called = [names for name, names in own.items() if re.search(rf"\b{name}\(", source)]
    return set(DRAWS.findall(source)).union(*called)


def inked(notebook):
    """Return the hashes of a notebook's pictures that are ink on paper."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    own = drawers("\n".join("".join(cell["source"]) for cell in cells))
    return {
        hashlib.sha256(base64.b64decode("".join(output["data"]["image/png"]))).hexdigest()
        for cell in cells
        if (drawn := draws("".join(cell["source"]), own)) and drawn <= INK
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    }


@cache
def inked_in(folder):
    """Return the hashes of the pictures in all notebooks of a folder that are ink on paper."""
    paths = folder.rglob("*.ipynb")
    return frozenset().union(*(inked(json.loads(path.read_text(encoding="utf-8"))) for path in paths))


@cache
def content(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def size(path):
    """Return the width and height of a picture, in pixels."""
    with Image.open(path) as image:
        return image.size


def with_size(tag, folder, ink):
    """Return the opening of an image tag with the size of the file that it shows, and a mark if it is ink on paper."""
    path = folder / unquote(SOURCE.search(tag)[1])
    width, height = size(path)
    return f'{tag} width="{width}" height="{height}"' + (' data-ink=""' if content(path) in ink else "")


def with_sizes(article, folder, at_once, ink=frozenset()):
    """Return an article whose pictures tell their sizes; those after the first `at_once` wait."""
    numbers = iter(range(article.count("<img")))

    def replace(found):
        late = next(numbers) >= at_once
        return with_size(found[0], folder, ink) + (' loading="lazy" decoding="async"' if late else "")

    return PICTURE.sub(replace, article)


def finish_page(page, at_once, ink):
    text = page.read_text(encoding="utf-8")
    text = ARTICLE.sub(lambda found: with_sizes(found[0], page.parent, at_once, ink), text)
    page.write_text(text, encoding="utf-8")


def finish_figures(app):
    ink = inked_in(Path(app.srcdir) / "chapters")
    for page in html_files(app):
        on_paper = app.builder.name != "html"  # the one page that is printed needs all of its figures
        finish_page(page, math.inf if on_paper else int(page == Path(app.outdir) / "index.html"), ink)


def setup(app):
    when_built(app, finish_figures)
