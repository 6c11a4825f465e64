import nbformat
import pytest

import trained_names
from chapters import NOTEBOOKS, cells

new = nbformat.v4


def told(*sources):
    """Return which cells train or read what was trained; the second of them trains."""
    code = [new.new_code_cell(source) for source in sources]
    code[1].metadata.tags = ["nbval-ignore-output"]
    return trained_names.cells_with_training(code)


@pytest.mark.parametrize(
    ("source", "is_trained"),
    [
        ("figures.draw(history)", True),
        ("figures.draw(network)", True),
        ("figures.draw(x)", False),
        ("figures.draw(models)", False),
        ("figures.draw([network for network in x])", False),
        ("figures.draw([f(history) for f in x])", True),
        ("def f(x):\n    return network(x)\nfigures.draw(f)", True),
        ("history = x\nfigures.draw(history)", False),
        ("y = history + 1\ny = y * 2\nfigures.draw(y)", True),
        ("with x as y:\n    z = y(history)\nfigures.draw(z)", True),
    ],
)
def test_what_was_trained_is_followed_by_its_names(source, is_trained):
    first = "%pip install x\nimport models\nnetwork, x = models.build(), 1"
    assert told(first, "history = network.fit(x)", source) == [False, True, is_trained]


def test_what_a_training_changes_in_place_is_trained():
    assert told("x = 1", "table[0] = fit(network, x)", "table", "network")[2:] == [True, True]


def test_most_figures_of_the_book_need_no_training():
    """Their numbers are compared; of the others words alone."""
    told = []
    for path in NOTEBOOKS:
        code = cells(path, "code")
        trained = trained_names.cells_with_training(code)
        told += [
            is_trained
            for cell, is_trained in zip(code, trained, strict=True)
            if any("image/png" in output.get("data", {}) for output in cell.outputs)
        ]
    assert sum(told) <= 13 < 80 <= told.count(False)
