"""Print the exercises of all chapters as sheets, and once more with their answers.

    make sheets

The sheets are cut from the built site, so formulas are set as there. Each chapter begins on a page of its own.
"""

import re
import sys
from html import escape

from playwright.sync_api import sync_playwright

from kernelbook import archive
from print_book import CHROMIUM, ROOT, print_page

SITE = ROOT / "_build" / "html"
FOLDER = ROOT / "_build" / "sheets"
PDFS = {"exercises": False, "answers": True}  # name of the file: whether answers are in it
TITLE = re.compile(r'<h1>([^<]*)<a class="headerlink"')
EXERCISES = re.compile(r'<section id="exercises">.*?</h2>(.*?)</section>\s*<section id="further-reading">', re.DOTALL)
STYLES = re.compile(r'<link rel="stylesheet"[^>]*_static/book\.css[^>]*>')
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")
MARK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
VERDICT = re.compile(  # what a checker says of no answer, as the notebook shows it
    r'<div class="cell_output docutils container">(?:(?!<div class="cell).)*?not answered yet.*?</pre>(?:\s*</div>){3}',
    re.DOTALL,
)
PAGE = """<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>{title}</title>
<base href="{base}">{styles}<style>.sheet {{ break-before: page }} .sheet:first-child {{ break-before: auto }}
.sheet section {{ break-inside: avoid }}</style></head>
<body><article class="bd-article">{sheets}</article></body></html>
"""


def sheet(number, html, answers):
    """Return the exercises of a chapter's page as a part of a sheet, with or without their answers."""
    (title,), (text,) = TITLE.findall(html), EXERCISES.findall(html)
    text = VERDICT.sub("", MARK.sub("", text))
    text = text.replace("<details>", "<details open>") if answers else DETAILS.sub("", text)
    return f'<div class="sheet"><h1>{number} · {title}</h1>{LINK.sub("", text)}</div>'


def page(answers, site=SITE):
    """Return all sheets as one page of HTML."""
    folder = site / "chapters"
    found = [*folder.glob("[0-9][0-9]_*.html"), *folder.glob("deeper/[0-9][0-9]_*.html")]
    pages = sorted(found, key=lambda file: (file.name[:2], file.parent != folder))
    texts = {file: file.read_text(encoding="utf-8") for file in pages}
    files = [file for file in pages if EXERCISES.search(texts[file])]
    texts = [texts[file].replace('"../../', '"../') for file in files]
    sheets = [sheet(file.name[:2], text, answers) for file, text in zip(files, texts, strict=True)]
    title = "Exercises and answers" if answers else "Exercises"
    base = escape((site / "chapters").as_uri() + "/")
    return PAGE.format(title=title, base=base, styles=STYLES.search(texts[0])[0], sheets="\n".join(sheets))


def main():
    if CHROMIUM is None:
        sys.exit("make sheets prints with Chromium: no chromium or google-chrome on the path (or set CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, answers in PDFS.items():
            FOLDER.mkdir(parents=True, exist_ok=True)
            archive.write_bytes(FOLDER / f"{name}.html", page(answers).encode())
            print_page(browser, FOLDER / f"{name}.html", FOLDER / f"{name}.pdf")
            print(f"{FOLDER.relative_to(ROOT)}/{name}.pdf")
        browser.close()


if __name__ == "__main__":
    main()
