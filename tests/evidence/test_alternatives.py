"""A number in an alternative text stands in the words of its figure, or in a list with the reason."""

import pytest

import alternative_texts
from chapters import NOTEBOOKS, notebook
from evidence import alternatives

WORDS = 'figure\npanel 1 "loss"\n  x from 0.0 to 52.0\n  line OUTPUT "-": 20 points; y 0.676, 2.42, 1,000'


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("a line over 0 to 52 that ends at about 0.7", []),
        ("a line over 0 to 25 that ends at about 0.7", ["25"]),
        ("it rises to 2.4 and ends at 1,000, 68 percent", []),
        ("it rises to 2.6 in two panels", ["2.6", "two"]),
    ],
)
def test_numbers_are_looked_for_in_the_words_of_a_figure(text, missing):
    assert alternatives.missing(text, WORDS) == missing


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_numbers_of_an_alternative_text_are_drawn_or_listed(path):
    found = alternatives.unlisted(path)
    assert not found, "\n\n".join(found)


def test_every_line_of_the_list_belongs_to_a_figure_and_has_a_reason():
    cells = {cell for path in NOTEBOOKS for cell in alternative_texts.pictures(notebook(path))}
    assert alternatives.listed().keys() <= cells, f"delete: {alternatives.listed().keys() - cells}"
    assert all(one["why"].startswith(alternatives.KINDS) for one in alternatives.listed().values())
