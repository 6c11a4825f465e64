"""The built site, as the parts of the book find it when Sphinx has written the last file."""

from pathlib import Path

LAST = 900  # after the theme, which writes its colors of code when the build is finished


def when_built(app, work):
    """Have ``work(app)`` done on the files of a site, after what was asked for earlier; not if the build failed."""

    def work_on_site(app, exception):
        if exception is None and app.builder.format == "html":
            work(app)

    app.connect("build-finished", work_on_site, priority=LAST)


def static_folder(app):
    """Return the folder of styles, scripts and fonts."""
    return Path(app.outdir) / "_static"


def html_files(app):
    """Return the paths of all pages."""
    return list(Path(app.outdir).rglob("*.html"))


def rewrite(app, change):
    """Write each page anew, as ``change`` makes it of the page's text."""
    for path in html_files(app):
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
