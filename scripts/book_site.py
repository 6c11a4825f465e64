"""Sphinx extension of this book: the bar above each notebook, and a lean site.

The bar offers Colab and the notebook file. Until the book has an address (see scripts/publish.py) it says so,
instead of offering a dead button.
"""

import re
from pathlib import Path

from docutils import nodes

GITHUB = "https://github.com/"
UNPUBLISHED = "OWNER/REPO"
ICON_SCRIPT = re.compile(r'<script src="[^"]*/fontawesome\.js[^"]*"></script>')
# Its label hides the shortcut that the button shows; without it, the button's own text is its name.
SEARCH_LABEL = re.compile(r'(<button class="[^"]*search-button-field[^>]*?)\saria-label="Search"')
# 1.5 MB that blocks rendering, though the icons are a font; what book_head keeps pages from loading; and what only
# the build and the checks read.
UNUSED = ("scripts/fontawesome.js", "togglebutton.*", "design-tabs.js", "**/*.map", "lab/*.html", "lab/*.d.ts")
NOT_FOUND = """<h1>Page not found</h1>
<p>There is no page at this address. The <a href="{folder}index.html">front page</a> leads to all that there are.</p>"""


def repository(app):
    """Return ``owner/name``, or None while the book has no address."""
    slug = app.config.html_theme_options["repository_url"].removeprefix(GITHUB)
    return None if slug == UNPUBLISHED else slug


def site_path(slug):
    """Return the folder of the site on its server: a repository named like the server is its root."""
    owner, name = slug.lower().split("/")
    return "/" if name == f"{owner}.github.io" else f"/{slug.split('/')[1]}/"


def set_site_url(app, config):
    """Tell the extensions the address; a page for dead links and a sitemap cannot be made without one."""
    slug = repository(app)
    if slug is None:
        return
    path = site_path(slug)
    config.ogp_site_url = config.html_baseurl = f"https://{slug.split('/')[0]}.github.io{path}"
    app.setup_extension("notfound.extension")
    app.setup_extension("sphinx_sitemap")
    config.notfound_urls_prefix = path
    config.notfound_context = {"title": "Page not found", "body": NOT_FOUND.format(folder=path)}
    config.sitemap_url_scheme = "{link}"
    config.sitemap_excludes = ["404.html", "search.html"]


def notebook_bar(slug, page, download):
    """Return the HTML of the bar: Colab or a notice, and the notebook as a file."""
    name = page.rpartition("/")[2] + ".ipynb"
    file = f'<a class="bar-file" href="{download}" download="{name}">Download the notebook</a>'
    if slug is None:
        notice = "This copy of the book has no public address yet, so Colab cannot open it."
        return f'<p class="notebook-bar"><span>{notice}</span> {file}</p>'
    colab = f"https://colab.research.google.com/github/{slug}/blob/main/{page}.ipynb"
    return f'<p class="notebook-bar"><a class="bar-colab" href="{colab}">Open in Colab</a> {file}</p>'


def add_notebook_bar(app, pagename, templatename, context, doctree):
    if (context.get("page_source_suffix") or "") != ".ipynb":
        return
    download = context["pathto"](f"_sources/{pagename}.ipynb", resource=True)
    bar = notebook_bar(repository(app), pagename, download)
    context["body"] = context["body"].replace("</h1>", "</h1>\n" + bar, 1)


def unwrap_lists(app, doctree, docname):
    """Take lists out of paragraphs, into which a docstring with several results brings them: HTML has no such thing."""
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if any(isinstance(child, nodes.bullet_list) for child in paragraph.children):
            paragraph.replace_self(paragraph.children)


def trim_site(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    for pattern in UNUSED:
        for path in (Path(app.outdir) / "_static").glob(pattern):
            path.unlink()
    for page in Path(app.outdir).rglob("*.html"):
        text = ICON_SCRIPT.sub("", page.read_text(encoding="utf-8"))
        page.write_text(SEARCH_LABEL.sub(r"\1", text), encoding="utf-8")


def setup(app):
    app.connect("config-inited", set_site_url)
    app.connect("doctree-resolved", unwrap_lists)
    app.connect("html-page-context", add_notebook_bar, priority=900)
    app.connect("build-finished", trim_site)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
