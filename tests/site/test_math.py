"""Formulas on the pages: typeset by the browser alone, with the font that ships."""

import re

import pytest
from fontTools.ttLib import TTFont

import subset_math_font
from built_site import CHAPTER_PAGES, MATH_PAGES, SITE
from chapters import ROOT
from pages.formulas import to_mathml

# What a formula shows: its text, and the boxes of its parts.
RAW = re.compile(r"\\|\$|[_^]\{")
READ = """elements => elements.map(element => {
    const math = element.querySelector("math"), box = math && math.getBoundingClientRect();
    return {text: element.innerText, typeset: Boolean(box) && box.width > 1 && box.height > 5};
})"""


# The font.


@pytest.mark.site
def test_the_font_has_every_character_that_the_formulas_show():
    shown = subset_math_font.characters(SITE)
    assert {"𝑥", "∑", "ℎ"} <= shown
    missing = shown - set(map(chr, TTFont(subset_math_font.FONT).getBestCmap()))
    assert not missing, "run scripts/subset_math_font.py"


def test_a_lone_letter_is_shown_italic_and_a_word_is_not():
    page = subset_math_font.Formulas(f"ab {to_mathml('h')}{to_mathml(chr(92) + 'ln 2')} cd")
    assert page.characters == {"ℎ", *"ln2"}


def test_the_font_is_small_and_can_typeset():
    font = TTFont(subset_math_font.FONT)
    assert subset_math_font.FONT.stat().st_size < 60_000
    stretching = set(font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs)
    assert {font.getBestCmap()[ord(sign)] for sign in "([{|⌊√∑"} <= stretching


def test_all_roots_are_as_narrow_as_the_smallest():
    font = TTFont(subset_math_font.FONT)
    radical, table = font.getBestCmap()[ord("√")], font["MATH"].table.MathVariants
    sizes = table.VertGlyphConstruction[table.VertGlyphCoverage.glyphs.index(radical)].MathGlyphVariantRecord
    assert len(sizes) > 3
    assert len({font["hmtx"][size.VariantGlyph][0] for size in sizes}) == 1


# The pages.


@pytest.mark.site
def test_most_chapters_have_formulas():
    assert len(set(MATH_PAGES) & set(CHAPTER_PAGES)) > len(CHAPTER_PAGES) / 2


@pytest.mark.site
@pytest.mark.parametrize("page", MATH_PAGES, ids=str)
def test_every_formula_is_typeset(opened, page):
    tab, faults = opened(page)
    tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    formulas = tab.locator(".bd-article .math").evaluate_all(READ)
    assert len(formulas) > 0
    assert [formula for formula in formulas if not formula["typeset"] or RAW.search(formula["text"])] == []
    assert tab.locator("merror").count() == 0
    faces = tab.evaluate("document.fonts.ready.then(fonts => [...fonts].map(face => [face.family, face.status]))")
    assert ["STIX Two Math", "loaded"] in [[family.strip('"'), status] for family, status in faces]
    assert faults == []


@pytest.mark.site
def test_formulas_need_no_script(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((SITE / "chapters/02_slide_a_kernel.html").as_uri())
    box = tab.locator("div.math math").first.bounding_box()
    assert box["width"] > 50
    assert box["height"] > 10
    context.close()


@pytest.mark.site
def test_no_page_asks_for_mathjax():
    assert [page for page in SITE.rglob("*.html") if "mathjax" in page.read_text(encoding="utf-8").lower()] == []
    assert not (ROOT / "assets" / "mathjax").exists()


@pytest.mark.site
@pytest.mark.parametrize("page", MATH_PAGES, ids=str)
def test_wide_formulas_scroll_from_their_first_sign_to_their_last(opened, page):
    tab, _ = opened(page, width=390)
    cut = """elements => elements.filter(e => {
        const box = e.getBoundingClientRect(), math = e.querySelector("math").getBoundingClientRect();
        return box.right > innerWidth || math.left < box.left - 1 || e.scrollWidth + 1 < math.width;
    }).map(e => e.innerText)"""
    assert tab.locator(".bd-article div.math").evaluate_all(cut) == []


@pytest.mark.site
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formulas_have_the_color_of_the_text(opened, scheme):
    tab, _ = opened("chapters/02_slide_a_kernel.html", scheme=scheme)
    color = "e => getComputedStyle(e).color"
    text = tab.locator(".bd-article p:has(math)").first.evaluate(color)
    assert tab.locator(".bd-article div.math mi").first.evaluate(color) == text
