"""One style for all pages, cut down to what they show.

The theme and its extensions bring nine sheets, 400 kB that a phone waits for before it shows a line. They become one,
without the rules for classes that no page and no script names.
"""

import hashlib
import re
from pathlib import Path
from posixpath import normpath

import tinycss2

from pages.built import html_files, static_folder, when_built
from pages.labs import FOLDER as LABS

TARGET = "book.css"
# Before the folder stands how far up it is, or on the page for dead links its place on the server.
LINK = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="([^"]*?)_static/([^"?]+\.css)[^>]*>\n?')
APART = f"{LABS}/"  # sheets that only some pages load stay where they are
WORD = re.compile(r"[A-Za-z_][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NEGATED = re.compile(r":not\([^()]*\)")  # a class in it is one that is absent
URL = re.compile(r"url\((?!\"?data:)\"?([^\")]+)\"?\)")
IMPORT = re.compile(r'@import "([^"]+)";')


def sheets(page):
    """Return the sheets that a page loads, in their order, as paths in the folder _static."""
    return [found[2] for found in LINK.finditer(page) if not found[2].startswith(APART)]


def read(static, name):
    """Return the rules of a sheet and of what it imports; what it links to is found from the folder _static."""
    folder = Path(name).parent.as_posix()
    text = (static / name).read_text(encoding="utf-8")
    text = IMPORT.sub(lambda found: read(static, normpath(f"{folder}/{found[1]}")), text)
    return URL.sub(lambda found: f'url("{normpath(f"{folder}/{found[1]}")}")', text)


def is_shown(selector, words):
    return all(name in words for name in CLASS.findall(NEGATED.sub("", selector)))


def selectors(prelude):
    """Return the selectors of a rule, which commas part."""
    parts, part = [], []
    for token in prelude:
        if token == ",":
            parts.append(part)
            part = []
        else:
            part.append(token)
    return [tinycss2.serialize(part).strip() for part in [*parts, part]]


def kept(rules, words):
    """Return the text of those rules that can apply to something with one of the words as its class."""
    lines = []
    for rule in rules:
        if rule.type == "qualified-rule":
            shown = [selector for selector in selectors(rule.prelude) if is_shown(selector, words)]
            lines += [f"{','.join(shown)}{{{tinycss2.serialize(rule.content).strip()}}}"] if shown else []
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = kept(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), words)
            condition = tinycss2.serialize(rule.prelude)
            lines += [f"@{rule.at_keyword}{condition}{{{inner}}}"] if inner else []
        else:
            lines.append(rule.serialize())
    return "\n".join(lines)


def join_styles(app):
    static = static_folder(app)
    pages = {path: path.read_text(encoding="utf-8") for path in html_files(app)}
    names = list(dict.fromkeys(name for page in pages.values() for name in sheets(page)))
    scripts = [path.read_text(encoding="utf-8") for path in static.rglob("*.js")]
    words = set(WORD.findall("\n".join([*pages.values(), *scripts])))
    rules = tinycss2.parse_stylesheet(
        "\n".join(read(static, name) for name in names), skip_comments=True, skip_whitespace=True
    )
    style = kept(rules, words) + "\n"
    (static / TARGET).write_text(style, encoding="utf-8")
    version = hashlib.sha256(style.encode()).hexdigest()[:8]
    for path, page in pages.items():
        path.write_text(with_one_style(page, version), encoding="utf-8")
    for name in [*names, "basic.css"]:
        (static / name).unlink(missing_ok=True)


def with_one_style(page, version):
    """Return a page that loads the one sheet where it loaded its first."""
    first = True

    def replace(found):
        nonlocal first
        if found[2].startswith(APART):
            return found[0]
        link = f'<link rel="stylesheet" href="{found[1]}_static/{TARGET}?v={version}" />\n'
        link, first = (link if first else ""), False
        return link

    return LINK.sub(replace, page)


def setup(app):
    when_built(app, join_styles)
