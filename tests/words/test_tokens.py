import numpy as np
import pytest

from kernelbook import words
from kernelbook.words.tokens import END


def test_a_plural_is_a_token_of_its_own():
    assert words.tokenize("Two small sixes, an eight") == ["two", "small", "six", "-s", ",", "an", "eight"]
    same = sorted(words.tokenize("two threes"))
    assert same == sorted(words.tokenize("three twos")), "the same bag of tokens: only their order tells them apart"


def test_captions_become_numbers_and_numbers_captions():
    rows = words.encode(["a three", "two sixes but no seven"])
    assert rows.shape == (2, words.LENGTH)
    assert rows.dtype == np.int32
    back = [[words.TOKENS[k] for k in row if k] for row in rows]
    assert back == [["a", "three", END], ["two", "six", "-s", "but", "no", "seven", END]]
    assert len(set(words.TOKENS)) == len(words.TOKENS)
    assert words.TOKENS[0] == "<pad>"


def test_what_is_said_is_parsed_back_in_every_scene(scenes):
    generator = np.random.default_rng(1)
    for scene in scenes:
        for caption in (words.describe(scene), words.describe(scene, generator, brief=0.5, absent=0.5)):
            assert words.parse(words.say(caption)) == caption
            assert words.encode([words.say(caption)]).astype(bool).sum() <= words.LENGTH


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "text is empty"),
        ("  ", "text is empty"),
        ("a tree", "'tree', which is not known; the nearest known one is 'three'"),
        ("a seven lef of a two", "'lef', which is not known; the nearest known one is 'left'"),
        ("a cats", "'cats', which is not known"),
        ("a three!", "'!', which is not known"),
    ],
)
def test_a_text_without_known_words_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        words.tokenize(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("three", "expected a count and a digit"),
        ("a threes", "expected a count and a digit"),
        ("two three", "expected a count and a digit"),
        ("a three and", "expected a count and a digit"),
        ("a three left a two", "expected 'of' after 'left'"),
        ("a three but seven", "expected 'but no' and one digit"),
        ("a three but no sevens", "expected 'but no' and one digit"),
        ("a three but no three", "contradicts itself"),
        ("a three and a three", "each digit once"),
        ("a three left of a two right of a one", "expected a count and a digit"),
    ],
)
def test_words_that_make_no_caption_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        words.parse(text)


def test_a_caption_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="has 6 tokens: expected 4 at most"):
        words.encode(["a three left of a two"[:16] + " a two"], length=5)
