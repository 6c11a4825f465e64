"""Questions to the search page of the built site, as readers type them, held to the pages that answer them."""

import json
import subprocess
from urllib.parse import quote

import pytest

from built_site import SITE
from kernelbook import exercises
from pages.search import SCRIPT, BookSearch

pytestmark = pytest.mark.site
TURNED = exercises.find("02-window").check(7).message
QUESTIONS = {
    "3 × 3": "chapters/reference/faq.html",
    "3x3": "chapters/reference/faq.html",
    "5 by 5": "chapters/deeper/03_convolution.html",
    "C++": "chapters/reference/faq.html",
    "same padding": "chapters/02_slide_a_kernel.html",
    "YOLO": "chapters/10_find_digits.html",
    "conv2d": "#kernelbook.convolution.conv2d",
    "average_precision": "#kernelbook.detection.average_precision",
    TURNED: "chapters/02_slide_a_kernel.html",
    "backpropagation": "chapters/reference/glossary.html#backpropagation",
    "skip connection": "chapters/11_label_every_pixel.html",
    "stride": "chapters/reference/glossary.html#stride",
}
WORDS = [
    "C++",
    "c++11",
    "3 × 3 × 16",
    "3\\times 3",
    "28x28",
    "9 by 12",
    "Größe",
    "a_b",
    "x×y",
    "1,000",
    "U-Net",
    "½ ²",
    "abc++",
]


def found(tab, question):
    """Return where the results of a question lead, in their order."""
    tab.goto(f"{(SITE / 'search.html').as_uri()}?q={quote(question)}")
    tab.wait_for_function("document.querySelector('.search-summary')?.innerText")
    return [link.get_attribute("href") for link in tab.locator("ul.search a").all()]


def test_each_question_leads_to_its_page_among_the_first_three(opened):
    tab, faults = opened("search.html")
    missed = {}
    for question, page in QUESTIONS.items():
        first = found(tab, question)[:3]
        if not any(address.endswith(page) for address in first):
            missed[question] = first
    assert missed == {}
    assert faults == []


def test_what_the_book_does_not_say_finds_nothing(opened):
    tab, faults = opened("search.html")
    assert found(tab, "zzzqqq") == []
    assert found(tab, "__proto__ constructor") == []
    assert "did not match" in tab.locator(".search-summary").inner_text()
    assert faults == []


def test_question_and_page_are_split_alike():
    script = SCRIPT.read_text(encoding="utf-8") + f";console.log(JSON.stringify({json.dumps(WORDS)}.map(splitQuery)))"
    ran = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60)
    assert json.loads(ran.stdout) == [BookSearch({}).split(text) for text in WORDS], ran.stderr
