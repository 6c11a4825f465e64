"""The ePub of the book, for reading devices: what only a browser can do is left out, and formulas are MathML.

Sphinx's builder packs it. Its pages get one sheet of their own, links to a lab with settings become plain words, and
the list of files says which pages have formulas and drawings, as the standard asks.
"""

import re
import shutil
import tomllib
from pathlib import Path

from sphinx.builders.epub3 import Epub3Builder

SHEET = Path(__file__).with_name("reader.css")
SHEETS = ("pygments.css", SHEET.name)
# A link to a lab with its settings, such as `<a href="?rate=3#lab">`: there is no lab here.
LAB_LINK = re.compile(r'<a\b[^>]*\bhref="(?!\w+:)[^"]*\?[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
ITEM = re.compile(r'(<item id="[^"]*" href="([^"]+\.xhtml)" media-type="application/xhtml\+xml") />')
PROPERTIES = {"mathml": "<math", "svg": "<svg"}
PROJECT = Path(__file__).parents[1] / "pyproject.toml"


class Book(Epub3Builder):
    """Sphinx's builder of ePub 3, with the files that this book's pages name, and no others."""

    def copy_static_files(self):
        """Leave out scripts, faces and styles of the site."""

    def build_content(self):
        """Write the sheets and the list of files, where each page tells what it has beside text."""
        self.write_sheets()
        super().build_content()
        path = Path(self.outdir) / "content.opf"
        path.write_text(ITEM.sub(self.item, path.read_text(encoding="utf-8")), encoding="utf-8")

    def write_sheets(self):
        static = Path(self.outdir) / "_static"
        shutil.rmtree(static, ignore_errors=True)
        static.mkdir()
        (static / SHEETS[0]).write_text(self.highlighter.get_stylesheet(), encoding="utf-8")
        shutil.copy(SHEET, static)

    def item(self, found):
        """Return the line of a page, with its properties."""
        page = (Path(self.outdir) / found[2]).read_text(encoding="utf-8")
        has = " ".join(name for name, tag in PROPERTIES.items() if tag in page)
        return f'{found[1]} properties="{has}" />' if has else found[0]


def tidy(app, pagename, templatename, context, doctree):
    """Keep what an ePub can show."""
    if app.builder.name != "epub":
        return
    context["body"] = LAB_LINK.sub(r"\1", context.get("body", ""))
    context["css_files"] = [sheet for sheet in context["css_files"] if Path(sheet.filename).name in SHEETS]


def set_version(app, config):
    """Give the ePub the library's version, without which it is not valid."""
    config.version = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]


def setup(app):
    app.connect("config-inited", set_version)
    app.add_builder(Book, override=True)
    app.connect("html-page-context", tidy, priority=980)  # after everything that adds to a page
