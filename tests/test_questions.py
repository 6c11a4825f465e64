"""The questions at the end of each part: the choice marked right is right, and each explanation is of its choice."""

import ast
from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest

import quantities
from kernelbook import convolution, evaluation
from questions import BECAUSE, PAGES, has, phrases, questions_of, section
from sums import wrong_sums

QUESTIONS = [question for page in PAGES for question in questions_of(page)]
NAMES = {"np": np, "convolution": convolution, "evaluation": evaluation}
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.page.stem}-{q.title}")


def computed(expression):
    """Return the numbers that an expression gives, in a row."""
    return np.ravel(eval(expression, dict(NAMES))).astype(float)


def parts_of(expression):
    """Yield what an expression and its parts give: numbers, and rows of them; -3 has no part 3."""
    nodes = list(ast.walk(ast.parse(expression)))
    signed = [node.operand for node in nodes if isinstance(node, ast.UnaryOp)]
    for node in nodes:
        if isinstance(node, ast.expr) and node not in signed:
            try:
                value = np.asarray(eval(ast.unparse(node), dict(NAMES)), dtype=float)
                yield value if value.size != 1 else value.item()
            except (TypeError, ValueError, NameError, SyntaxError):
                continue


def shows(choice, numbers):
    """Say whether a choice shows these numbers, as exactly as it says them: whole percents if it is in percent."""
    said = quantities.numbers(choice)
    exact = 5e-3 if "%" in choice else 1e-9
    return len(said) == len(numbers) and np.allclose(said, numbers, rtol=1e-9, atol=exact)


def is_near(number, other):
    """Say whether a number is another, rounded to as many digits as it shows, or rows are others."""
    if np.ndim(number) or np.ndim(other):
        return np.array_equal(number, other)
    _, _, digits = f"{number:g}".partition(".")
    return np.isclose(number, round(float(other), len(digits)) if digits else other, rtol=1e-9)


def not_among(text, parts, *, as_often):
    """Return the numbers of a text that expressions do not give, or do not give as often."""
    said = [np.asarray(number, dtype=float) for number in quantities.numbers(text)]
    given = [sum(is_near(number, part) for part in parts) for number in said]
    asked = [sum(np.array_equal(number, other) for other in said) if as_often else 1 for number in said]
    return [number.tolist() for number, there, wanted in zip(said, given, asked, strict=True) if there < wanted]


def complaint_about_numbers(question, expression):
    """Return what is wrong with a question whose right choice is computed, or None."""
    numbers, parts = computed(expression), list(parts_of(expression))
    shown = [letter for letter, choice in question.choices.items() if shows(choice, numbers)]
    if shown != [question.right]:
        return f"{expression} gives {numbers}, which is choice {shown or 'none'}, not {question.right}"
    if unused := not_among(question.text, parts, as_often=True):
        return f"the question says {unused}, which is not as often in {expression}"
    parts += [part for also in question.lines("also") for part in parts_of(also)]
    unknown = not_among(question.why, parts, as_often=False)
    return f"the answer says {unknown}, which is in no part of {expression}, nor of 'also: ...'" if unknown else None


def complaint_about_place(question, because):
    """Return what is wrong with a question whose right choice is told by a chapter, or None."""
    words, text = phrases(because["choice"]), section(because["target"])
    asked = [part for line in question.lines("asks") for part in parts_of(line)]
    if changed := not_among(question.text, asked, as_often=True):
        return f"the question says {changed}, which is not as often in a line 'asks: ...' of its comment"
    held = question.chosen(words)
    if held != [question.right]:
        return f"the words {words} are those of choice {held or 'none'}, not of {question.right}"
    if text is None or not text.lstrip("# ").startswith(because["heading"]):
        return f"no section of a chapter is called {because['heading']!r}, or {because['target']} leads elsewhere"
    if missing := [phrase for phrase in phrases(because["there"]) if not has(text, [phrase])]:
        return f"the section {because['heading']!r} does not say {missing}"
    return None if question.lines("why") else "its comment has no line 'why: words of the explanation'"


def complaint_about_wrong(question):
    """Return what is wrong with the explanations of wrong choices, or None."""
    told = []
    for words, explained in question.pairs:
        letters = question.chosen(words)
        if len(letters) != 1 or letters[0] == question.right:
            return f"the words {words} are those of choices {letters}: name those of one wrong choice"
        own = question.wrong.get(letters[0], "")
        if not has(own, explained):
            return f"the explanation under {letters[0]} does not say {explained}, as the comment below it does"
        if any(has(line, explained) for line in question.wrong.values() if line != own):
            return f"{explained} stands in more than one explanation: name words of one alone"
        told += letters
    given = sorted(question.wrong)
    return None if sorted(told) == given else f"the comment explains {told}, the answer explains {given}"


def complaint(question):
    """Return what is wrong with a question, and what to look at first, or None."""
    kind, _, proof = question.proof[0].partition(": ") if question.proof else ("", "", "")
    if kind == "right":
        wrong = complaint_about_numbers(question, proof)
    elif kind == "because" and (because := BECAUSE.fullmatch(proof)):
        wrong = complaint_about_place(question, because)
    else:
        wrong = "its comment must begin with 'right: expression' or 'because: words [heading](target) words'"
    why = [phrase for line in question.lines("why") for phrase in phrases(line) if not has(question.why, [phrase])]
    wrong = wrong or (f"the answer does not say {why}" if why else complaint_about_wrong(question))
    advice = "Look at question and answer first; if they are right, change the comment at its end"
    return f"{question.place}: {wrong}. {advice}" if wrong else None


@every_question
def test_the_choice_marked_right_is_right_and_explanations_are_those_of_their_choices(question):
    wrong = complaint(question)
    assert wrong is None, wrong


def answers(question):
    """Return what is said of each choice: a single line may speak of two."""
    return {(text, question.wrong.get(letter, question.why)) for letter, text in question.choices.items()}


def spoiled(question):
    """Yield what was done to a question, and the question with that fault, still well formed."""
    letters, texts = list(question.choices), list(question.choices.values())
    for order in permutations(texts):
        changed = replace(question, choices=dict(zip(letters, order, strict=True)))
        if answers(changed) != answers(question):
            yield "choices in another order", changed
    for other in question.wrong:
        wrong = {question.right if letter == other else letter: line for letter, line in question.wrong.items()}
        yield "another marked right, with its explanation", replace(question, right=other, wrong=wrong)
        told = {**question.wrong, other: question.why}
        yield "explanations of right and wrong exchanged", replace(question, wrong=told, why=question.wrong[other])
    for one, other in combinations(question.wrong, 2):
        if question.wrong[one] != question.wrong[other]:
            wrong = {**question.wrong, one: question.wrong[other], other: question.wrong[one]}
            yield "explanations exchanged", replace(question, wrong=wrong)


@every_question
def test_what_is_exchanged_shows(question):
    assert [words for words, changed in spoiled(question) if complaint(changed) is None] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sums_on_a_page_come_out(page):
    wrong, _ = wrong_sums(page.read_text(encoding="utf-8"))
    assert wrong == [], f"{page.name}: compute these again"
