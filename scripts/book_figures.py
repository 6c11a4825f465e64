"""Sphinx extension of this book: figures that keep their place and load when they are needed.

Each picture of an article tells its size, so that the text below it does not jump when it arrives. The first of a
page is loaded at once, the others as the reader comes near.
"""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from PIL import Image

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


def with_sizes(article, folder, lazy):
    """Return an article whose pictures tell their sizes; all but the first wait if `lazy`."""
    numbers = iter(range(article.count("<img")))

    def replace(found):
        late = lazy and next(numbers) > 0
        return with_size(found[0], folder) + (' loading="lazy" decoding="async"' if late else "")

    return PICTURE.sub(replace, article)


def finish_page(page, lazy):
    text = page.read_text(encoding="utf-8")
    page.write_text(ARTICLE.sub(lambda found: with_sizes(found[0], page.parent, lazy), text), encoding="utf-8")


def finish_figures(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    lazy = app.builder.name == "html"  # the one page that is printed needs all of its figures
    for page in Path(app.outdir).rglob("*.html"):
        finish_page(page, lazy)


def setup(app):
    app.connect("build-finished", finish_figures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
