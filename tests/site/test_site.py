"""The built site in a real browser, opened from disk: nothing foreign, nothing broken, readable on a phone."""

import json
from urllib.parse import unquote, urlsplit

import pytest

import publish
from built_site import CHAPTER_PAGES, CONTENT, PAGES, SITE, Page, bring_near, contrast, jumps, parsed
from chapters import LESSONS, ROOT
from pages.address import UNPUBLISHED

pytestmark = pytest.mark.site
STILL = 0.02  # cumulative layout shift: Lighthouse calls 0.1 good, and a step in the size of type made 0.06
every_page = pytest.mark.parametrize("page", PAGES, ids=str)
every_content = pytest.mark.parametrize("page", CONTENT, ids=str)


def test_the_site_is_built():
    assert {"index.html", "search.html", *map(str, CHAPTER_PAGES)} <= set(map(str, PAGES)), "make book"


@every_page
def test_opens_from_disk_without_error_or_foreign_request(opened, page):
    tab, faults = opened(page, late=True)
    tab.wait_for_timeout(300)
    assert faults == []
    assert jumps(tab) < STILL, "something moves while the page loads"


@every_content
def test_fits_a_phone(opened, page):
    tab, _ = opened(page, width=390, late=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert jumps(tab) < STILL, "something moves while the page loads"


@pytest.mark.parametrize(("word", "found"), [("backpropagation", True), ("zyzzyva", False)])
def test_search_works_from_disk(opened, word, found):
    tab, faults = opened("search.html", query=f"?q={word}")
    tab.wait_for_selector("#search-results p.search-summary, #search-results h2", state="attached")
    tab.wait_for_timeout(1000)
    assert (tab.locator("#search-results li").count() > 0) is found
    assert faults == []


@every_page
def test_links_and_anchors_resolve(page):
    for link in parsed(SITE / page).links:
        parts = urlsplit(link)
        if parts.scheme:
            assert parts.scheme in ("https", "mailto"), link
            continue
        target = (SITE / page).parent / unquote(parts.path) if parts.path else SITE / page
        assert target.is_file(), link
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in parsed(target).anchors, link


@every_page
def test_pictures_have_a_text_and_nothing_is_loaded_from_elsewhere(page):
    parsed = Page(SITE / page)
    for picture in parsed.pictures:
        alt = picture.get("alt")
        assert alt is not None, picture
        assert not alt.endswith((".png", ".svg")), picture
        assert alt or "logo__image" in picture.get("class", ""), picture
    for source in parsed.scripts:
        assert not source.startswith(("http", "//")), source


@every_content
def test_has_a_description(page):
    assert '<meta name="description" content="' in (SITE / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_bar_offers_what_works_here_and_the_foot_tells_the_rest(path):
    page = path.relative_to(ROOT).with_suffix(".html")
    text = (SITE / page).read_text(encoding="utf-8")
    slug = publish.current(ROOT)
    if slug == UNPUBLISHED:
        assert "colab.research.google.com" not in text
        assert text.count("has no public address yet") == 1
        assert text.index("has no public address yet") > text.index('class="notebook-foot"') > text.rindex("</h2>")
    else:
        assert f"https://colab.research.google.com/github/{slug}/blob/main/{path.relative_to(ROOT)}" in text
    assert f'download="{path.name}"' in text
    assert 'index.html#on-your-own-machine">install the book' in text[text.index('class="notebook-foot"') :]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_downloaded_notebook_is_the_chapter_after_a_cell_on_the_library(path):
    first, *own = json.loads((SITE / "_sources" / path.relative_to(ROOT)).read_text(encoding="utf-8"))["cells"]
    assert "`kernelbook`" in "".join(first["source"])
    assert own == json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_the_build_ships_no_source_maps_and_no_unused_script():
    assert list(SITE.rglob("*.map")) == []
    assert list(SITE.rglob("fontawesome.js")) == []


# The film of chapter 13.

FILM = "chapters/13_steer_a_car.html"


def test_the_film_stands_still_until_somebody_starts_it(opened):
    tab, faults = opened(FILM)
    bring_near(tab)
    film = tab.locator("#film-driving")
    button, text = film.locator("button"), film.locator("p")
    assert button.text_content() == "Play"
    start = text.text_content()
    tab.wait_for_timeout(400)
    assert text.text_content() == start
    button.click()
    assert button.text_content() == "Pause"
    tab.wait_for_function("t => document.querySelector('#film-driving p').textContent !== t", arg=start)
    button.click()
    paused = text.text_content()
    tab.wait_for_timeout(400)
    assert text.text_content() == paused
    assert button.text_content() == "Play"
    assert faults == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_text_below_the_film_does_not_jump_when_it_comes(opened, width):
    tab, _ = opened(FILM, width=width)
    height = "document.querySelector('.film').offsetHeight"
    before = tab.evaluate(height)
    bring_near(tab)
    assert abs(tab.evaluate(height) - before) < 40


def test_the_film_can_be_moved_by_keyboard_and_says_what_it_shows(opened):
    tab, _ = opened(FILM, width=390)
    bring_near(tab)
    slider = tab.locator("#film-driving input")
    slider.focus()
    slider.press("End")
    text = tab.locator("#film-driving p").text_content()
    assert "the plain clone has left the road; the clone of DAgger is on the road" in text
    assert text in tab.locator("#film-driving canvas").get_attribute("aria-label")
    slider.press("Home")
    assert tab.locator("#film-driving p").text_content().startswith("0.0 s")
    box = tab.locator("#film-driving button").bounding_box()
    assert min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_cars_of_the_film_stand_out_from_the_road(opened, scheme):
    tab, _ = opened(FILM, scheme=scheme)
    bring_near(tab)
    names = ("--film-naive", "--film-dagger", "--film-road")
    read = "(e, name) => { e.style.color = `var(${name})`; return getComputedStyle(e).color }"
    naive, dagger, road = (tab.locator("#film-driving p").evaluate(read, name) for name in names)
    assert contrast(naive, road) >= 3
    assert contrast(dagger, road) >= 3
