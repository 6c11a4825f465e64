"""The head of each page: one viewport, what a search engine and a card show, and no file that serves nothing."""

from urllib.parse import urlsplit

import pytest
from fontTools.ttLib import TTFont

import publish
from built_site import PAGES, SITE, Page
from chapters import ROOT
from pages import address, icons

pytestmark = pytest.mark.site
every_page = pytest.mark.parametrize("page", PAGES, ids=str)


def tags(page):
    """Return the contents of a page's meta tags, by name."""
    found = {}
    for name, content in Page(SITE / page).tags:
        found.setdefault(name, []).append(content)
    return found


@every_page
def test_there_is_one_viewport_and_one_description(page):
    found = tags(page)
    assert len(found["viewport"]) == 1
    (description,) = found["description"]
    assert 40 <= len(description) <= 250


@every_page
def test_a_card_has_a_title_a_picture_and_its_words(page):
    found = tags(page)
    for name in ("og:title", "og:description", "og:image", "og:image:alt", "og:site_name"):
        assert len(found[name]) == 1, name
        assert found[name][0], name
    slug, (picture,) = publish.current(ROOT), found["og:image"]
    if slug == address.UNPUBLISHED:
        assert "og:url" not in found
        assert ((SITE / page).parent / picture).is_file()
    else:
        assert picture.startswith("https://")
        assert (SITE / urlsplit(picture).path.removeprefix(address.site_path(slug))).is_file()


def test_descriptions_differ():
    descriptions = [tags(page)["description"][0] for page in PAGES]
    assert len(set(descriptions)) == len(PAGES)


@every_page
def test_loads_no_script_that_serves_nothing(page):
    parsed = Page(SITE / page)
    assert not any(
        name in source for source in parsed.scripts for name in ("togglebutton", "design-tabs", "fontawesome")
    )
    assert "toggleHint" not in (SITE / page).read_text(encoding="utf-8")
    # What those scripts serve: a page that begins to use it needs them back, in pages/head.py.
    assert parsed.classes.isdisjoint({"toggle", "dropdown", "sd-tab-set"})


def test_the_icons_of_all_pages_are_in_the_theme_and_its_fonts():
    style = (SITE / "_static" / icons.STYLE).read_text(encoding="utf-8")
    fonts = [TTFont(path) for path in (SITE / "_static" / icons.FONTS).glob("*.woff2")]
    assert icons.icons(style) <= set().union(*(font.getBestCmap() or {} for font in fonts))
    known = set(icons.NAME.findall("".join(names for names, _ in icons.RULE.findall(style))))
    for page in PAGES:
        named = {name for name in Page(SITE / page).classes if name.startswith("fa-")}
        assert named <= known | {"fa-solid", "fa-lg"}, page
