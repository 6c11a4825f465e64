"""Nobody is asked for anything: pages are opened, played with, left alone for a long while, and left.

One server hands out the site, and is the proxy for all other hosts. So it hears what leaves the browser in any way, and
from a page that is closing too.
"""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from built_site import SITE, bring_near
from canvases import part

LEFT_BY_A_LINK = [
    "chapters/02_slide_a_kernel.html",
    "chapters/05_train_a_network.html",
    "chapters/13_steer_a_car.html",
    "index.html",
]
CLOSED = [
    "chapters/labs/convolution.html",
    "chapters/labs/digits.html",
    "chapters/labs/drawing.html",
    "chapters/labs/threshold.html",
    "chapters/labs/learning.html",
    "chapters/labs/boxes.html",
    "chapters/06_judge_the_network.html",
    "chapters/reference/glossary.html",
]
# What Chromium asks for by itself, whatever the page: its own services, and the page's icon.
OF_THE_BROWSER = re.compile(
    r"CONNECT (content-autofill|optimizationguide-pa|update|safebrowsing)\.googleapis\.com:443$"
    r"|CONNECT (accounts|clients\d|android\.clients)\.google\.com:443$"
    r"|GET \S+/(favicon\.ico|_static/mark\.svg)$"
)
LAST_WORDS = "/last-words/"  # what the test itself has a page say when it is left, after all that the page says
# Light or dark, which the theme remembers on the reader's machine; and what was read, for "continue where you were".
KEPT = {"mode", "theme", "kernel-by-kernel"}

pytestmark = pytest.mark.site


class Ear(SimpleHTTPRequestHandler):
    """Hands out the site's files, and notes all that is asked."""

    def log_message(self, *args):
        pass

    def note(self):
        self.path = self.path.removeprefix(self.server.address)  # a proxy is asked by full addresses
        own = self.path.startswith("/")
        self.server.note(f"{self.command} {self.server.address if own else ''}{self.path}")
        return super().do_GET() if own and self.command == "GET" else self.send_error(404)

    do_GET = do_HEAD = do_POST = do_PUT = do_CONNECT = do_OPTIONS = note  # noqa: N815


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Ear, directory=SITE))
    server.address = f"http://127.0.0.1:{server.server_port}"
    server.heard, server.last_words, server.daemon_threads = [], [], True

    def note(line):
        memory = line.startswith(f"GET blob:{server.address}/")  # what the page made itself: a worker's script
        if not memory and not OF_THE_BROWSER.match(line):
            (server.last_words if LAST_WORDS in line else server.heard).append(line)

    server.note = note
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def leave(tabs, server):
    """Leave each page, and wait until its last words have come: a busy machine sends late what a page left behind."""
    for page, tab in tabs.items():
        say = "where => addEventListener('pagehide', () => navigator.sendBeacon(where))"
        tab.evaluate(say, f"{server.address}{LAST_WORDS}{page}")
    for page in LEFT_BY_A_LINK:
        tabs[page].goto("about:blank")
    for page in CLOSED:
        tabs[page].close(run_before_unload=True)
    open_tab, awaited = tabs[LEFT_BY_A_LINK[0]], set(tabs)
    for _ in range(600):
        awaited -= {line.split(LAST_WORDS)[1] for line in server.last_words}
        open_tab.wait_for_timeout(100 if awaited else 1000)
        if not awaited:
            return
    raise AssertionError(f"a minute after they were left, nothing came from {awaited}: look at leave, in this file")


def play(tab):
    """Do in a lab, or with the film, what readers do."""
    if tab.locator(part("preset")).count():
        tab.locator(part("preset")).select_option(label="sharpen")
    if tab.locator(part("link")).count():
        tab.locator(part("link")).click()
    if tab.locator(part("drawing")).count():
        for key in ("Space", "ArrowDown", "Space"):
            tab.locator(part("drawing")).press(key)
        tab.locator(part("eight")).check()
        tab.wait_for_function("kernelLab.seen().bits === 8")
    if tab.locator(part("draw")).count():
        tab.locator(part("draw")).click()
    if tab.locator(part("run")).count():
        tab.locator(part("run")).click()
        tab.wait_for_function("document.querySelector('[data-part=run]').textContent.trim() !== 'Run'")
    for button in tab.locator(f"{part('play')}, .film button").all():
        button.click()


def test_no_page_asks_anybody_for_anything_while_it_is_read_and_when_it_is_left(browser, server):
    context = browser.new_context(proxy={"server": server.address})
    context.clock.install()  # time goes on, and leaps where the test says so
    context.on("request", lambda request: server.note(f"{request.method} {request.url}"))
    tabs = {}
    for page in LEFT_BY_A_LINK + CLOSED:
        tab = tabs[page] = context.new_page()
        tab.goto(f"{server.address}/{page}")
        bring_near(tab)
        play(tab)
    files = {f"GET {server.address}/{path.relative_to(SITE)}" for path in SITE.rglob("*") if path.is_file()}
    foreign = {line for line in server.heard if re.sub(r"\?(v|digest)=[0-9a-f]+$", "", line) not in files}
    assert not foreign, f"a page asks for {foreign}: look in its scripts, assets/"

    def quiet(moment):
        assert not server.heard, f"{moment}, a page asks for {server.heard}: look in its scripts, assets/"

    server.heard.clear()
    tab.wait_for_timeout(1000)
    quiet("a second later")
    for tab in tabs.values():
        for _ in range(2):  # what is late may begin something later
            tab.clock.fast_forward("10:00")
    quiet("twenty minutes later")
    leave(tabs, server)
    quiet("when it is left")
    state = context.storage_state()
    kept = {entry["name"] for origin in state["origins"] for entry in origin["localStorage"]}
    assert state["cookies"] == [], "a page sets a cookie: look in its scripts, assets/"
    assert kept <= KEPT, f"a page keeps {kept - KEPT} on the reader's machine: look in its scripts, assets/"
    context.close()
