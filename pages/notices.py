"""The notices of a page: the bar above each notebook, and the page for dead links.

The bar offers Colab and the notebook file. Until the book has an address (see scripts/publish.py) it says so,
instead of offering a dead button.
"""

from pages.address import repository, site_path

NOT_FOUND = """<h1>Page not found</h1>
<p>There is no page at this address. The <a href="{folder}index.html">front page</a> leads to all that there are.</p>"""


def add_page_for_dead_links(app, config):
    """Make the page that a server shows for a dead link; it has to know its place there."""
    slug = repository(config)
    if slug is None:
        return
    path = site_path(slug)
    app.setup_extension("notfound.extension")
    config.notfound_urls_prefix = path
    config.notfound_context = {"title": "Page not found", "body": NOT_FOUND.format(folder=path)}


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
    bar = notebook_bar(repository(app.config), pagename, download)
    context["body"] = context["body"].replace("</h1>", "</h1>\n" + bar, 1)


def setup(app):
    app.connect("config-inited", add_page_for_dead_links)
    app.connect("html-page-context", add_notebook_bar, priority=900)
