"""The theme's icons, cut down to those that the pages show.

The theme brings 1,900 icons as glyphs of three fonts; the pages show about twenty.
"""

import logging
import re

from fontTools import subset

from pages.built import static_folder, when_built
from pages.styles import TARGET as STYLE  # which leaves out the icons that no page names

FONTS = "vendor/fontawesome/webfonts"
NAME = re.compile(r"\bfa-[a-z0-9-]+")
RULE = re.compile(r"((?:\.fa-[a-z0-9-]+:{1,2}before,?)+)\{content:\"(\\[0-9a-f]+|.)\"\}")
# Icons live where Unicode leaves room for private use, as escapes or as they are.
ESCAPE, PRIVATE = re.compile(r"\\([ef][0-9a-f]{3})\b"), re.compile("[\ue000-\uf8ff]")
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every table that it cuts


def code(escape):
    r"""Return the code point of a CSS escape such as ``\f00d``, or of a plain character."""
    return int(escape[1:], 16) if escape.startswith("\\") else ord(escape)


def icons(style):
    """Return the code points of the icons in a style: those with a name, and those that it draws on its own."""
    named = {code(escape) for _, escape in RULE.findall(style)}
    return named | {int(digits, 16) for digits in ESCAPE.findall(style)} | set(map(ord, PRIVATE.findall(style)))


def cut(path, kept):
    """Rewrite a font with the glyphs of these code points alone; the same font and icons give the same bytes."""
    options = subset.Options(flavor="woff2", notdef_outline=True)
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    subset.save_font(font, path, options)


def cut_icons(app):
    static = static_folder(app)
    kept = icons((static / STYLE).read_text(encoding="utf-8"))
    for path in (static / FONTS).glob("*.ttf"):  # only for browsers that know no woff2, older than the theme supports
        path.unlink()
    for path in (static / FONTS).glob("*.woff2"):
        cut(path, kept)


def setup(app):
    when_built(app, cut_icons)
