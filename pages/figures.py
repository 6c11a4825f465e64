"""Figures that keep their place and load when they are needed.

Each picture of an article tells its size, so that the text below it does not jump when it arrives. It is loaded as the
reader comes near, except on the front page, where it stands at the top.
"""

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


@cache
def size(path):
    """Return the width and height of a picture, in pixels."""
    with Image.open(path) as image:
        return image.size


def with_size(tag, folder):
    """Return the opening of an image tag with the size of the file that it shows."""
    width, height = size(folder / unquote(SOURCE.search(tag)[1]))
    return f'{tag} width="{width}" height="{height}"'


def with_sizes(article, folder, at_once):
    """Return an article whose pictures tell their sizes; those after the first `at_once` wait."""
    numbers = iter(range(article.count("<img")))

    def replace(found):
        late = next(numbers) >= at_once
        return with_size(found[0], folder) + (' loading="lazy" decoding="async"' if late else "")

    return PICTURE.sub(replace, article)


def finish_page(page, at_once):
    text = page.read_text(encoding="utf-8")
    page.write_text(ARTICLE.sub(lambda found: with_sizes(found[0], page.parent, at_once), text), encoding="utf-8")


def finish_figures(app):
    for page in html_files(app):
        on_paper = app.builder.name != "html"  # the one page that is printed needs all of its figures
        finish_page(page, math.inf if on_paper else int(page == Path(app.outdir) / "index.html"))


def setup(app):
    when_built(app, finish_figures)
