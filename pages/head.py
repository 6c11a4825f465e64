"""The head of a page.

Every page has one viewport, a description, and a picture for the cards that show links to it; none loads a script
or a style that serves nothing here, and scripts come after the text.
"""

import re
from html import escape
from urllib.parse import urljoin

from pages.built import rewrite, when_built

# Extensions that Jupyter Book needs bring these along; no page of the book has what they serve, as a test confirms.
UNUSED = re.compile(r"(togglebutton|design-tabs)\.(js|css)$")
UNUSED_INLINE = re.compile(r"toggle(Hint|OpenOnPrint|buttonSelector)")
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
ROOT = re.compile(r'(<html\b[^>]*\bdata-theme=)"auto"')  # which has no colors: for readers without JavaScript
# The theme's own waits for the last script before it asks the screen, and until then a page has no colors. Where
# storage is switched off the theme's scripts stop: switch and search are dead. So a page gets one that it forgets.
THEME = """<script>
  (() => {
    const works = (name) => { try { return Boolean(window[name]); } catch { return false; } };
    for (const name of ["localStorage", "sessionStorage"].filter((name) => !works(name))) {
      const own = new Map();
      const value = {
        getItem: (key) => own.get(key) ?? null,
        setItem: (key, text) => { own.set(key, String(text)); },
        removeItem: (key) => { own.delete(key); },
      };
      Object.defineProperty(window, name, { value, configurable: true });
    }
    const page = document.documentElement.dataset;
    const screen = () => matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    page.mode = localStorage.getItem("mode") || "auto";
    page.theme = page.mode === "auto" ? screen() : page.mode;
  })();
</script>"""
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\n?')  # the layout has one already
CARD_ADDRESS = re.compile(r'<meta property="og:url"[^>]*>\n?')
CARD_IMAGE = re.compile(r'(?<=<meta property="og:image" content=")[^"]*')
# The pages without a text of their own, from which a description could be taken.
DESCRIPTIONS = {
    "search": "Find a word in the chapters and on the reference pages of Kernel by Kernel.",
    "404": "This page of Kernel by Kernel does not exist, or no longer: the contents lead to those that do.",
}


def is_used(file):
    return not UNUSED.search(str(file.filename or "")) and not UNUSED_INLINE.search(file.attributes.get("body") or "")


def drop_unused_files(app, pagename, templatename, context, doctree):
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if is_used(file)]


def card(app, title, description):
    """Return the tags of a page that has no text: what sphinxext.opengraph adds to the others."""
    tags = {
        "og:title": title,
        "og:type": "website",
        "og:site_name": app.config.ogp_site_name,
        "og:description": description,
        "og:image": urljoin(app.config.ogp_site_url, app.config.ogp_image),
        "og:image:alt": app.config.ogp_image_alt,
    }
    lines = [f'<meta property="{name}" content="{escape(text)}" />' for name, text in tags.items()]
    return "\n".join([*lines, f'<meta name="description" content="{escape(description)}" />']) + "\n"


def write_tags(app, pagename, templatename, context, doctree):
    tags = VIEWPORT.sub("", context.get("metatags") or "")
    if pagename in DESCRIPTIONS:
        tags += card(app, context.get("title") or pagename.capitalize(), DESCRIPTIONS[pagename])
    if not app.config.ogp_site_url:  # a card needs full addresses; without one, at least the picture's link is right
        tags = CARD_ADDRESS.sub("", tags)
        tags = CARD_IMAGE.sub(lambda found: context["pathto"](found[0], resource=True), tags)
    context["metatags"] = "\n" + tags


def with_colors_at_once(page):
    """Return a page that chooses between light and dark before anything is seen of it."""
    head, mark, rest = ROOT.sub(r'\1"light"', page).partition("</head>")
    return SCRIPT.sub(lambda found: THEME if "dataset.theme" in found[0] else found[0], head) + mark + rest


def with_scripts_last(page):
    """Return a page whose scripts stand at its end, in their order, so that the text need not wait for them.

    The one that chooses between light and dark stays.
    """
    head, mark, rest = page.partition("</head>")
    later = [script for script in SCRIPT.findall(head) if script != THEME]
    for script in later:
        head = head.replace(script, "", 1)
    start, end, tail = rest.rpartition("</body>")
    return head + mark + start + "\n".join(later) + "\n" + end + tail


def move_scripts(app):
    rewrite(app, lambda page: with_scripts_last(with_colors_at_once(page)))


def setup(app):
    app.connect("html-page-context", write_tags, priority=900)  # after sphinxext.opengraph
    when_built(app, move_scripts)
    app.connect("html-page-context", drop_unused_files, priority=990)  # after everything that adds a file
