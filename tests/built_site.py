"""The pages of the built site: which there are, and what stands in one."""

import re
from functools import cache
from html.parser import HTMLParser

from chapters import CHAPTERS, ROOT

SITE = ROOT / "_build" / "html"
# The page for dead links, which a published copy has, works on a server only: see test_published.py.
PAGES = sorted(
    path.relative_to(SITE) for path in SITE.rglob("*.html") if "_static" not in path.parts and path.name != "404.html"
)
CONTENT = [page for page in PAGES if page.name != "search.html"]
CHAPTER_PAGES = [path.relative_to(ROOT).with_suffix(".html") for path in CHAPTERS]
NEAR = """async () => {
  const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
  const place = document.querySelector("[data-scripts]");
  place?.scrollIntoView({ behavior: "instant" });
  while (place && !document.querySelector(".lab-ready, .film button")) await wait(20);
  scrollTo({ top: 0, behavior: "instant" });
}"""  # as `bring_near` in Chromium
MATH_PAGES = [page for page in CONTENT if 'class="math ' in (SITE / page).read_text(encoding="utf-8")]


class Page(HTMLParser):
    """The links, anchors, pictures, tags of the head and classes of one page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.pictures, self.scripts = [], set(), [], []
        self.tags, self.classes = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    @property
    def figures(self):
        """Return the pictures that belong to the text."""
        return [picture for picture in self.pictures if "logo__image" not in (picture.get("class") or "")]

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.anchors.add(attributes.get("id"))
        self.classes.update((attributes.get("class") or "").split())
        if tag == "meta":
            self.tags.append((attributes.get("name") or attributes.get("property"), attributes.get("content")))
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.pictures.append(attributes)
        if tag in ("script", "link") and attributes.get("rel") != "canonical":
            self.scripts.append(attributes.get("src") or attributes.get("href") or "")


def contrast(*colors):
    """Return the contrast ratio of two colors as WCAG 2 defines it."""

    def luminance(color):
        channels = [int(c.strip()) / 255 for c in color[color.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted(map(luminance, colors), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# A swap of faces is another matter: it moves a line where the browser's own is wider, so shifts count from then on.
FACES = """() => document.fonts.ready.then(() => new Promise(resolve =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.facesSince = performance.now())))))"""
JUMPS = """() => new Promise(resolve => {
    let sum = 0
    const since = window.facesSince ?? 0
    const add = shifts => {
        for (const shift of shifts) sum += shift.hadRecentInput || shift.startTime < since ? 0 : shift.value
    }
    const watch = new PerformanceObserver(list => add(list.getEntries()))
    watch.observe({type: "layout-shift", buffered: true})
    setTimeout(() => { add(watch.takeRecords()); resolve(sum) }, 50)
})"""


def hold_scripts(context):
    """Keep back a page's scripts, as a slow network does; return what lets them come once the page is seen."""
    held, free = [], []
    context.route(re.compile(r"\.js\b"), lambda route: route.continue_() if free else held.append(route))

    def let_come(tab):
        tab.wait_for_function("performance.getEntriesByType('paint').length")
        tab.evaluate(FACES)
        free.append(True)
        for route in held:
            route.continue_()
        tab.wait_for_load_state("load")

    return let_come


def jumps(tab):
    """Return how much of what a reader sees moved by itself after its faces came: the cumulative layout shift."""
    return tab.evaluate(JUMPS)


@cache
def parsed(path):
    """Return a page, read once: many links lead to it."""
    return Page(path)


CLOSE = """() => {
  const ready = document.querySelector(".lab-ready, .film button");
  if (!ready) document.querySelector("[data-scripts]").scrollIntoView({ behavior: "instant" });
  return Boolean(ready);
}"""


def bring_near(tab):
    """Bring a page's lab or film near, which loads its scripts, wait until it is there, and go back to the top."""
    if tab.locator("[data-scripts]").count():
        tab.wait_for_function(CLOSE, polling=200)  # again and again: a late jump to the address's heading leads away
        tab.wait_for_selector(".lab-ready, .film button")
        tab.evaluate("scrollTo({top: 0, behavior: 'instant'})")
