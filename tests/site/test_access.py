"""Who cannot see well, or has no mouse, can read every page: axe-core finds nothing, and Tab reaches everything."""

from importlib.resources import files

import pytest

from built_site import PAGES, SITE, bring_near, contrast

pytestmark = [pytest.mark.site]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """([context, options]) => axe.run(context, {...options, resultTypes: ["violations"]}).then(
    found => found.violations.map(
        rule => `${rule.id}: ${rule.nodes.map(node => node.target.join(" ")).join(", ")}`))"""
# axe asks each word of code where it lies and what lies under it: two thirds of all its time. In code and formulas,
# where nothing lies over anything, a text's ground is that of the next element around it that has one.
PLAIN = "pre, math"
COLORS = """plain => {
    const clear = "rgba(0, 0, 0, 0)", found = {}, grounds = new Map()
    const ground = e => {
        if (!grounds.has(e)) {
            const own = getComputedStyle(e).backgroundColor
            grounds.set(e, own === clear && e.parentElement ? ground(e.parentElement) : own)
        }
        return grounds.get(e)
    }
    for (const e of document.querySelectorAll(plain.split(", ").flatMap(name => [name, `${name} *`]).join())) {
        const told = [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
        if (!told || !e.checkVisibility({visibilityProperty: true})) continue
        const {color, opacity} = getComputedStyle(e)
        found[[color, ground(e), opacity]] ??= [color, ground(e), opacity, e.outerHTML.slice(0, 80)]
    }
    return Object.values(found)
}"""

# What a page notes for each element that gets the focus: to ask it after each Tab would be slow.
WATCH = """document.addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target), box = target.getBoundingClientRect()
    const framed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    const beside = box.right <= 0 || box.left >= innerWidth || !box.width || !box.height
    reached.push({target, framed, beside})
})"""
START = """document.body.tabIndex = -1
document.body.focus()
document.body.removeAttribute("tabindex")
window.reached = []"""
# Of radio buttons with one name, Tab reaches one; the button back to the top comes and goes with scrolling.
CONTROLS = """a[href], button:not(:disabled, #pst-back-to-top), input:not(:disabled, [type=radio]),
    select, textarea, summary, [tabindex]:not([tabindex^='-'])"""
REPORT = """controls => {
    const again = reached.findIndex((stop, i) => i && stop.target === reached[0].target)  // Tab starts over at the end
    if (again > 0) reached.splice(again)
    const name = e => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 30)}"`
    const wanted = [...document.querySelectorAll(controls)].filter(
        e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
    const order = reached.map(stop => stop.target), seen = new Set(order)
    const before = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING
    return {
        first: reached[0].target.textContent,
        missed: wanted.filter(e => !seen.has(e)).map(name),
        unseen: reached.filter(stop => !stop.framed).map(stop => name(stop.target)),
        beside: reached.filter(stop => stop.beside).map(stop => name(stop.target)),
        back: order.filter((e, i) => i && before(order[i - 1], e)).map(name),
        content: order.filter(e => e.closest("article")).length,
    }
}"""


@pytest.fixture(scope="module", params=PAGES, ids=str)
def page(request, browser):
    """Return a tab with one page, opened once for all that is asked about it."""
    screen = {"width": 1280, "height": 800}  # and no motion, or colors would be measured while they change
    context = browser.new_context(viewport=screen, color_scheme="light", reduced_motion="reduce")
    tab = context.new_page()
    tab.goto((SITE / request.param).as_uri(), wait_until="load")
    bring_near(tab)
    tab.evaluate(AXE)
    tab.evaluate(WATCH)
    yield tab
    context.close()


def axe(page, without="", **options):
    """Return what axe-core finds on a page, but for elements of some names."""
    return page.evaluate(RUN_AXE, [{"exclude": [[name] for name in filter(None, without.split(", "))]}, options])


def faint(page):
    """Return what stands out too little from what is behind it: by axe-core, and by the colors of code and formulas."""
    colors = page.evaluate(COLORS, PLAIN)
    plain = [(text, contrast(*pair)) for *pair, opacity, text in colors if opacity != "1" or contrast(*pair) < 4.5]
    return axe(page, without=PLAIN, runOnly=["color-contrast"]) + plain


def test_axe_finds_nothing(page):
    assert axe(page, rules={"color-contrast": {"enabled": False}}) == []


def paragraph(page):
    """Return how much a page's first paragraph stands out from the paper, or more than enough if it has none."""
    style = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    paragraphs = page.locator(".bd-article p")
    return contrast(*paragraphs.first.evaluate(style)) if paragraphs.count() else 21


def test_contrasts_are_high_enough(page):
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert paragraph(page) >= 7
    assert faint(page) == []


def test_contrasts_are_high_enough_in_the_dark(page):
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]")
    assert paragraph(page) >= 7
    assert faint(page) == []
    page.emulate_media(color_scheme="light")
    page.wait_for_selector("html[data-theme=light]")


@pytest.mark.parametrize("place", ["pre .k", "pre .p, pre .n", "math mi", "article p"])
def test_a_word_too_faint_is_found(opened, place):
    tab, _ = opened("chapters/04_learn_the_kernels.html")
    tab.evaluate(AXE)
    tab.add_style_tag(content=f"article :is({place}) {{ color: #999 !important }}")
    assert faint(tab) != []


def walk(page):
    """Press Tab until the focus leaves the page at its end; return what was reached on the way."""
    page.evaluate(START)
    pressed, reached = 0, 0
    while pressed == reached and pressed < 2000:
        for _ in range(20):
            page.keyboard.press("Tab")
        pressed, reached = pressed + 20, page.evaluate("reached.length")
    return page.evaluate(REPORT, CONTROLS)


def test_the_keyboard_reaches_everything_and_is_always_seen(page):
    found = walk(page)
    assert found["first"].strip() == "Skip to main content"
    for fault in ("missed", "unseen", "beside", "back"):
        assert found[fault] == [], fault


# What the theme makes reachable by Tab where it is wider or higher than its place, a moment after each change of size.
SETTLED = """[...document.querySelectorAll(["pre", ".nboutput > .output_area", ".cell_output > .output",
    ".jp-RenderedHTMLCommon", ".pst-scrollable-table-container"].join())].every(place => place.tabIndex ===
        (place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight ? 0 : -1))"""


def narrow(page):
    """Make the window that of a phone, and wait until the theme has made what is too wide reachable by Tab."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function(SETTLED)


def test_targets_are_large_enough_on_a_phone(page):
    narrow(page)
    assert axe(page, runOnly=["target-size"]) == []


def test_the_keyboard_reaches_everything_on_a_phone(page):
    narrow(page)
    test_the_keyboard_reaches_everything_and_is_always_seen(page)


def test_a_menu_opened_by_keyboard_gives_the_focus_back(opened):
    tab, faults = opened("index.html", width=390)
    for button, dialog in (("primary-toggle", "pst-primary-sidebar-modal"), ("search-button", "pst-search-dialog")):
        tab.locator(f"button.{button}").last.focus()
        tab.keyboard.press("Enter")
        tab.locator(f"#{dialog}[open] :focus").wait_for()
        tab.keyboard.press("Escape")
        tab.locator(f"#{dialog}:not([open])").wait_for(state="attached")
        tab.wait_for_function("name => document.activeElement.classList.contains(name)", arg=button)
    assert faults == []


def test_the_button_of_the_theme_keeps_the_focus(opened):
    tab, _ = opened("index.html")
    tab.locator(".theme-switch-button").focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.documentElement.dataset.mode") != "auto"
    tab.wait_for_function("document.activeElement.classList.contains('theme-switch-button')")
