"""Print the book to one PDF: all pages as one, built by Sphinx, printed by Chromium.

    make pdf

The file is tagged for screen readers, has an outline of chapters and sections, and numbers its pages.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from kernelbook import archive

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "_build" / "print"  # each builder needs its own
PDF = ROOT / "_build" / "kernel-by-kernel.pdf"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
NUMBER = '<p style="width: 100%; text-align: center; font: 9px serif; color: #555"><span class="pageNumber"></span></p>'
ANCHOR = re.compile(r'\sid="([^"]*)"')
LAB_LINK = re.compile(r'<a [^>]*href="(?:\.\./labs/\w+\.html)?\?[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def last_anchors(html):
    """Keep the last of the anchors with one name: chapters link to terms, and the glossary comes after them."""
    left = Counter(ANCHOR.findall(html))

    def keep(found):
        left[found[1]] -= 1
        return found[0] if left[found[1]] == 0 else ""

    return ANCHOR.sub(keep, html)


def for_paper(html):
    """Return the one page as it is printed: links stay inside it, solutions are open, labs are not linked."""
    html = LAB_LINK.sub(r"\1", html.replace('href="index.html#', 'href="#').replace("<details>", "<details open>"))
    return last_anchors(html)


def build_one_page(folder):
    """Build all pages as one into a folder, made for paper; return its path."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [Path(sys.executable).with_name("jupyter-book"), "build", "--quiet", "-W", "-n", "--keep-going"]
    options = ["--builder", "singlehtml", "--path-output", folder]
    subprocess.run([*command, *options, "."], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    page = folder / "_build" / "singlehtml" / "index.html"
    page.write_text(for_paper(page.read_text(encoding="utf-8")), encoding="utf-8")
    return page


def print_page(browser, page, pdf):
    """Print a page to a PDF file; refuse one that lacks a figure."""
    tab = browser.new_page(color_scheme="light")
    tab.goto(page.as_uri(), wait_until="load")
    missing = tab.evaluate("[...document.images].filter(e => !e.naturalWidth).map(e => e.src)")
    if missing:
        tab.close()
        raise FileNotFoundError(f"figures that the page lacks: {', '.join(missing)}")
    content = tab.pdf(
        prefer_css_page_size=True,
        tagged=True,
        outline=True,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=NUMBER,
    )
    tab.close()
    archive.write_bytes(pdf, content)


def main():
    if CHROMIUM is None:
        sys.exit("make pdf prints with Chromium: no chromium or google-chrome on the path (or set CHROMIUM)")
    page = build_one_page(FOLDER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        print_page(browser, page, PDF)
        browser.close()
    print(f"The book is in {PDF.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
