"""What a teacher prints: every exercise once, in the order of the chapters, without answers and with them."""

import re

import pytest
from pypdf import PdfReader

import print_sheets
from chapters import CHAPTERS, LESSONS, headings, prose
from kernelbook import exercises

pytestmark = pytest.mark.site
ASKING = sorted(LESSONS, key=lambda path: (path.name[:2], path not in CHAPTERS))  # a chapter before what goes deeper
IDS = [name.split(":")[0] for path in ASKING for name in headings(prose(path), 3) if re.match(r"\d\d-", name)]


@pytest.mark.parametrize("answers", [False, True])
def test_a_sheet_has_every_exercise_once_and_answers_only_where_they_are_asked_for(answers):
    html = print_sheets.page(answers)
    titles = [f"{path.name[:2]} · {headings(prose(path), 1)[0]}".replace("'", "’") for path in ASKING]
    assert re.findall(r"<h1>(.*?)</h1>", html) == titles
    assert re.findall(r"<h3>(\d\d-[a-z-]+):", html) == IDS
    assert set(IDS) == set(exercises.ids())
    assert html.count("<details open>") == (len(IDS) if answers else 0)
    assert html.count("<summary>Solution") == (len(IDS) if answers else 0)


def test_a_sheet_has_no_link_that_paper_cannot_follow_and_no_verdict():
    html = print_sheets.page(answers=True)
    assert "</a>" not in html
    assert "not answered yet" not in html
    assert html.count("<section") == html.count("</section>")
    assert html.count("<div") == html.count("</div>")


@pytest.mark.slow
def test_the_sheets_are_printed_with_a_new_page_for_each_chapter(browser, tmp_path):
    (tmp_path / "page.html").write_text(print_sheets.page(answers=False), encoding="utf-8")
    print_sheets.print_page(browser, tmp_path / "page.html", tmp_path / "page.pdf")
    texts = [sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages]
    assert not any("I have done" in text for text in texts), "what only a browser can keep"
    titles = [f"{path.name[:2]} · {headings(prose(path), 1)[0]}"[:16] for path in ASKING]
    begun = [next(k for k, text in enumerate(texts) if title in text) for title in titles]
    assert begun == sorted(set(begun))
    assert all(texts[k].startswith(title) for k, title in zip(begun, titles, strict=True))
