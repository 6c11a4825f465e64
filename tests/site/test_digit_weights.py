"""The switch of the digits lab: weights of 8 bits are loaded when they are asked for, and read; what that costs."""

import re

import numpy as np
import pytest

from built_site import SITE, bring_near
from canvases import SCREENS, open_lab, part
from chapters import ROOT
from kernelbook import data, evaluation, models
from kernelbook.network import digit_network
from pages import exhibits
from readings import read_by_the_lab
from unpacked import unpacked

PAGE, LAB = "chapters/labs/digits.html", "assets/labs/digits"
CHAPTER = "chapters/05_train_a_network.html"
DATA = SITE / "_static" / "labs" / "digits"
TEXT = " ".join((ROOT / "chapters/labs/digits.md").read_text(encoding="utf-8").split())
CLOSE = 1.0  # between the two largest logits: closer than that, the page itself is asked
EACH = 25  # images of each digit that the page itself is asked for, too

pytestmark = pytest.mark.site


@pytest.fixture
def fresh(browser):
    """Return a function that opens the lab in a new tab, and hands back the tab and all that it asked for."""
    contexts = []

    def open_fresh(page=PAGE, **options):
        contexts.append(browser.new_context(**SCREENS["screen"] | options))
        tab, asked = contexts[-1].new_page(), []
        tab.on("request", lambda request: asked.append(request.url.split("/")[-1].split("?")[0]))
        open_lab(tab, page)
        return tab, asked

    yield open_fresh
    for context in contexts:
        context.close()


def said(tab):
    return tab.locator(part("message")).text_content()


def wait_for(tab, bits):
    tab.wait_for_function(f"kernelLab.seen().bits === {bits}")


def weights_of(bits):
    """Return the weights that the lab reads with: dict of names to ndarrays of float64."""
    if bits == 8:
        return unpacked(exhibits.trained_in_8_bits()["arrays"])
    return {name: w.astype("<f2").astype(np.float64) for name, w in models.load_weights("digit_network").items()}


# The switch.


@pytest.mark.parametrize("page", [PAGE, CHAPTER])
def test_the_weights_of_8_bits_are_loaded_when_they_are_asked_for_and_once(fresh, page):
    tab, asked = fresh(page)
    tab.wait_for_load_state("networkidle")
    assert "weights.js" in asked
    assert "weights8.js" not in asked, f"{LAB}/lab.html: nobody has asked for them"
    assert said(tab).endswith(", on weights of 16 bits.")
    switch = tab.locator(part("eight"))
    for _ in range(2):
        switch.check()
        wait_for(tab, 8)
        assert said(tab).endswith(", on weights of 8 bits.")
        switch.uncheck()
        wait_for(tab, 16)
        assert said(tab).endswith(", on weights of 16 bits.")
    assert asked.count("weights8.js") == 1


@pytest.mark.parametrize("bits", [16, 8])
def test_the_lab_reads_with_the_weights_that_it_names(fresh, bits):
    """A digit turned until it is hard to read: logits, table and message are those of the network in so many bits."""
    tab, _ = fresh()
    tab.locator(part("eight")).set_checked(bits == 8)
    wait_for(tab, bits)
    for name in ("example", "example", "turn", "turn", "turn"):
        tab.locator(part(name)).click()
    network, z = digit_network(dtype="float64"), {}
    image = np.reshape(tab.evaluate("Array.from(kernelLab.seen().prepared.values)"), (1, 28, 28, 1))
    for each in (8, 16):
        network.set_weights(weights_of(each))
        z[each] = network.predict(image)
    assert np.abs(z[8] - z[16]).max() > 0.005, "here other weights could not be seen"
    found = tab.evaluate("Array.from(kernelLab.seen().reading.layers.logits.data)")
    np.testing.assert_allclose([found], z[bits], atol=1e-4, err_msg=f"{LAB}/network.js, on weights of {bits} bits")
    softened = evaluation.softmax(z[bits] / tab.evaluate("kernelLab.weights.temperature"))[0]
    cells = tab.locator(f"{part('answers')} tbody tr td:nth-child(3)").all_text_contents()
    np.testing.assert_allclose([float(cell) for cell in cells], 100 * softened, atol=0.06)
    assert said(tab).startswith(f"The network reads {softened.argmax()}, with a probability of")
    assert said(tab).endswith(f", on weights of {bits} bits.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_switch_answers_to_keys_and_is_named(fresh, scheme):
    tab, _ = fresh(color_scheme=scheme)
    tab.locator(part("prepare")).focus()
    tab.keyboard.press("Tab")
    switch = tab.get_by_role("checkbox", name="weights of 8 bits (loads 118 kB)")
    assert switch.evaluate("box => box === document.activeElement")
    assert switch.evaluate("box => getComputedStyle(box).outlineStyle") == "solid"
    tab.keyboard.press("Space")
    wait_for(tab, 8)
    assert switch.is_checked()
    assert switch.evaluate("box => box === document.activeElement"), "the focus is not lost"
    assert tab.get_by_role("status").filter(has_text="on weights of 8 bits.").count() == 1, "a screen reader hears it"


def test_the_switch_answers_to_a_finger(fresh):
    tab, _ = fresh(**SCREENS["phone"], has_touch=True, is_mobile=True)
    label = tab.locator("label", has=tab.locator(part("eight")))
    box = label.bounding_box()
    assert box["height"] >= 22
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    label.tap()
    wait_for(tab, 8)


def test_an_empty_paper_says_which_weights_wait(fresh):
    tab, _ = fresh()
    tab.locator(part("clear")).click()
    assert said(tab) == ""
    tab.locator(part("eight")).check()
    wait_for(tab, 8)
    assert said(tab) == "Weights of 8 bits are in use."


def test_weights_that_do_not_come_are_told_and_can_be_asked_for_again(fresh):
    tab, asked = fresh()
    place, switch = tab.locator(".lab"), tab.locator(part("eight"))
    address = place.get_attribute("data-later")
    place.evaluate("place => { place.dataset.later = 'gone.js' }")
    switch.click()
    tab.wait_for_function("!document.querySelector('[data-part=eight]').checked")
    assert said(tab).startswith("The weights of 8 bits could not be loaded, and those of 16 stay in use.")
    assert tab.evaluate("kernelLab.seen().bits") == 16
    place.evaluate("(place, address) => { place.dataset.later = address }", address)
    switch.check()
    wait_for(tab, 8)
    assert said(tab).endswith(", on weights of 8 bits.")
    assert [name for name in asked if name in ("gone.js", "weights8.js")] == ["gone.js", "weights8.js"]


HOLD = """place => {
  window.held = [];
  window.hold = (event) => { held.push(event.type); event.stopImmediatePropagation(); };
  place.addEventListener("asked", hold, { capture: true });
}"""
LET_GO = """place => {
  place.removeEventListener("asked", hold, { capture: true });
  place.dispatchEvent(new Event("asked"));
}"""


def test_who_changes_the_switch_while_they_come_gets_what_it_says_last(fresh):
    tab, _ = fresh()
    place, switch = tab.locator(".lab"), tab.locator(part("eight"))
    place.evaluate(HOLD)
    switch.check()
    assert said(tab) == "Loading the weights of 8 bits."
    switch.uncheck()
    switch.check()
    switch.uncheck()
    assert said(tab).endswith(", on weights of 16 bits.")
    assert tab.evaluate("held") == ["asked"], "once is enough"
    place.evaluate(LET_GO)
    tab.wait_for_function("kernelLab.weights8")
    tab.wait_for_timeout(100)
    assert tab.evaluate("kernelLab.seen().bits") == 16


def test_the_network_refuses_weights_that_nobody_has_asked_for(tab):
    image = {"height": 28, "width": 28, "values": [0] * 784}
    ask = "(image) => { try { kernelLab.network.read(image, 8) } catch (error) { return error.message } }"
    assert tab.evaluate(ask, image) == "The weights of 8 bits are not loaded."


# What it costs, as the page says it.


def stated(pattern):
    """Return the numbers that the page states where its text is like a pattern."""
    found = re.search(pattern, TEXT)
    assert found, f"chapters/labs/digits.md: no words like {pattern!r}"
    return [float(text.replace(",", "")) for text in found.groups()]


def test_the_text_of_8_bits_is_less_than_half_as_long():
    kilobytes = [round((DATA / name).stat().st_size / 1000) for name in ("weights.js", "weights8.js")]
    assert stated(r"as text, with 16 bits for each: (\d+) kB\..* text of (\d+) kB, less than half") == kilobytes
    assert kilobytes[1] < kilobytes[0] / 2
    assert f"(loads {kilobytes[1]} kB)" in (ROOT / LAB / "lab.html").read_text(encoding="utf-8")
    letters, of_bytes, others, of_others = stated(r"(\d) of them stand for (\d) bytes, .* 16 bits are (\d) for (\d)\.")
    assert len(exhibits.in_base85(np.zeros(120))) == 120 * 8 * letters / of_bytes
    assert len(exhibits.in_base64(np.zeros(120))) == 120 * 8 * others / of_others
    assert stated(r"The network's ([\d,]+) weights") == [sum(w.size for w in weights_of(8).values())]


@pytest.fixture(scope="module")
def logits():
    """Return Keras's logits of all test images on the weights in so many bits: dict, (10,000, 10) each."""
    _, (images, _) = data.load_mnist()
    network, found = models.digit_network(), {}
    for bits in (16, 8):
        models.set_weights(network, {name: w.astype(np.float32) for name, w in weights_of(bits).items()})
        found[bits] = network.predict(images[..., np.newaxis].astype("float32") / 255, batch_size=500, verbose=0)
    return found


def gap(z):
    """Return how far apart the two largest logits of each image are: shape (n,)."""
    two = np.sort(z, axis=1)[:, -2:]
    return two[:, 1] - two[:, 0]


@pytest.fixture(scope="module")
def asked(logits):
    """Return which test images the page itself is asked for: the first of each digit, and all that are close."""
    _, (_, labels) = data.load_mnist()
    first = np.concatenate([np.flatnonzero(labels == digit)[:EACH] for digit in range(10)])
    return np.union1d(first, np.flatnonzero(np.minimum(*map(gap, logits.values())) < CLOSE))


@pytest.mark.slow
def test_answers_that_differ_are_as_many_as_the_page_says(browser, logits, asked):
    """The page reads what is close, and some of each digit; it is Keras within a thousandth, so the rest is alike."""
    _, (images, labels) = data.load_mnist()
    tab = browser.new_page()
    tab.goto((SITE / PAGE).as_uri())
    bring_near(tab)
    tab.locator(part("eight")).check()
    wait_for(tab, 8)
    answers = {}
    for bits, z in logits.items():
        found = read_by_the_lab(tab, images[asked], "logits", bits)
        np.testing.assert_allclose(found, z[asked], atol=1e-3, err_msg=f"{LAB}/network.js, on weights of {bits} bits")
        answers[bits] = z.argmax(axis=1)
        answers[bits][asked] = found.argmax(axis=1)
    tab.close()
    right = [(answers[bits] == labels).sum() for bits in (16, 8)]
    assert stated(r"Of the 10,000 test images, ([\d,]+) are read right with 16 bits, and ([\d,]+) with 8\.") == right
    (different,) = np.flatnonzero(answers[16] != answers[8])
    assert stated(r"The two answers differ on (\d+) image: a three, in which the network sees an eight") == [1]
    assert (labels[different], answers[16][different], answers[8][different]) == (3, 3, 8)


@pytest.mark.slow
def test_no_probability_changes_by_more_than_the_page_says(logits):
    temperature = exhibits.trained()["temperature"]
    p, q = (evaluation.softmax(logits[bits].astype(np.float64) / temperature) for bits in (16, 8))
    assert stated(r"no softened probability changes by more than ([\d.]+) percentage points") == [
        round(100 * np.abs(p - q).max(), 1)
    ]
    (different,) = np.flatnonzero(p.argmax(axis=1) != q.argmax(axis=1))
    shares = [round(100 * p[different].max()), round(100 * q[different].max())]
    assert stated(r"(\d+)% for the three with 16 bits, (\d+)% for the eight with 8\.") == shares
