"""The labs in a real browser: their numbers are the library's, bad input is answered, keys and fingers suffice."""

import io
import re
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image

import draw_digit
from built_site import PAGES, SITE, bring_near
from chapters import ROOT
from kernelbook import convolution, data, evaluation, models
from kernelbook.network import digit_network
from pages import labs
from photographed import PHOTOGRAPHED, REFUSALS
from readings import read_by_the_lab

CONVOLUTION, DIGITS = "chapters/labs/convolution.html", "chapters/labs/digits.html"
DRAWING = "chapters/labs/drawing.html"  # what it computes and shows: test_drawing_lab.py
LEARNING = "chapters/labs/learning.html"  # the same: test_learning_lab.py
CHAPTERS = {"chapters/02_slide_a_kernel.html": "convolution", "chapters/05_train_a_network.html": "network"}
EXAMPLES = re.findall(r'href="(\?[^"]*)"', (ROOT / "chapters/labs/convolution.md").read_text(encoding="utf-8"))
TSC = ROOT / "tests" / "site" / "node_modules" / ".bin" / "tsc"

pytestmark = pytest.mark.site


@pytest.fixture
def opened(opened):
    """Return a function that opens a page as `opened` does, and waits for its lab."""

    def open_lab(page, **options):
        tab, faults = opened(page, **options)
        tab.wait_for_timeout(50)  # the browser goes to #lab first
        bring_near(tab)
        return tab, faults

    return open_lab


def volume(array):
    return {"shape": list(array.shape), "data": array.ravel().tolist()}


def array(volume):
    values = volume["data"]
    values = list(values.values()) if isinstance(values, dict) else values  # a Float64Array arrives as an object
    return np.array(values, float).reshape(volume["shape"])


# The convolution.

RUN = """([X, K, E, steps]) => {
  const { convolve, kernelGradient, imageGradient } = kernelLab.convolution;
  const plain = ({ shape, data }) => ({ shape, data: Array.from(data) });
  return [convolve(X, K, steps), kernelGradient(X, E, K.shape, steps), imageGradient(E, K, X.shape, steps)].map(plain);
}"""


def random_case(seed):
    """Return images, kernels and steps that fit each other."""
    rng = np.random.default_rng(seed)
    while True:
        c_in, c_out = rng.integers(1, 4, 2)
        X = rng.normal(size=(1, *rng.integers(1, 12, 2), c_in))
        K = rng.normal(size=(*rng.integers(1, 5, 2), c_in, c_out))
        pads = tuple(tuple(int(p) for p in pair) for pair in rng.integers(0, 3, (2, 2)))
        steps = {
            "strides": tuple(int(s) for s in rng.integers(1, 4, 2)),
            "dilation": tuple(int(d) for d in rng.integers(1, 4, 2)),
            "padding": [("valid", "same")[seed % 2], pads][seed % 3 == 0],
        }
        try:
            return X, K, steps, convolution.conv2d(X, K, method="loops", **steps)
        except ValueError:
            continue


@pytest.mark.parametrize("seed", range(60))
def test_the_labs_convolution_is_the_librarys_forward_and_backward(everywhere, seed):
    X, K, steps, Y = random_case(seed)
    E = np.random.default_rng(seed).normal(size=Y.shape)
    shown = everywhere(CONVOLUTION).evaluate(RUN, [volume(X[0]), volume(K), volume(E[0]), steps])
    dK = convolution.conv2d_kernel_gradient(X, E, kernel_shape=K.shape, **steps)
    dX = convolution.conv2d_input_gradient(E, K, input_shape=X.shape, **steps)
    for ours, theirs in zip(map(array, shown), (Y[0], dK, dX[0]), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-10)


STATES = [
    {
        "image": "numbers",
        "kernel": "1,2,0;0,-1,3",
        "flip": flip,
        "padding": padding,
        "stride": stride,
        "dilation": dilation,
    }
    for flip in "01"
    for padding, stride, dilation in [("valid", 1, 1), ("same", 2, 1), ("full", 1, 2), ("same", 1, 2), ("full", 3, 1)]
]
SHOWN = """() => {
  const plain = (v) => (v && v.data ? { shape: v.shape, data: Array.from(v.data) } : v);
  return Object.fromEntries(Object.entries(kernelLab.shown()).map(([name, v]) => [name, plain(v)]));
}"""


@pytest.mark.parametrize("state", STATES, ids=lambda state: "-".join(map(str, state.values())))
def test_the_convolution_lab_shows_what_its_address_says(opened, state):
    query = "?" + "&".join(f"{name}={value}" for name, value in state.items())
    tab, faults = opened(CONVOLUTION, query=query + "&view=backward&error=noise#lab")
    shown = tab.evaluate(SHOWN)
    X, E = array(shown["X"])[np.newaxis], array(shown["E"])[np.newaxis]
    K = np.array([[1.0, 2, 0], [0, -1, 3]])
    laid = (K[::-1, ::-1] if state["flip"] == "1" else K)[..., np.newaxis, np.newaxis]
    reach = [state["dilation"] * (k - 1) for k in K.shape]
    padding = tuple((r, r) for r in reach) if state["padding"] == "full" else state["padding"]
    steps = {"strides": state["stride"], "dilation": state["dilation"], "padding": padding}
    np.testing.assert_allclose(array(shown["Y"])[np.newaxis], convolution.conv2d(X, laid, **steps), atol=1e-10)
    dK = convolution.conv2d_kernel_gradient(X, E, kernel_shape=laid.shape, **steps)[..., 0, 0]
    dK = dK[::-1, ::-1] if state["flip"] == "1" else dK
    np.testing.assert_allclose(array(shown["dK"])[..., 0, 0], dK, atol=1e-10)
    dX = convolution.conv2d_input_gradient(E, laid, input_shape=X.shape, **steps)
    np.testing.assert_allclose(array(shown["dX"])[np.newaxis], dX, atol=1e-10)
    if state["padding"] == "full" and state["stride"] == state["dilation"] == 1 and state["flip"] == "1":
        np.testing.assert_allclose(array(shown["Y"])[..., 0], convolution.convolve2d(X[0, ..., 0], K, mode="full"))
    assert faults == []


@pytest.mark.parametrize("page", [CONVOLUTION, "chapters/02_slide_a_kernel.html"])
def test_the_sum_under_the_window_is_written_out(opened, page):
    tab, faults = opened(page, query="?image=numbers&kernel=1,0;0,2&at=0,0#lab")
    text = tab.locator('[data-part="sum"]')
    assert text.text_content() == "Y[0, 0] = 1 · 1 + 2 · 0 + 4 · 0 + 5 · 2 = 11"  # the first number of chapter 2
    canvas = tab.locator('[data-part="y"]')
    canvas.focus()
    tab.wait_for_function("() => window.before === (window.before = scrollY)", polling=400)  # it has scrolled there
    scrolled = tab.evaluate("scrollY")
    canvas.press("ArrowRight")
    canvas.press("ArrowDown")
    assert tab.evaluate("scrollY") == scrolled, "the keys move the window, not the page"
    assert text.text_content() == "Y[1, 1] = 5 · 1 + 6 · 0 + 8 · 0 + 9 · 2 = 23"
    tab.locator('[data-part="step"]').click()
    assert text.text_content().startswith("Y[1, 2]")
    box = canvas.bounding_box()
    corner = {"x": box["width"] - 3, "y": 3}
    canvas.hover(position=corner)
    assert text.text_content().startswith("Y[0, 3]")
    tab.mouse.move(5, 5)
    assert text.text_content().startswith("Y[1, 2]"), "a pointer only looks"
    canvas.click(position=corner)
    tab.mouse.move(5, 5)
    assert text.text_content().startswith("Y[0, 3]"), "a click stays"
    canvas.press("Shift+ArrowUp")
    canvas.press("ArrowUp")
    assert text.text_content().startswith("Y[0, 3]"), "the window stays inside"
    assert "⌊(4 + 0 − 1 · (2 − 1) − 1) / 1⌋ + 1 = 3 rows" in tab.locator('[data-part="size"]').text_content()
    assert faults == []


def test_every_control_of_the_lab_changes_the_output(opened):
    tab, _ = opened(CONVOLUTION, query="?image=digit#lab")
    shape = lambda: tab.evaluate("kernelLab.shown().Y.shape.slice(0, 2)")  # noqa: E731
    assert shape() == [26, 26]
    tab.locator('[data-part="padding"]').select_option("same")
    assert shape() == [28, 28]
    tab.locator('[data-part="stride"]').fill("2")
    tab.locator('[data-part="stride"]').press("Tab")
    assert shape() == [14, 14]
    tab.locator('[data-part="padding"]').select_option("valid")
    tab.locator('[data-part="dilation"]').fill("3")
    tab.locator('[data-part="dilation"]').press("Tab")
    assert shape() == [11, 11]
    tab.locator('[data-part="rows"]').fill("1")
    tab.locator('[data-part="rows"]').press("Tab")
    assert shape() == [14, 11]
    tab.locator('[data-part="preset"]').select_option("blur (box)")
    assert np.allclose(tab.evaluate("Array.from(kernelLab.shown().K.data)"), 1 / 9, atol=1e-6)
    tab.locator('[data-part="image"]').select_option("photograph")
    assert tab.evaluate("kernelLab.shown().X.shape") == [100, 150, 1]
    tab.wait_for_function("location.search.includes('dilation=3')")
    tab.goto(tab.evaluate("location.href"))
    bring_near(tab)
    assert tab.evaluate("[kernelLab.shown().state.stride, kernelLab.shown().state.dilation]") == [2, 3]


def test_an_address_that_leads_to_a_heading_stays_until_the_reader_changes_something(opened):
    tab, _ = opened("chapters/02_slide_a_kernel.html", query="#one-formula-for-all-of-them")
    tab.wait_for_timeout(500)
    assert tab.evaluate("location.hash") == "#one-formula-for-all-of-them"
    tab.locator('[data-part="padding"]').select_option("same")
    tab.wait_for_function("location.search === '?padding=same'")
    tab.locator('[data-part="padding"]').select_option("valid")
    tab.wait_for_function("location.search === ''")


def test_the_kernel_is_turned_on_request(opened):
    tab, _ = opened(CONVOLUTION, query="?image=numbers&kernel=1,2;3,4#lab")
    tab.locator('[data-part="flip"]').check()
    assert tab.evaluate("Array.from(kernelLab.shown().K.data)") == [4, 3, 2, 1]
    assert tab.locator('[data-part="kernel"] input').first.input_value() == "1"


def test_the_window_plays_and_pauses(opened):
    tab, _ = opened(CONVOLUTION, query="?image=numbers#lab")
    button = tab.locator('[data-part="play"]')
    start = tab.locator('[data-part="sum"]').text_content()
    tab.wait_for_timeout(500)
    assert tab.locator('[data-part="sum"]').text_content() == start, "it stands still until somebody starts it"
    button.click()
    assert button.text_content() == "Pause"
    tab.wait_for_function("document.querySelector('[data-part=sum]').textContent.startsWith('Y[0, 2]')")
    button.click()
    assert button.text_content() == "Play"
    tab.locator('[data-part="step"]').click()
    assert tab.locator('[data-part="sum"]').text_content().endswith("?"), "the next window, before its number"
    tab.locator('[data-part="step"]').click()
    assert not tab.locator('[data-part="sum"]').text_content().endswith("?")
    button.click()
    tab.wait_for_function("document.querySelector('[data-part=play]').textContent === 'Play'")
    assert not tab.locator('[data-part="sum"]').text_content().endswith("?"), "it went on to the end"


def test_a_hidden_output_is_predicted_and_shown_step_by_step(opened):
    tab, _ = opened(CONVOLUTION, query="?image=numbers&kernel=1,0;0,2&at=0,0&hide=1#lab")
    text, step = tab.locator('[data-part="sum"]'), tab.locator('[data-part="step"]')
    assert text.text_content() == "Y[0, 0] = 1 · 1 + 2 · 0 + 4 · 0 + 5 · 2 = ?"
    for expected in ("Y[0, 0] = 1 · 1 + 2 · 0 + 4 · 0 + 5 · 2 = 11", "Y[0, 1] = 2 · 1 + 3 · 0 + 5 · 0 + 6 · 2 = ?"):
        step.click()
        assert text.text_content() == expected
    tab.locator('[data-part="hide"]').uncheck()
    assert text.text_content().endswith("= 14")


def test_a_pointer_does_not_move_an_error(opened):
    tab, _ = opened(CONVOLUTION, query="?image=numbers&kernel=1,2;3,4&at=1,2&view=backward#lab")
    tab.locator('[data-part="e"]').hover(position={"x": 3, "y": 3})
    assert tab.evaluate("kernelLab.shown().state.at") == [1, 2]
    tab.locator('[data-part="e"]').click(position={"x": 3, "y": 3})
    assert tab.evaluate("kernelLab.shown().state.at") == [0, 0]
    text = tab.locator('[data-part="sum"]')
    tab.locator('[data-part="dx"]').click(position={"x": 3, "y": 3})
    assert text.text_content() == "The pixel (0, 0) lay under 1 window. Weight · error, added up: 1 · 1 = 1"


@pytest.mark.parametrize("query", EXAMPLES)
def test_the_examples_of_the_page_can_be_read(opened, query):
    tab, faults = opened(CONVOLUTION, query=query.replace("&amp;", "&"))
    said = tab.locator('[data-part="message"]').text_content()
    assert said.startswith("A kernel of 3 with dilation 3 covers 7 pixels") if "dilation=3" in query else said == ""
    assert faults == []


# Bad input.


@pytest.mark.parametrize(
    "query",
    ["?kernel=abc", "?stride=0", "?image=own", "?at=-1,2", "?kernel=1,2;3", "?view=up", "?kernel=1/0", "?stride=%00"],
)
def test_a_broken_address_is_told_and_the_rest_stands(opened, query):
    tab, faults = opened(CONVOLUTION, query=query + "&dilation=2#lab")
    said = tab.locator('[data-part="message"]').text_content()
    assert "could not be read" in said
    assert query[1:].split("=")[0] in said
    assert tab.evaluate("kernelLab.shown().state.dilation") == 2
    assert faults == []


def test_letters_in_the_kernel_are_told_and_the_old_weight_counts(opened):
    tab, faults = opened(CONVOLUTION, query="?image=numbers&kernel=1,0;0,2#lab")
    cell = tab.locator('[data-part="kernel"] input').first
    for text in ("x", "", "1/0", "1e9", "--2", "9999999"):
        cell.fill(text)
        assert cell.get_attribute("aria-invalid") == "true", text
        assert "1 still counts" in tab.locator('[data-part="message"]').text_content()
        assert tab.evaluate("kernelLab.shown().K.data[0]") == 1
    for text, value in (("-.5", -0.5), ("1/4", 0.25), ("−2", -2), ("0,5", 0.5), ("+3.", 3)):
        cell.fill(text)
        assert tab.evaluate("kernelLab.shown().K.data[0]") == value
    assert cell.get_attribute("aria-invalid") is None
    cell.fill("x")
    cell.press("Tab")
    assert cell.input_value() == "3", "who leaves a cell finds what counts"
    assert tab.locator('[data-part="message"]').text_content() == ""
    tab.locator('[data-part="rows"]').fill("99")
    tab.locator('[data-part="rows"]').press("Tab")
    assert "from 1 to 9" in tab.locator('[data-part="message"]').text_content()
    assert faults == []


def test_a_kernel_that_is_too_large_is_explained_and_can_be_mended(opened):
    tab, _ = opened(CONVOLUTION, query="?image=numbers&kernel=1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1#lab")
    said = tab.locator('[data-part="message"]').text_content()
    assert said == (
        "A kernel of 5 with dilation 1 covers 5 pixels, but the padded image has 4. "
        "Use a smaller kernel or dilation, or more padding."
    )
    assert tab.locator('[data-part="caption-y"]').text_content() == "no output"
    assert tab.locator('[data-part="products"] td').count() == 0
    assert tab.locator('[data-part="step"]').is_disabled()
    tab.locator('[data-part="padding"]').select_option("same")
    assert tab.evaluate("kernelLab.shown().Y.shape") == [4, 5, 1]
    assert tab.locator('[data-part="step"]').is_enabled()
    assert tab.locator('[data-part="message"]').text_content() == ""


def picture_file(image, name="picture.png", kind="PNG"):
    file = io.BytesIO()
    image.save(file, kind)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": file.getvalue()}


def test_a_picture_of_ones_own_is_reduced_and_made_gray(opened):
    tab, faults = opened(CONVOLUTION)
    wide = Image.new("RGB", (12_000, 4_000), (255, 0, 0))
    tab.locator('[data-part="file"]').set_input_files(picture_file(wide))
    tab.wait_for_function("kernelLab.shown().X.shape[1] === 150 && kernelLab.shown().X.shape[0] === 50")
    assert np.allclose(tab.evaluate("Array.from(kernelLab.shown().X.data)"), 1 / 3, atol=0.01)
    assert faults == [], "nothing leaves the machine"


def test_a_transparent_picture_lies_on_white_paper(opened):
    tab, _ = opened(CONVOLUTION)
    tab.locator('[data-part="file"]').set_input_files(picture_file(Image.new("RGBA", (20, 10), (0, 0, 0, 0))))
    tab.wait_for_function("kernelLab.shown().X.shape[0] === 10")
    assert set(tab.evaluate("Array.from(kernelLab.shown().X.data)")) == {1}


def test_a_picture_of_one_pixel_needs_padding_and_gets_it(opened):
    tab, faults = opened(CONVOLUTION)
    tab.locator('[data-part="file"]').set_input_files(picture_file(Image.new("L", (1, 1), 128)))
    tab.wait_for_function("document.querySelector('[data-part=message]').textContent.includes('covers 3 pixels')")
    tab.locator('[data-part="padding"]').select_option("same")
    assert tab.evaluate("kernelLab.shown().Y.shape") == [1, 1, 1]
    assert faults == []


def test_a_file_that_is_no_picture_changes_nothing(opened):
    tab, _ = opened(CONVOLUTION)
    file = {"name": "notes.png", "mimeType": "image/png", "buffer": b"not a picture"}
    tab.locator('[data-part="file"]').set_input_files(file)
    tab.wait_for_function(
        "document.querySelector('[data-part=message]').textContent.includes('notes.png is not a picture')"
    )
    assert tab.evaluate("kernelLab.shown().state.image") == "photograph"


@pytest.mark.parametrize("page", [CONVOLUTION, DIGITS, DRAWING, LEARNING, *CHAPTERS])
def test_without_javascript_the_page_says_what_is_missing(browser, page):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((SITE / page).as_uri())
    assert "It needs JavaScript" in tab.locator(".lab noscript").inner_text()
    assert not tab.locator(".lab-body").is_visible()
    assert tab.locator("article p").first.is_visible()
    context.close()


def test_nothing_plays_where_motion_is_unwanted(browser):
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto((SITE / CONVOLUTION).as_uri())
    bring_near(tab)
    assert not tab.locator('[data-part="play"]').is_visible()
    assert tab.locator('[data-part="step"]').is_visible()
    context.close()


# The network that reads a digit.

PREPARE = "(p) => Array.from(kernelLab.preparation.prepareDigit(p).values)"


def drawn(seed):
    """Return a test digit as somebody might have photographed it: another size, a shadow, noise, dark or bright ink."""
    rng = np.random.default_rng(seed)
    _, (images, _) = data.load_mnist()
    digit = Image.fromarray(images[rng.integers(len(images))]).resize(tuple(int(n) for n in rng.integers(40, 160, 2)))
    ink = np.pad(np.asarray(digit) / 255, rng.integers(5, 40, (2, 2)))
    light = 0.9 - 0.3 * np.linspace(0, 1, ink.shape[1]) * rng.random()
    gray = np.clip(light * (1 - 0.7 * ink) + rng.normal(0, 0.01, ink.shape), 0, 1)
    return gray if seed % 2 else 1 - gray


@pytest.mark.parametrize("seed", range(12))
def test_the_lab_prepares_a_digit_as_the_library_does(everywhere, seed):
    gray = drawn(seed)
    values = everywhere(DIGITS).evaluate(
        PREPARE, {"height": gray.shape[0], "width": gray.shape[1], "values": gray.ravel().tolist()}
    )
    np.testing.assert_allclose(np.reshape(values, (28, 28)), data.prepare_digit(gray), atol=1e-4)


@pytest.mark.parametrize("width", [5, 7])
def test_half_a_pixel_is_rounded_as_python_rounds(everywhere, width):
    gray = np.ones((60, 30))
    gray[10:50, 10 : 10 + width] = 0  # half its size is 20 by 2.5, or 3.5
    picture = {"height": 60, "width": 30, "values": gray.ravel().tolist()}
    values = np.reshape(everywhere(DIGITS).evaluate(PREPARE, picture), (28, 28))
    np.testing.assert_allclose(values, data.prepare_digit(gray), atol=1e-4)


@pytest.mark.parametrize("name", PHOTOGRAPHED)
def test_the_lab_leaves_out_what_the_library_leaves_out(everywhere, name):
    gray = PHOTOGRAPHED[name]
    picture = {"height": gray.shape[0], "width": gray.shape[1], "values": gray.ravel().tolist()}
    values = np.reshape(everywhere(DIGITS).evaluate(PREPARE, picture), (28, 28))
    np.testing.assert_allclose(values, data.prepare_digit(gray), atol=1e-4)


REFUSED = {name: (gray, ours, theirs) for name, gray, ours, theirs in REFUSALS} | {
    f"blank {shape}": (np.full(shape, 0.7), "blank", "blank") for shape in ((1, 1), (5, 60), (300, 200))
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_digit_is_refused_by_both(everywhere, name):
    gray, ours, theirs = REFUSED[name]
    with pytest.raises(ValueError, match=ours):
        data.prepare_digit(gray)
    picture = {"height": gray.shape[0], "width": gray.shape[1], "values": gray.ravel().tolist()}
    refusal = "(p) => { try { kernelLab.preparation.prepareDigit(p) } catch (error) { return error.message } }"
    assert theirs in everywhere(DIGITS).evaluate(refusal, picture)


@pytest.fixture(scope="module")
def test_digits():
    _, (images, labels) = data.load_mnist()
    return images, labels


def test_the_labs_logits_are_the_networks_on_the_same_weights(everywhere, test_digits):
    images = test_digits[0][:40]
    network = digit_network(dtype="float64")
    network.set_weights({name: w.astype("<f2") for name, w in models.load_weights("digit_network").items()})
    z = network.predict(images[..., np.newaxis] / 255)
    np.testing.assert_allclose(read_by_the_lab(everywhere(DIGITS), images, "logits"), z, atol=1e-4)


def test_the_labs_probabilities_are_softened_by_the_temperature_of_chapter_6(everywhere, test_digits):
    images = test_digits[0][:20]
    z = read_by_the_lab(everywhere(DIGITS), images, "logits")
    temperature = everywhere(DIGITS).evaluate("kernelLab.weights.temperature")
    assert 1.1 < temperature < 1.5  # as chapter 06 asserts
    np.testing.assert_allclose(read_by_the_lab(everywhere(DIGITS), images, "plain"), evaluation.softmax(z), atol=1e-9)
    np.testing.assert_allclose(
        read_by_the_lab(everywhere(DIGITS), images, "calibrated"), evaluation.softmax(z / temperature), atol=1e-9
    )


@pytest.mark.slow
def test_all_test_digits_are_read_as_keras_reads_them(opened, test_digits):
    images, _ = test_digits
    tab, _ = opened(DIGITS)
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    z = network.predict(images[..., np.newaxis].astype("float32") / 255, batch_size=500, verbose=0)
    theirs = z.argmax(axis=1)
    ours = np.concatenate([read_by_the_lab(tab, part, "logits") for part in np.split(images, 20)]).argmax(axis=1)
    different = np.flatnonzero(ours != theirs)
    assert len(different) <= 5
    two = np.sort(z[different], axis=1)[:, -2:]
    assert (two[:, 1] - two[:, 0] < 0.05).all(), "only near ties may be read differently"


def test_the_frame_shows_the_pixels_that_a_unit_sees(everywhere):
    shapes = [
        ("conv1", (3, 1, 1)),
        ("pool1", (2, 2, 1)),
        ("conv2", (3, 1, 1)),
        ("pool2", (2, 2, 1)),
        ("conv3", (3, 1, 1)),
    ]
    for depth, (name, _) in enumerate(shapes, start=1):
        size, step, _ = convolution.receptive_field([layer for _, layer in shapes[:depth]])
        field = everywhere(DIGITS).evaluate("name => kernelLab.network.receptiveField(name, 2, 1)", name)
        assert field == {"row": 2 * step, "column": step, "size": size}
    whole = everywhere(DIGITS).evaluate("kernelLab.network.receptiveField('dense', 0, 0)")
    assert whole == {"row": 0, "column": 0, "size": 28}


# Strokes as a hand would draw them, in shares of the paper's side; the five is the one of the book's sample picture.
STROKES = {
    0: [[(0.5, 0.15), (0.3, 0.3), (0.28, 0.6), (0.45, 0.83), (0.65, 0.75), (0.72, 0.5), (0.66, 0.25), (0.5, 0.15)]],
    1: [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]],
    2: [[(0.3, 0.3), (0.42, 0.17), (0.62, 0.2), (0.65, 0.38), (0.48, 0.6), (0.3, 0.82)], [(0.3, 0.82), (0.72, 0.82)]],
    3: [[(0.3, 0.2), (0.55, 0.17), (0.65, 0.3), (0.45, 0.47), (0.67, 0.6), (0.6, 0.8), (0.3, 0.82)]],
    4: [[(0.35, 0.2), (0.3, 0.52), (0.68, 0.52)], [(0.64, 0.2), (0.6, 0.85)]],
    5: [[(x / 200, y / 240) for x, y in stroke] for stroke in draw_digit.STROKES],
    7: [[(0.28, 0.2), (0.7, 0.2)], [(0.7, 0.2), (0.52, 0.5), (0.45, 0.85)]],
    9: [[(0.65, 0.3), (0.45, 0.2), (0.35, 0.38), (0.5, 0.48), (0.65, 0.32), (0.62, 0.6), (0.55, 0.85)]],
}


def draw(tab, strokes, between=lambda: None):
    paper = tab.locator('[data-part="drawing"]')
    for stroke in strokes:
        points = draw_digit.smooth(stroke, steps=6)
        for number, (x, y) in enumerate(points):
            box = paper.bounding_box()
            tab.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if number == 0:
                tab.mouse.down()
            if number == len(points) // 2:
                between()
        tab.mouse.up()
    tab.wait_for_timeout(100)


def said(tab):
    return tab.locator('[data-part="message"]').text_content()


@pytest.mark.parametrize("digit", STROKES)
def test_a_drawn_digit_is_read(opened, digit):
    tab, faults = opened(DIGITS)
    tab.locator('[data-part="drawing"]').scroll_into_view_if_needed()
    draw(tab, STROKES[digit])
    assert said(tab).startswith(f"The network reads {digit},")
    shown = tab.evaluate("[kernelLab.seen().picture, kernelLab.seen().prepared]")
    picture, prepared = (np.reshape(p["values"], (p["height"], p["width"])) for p in shown)
    np.testing.assert_allclose(prepared, data.prepare_digit(picture), atol=1e-4)
    assert faults == []


def test_a_phone_that_is_turned_while_somebody_draws_loses_nothing(opened):
    tab, faults = opened(DIGITS, width=390)
    tab.locator('[data-part="drawing"]').scroll_into_view_if_needed()

    def turn():
        tab.set_viewport_size({"width": 800, "height": 390})
        tab.locator('[data-part="drawing"]').scroll_into_view_if_needed()

    draw(tab, STROKES[3], between=turn)
    assert said(tab).startswith("The network reads 3,")
    assert faults == []


def test_a_finger_draws_and_the_page_does_not_scroll(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto((SITE / DIGITS).as_uri())
    bring_near(tab)
    paper = tab.locator('[data-part="drawing"]')
    paper.scroll_into_view_if_needed()
    box, before = paper.bounding_box(), tab.evaluate("scrollY")
    touch = context.new_cdp_session(tab)
    points = [
        {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] * y} for y in np.linspace(0.15, 0.85, 12)
    ]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [points[0]]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tab.wait_for_timeout(200)
    assert said(tab).startswith("The network reads 1,")
    assert tab.evaluate("scrollY") == before
    context.close()


def test_a_digit_can_be_drawn_with_keys_alone(opened):
    tab, _ = opened(DIGITS)
    paper = tab.locator('[data-part="drawing"]')
    paper.focus()
    for key in ["ArrowUp"] * 12 + ["Space"] + ["ArrowDown"] * 24 + ["Space"]:
        paper.press(key)
    assert said(tab).startswith("The network reads 1,")
    paper.press("ArrowRight")
    before = tab.evaluate("kernelLab.seen().picture.values.filter((v) => v < 0.5).length")
    paper.press("Shift+ArrowRight")
    assert tab.evaluate("kernelLab.seen().picture.values.filter((v) => v < 0.5).length") == before, "the pen is lifted"


def test_the_buttons_change_the_drawing_and_clear_it(opened):
    tab, _ = opened(DIGITS)
    press = lambda name: tab.locator(f'[data-part="{name}"]').click()  # noqa: E731
    assert said(tab).startswith("The network reads 0,"), "the page begins with a test digit"
    centered = tab.evaluate("Array.from(kernelLab.seen().prepared.values)")
    press("shift")
    np.testing.assert_allclose(tab.evaluate("Array.from(kernelLab.seen().prepared.values)"), centered, atol=0.2)
    assert said(tab).startswith("The network reads 0,"), "the preparation centers the ink"
    for _ in range(2):
        press("turn")
    press("noise")
    assert (
        "Changes: turned by 30°, shifted by 2.8 of 28 pixels to the right, noise of 0.12"
        in tab.locator(".lab").text_content()
    )
    tab.locator('[data-part="reset"]').click()
    np.testing.assert_array_equal(tab.evaluate("Array.from(kernelLab.seen().prepared.values)"), centered)
    for name in ("shift", "turn", "turn", "noise"):
        press(name)
    assert np.abs(np.subtract(tab.evaluate("Array.from(kernelLab.seen().prepared.values)"), centered)).max() > 0.3
    tab.locator('[data-part="prepare"]').uncheck()
    plain = np.reshape(tab.evaluate("Array.from(kernelLab.seen().prepared.values)"), (28, 28))
    assert np.nonzero(plain > 0.5)[1].mean() > 15, "without the preparation the digit stays where it was shifted"
    press("clear")
    assert tab.locator('[data-part="turn"]').is_disabled()
    assert said(tab) == ""
    assert tab.evaluate("kernelLab.seen().reading") is None
    press("example")
    assert said(tab).startswith("The network reads 1,")


def test_a_unit_is_chosen_with_mouse_and_keys_and_described(opened):
    tab, faults = opened(DIGITS)
    canvas = tab.locator('[data-part="layers"] canvas').nth(2)
    canvas.focus()
    text = tab.locator('[data-part="unit"]')
    for key in ("PageDown", "PageDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        canvas.press(key)
    value = tab.evaluate("kernelLab.seen().reading.layers.conv2.data[(1 * 11 + 2) * 64 + 2]")
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    assert text.text_content() == f"conv2, map 2, row 1, column 2: {shown}. It sees rows 2 to 9 and columns 4 to 11."
    canvas.hover(position={"x": 2, "y": 2})
    assert text.text_content().startswith("conv2, map 0, row 0, column 0")
    assert tab.locator('[data-part="look"]').bounding_box()["y"] > 0, "what it sees stays in view"
    tab.mouse.move(5, 5)
    assert text.text_content().startswith("conv2, map 2, row 1, column 2"), "a pointer only looks"
    assert faults == []


def test_a_dot_is_ink_and_a_turned_stroke_stays_where_it_lies(opened):
    tab, _ = opened(DIGITS)
    paper = tab.locator('[data-part="drawing"]')
    box = paper.bounding_box()
    paper.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    row, column = np.mean(
        np.nonzero(np.reshape(tab.evaluate("kernelLab.seen().picture.values"), (280, 280)) < 0.5), axis=1
    )
    np.testing.assert_allclose((row, column), (140, 70), atol=3)
    for _ in range(6):
        tab.locator('[data-part="turn"]').click()
    paper.click(position={"x": box["width"] * 3 / 4, "y": box["height"] / 2})
    ink = np.reshape(tab.evaluate("kernelLab.seen().picture.values"), (280, 280)) < 0.5
    assert ink[70, 140], "turned by 90 degrees, it lies above the middle"
    assert ink[140, 210]
    tab.locator('[data-part="undo"]').click()
    ink = np.reshape(tab.evaluate("kernelLab.seen().picture.values"), (280, 280)) < 0.5
    assert ink[70, 140]
    assert not ink[140, 210]


def test_a_button_pressed_while_a_finger_draws_ends_the_stroke(opened):
    tab, faults = opened(DIGITS)
    box = tab.locator('[data-part="drawing"]').bounding_box()
    tab.mouse.move(box["x"] + 40, box["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 80, box["y"] + 80)
    tab.evaluate("document.querySelector('[data-part=clear]').click()")
    tab.mouse.move(box["x"] + 90, box["y"] + 90)
    tab.mouse.up()
    tab.wait_for_timeout(100)
    assert tab.evaluate("kernelLab.seen().picture") is None
    assert faults == []


def test_ink_along_the_border_is_explained(opened):
    tab, _ = opened(DIGITS)
    draw(tab, [[(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99), (0.01, 0.01)]])
    assert "leave a margin" in said(tab)


# The site around the labs.


@pytest.fixture(scope="module")
def served():
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_labs_work_over_http_too(browser, served):
    tab = browser.new_page()
    tab.goto(served + CONVOLUTION + "?image=numbers&kernel=1,0;0,2&at=0,0#lab")
    bring_near(tab)
    assert tab.locator('[data-part="sum"]').text_content().endswith("= 11")
    tab.goto(served + DIGITS)
    bring_near(tab)
    tab.locator('[data-part="drawing"]').scroll_into_view_if_needed()
    draw(tab, STROKES[7])
    assert said(tab).startswith("The network reads 7,")
    tab.goto(served + DRAWING)
    bring_near(tab)
    tab.locator('[data-part="steps"]').fill("1")
    tab.locator('[data-part="steps"]').press("Enter")
    tab.wait_for_function("document.querySelector('[data-part=message]').textContent.startsWith('Finished: a 3 ')")
    tab.close()


@pytest.mark.parametrize("page", [CONVOLUTION, DIGITS, DRAWING, LEARNING, *CHAPTERS])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_lab_fits_a_phone_and_its_controls_a_finger(opened, page, scheme):
    tab, faults = opened(page, width=390, scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    for control in tab.locator(".lab :is(button, select, input, .lab-button)").all():
        if control.is_visible() and control.get_attribute("type") != "checkbox":
            assert control.bounding_box()["height"] >= 24, control.get_attribute("data-part")
    assert faults == []


def test_scripts_of_the_labs_are_small_and_stand_only_where_a_lab_does():
    for script in (SITE / "_static" / labs.FOLDER).rglob("*.js"):
        of_data = script.name in ("weights.js", "weights8.js", "pictures.js", "digits.js")
        limit = 400_000 if of_data else 60_000
        if script.name == "examples.js":  # the digits to learn from, loaded when somebody begins
            limit = 1_200_000
        assert script.stat().st_size <= limit, script.name
    places = {f"{page}.html" for lab in labs.LABS for page in lab.places}
    for page in PAGES:
        text = (SITE / page).read_text(encoding="utf-8")
        assert (f"_static/{labs.FOLDER}/" in text) == ("data-scripts=" in text) == (page.as_posix() in places), page


def test_types_of_the_labs_scripts_agree():
    if not TSC.exists() or not shutil.which("node"):
        pytest.skip("TypeScript is not installed: npm ci --prefix tests/site")
    checked = subprocess.run([TSC, "-p", ROOT / "tests" / "site" / "tsconfig.json"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
