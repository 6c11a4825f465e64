"""The page before chapter 01: its code gives what it shows, its questions lead to its sections, its claims hold."""

import re

import pytest

from chapters import CHAPTERS, ROOT, headings, links, prose, slug
from snippets import differences, snippets

PAGE = ROOT / "chapters" / "reference" / "begin.md"
TEXT = prose(PAGE)
QUESTIONS = re.split(r"^\*\*\d+\.\*\* ", TEXT.split("\n## Lists,")[0], flags=re.MULTILINE)[1:]
TAUGHT = [slug(name) for name in headings(TEXT, 2)[2:-1]]  # the sections that explain what a question asks


def needs(path):
    """Return what a chapter says that it needs."""
    (said,) = re.findall(
        r"You need ((?:[^.]|\.(?! [A-Z]))*)", next(p for p in prose(path).split("\n\n") if "You need" in p)
    )
    return said


def test_every_block_of_the_page_gives_what_stands_below_it():
    assert len(snippets(PAGE)) >= len(TAUGHT)
    assert differences(PAGE) == []
    assert [block.code for block in snippets(PAGE) if block.output is None] == []


def test_twelve_questions_have_a_folded_answer_and_all_sections_are_asked_for():
    assert len(QUESTIONS) == 12
    folded = re.findall(r"<details>\n<summary>Answer</summary>\n\n(.+?)\n\n</details>", TEXT, re.DOTALL)
    assert len(folded) == 12
    asked = [re.findall(r"\]\(#([\w-]+)\)", answer) for answer in folded]
    assert all(len(anchors) == 1 for anchors in asked)
    assert {anchor for (anchor,) in asked} == set(TAUGHT), "a section without a question, or the other way round"


# What each answer says first, computed: question by question.
ANSWERS = {
    1: ("[n - 2 for n in (6, 28)]", "`[4, 26]`"),
    2: ("(28 - 3) // 2 + 1", "13:"),
    3: ("((5, 7), 9)[0][1]", "7:"),
    4: ("(np.zeros((5, 28, 28))[0].shape, np.zeros((5, 28, 28))[..., None].shape)", "`(28, 28)` and `(5, 28, 28, 1)`"),
    5: ("np.arange(16).reshape(4, 4)[1:3, 0:2].tolist()", "`[[4, 5], [8, 9]]`"),
    6: ("np.sum([[1, 2], [3, 4]], axis=0).tolist()", "`[4, 6]`"),
    7: ("(np.ones((4, 1)) + np.ones(3)).shape", "`(4, 3)`"),
    8: ("int(np.array([200, 100], 'uint8').sum(dtype='uint8'))", "44:"),
    9: ("float(np.mean(np.array([1, 2, 2, 3]) == np.array([1, 2, 3, 3])))", "0.75:"),
    10: ("int(np.dot((1, 2, 3), (1, 0, -1)))", "−2."),
    11: ("(np.ones((2, 3)) @ np.ones((3, 4))).shape", "`(2, 4)`, and three"),
    12: ("(log(exp(3)), exp(0), exp(0) / (exp(0) + exp(log(3))))", "3, 1, and a quarter"),
}


@pytest.mark.parametrize("number", ANSWERS)
def test_an_answer_is_what_its_question_asks(number):
    from math import exp, log

    import numpy as np

    code, said = ANSWERS[number]
    answer = QUESTIONS[number - 1].split("</summary>\n\n")[1]
    assert answer.startswith(said)
    came = eval(code, {"np": np, "exp": exp, "log": log})
    words = said.replace("three", "").replace("a quarter", "0.25").replace("−", "-")
    numbers = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", words)]
    assert np.hstack(
        [np.ravel(part) for part in (came if isinstance(came, tuple) else [came])]
    ).tolist() == pytest.approx(numbers)


def test_only_the_chapters_named_need_calculus():
    (named,) = re.findall(r"Chapters (07, 19 and 20) build on it", TEXT)
    said = {path.name[:2]: needs(path) for path in CHAPTERS}
    assert "derivative of $x^2$, of $e^x$ and of $\\ln x$" in said["04"]
    built = {number for number, words in said.items() if re.search(r"\b04\b", words)}
    assert built == set(re.findall(r"\d\d", named))
    others = {number for number, words in said.items() if "derivative" in words} - {"04"}
    assert others == {"05"}, "chapter 05 says what a derivative is where it comes"
    first = ("01", "02", "03", "05", "06")
    for k, number in enumerate(first):  # nothing that comes later, and not 04
        assert set(re.findall(r"\b\d\d\b", said[number])) <= set(first[:k])


def test_the_page_comes_first_and_ends_at_chapter_01():
    contents = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert contents[:2] == ["chapters/reference/begin", "chapters/01_see_why"]
    assert links(PAGE)[-1][1] == "../01_see_why.ipynb"
