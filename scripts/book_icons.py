"""Sphinx extension of this book: the theme's icon fonts, cut down to the icons that the pages show."""

import logging
import re
from pathlib import Path

from fontTools import subset

FONTS = "vendor/fontawesome/webfonts"
NAME = re.compile(r"\bfa-[a-z0-9-]+")
RULE = re.compile(r"((?:\.fa-[a-z0-9-]+:{1,2}before,?)+)\{content:\"(\\[0-9a-f]+|.)\"\}")
ESCAPE = re.compile(r"\\([ef][0-9a-f]{3})\b")  # icons live where Unicode leaves room for private use
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every table that it cuts


def code(escape):
    r"""Return the code point of a CSS escape such as ``\f00d``, or of a plain character."""
    return int(escape[1:], 16) if escape.startswith("\\") else ord(escape)


def icons(styles, pages):
    r"""Return the code points of the icons that pages name, and of those that styles draw on their own."""
    named = set(NAME.findall(pages))
    shown = {code(escape) for names, escape in RULE.findall(styles) if named & set(NAME.findall(names))}
    return shown | {int(digits, 16) for digits in ESCAPE.findall(RULE.sub("", styles))}


def cut(path, kept):
    """Rewrite a font with the glyphs of these code points alone; the same font and icons give the same bytes."""
    options = subset.Options(flavor="woff2", notdef_outline=True)
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    subset.save_font(font, path, options)


def cut_icons(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    styles = "".join(path.read_text(encoding="utf-8") for path in sorted(static.rglob("*.css")))
    pages = [*Path(app.outdir).rglob("*.html"), *static.rglob("*.js")]
    kept = icons(styles, "".join(path.read_text(encoding="utf-8") for path in pages))
    for path in (static / FONTS).glob("*.ttf"):  # only for browsers that know no woff2, older than the theme supports
        path.unlink()
    for path in (static / FONTS).glob("*.woff2"):
        cut(path, kept)


def setup(app):
    app.connect("build-finished", cut_icons, priority=600)  # after the site was trimmed
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
