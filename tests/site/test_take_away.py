"""What readers take away: the book as one PDF, and the site as one zip file."""

import io
import re
import shutil
from html import unescape
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

import print_book
import zip_site
from built_site import CHAPTER_PAGES, PAGES, SITE, Page, contrast

pytestmark = pytest.mark.site
HEADING = re.compile(r"<article.*?<h1>(.*?)<a class=\"headerlink\"", re.DOTALL)


def heading(page):
    """Return the title of a page, without tags and spaces: a PDF breaks it into lines as it likes."""
    text = HEADING.search((SITE / page).read_text(encoding="utf-8"))[1]
    return plain(unescape(re.sub(r"<[^>]+>", "", text)))


def plain(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def printed(browser, tmp_path_factory):
    """Return the page that was printed, and the PDF."""
    folder = tmp_path_factory.mktemp("print")
    page = print_book.build_one_page(folder / "page")
    print_book.print_page(browser, page, folder / "book.pdf")
    return page, PdfReader(folder / "book.pdf")


@pytest.mark.slow
def test_the_pdf_has_every_page_in_its_outline(printed):
    _, pdf = printed
    (book, parts), *others = [pdf.outline]
    assert others == []
    titles = [plain(entry.title) for entry in parts if not isinstance(entry, list)]
    assert plain(book.title) == heading("index.html")
    assert {heading(page) for page in PAGES if len(page.parts) > 1} <= set(titles)
    chapters = [heading(page) for page in CHAPTER_PAGES]
    assert [title for title in titles if title in chapters] == chapters


@pytest.mark.slow
def test_the_pdf_has_every_figure_and_no_link_to_this_machine(printed):
    page, pdf = printed
    figures = Page(page).figures
    assert len(figures) == sum(len(Page(SITE / part).figures) for part in PAGES)
    assert all((page.parent / figure["src"]).is_file() for figure in figures)
    notes = [note.get_object() for sheet in pdf.pages for note in sheet.get("/Annots") or []]
    links = [note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})]
    assert links
    assert [link for link in links if not link.startswith("https:")] == []
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_a_page_that_lacks_a_figure_is_not_printed(browser, tmp_path):
    (tmp_path / "page.html").write_text('<img src="gone.png" alt="">', encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"gone\.png"):
        print_book.print_page(browser, tmp_path / "page.html", tmp_path / "page.pdf")


def test_links_stay_on_paper_and_lead_to_the_glossary():
    html = '<i id="a"></i><a href="index.html#a">x</a> <a class="y" href="?k=1#lab">lab</a><details><b id="a"></b>'
    assert print_book.for_paper(html) == '<i></i><a href="#a">x</a> lab<details open><b id="a"></b>'


def test_a_lab_with_a_setting_is_no_link_on_paper():
    assert print_book.for_paper('<a href="../labs/convolution.html?k=1#lab">a lab</a>') == "a lab"


def test_paper_is_light_and_has_neither_buttons_nor_labs(opened):
    tab, _ = opened("chapters/02_slide_a_kernel.html", scheme="dark")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    ink = tab.locator("article p").first.evaluate("e => getComputedStyle(e).color")
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert contrast(ink, paper) >= 7
    for part in ("bd-sidebar-primary", "bd-header-article", "copybtn", "lab", "notebook-bar", "prev-next-footer"):
        assert tab.locator(f".{part}").count() > 0, part
        assert tab.locator(f".{part}:visible").count() == 0, part
    assert tab.locator("h1:visible").count() == 1
    assert tab.locator("details >> text=answer").first.is_visible()
    tab.emulate_media(media="screen")
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_zip_has_the_site_and_is_the_same_each_time(tmp_path):
    packed = zip_site.pack(SITE)
    copy = tmp_path / "copy"
    shutil.copytree(SITE, copy, copy_function=shutil.copyfile)  # other times and modes, in another order
    assert zip_site.pack(copy) == packed
    with ZipFile(io.BytesIO(packed)) as file:
        assert file.testzip() is None
        names = {name.removeprefix("kernel-by-kernel/") for name in file.namelist()}
    assert names == {path.relative_to(SITE).as_posix() for path in SITE.rglob("*") if path.is_file()}
