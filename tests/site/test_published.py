"""A copy of the book that was given an address: its cards, its sitemap, and its page for dead links, from a server."""

import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest

import publish
from built_site import PAGES, Page
from chapters import ROOT

pytestmark = [pytest.mark.site, pytest.mark.slow]
ADDRESS, FOLDER = "https://zoe.github.io", "/some-fork/"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Server(SimpleHTTPRequestHandler):
    """A server as GitHub's: the site lives in a folder, and a dead link is answered with the site's own page."""

    def translate_path(self, path):
        """Return the file behind a path of the folder, or one that does not exist."""
        inside = path.startswith(FOLDER)
        return super().translate_path("/" + path.removeprefix(FOLDER) if inside else "/outside-of-the-site")

    def send_error(self, code, message=None, explain=None):
        """Answer with 404.html."""
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Keep quiet."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the site that a published copy builds."""
    copy = tmp_path_factory.mktemp("published")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    for name in filter(lambda name: (ROOT / name).is_file(), listed.stdout.splitlines()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    for command in (["git", "init", "-q"], ["git", "add", "."]):
        subprocess.run(command, cwd=copy, check=True)
    publish.publish("zoe/some-fork", copy)
    build = [Path(sys.executable).with_name("jupyter-book"), "build", "--quiet", "-W", "-n", "--keep-going", "."]
    built = subprocess.run(build, cwd=copy, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return copy / "_build" / "html"


@pytest.fixture(scope="module")
def address(site):
    """Return the local address of the published site while a server shows it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_cards_have_full_addresses(site):
    for page in PAGES:
        found = dict(Page(site / page).tags)
        assert found["og:image"].startswith(ADDRESS + FOLDER), page
        assert (site / found["og:image"].removeprefix(ADDRESS + FOLDER)).is_file(), page
        if page.name != "search.html":
            assert found["og:url"] == f"{ADDRESS}{FOLDER}{page}"


def test_the_sitemap_lists_every_page(site):
    listed = {entry.text for entry in ElementTree.parse(site / "sitemap.xml").iter(f"{NAMESPACE}loc")}
    assert listed == {f"{ADDRESS}{FOLDER}{page}" for page in PAGES if page.name != "search.html"}


def test_a_dead_link_ends_on_a_page_that_leads_on(site, address, browser):
    tab = browser.new_page()
    failed = []
    tab.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    tab.on("pageerror", lambda error: failed.append(str(error)))
    dead = f"{address}{FOLDER}chapters/no/such/page.html"
    assert tab.goto(dead, wait_until="load").status == 404
    assert failed == [dead]
    assert tab.locator("h1:visible").text_content() == "Page not found"
    assert "Source Serif" in tab.locator("article p").evaluate("e => getComputedStyle(e).fontFamily")
    tab.get_by_role("link", name="Train a network on digits").click()
    assert tab.url == f"{address}{FOLDER}chapters/05_train_a_network.html"
    assert failed == [dead]
    for link in Page(site / "404.html").links:
        assert link.startswith((FOLDER, "#")), link
    tab.close()
