"""Sphinx extension of this book: what its pages have beyond Jupyter Book's, a module for each part of a page."""

from pages import (
    address,
    downloads,
    epub,
    figures,
    formulas,
    head,
    icons,
    labs,
    notices,
    progress,
    search,
    site,
    styles,
)

# Work on the built files is done in this order: a file that goes must be gone before the styles look what scripts name,
# and the icons are those that the styles leave.
PARTS = (address, notices, downloads, search, progress, labs, formulas, site, head, figures, styles, icons, epub)


def setup(app):
    for part in PARTS:
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
