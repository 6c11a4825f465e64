"""How figures are compared, and that nbval compares them so: by words exactly, by measured numbers within 2 %."""

from types import SimpleNamespace

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, nocolors

import figure_outputs
import figure_texts

new = nbformat.v4

FIGURE = """figure of 2 panels
panel 1 "loss"
  x "epoch", from 0.0 to 10.0
  y "nats", log, from 0.1 to 2.0
  line OUTPUT "-" "training": 12 points; x 1.0, 12.0; y 1.9, 0.25
  legend "training" OUTPUT, "validation" KERNEL
panel 2 "5: 97%"
  image 10 × 20, PuOr from -2.0 to 2.0; values -1.9 to 1.8; ninths 1.20e-3, 0.5; center row 3.0, column 14.0"""
PLANTED = {  # what is written instead of what, and whether the words tell it after a training
    "legend labels exchanged": (
        '"training" OUTPUT, "validation" KERNEL',
        '"validation" OUTPUT, "training" KERNEL',
        True,
    ),
    "axes exchanged": ('x "epoch"', 'x "nats"', True),
    "another unit": ('"nats"', '"bits"', True),
    "an image transposed": ("10 × 20", "20 × 10", False),
    "its center transposed": ("row 3.0, column 14.0", "row 14.0, column 3.0", False),
    "a color map turned over": ("PuOr", "PuOr_r", True),
    "another color": ("line OUTPUT", "line KERNEL", True),
    "another scale": ("log, ", "", True),
    "a number": ("y 1.9, 0.25", "y 1.9, 0.35", False),
    "a sign": ("ninths 1.20e-3, 0.5", "ninths 1.20e-3, -0.5", False),
    "a limit": ("0.0 to 10.0", "0.0 to 12.0", False),
    "a count": ("12 points", "13 points", False),
    "a number in a title": ("97%", "96%", False),
    "a line gone": ('  legend "training" OUTPUT, "validation" KERNEL\n', "", True),
}
DRIFTS = {
    "half a percent": ("y 1.9, 0.25", "y 1.905, 0.251"),
    "little beside the largest": ("1.20e-3", "-1.10e-3"),
    "of a limit": ("from -2.0 to 2.0", "from -2.01 to 2.01"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_differences_are_told(planted):
    before, now, always = PLANTED[planted]
    assert before in FIGURE
    came = FIGURE.replace(before, now)
    assert figure_texts.difference(FIGURE, came)
    assert bool(figure_texts.difference(FIGURE, came, trained=True)) is always


@pytest.mark.parametrize("drift", DRIFTS)
def test_a_drift_is_no_difference(drift):
    before, now = DRIFTS[drift]
    assert before in FIGURE
    assert figure_texts.difference(FIGURE, FIGURE.replace(before, now)) is None


def test_a_difference_is_told_by_its_place_and_its_first_word():
    reason = figure_texts.difference(FIGURE, FIGURE.replace('"nats"', '"bits"'))
    assert reason.startswith('panel 1 "loss", other words: "nats" became "bits"\n    stored: y "nats", log')


def test_after_a_training_another_number_of_texts_is_no_difference():
    """A network that was trained here may find one digit more, or read another one."""
    before = 'figure\npanel 1\n  texts INK × 2: "5" at (1.0, 2.0), "7" at (3.0, 4.0)'
    now = 'figure\npanel 1\n  texts INK × 3: "5" at (1.0, 2.0), "9" at (3.0, 4.0), "1" at (5.0, 6.0)'
    assert figure_texts.difference(before, now)
    assert figure_texts.difference(before, now, trained=True) is None


def picture(text, **others):
    return new.new_output("display_data", {"image/png": "AAAA", "text/plain": text, **others})


def item_of(*sources, tags=()):
    """Return nbval's item for the last of some cells, without a kernel, and with our comparison."""
    cells = [
        new.new_code_cell(source, metadata={"tags": list(tags) if not k else []}) for k, source in enumerate(sources)
    ]
    item = object.__new__(IPyNbCell)
    item.parent = object.__new__(IPyNbFile)
    skipped = ("metadata", "output_type", "name", "execution_count", "image/png")
    vars(item.parent).update(nb=new.new_notebook(cells=cells), skip_compare=skipped, sanitize_patterns={})
    item.colors, item.cell_num, item.path = nocolors, len(cells) - 1, SimpleNamespace(stem="02_slide")
    item.config = SimpleNamespace()
    vars(item)["_ihook"] = None
    figure_outputs.compare_by_words(item)
    item.format_output_compare = lambda key, left, right: item.comparison_traceback.append(key)
    return item


@pytest.mark.parametrize("planted", PLANTED)
def test_nbval_tells_planted_differences(planted):
    before, now, always = PLANTED[planted]
    came = FIGURE.replace(before, now)
    item = item_of("figures.draw_curves(history)")
    assert not item.compare_outputs([picture(came)], [picture(FIGURE)])
    (message,) = item.comparison_traceback
    assert message.startswith("The figure of this cell is not the stored one: ")
    assert message.endswith("If the change was meant: make run CHAPTER=02")
    trained = item_of("history = fit()", "figures.draw_curves(history)", tags=["nbval-ignore-output"])
    assert trained.compare_outputs([picture(came)], [picture(FIGURE)]) is not always


@pytest.mark.parametrize("drift", DRIFTS)
def test_nbval_lets_a_drift_pass(drift):
    item = item_of("figures.draw_curves(history)")
    assert item.compare_outputs([picture(FIGURE.replace(*DRIFTS[drift]))], [picture(FIGURE)])


def test_a_figure_that_needs_no_training_is_compared_by_its_numbers_also_after_one():
    item = item_of("history = fit()", "figures.draw_curves(stored)", tags=["nbval-ignore-output"])
    assert not item.compare_outputs([picture(FIGURE.replace("0.25", "0.35"))], [picture(FIGURE)])


def test_nbval_compares_all_else_as_exactly_as_before():
    """No tolerance for what is no figure, for other data beside a figure, and for the number of figures."""

    def result(text):
        return new.new_output("execute_result", {"text/plain": text})

    def agree(test, ref):
        return item_of("figures.draw_curves(history)").compare_outputs(test, ref)

    assert agree([result("0.25")], [result("0.25")])
    assert not agree([result("0.251")], [result("0.25")])
    assert not agree([new.new_output("stream", text="0.251")], [new.new_output("stream", text="0.25")])
    assert agree([picture(FIGURE), result("1.0")], [picture(FIGURE), result("1.0")])
    assert not agree([picture(FIGURE), result("1.001")], [picture(FIGURE), result("1.0")])
    assert not agree([picture(FIGURE)], [picture(FIGURE), picture(FIGURE)])
    assert not agree([], [picture(FIGURE)])
    assert not agree([result(FIGURE)], [picture(FIGURE.replace("0.25", "0.251"))])
    assert not agree(
        [picture(FIGURE, **{"text/html": "<b>1.0</b>"})], [picture(FIGURE, **{"text/html": "<b>1.01</b>"})]
    )
