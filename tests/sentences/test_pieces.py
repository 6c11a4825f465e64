import pytest

from kernelbook import sentences

VOCABULARY = {"[CLS]", "[SEP]", "[UNK]", "a", "##a", "ab", "##b", "ca", "##t", "cat", "cats", "##s", "!", "'", "東"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A Fuji apple.", ["a", "fuji", "apple", "."]),
        ("“Fuji”—100%!", ["“", "fuji", "”", "—", "100", "%", "!"]),
        ("3+4=7 $5", ["3", "+", "4", "=", "7", "$", "5"]),
        ("Räuchermännchen ÉCLAIR Ångström", ["rauchermannchen", "eclair", "angstrom"]),
        ("東京tower", ["東", "京", "tower"]),
        ("a\tb\nc\u00a0d", ["a", "b", "c", "d"]),
        ("a\u200bb\x00c\ufffdd", ["abcd"]),
        ("straße", ["straße"]),
        (" \t", []),
    ],
)
def test_split_words(text, words):
    assert sentences.split_words(text) == words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("cats", ["cats"]),
        ("catss", ["cats", "##s"]),
        ("cabt", ["ca", "##b", "##t"]),
        ("cat's", ["cat", "'", "[UNK]"]),
        ("dog", ["[UNK]"]),
        ("catdog cat", ["[UNK]", "cat"]),
        ("a" * 100, ["a", *["##a"] * 99]),
        ("a" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_word_pieces_take_the_longest_beginning(text, pieces):
    assert sentences.word_pieces(text, VOCABULARY) == ["[CLS]", *pieces, "[SEP]"]


def test_word_pieces_need_the_three_signs():
    with pytest.raises(ValueError, match=r"vocabulary lacks \['\[UNK\]'\]"):
        sentences.word_pieces("a", {"[CLS]", "[SEP]", "a"})
