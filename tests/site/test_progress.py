"""Continue where you were: kept in the browser alone, from disk too, and nothing breaks where it cannot be kept."""

import json

import pytest

from built_site import CHAPTER_PAGES, SITE

pytestmark = pytest.mark.site
CHAPTER = "chapters/02_slide_a_kernel.html"
KEY = "kernel-by-kernel"
BROKEN = [
    "{",
    "null",
    "7",
    "[]",
    '{"read": 3, "done": {"length": 9}, "page": ["02_slide_a_kernel"]}',
    '{"read": ["__proto__", "../x", "<b>"], "done": ["constructor"], "page": "javascript:0", "section": "\\" x"}',
    '{"read": ["99_no_such_chapter"], "page": "99_no_such_chapter"}',
]


@pytest.fixture
def reader(browser):
    """Return a function that opens a page in one browser, which keeps what it keeps, and what went wrong there."""
    context, faults = browser.new_context(viewport={"width": 1280, "height": 800}), []

    def visit(page, before=""):
        tab = context.new_page()
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
        if before:
            tab.add_init_script(before)
        tab.goto((SITE / page).as_uri())
        return tab

    yield visit, faults
    context.close()


def line(tab):
    return tab.locator(".continue").inner_text()


def test_a_reader_goes_on_where_they_were_and_can_have_it_forgotten(reader):
    visit, faults = reader
    assert line(visit("index.html")).startswith("Read on another day?")
    tab = visit(CHAPTER)
    tab.locator('[data-exercise="02-window"]').check()
    tab.locator("#further-reading > h2").scroll_into_view_if_needed()
    tab.wait_for_function("name => JSON.parse(localStorage.getItem(name)).read.length", arg=KEY)
    tab.close()
    tab = visit("index.html")
    total = len(CHAPTER_PAGES)
    assert line(tab) == (
        "Continue where you were: Slide a kernel over an image. "
        f"1 of {total} chapters read, 1 exercise done. Forget this"
    )
    tab.locator(".continue a").click()
    assert tab.url.endswith(f"{CHAPTER}#further-reading")
    tab.locator('[data-exercise="02-window"]:checked').wait_for()
    tab.close()  # a chapter that stays open goes on to note where it is
    tab = visit("index.html")
    tab.locator(".continue button").press("Enter")
    assert line(tab).startswith("Forgotten.")
    assert tab.evaluate("document.activeElement.classList.contains('continue')")
    assert tab.evaluate("name => localStorage.getItem(name)", KEY) is None
    assert line(visit("index.html")).startswith("Read on another day?")
    assert faults == []


def test_a_chapter_that_was_only_opened_is_not_read(reader):
    visit, _ = reader
    visit(CHAPTER)
    assert "0 of " in line(visit("index.html"))


@pytest.mark.parametrize("kept", BROKEN)
def test_what_is_broken_shows_nothing_and_is_written_over(reader, kept):
    visit, faults = reader
    tab = visit("index.html")
    tab.evaluate("([name, text]) => localStorage.setItem(name, text)", [KEY, kept])
    assert line(visit("index.html")).startswith("Read on another day?")
    tab = visit(CHAPTER)
    tab.locator('[data-exercise="02-window"]').check()
    assert json.loads(tab.evaluate("name => localStorage.getItem(name)", KEY))["done"] == ["02-window"]
    assert faults == []


OFF = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(
  window, name, {configurable: true, get() { throw new DOMException("off", "SecurityError") }})"""
NONE = OFF.replace('throw new DOMException("off", "SecurityError")', "return null")  # as Firefox has it
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.mark.parametrize("storage", [OFF, NONE, FULL], ids=["off", "none", "full"])
def test_where_nothing_can_be_kept_a_sentence_says_so(reader, storage):
    visit, _ = reader  # where storage is full, the theme complains by itself
    assert line(visit("index.html", storage)).startswith("This browser keeps nothing")
    tab = visit(CHAPTER, storage)
    box = tab.locator('[data-exercise="02-window"]')
    box.check()
    assert box.is_checked()
    assert "keeps nothing" in tab.locator(".exercise-done [role=status]").first.inner_text()


@pytest.mark.parametrize("storage", [OFF, NONE], ids=["off", "none"])
def test_without_storage_the_page_still_turns_dark_and_is_searched(reader, storage):
    visit, faults = reader
    tab = visit(CHAPTER, storage)
    modes = []
    for _ in range(3):
        tab.locator("button.theme-switch-button").first.click()
        modes.append(tab.evaluate("document.documentElement.dataset.mode"))
    assert sorted(modes) == ["auto", "dark", "light"]
    tab.keyboard.press("Control+k")
    tab.locator("dialog[open] input[type=search]").wait_for()
    assert faults == []


def test_without_javascript_nothing_is_promised(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((SITE / "index.html").as_uri())
    assert not tab.locator(".continue").is_visible()
    assert "It needs JavaScript" in tab.locator(".lab noscript").inner_text()
    tab.goto((SITE / CHAPTER).as_uri())
    assert not tab.locator(".exercise-done").first.is_visible()
    context.close()
