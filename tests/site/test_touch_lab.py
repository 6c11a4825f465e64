"""The small lab of the front page: its numbers are the library's, by finger, mouse and keys."""

import re

import numpy as np
import pytest

from built_site import SITE
from canvases import KERNEL, OUTPUT, framed, part, pixels
from kernelbook import convolution, data
from pages import exhibits

PAGE = "index.html"
pytestmark = pytest.mark.site
NUMBERS = "() => (({Y, K, at}) => ({Y: Array.from(Y.data), K: Array.from(K.data), at}))(kernelLab.touched())"
DIGIT = data.load_mnist()[0][0][0] / 255


def output(shown):
    return np.reshape(shown["Y"], (26, 26))


def expected(kernel):
    return convolution.correlate2d(DIGIT, np.reshape(kernel, (3, 3)))


def test_each_kernel_gives_the_librarys_output(tab):
    presets, options = exhibits.presets(), tab.locator(f"{part('preset')} option").all_inner_texts()
    assert len(options) == 7
    for name in options[1:]:
        tab.locator(part("preset")).select_option(label=name)
        shown = tab.evaluate(NUMBERS)
        np.testing.assert_allclose(output(shown), expected(presets[name]), atol=1e-9, err_msg=name)
    tab.locator(part("preset")).select_option(label="vertical edges")


def test_the_page_begins_with_the_kernel_that_it_shows(opened):
    tab, faults = opened(PAGE)
    tab.wait_for_selector(".lab-ready")
    shown = tab.evaluate(NUMBERS)
    np.testing.assert_allclose(output(shown), expected(exhibits.presets()["vertical edges"]), atol=1e-9)
    assert faults == []


def test_keys_and_pointer_move_the_window_and_the_sum_is_the_output_there(tab):
    tab.locator(part("x")).focus()
    row, column = tab.evaluate(NUMBERS)["at"]
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowRight")
    shown = tab.evaluate(NUMBERS)
    assert shown["at"] == [row + 1, column + 1]
    assert framed(pixels(tab, part("x")), KERNEL, 28) == (row + 1, column + 1, 3, 3)
    assert framed(pixels(tab, part("y")), OUTPUT, 26) == (row + 1, column + 1, 1, 1)
    assert tab.locator(part("spoken")).text_content() == tab.locator(part("sum")).text_content()
    box = tab.locator(part("y")).bounding_box()
    tab.mouse.move(box["x"] + box["width"] * 6.5 / 26, box["y"] + box["height"] * 9.5 / 26)
    said = tab.locator(part("sum")).text_content()
    assert said.startswith("Row 9, column 6: ")
    assert abs(float(said.rpartition("= ")[2].replace("−", "-")) - output(shown)[9, 6]) < 0.006
    box = tab.locator(part("x")).bounding_box()
    tab.mouse.move(box["x"] + box["width"] * 12.5 / 28, box["y"] + box["height"] * 10.5 / 28)
    said = tab.locator(part("sum")).text_content()
    assert said.startswith("Row 9, column 11: "), "on the image a pointer means the window around its pixel"
    tab.mouse.move(1, 1)
    assert tab.locator(part("sum")).text_content().startswith(f"Row {row + 1}, column {column + 1}: ")


def test_the_sum_that_is_written_out_adds_up(tab):
    tab.locator(part("preset")).select_option(label="sharpen")
    tab.locator(part("x")).focus()
    read = 0
    for key in ["ArrowUp"] * 4 + ["ArrowLeft"] * 6 + ["ArrowDown"] * 8:
        tab.keyboard.press(key)
        said = tab.locator(part("sum")).text_content().partition(": ")[2].replace("−", "-")
        terms, _, result = said.rpartition(" = ")
        if " · " in terms:
            products = [np.prod([float(f.strip("()")) for f in term.split(" · ")]) for term in terms.split(" + ")]
            assert abs(sum(products) - float(result)) < 0.05, terms
            read += len(products) > 2
    assert read > 4


def test_a_weight_that_is_no_number_is_told_and_the_old_one_counts(tab):
    weight = tab.locator(f"{part('kernel')} input").first
    weight.fill("0.5")
    assert tab.evaluate(NUMBERS)["K"][0] == 0.5
    for text in ("", "two", "1e9", "<b>", "9" * 400):
        weight.fill(text)
        assert "is no number such as 0.5" in tab.locator(part("message")).text_content()
        assert tab.evaluate(NUMBERS)["K"][0] == 0.5
    weight.fill("-1")
    assert tab.locator(part("message")).text_content() == ""
    shown = tab.evaluate(NUMBERS)
    np.testing.assert_allclose(output(shown), expected(shown["K"]), atol=1e-9)


HEIGHTS = (
    "[...document.querySelectorAll('.continue, .lab')].map(part => Math.round(part.getBoundingClientRect().height))"
)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_lab_and_the_line_above_it_have_their_place_before_their_scripts_come(opened, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    empty = context.new_page()
    empty.route(re.compile(r"_static/(labs/.*|near|progress)\.js"), lambda route: route.abort())
    empty.goto((SITE / PAGE).as_uri())
    filled, _ = opened(PAGE, width=width)
    filled.wait_for_selector(".lab-ready")
    assert empty.locator(".lab-ready").count() == 0
    assert empty.evaluate(HEIGHTS) == filled.evaluate(HEIGHTS)
    filled.evaluate("""localStorage.setItem("kernel-by-kernel", JSON.stringify(
        {read: ["01_see_why"], done: ["02-window"], page: "15_place_todays_models", section: "summary"}))""")
    filled.reload()
    filled.wait_for_selector(".lab-ready")
    assert "Continue where you were" in filled.locator(".continue").inner_text()
    reserved, needed = empty.evaluate(HEIGHTS), filled.evaluate(HEIGHTS)
    assert needed[1] == reserved[1]
    assert needed[0] == reserved[0]
    assert filled.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
