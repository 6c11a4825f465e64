"""The notices of a page: the bar above each notebook, the line at its foot, and the page for dead links.

The bar holds what works in this copy: the notebook as a file, and, once the book has an address (see
scripts/publish.py), Colab and the source. The line at the foot says how to get the rest.
"""

from pages.address import GITHUB, repository, site_path

COLAB = "https://colab.research.google.com/github/"
NOT_FOUND = """<h1>Page not found</h1>
<p>There is no page at this address. The <a href="{folder}index.html">front page</a> leads to all that there are.</p>"""
FOOT = 'To run and change this page, <a href="{install}">install the book on your own machine</a>: two commands.'
UNPUBLISHED_FOOT = "This copy of the book has no public address yet, so Colab cannot open it. " + FOOT


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
    """Return the HTML of the bar: what works here, and nothing else."""
    name = page.rpartition("/")[2] + ".ipynb"
    links = [f'<a class="bar-file" href="{download}" download="{name}">Download the notebook</a>']
    if slug is not None:
        place = f"{slug}/blob/main/{page}.ipynb"
        links.insert(
            0, f'<a class="bar-colab" href="https://colab.research.google.com/github/{place}">Open in Colab</a>'
        )
        links.append(f'<a class="bar-source" href="{GITHUB}{place}">See the source</a>')
    return f'<p class="notebook-bar">{" ".join(links)}</p>'


def notebook_foot(slug, install):
    """Return the HTML of the line at the foot; `install` is where the front page says how to install the book."""
    return f'<p class="notebook-foot">{(UNPUBLISHED_FOOT if slug is None else FOOT).format(install=install)}</p>\n'


def add_notebook_notices(app, pagename, templatename, context, doctree):
    if (context.get("page_source_suffix") or "") != ".ipynb" or app.builder.name == "epub":
        return  # a reader of the ePub finds the notebooks where the book is, and no file beside the page
    slug, pathto = repository(app.config), context["pathto"]
    bar = notebook_bar(slug, pagename, pathto(f"_sources/{pagename}.ipynb", resource=True))
    foot = notebook_foot(slug, pathto(app.config.root_doc) + "#on-your-own-machine")
    context["body"] = context["body"].replace("</h1>", "</h1>\n" + bar, 1) + foot


def setup(app):
    app.connect("config-inited", add_page_for_dead_links)
    app.connect("html-page-context", add_notebook_notices, priority=900)
