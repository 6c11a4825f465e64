"""How much a page makes its reader wait: what it loads, compressed as a server sends it, and its figures."""

import gzip
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from built_site import PAGES, SITE, Page

pytestmark = pytest.mark.site
every_page = pytest.mark.parametrize("page", PAGES, ids=str)

CODE_KB, FIGURES_KB = 500, 800
PICTURES = (".png", ".jpg", ".webp", ".gif")


def weight(path):
    """Return the bytes that a server sends: text compressed, fonts and pictures as they are."""
    content = path.read_bytes()
    return len(content if path.suffix in (".woff2", *PICTURES) else gzip.compress(content, 9))


@pytest.fixture(scope="module")
def requested(browser):
    """Return a function that tells which files a page loads, each once."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab, urls = context.new_page(), set()
    tab.on("request", lambda request: urls.add(request.url))

    def request(page):
        urls.clear()
        tab.goto((SITE / page).as_uri(), wait_until="load")
        part = tab.locator("[data-scripts]")
        if part.count():  # a lab or film loads when the reader comes near
            part.scroll_into_view_if_needed()
            tab.wait_for_load_state("networkidle")
        return {Path(unquote(urlsplit(url).path)) for url in urls if url.startswith("file:")}

    yield request
    context.close()


@every_page
def test_html_styles_scripts_and_fonts_stay_small(requested, page):
    loaded = requested(page)
    assert SITE / page in loaded
    assert any(path.suffix == ".woff2" for path in loaded)
    weights = {str(path.relative_to(SITE)): weight(path) for path in loaded if path.suffix not in PICTURES}
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:5]
    assert sum(weights.values()) <= CODE_KB * 1000, heaviest


@every_page
def test_figures_stay_small(page):
    sources = {picture["src"] for picture in Page(SITE / page).figures}
    weights = {source: weight((SITE / page).parent / unquote(source)) for source in sources}
    assert sum(weights.values()) <= FIGURES_KB * 1000, weights


@every_page
def test_figures_keep_their_place_and_wait_until_they_are_near(page):
    for number, figure in enumerate(Page(SITE / page).figures):
        assert int(figure["width"]) > 0, figure
        assert int(figure["height"]) > 0, figure
        late = (None, None) if page.name == "index.html" and number == 0 else ("lazy", "async")
        assert (figure.get("loading"), figure.get("decoding")) == late, figure
