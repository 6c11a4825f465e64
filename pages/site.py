"""The site as a whole: valid where extensions are not, and without the files that no page needs."""

import re

from docutils import nodes

from pages.built import rewrite, static_folder, when_built
from pages.labs import FOLDER as LABS

ICON_SCRIPT = re.compile(r'<script src="[^"]*/fontawesome\.js[^"]*"></script>')
# Its label hides the shortcut that the button shows; without it, the button's own text is its name.
SEARCH_LABEL = re.compile(r'(<button class="[^"]*search-button-field[^>]*?)\saria-label="Search"')
# 1.5 MB that blocks rendering, though the icons are a font; what `head` keeps pages from loading; and what only the
# build and the checks read.
UNUSED = (
    "scripts/fontawesome.js",
    "togglebutton.*",
    "design-tabs.js",
    "search.js",  # Sphinx writes it into its own script
    "**/*.map",
    f"{LABS}/**/*.html",
    f"{LABS}/**/*.d.ts",
)


def unwrap_lists(app, doctree, docname):
    """Take lists out of paragraphs, into which a docstring with several results brings them: HTML has no such thing."""
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if any(isinstance(child, nodes.bullet_list) for child in paragraph.children):
            paragraph.replace_self(paragraph.children)


def trim_page(page):
    """Return a page without the script that draws icons, and without the label that hides a shortcut."""
    return SEARCH_LABEL.sub(r"\1", ICON_SCRIPT.sub("", page))


def trim_site(app):
    for pattern in UNUSED:
        for path in static_folder(app).glob(pattern):
            path.unlink()
    rewrite(app, trim_page)


def setup(app):
    app.connect("doctree-resolved", unwrap_lists)
    when_built(app, trim_site)
