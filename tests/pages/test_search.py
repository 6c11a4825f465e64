from collections import Counter

import pytest

from pages import search

LANGUAGE = search.BookSearch({})


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "3 × 3": ["3x3"],
        r"a kernel of 3 \times 3 \times 16": ["a", "kernel", "of", "3x3x16"],
        "C++, C and c++": ["C++", "C", "and", "c++"],
        "1,000": ["1", "000"],
        "conv2d(images)": ["conv2d", "images"],
    }.items(),
)
def test_words_of_readers_stay_whole(text, words):
    assert LANGUAGE.split(text) == words


def test_words_are_stems_without_those_that_say_nothing():
    assert LANGUAGE.words("The kernels of a C++ library") == ["kernel", "c++", "librari"]


def test_messages_are_what_checkers_say(tmp_path):
    file = tmp_path / "chapter_00.py"
    file.write_text(
        '"""A module of words."""\nHINT = "you turned it"\nID = "00-x"\nOTHER = f"got {HINT} instead of that"'
    )
    assert search.messages(file) == ["you turned it", " instead of that"]


def test_each_chapter_with_exercises_has_its_words():
    words = search.spoken(LANGUAGE)
    assert {"01", "02", "05", "14", "21"} <= set(words)
    assert {"turn", "kernel"} <= words["02"]


def test_an_index_is_completed_by_checkers_and_ordered_by_how_much_a_page_says():
    index = {
        "docnames": ["chapters/02_slide", "chapters/checks/02", "index"],
        "terms": {"kernel": [0, 1, 2], "pad": 1},
        "titleterms": {"kernel": [1, 2]},
    }
    said = [Counter(kernel=1, other=9), Counter(kernel=8, other=2), Counter(kernel=5, other=5)]
    search.complete(index, said, {"02": {"pad", "turn"}})
    assert index["terms"] == {"kernel": [1, 2, 0], "pad": [0, 1], "turn": [0]}
    assert index["titleterms"] == {"kernel": [1, 2]}
