"""Firefox and WebKit open every page as Chromium does: nothing goes wrong in it, and nothing is wider than the window.

The tests of what the labs compute run in all three: see `lab` in conftest.py.
"""

import pytest

from built_site import NEAR, PAGES
from engines import ENGINES

pytestmark = pytest.mark.site
WIDER = "() => [document.documentElement.scrollWidth, innerWidth]"


@pytest.fixture(scope="module", params=ENGINES)
def engine(engines, request):
    return engines(request.param)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_page_opens_on_a_wide_and_on_a_narrow_screen(engine, page):
    for width in (1280, engine.narrow):
        engine.open(page, width=width)
        engine.evaluate(NEAR)
        content, screen = engine.evaluate(WIDER)
        assert screen == width
        assert content <= width, f"{page} is {content} pixels wide on a screen of {width}"
        assert list(engine.faults) == []


def test_what_goes_wrong_in_a_page_is_noted(engine):
    engine.open("index.html")
    engine.evaluate("""() => {
      console.error("said", "badly");
      console.warn("warned");
      setTimeout(() => { throw new Error("thrown") });
    }""")
    engine.evaluate("() => new Promise((resolve) => setTimeout(resolve, 100))")
    noted = list(engine.faults)
    assert noted[:2] == ["said badly", "warned"]
    assert noted[2].endswith("Error: thrown")
    with pytest.raises(RuntimeError, match="nothing"):
        engine.evaluate("() => nothing.there")
