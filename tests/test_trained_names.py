import re

import nbformat
import pytest

import trained_names
from chapters import NOTEBOOKS, cells

new = nbformat.v4
# What makes a cell's numbers those of a machine: a training, or a clock.
DRIFTS = re.compile(r"\.fit\(|flow\.train\(|\.backward\(|\btimeit\(|\b(?:process_time|milliseconds)\(")
# Cells whose output is not compared although neither stands in them or before them, by id, and why.
UNCOMPARED = {
    "cf31ce94bdfe": "06: an attack takes signs of gradients, and a sign near 0 turns with the last digit",
    "ce28c8975aa7": "07: t-SNE goes many steps, and the last digit decides where a point ends",
    "c63155dea73d": "13: a network drives, and each answer moves the car that the next one sees",
    "c9fd08d37084": "13: the same drives",
    "cfd3925a49f8": "13: the same drives",
    "4d0ff560": "deeper 03: shares of gradients through ReLUs, which close or open with the last digit",
    "a1700001": "17: whether a tree is found at a fixed threshold, the last digit decides where its score is near",
    "a1700002": "17: the same, in pieces",
    "b545b1e3": "19: covered digits are filled in and read, and the last digit decides which side one falls",
    "a0649973": "16: pasted hands are read by a line that was fitted, which became a layer",
    "ad1f679f": "deeper 03: shares of gradients through ReLUs, which close or open with the last digit",
}


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


def drift(cell):
    """Return whether a cell trains or measures time, or makes a function that does."""
    return bool(DRIFTS.search(cell.source))


def test_only_what_differs_between_machines_is_left_out_of_the_comparison():
    ignored = {}
    for path in NOTEBOOKS:
        code = cells(path, "code")
        drifts = trained_names.cells_with_training(code, trains=drift)
        ignored |= {
            cell.id: f"{path.stem}: {cell.source.splitlines()[0]}"
            for cell, drifts_here in zip(code, drifts, strict=True)
            if trained_names.is_ignored(cell) and not drifts_here
        }
    hidden = {cell: place for cell, place in ignored.items() if cell not in UNCOMPARED}
    assert not hidden, (
        f"tagged {trained_names.IGNORED!r}, but nothing in or before these cells trains or measures time, so their "
        f"outputs can be compared. Take the tag away, or add the cell to UNCOMPARED here, with the reason: {hidden}"
    )
    assert ignored.keys() >= UNCOMPARED.keys(), "take out of UNCOMPARED what is compared by now"
