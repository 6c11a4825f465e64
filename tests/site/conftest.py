import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from built_site import NEAR, SITE, bring_near, hold_scripts
from canvases import SCREENS, open_lab
from engines import ENGINES, missing

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: no chromium or google-chrome on the path (or set CHROMIUM)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def engines():
    """Return a function that starts another engine than Chromium, once."""
    started = {}

    def start(name):
        if lacking := missing(name):
            pytest.skip(f"{name} is not installed: no {lacking} here")
        return started.setdefault(name, None) or started.update({name: ENGINES[name]()}) or started[name]

    yield start
    for engine in filter(None, started.values()):
        engine.close()


@pytest.fixture(scope="module", params=["chromium", *ENGINES])
def everywhere(request):
    """Return a function that opens a page once and hands back what computes there: of each engine in turn."""
    tabs, chromium = {}, request.param == "chromium"

    def open_once(page):
        if chromium and page not in tabs:
            tabs[page] = request.getfixturevalue("browser").new_page()
            tabs[page].goto((SITE / page).as_uri())
            bring_near(tabs[page])
        if not chromium and list(tabs) != [page]:
            tabs.clear()
            tabs[page] = request.getfixturevalue("engines")(request.param)
            tabs[page].open(page)
            tabs[page].evaluate(NEAR)
        return tabs[page]

    yield open_once
    for page in tabs if chromium else ():
        tabs[page].close()


@pytest.fixture(scope="module")
def tab(browser, request):
    """Return a tab in which the lab on a module's PAGE is ready, for all of its tests."""
    context = browser.new_context(**SCREENS["screen"])
    tab = context.new_page()
    open_lab(tab, request.module.PAGE)
    yield tab
    context.close()


@pytest.fixture
def opened(browser):
    """Return a function that opens a page and hands back the tab and what went wrong in it.

    Where it is told ``late=True``, the page is seen before its scripts come.
    """
    contexts = []

    def open_page(page, width=1280, query="", scheme="light", late=False):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        tab, faults = context.new_page(), []
        tab.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else faults.append(r.url))
        let_come = hold_scripts(context) if late else None
        tab.goto((SITE / page).as_uri() + query, wait_until="commit" if late else "load")
        if late:
            let_come(tab)
        return tab, faults

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def watched(opened, request):
    """Return a function that opens the lab on a module's PAGE and hands back its tab, where nothing may go wrong."""
    seen = []

    def open_watched(query="", **options):
        tab, faults = opened(request.module.PAGE, query=f"{query}#lab" if query else "", **options)
        seen.append(faults)
        bring_near(tab)
        return tab

    yield open_watched
    assert [fault for faults in seen for fault in faults] == []
