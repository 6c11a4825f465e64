"""The address of the book: its repository, and where its site is published. A book may have none yet."""

GITHUB = "https://github.com/"
UNPUBLISHED = "OWNER/REPO"  # until somebody runs scripts/publish.py


def repository(config):
    """Return ``owner/name``, or None while the book has no address."""
    slug = config.html_theme_options["repository_url"].removeprefix(GITHUB)
    return None if slug == UNPUBLISHED else slug


def site_path(slug):
    """Return the folder of the site on its server: a repository named like the server is its root."""
    owner, name = slug.lower().split("/")
    return "/" if name == f"{owner}.github.io" else f"/{slug.split('/')[1]}/"


def site_url(slug):
    """Return where GitHub publishes the site of a repository."""
    return f"https://{slug.split('/')[0]}.github.io{site_path(slug)}"


def set_address(app, config):
    """Tell the other extensions the address; a sitemap cannot be made without one."""
    slug = repository(config)
    if slug is None:
        return
    config.ogp_site_url = config.html_baseurl = site_url(slug)
    app.setup_extension("sphinx_sitemap")
    config.sitemap_url_scheme = "{link}"
    config.sitemap_excludes = ["404.html", "search.html"]


def setup(app):
    app.connect("config-inited", set_address)
