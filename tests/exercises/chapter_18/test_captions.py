"""A caption that is turned round is false of its scene; one turned round as a whole is true again."""

import numpy as np
import pytest

from kernelbook import exercises, words
from kernelbook.exercises.chapter_18 import captions, grammar
from kernelbook.scenes import Scene

PAPER = np.zeros((48, 48), np.float32)
EVERY = grammar.captions()
WITH_PLACE = [text for text in EVERY if captions.turned(text)]
SCENES = 200


def scene(generator):
    """Draw two digits of different labels, small or large, each in a half of the paper of its own."""
    sides, labels = generator.choice([10, 20], 2), generator.choice(10, 2, replace=False)
    corners = generator.integers(0, 25 - sides) + np.array([[0, 24], [0, 0]])
    if generator.integers(2):
        corners = corners[::-1]
    boxes = np.concatenate([corners, corners + sides]).T[generator.permutation(2)]
    return Scene(PAPER, boxes.astype(float), labels, PAPER.astype(np.uint8))


@pytest.fixture(scope="module")
def told():
    """Return scenes with a caption of each that says where a digit is."""
    generator = np.random.default_rng(18)
    pairs = [(one, words.describe(one, generator)) for one in (scene(generator) for _ in range(SCENES))]
    return [(one, words.say(caption)) for one, caption in pairs if caption.relation]


def holds(text, one):
    return words.holds(words.parse(text), one)


def test_a_caption_turned_round_is_false_of_every_scene_that_it_was_true_of(told):
    assert len(told) > SCENES / 2
    assert {caption.relation for caption in (words.parse(text) for _, text in told)} == set(words.captions.RELATIONS)
    for one, text in told:
        assert holds(text, one), text
        assert not holds(captions.turned(text), one), text


def test_a_caption_turned_round_as_a_whole_is_true_again(told):
    for one, text in told:
        assert holds(captions.exchanged(captions.turned(text)), one), text
        assert not holds(captions.exchanged(text), one), text


@pytest.mark.parametrize("text", EVERY)
def test_captions_are_in_the_words_of_the_library_which_falsifies_them_alike(text):
    caption = words.parse(text)
    assert words.say(caption) == text
    other = words.falsify(caption, "relation", np.random.default_rng(0))
    assert captions.turned(text) == (words.say(other) if other else None)


def test_half_of_the_captions_and_more_have_a_place_and_each_place_is_there_often():
    judged = grammar.captions()
    assert len(judged) / 2 < len([text for text in judged if captions.turned(text)]) < len(judged) - 5
    for place in grammar.OPPOSITE:
        assert sum(place in text.split() for text in judged) >= 5


def test_every_word_that_the_judge_knows_is_a_token_or_its_plural_and_stands_in_captions():
    assert {word for text in grammar.captions(draws=900) for word in text.replace(",", " ").split()} == grammar.KNOWN
    for word in grammar.KNOWN:
        assert words.tokenize(word)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ("a small three right of a seven", None),
        ("  a small three  right of a seven\n", None),
        ("a small three left of a seven", "came back as it was"),
        (None, "it names a place"),
        ("a seven right of a small three", "the caption is true again"),
        ("a seven left of a small three", "the two digits have changed places, the place has not"),
        ("a small seven right of a three", "their order is not"),
        ("a small three above a seven", "the opposite lies on the same axis"),
        ("a small three right a seven", "have an of"),
        ("a small three beside a seven", "'beside' is no word of the captions"),
        ("a small three rightof a seven", "'rightof' is no word of the captions"),
        ("A small three right of a seven", "leave all letters as they are"),
        ("a large three right of a seven", "turn the place round, and nothing else"),
        ("a small three right of", "turn the place round, and nothing else"),
        ("", "turn the place round, and nothing else"),
        (["a"], "those are words in a list"),
        (np.array(["a", "three"]), "expected a text, or None"),
        (True, "expected a text, or None"),
        (b"a three", "expected a text, or None"),
    ],
)
def test_what_is_wrong_with_one_caption_is_told(found, message):
    text = grammar.FIRST[0]
    said = captions.judge_turned(lambda each: found if each == text else captions.turned(each))
    assert (said is None) if message is None else (message in said), said


@pytest.mark.parametrize("found", ["", "None", False, 0, grammar.FIRST[1], []])
def test_a_caption_without_a_place_asks_for_none(found):
    said = captions.judge_turned(lambda text: captions.turned(text) or found)
    assert said.startswith(captions.NO_PLACE)


def test_what_is_not_turned_although_it_was_absent_stays():
    text = grammar.FIRST[3]
    said = captions.judge_turned(lambda each: "a large four left of a small two" if each == text else answer_of(each))
    assert said.startswith("what is absent stays")


def answer_of(text):
    return exercises.find("18-turned").solution()(text)


def test_what_an_answer_raises_is_told_with_its_caption():
    def answer(text):
        raise SystemExit("no")

    said = captions.judge_turned(answer)
    assert said == "for text = 'a small three left of a seven' your function raised SystemExit: no"


def test_an_interruption_is_not_swallowed():
    def answer(text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        captions.judge_turned(answer)
