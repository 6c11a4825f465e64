"""The lab that draws from noise, read back: noise, velocities, drawings and what is shown are the library's."""

import math

import numpy as np
import pytest

from built_site import bring_near
from canvases import SCREENS, assert_shows, open_lab, part, pixels
from kernelbook import flow, models
from pages import exhibits
from unpacked import unpacked

PAGE, LAB = "chapters/labs/drawing.html", "assets/labs/drawing"
VELOCITY = "([x, t, label]) => Array.from(kernelLab.unet.velocity(x, t, label))"
NOISE = "seed => Array.from(kernelLab.drawing.noise(seed))"
DRAW = """settings => kernelLab.drawing.draw(settings).then(
    points => points.map(({t, x, guess}) => [t, Array.from(x), Array.from(guess)]))"""
REFUSED = "settings => kernelLab.drawing.draw(settings).then(() => 'drawn', error => error.message)"
FINISHED = "() => !kernelLab.drawn().busy && kernelLab.drawn().points.length > 0"
SHOWN = """() => {
  const { settings, points, step, busy } = kernelLab.drawn();
  return { settings, step, busy, points: points.map(({ x, guess }) => [Array.from(x), Array.from(guess)]) };
}"""
ASKED = [  # digit, guidance, steps, number of the noise
    *((3, 2.5, 16, 1), (0, 1, 4, 7), (10, 3, 3, 2), (8, 0, 5, 9999), (5, 5, 1, 3), (9, 0.5, 32, 12)),
]

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def field():
    """Return the field of the shipped network, its kernels in 8 bits as the lab has them."""
    network = models.flow_unet()
    weights = unpacked(exhibits.drawer()["arrays"])
    models.set_weights(network, {name: w.astype("float32") for name, w in weights.items()})
    return flow.network_field(network)


def noise(seed):
    """Return the lab's noise, recomputed: mulberry32, then Box and Muller's cosines. Shape (28, 28, 1)."""
    state, uniform, bits = seed, [], 0xFFFFFFFF
    for _ in range(2 * 784):
        state = (state + 0x6D2B79F5) & bits
        mixed = ((state ^ state >> 15) * (state | 1)) & bits
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) & bits
        uniform.append((mixed ^ mixed >> 14) / 2**32)
    pairs = zip(uniform[::2], uniform[1::2], strict=True)
    normal = [math.sqrt(-2 * math.log(1 - a)) * math.cos(2 * math.pi * b) for a, b in pairs]
    return np.reshape(normal, (28, 28, 1))


def images(rows):
    return np.reshape(rows, (-1, 28, 28, 1))


# What it computes.


@pytest.mark.parametrize("seed", [1, 2, 9999])
def test_the_noise_is_normal_and_the_same_for_the_same_number(everywhere, seed):
    found = images(everywhere(PAGE).evaluate(NOISE, seed))[0]
    np.testing.assert_allclose(found, noise(seed), atol=1e-12, err_msg=f"{LAB}/path.js, noise")
    assert abs(found.mean()) < 0.15
    assert abs(found.std() - 1) < 0.1
    assert np.abs(found - noise(seed + 1)).mean() > 0.5, "another number, other noise"


@pytest.mark.parametrize(("t", "label"), [(0.0, 3), (0.3125, 10), (0.9, 0), (1.0, 9)])
def test_the_velocity_is_that_of_the_librarys_network(everywhere, field, t, label):
    x = (1 - t) * noise(label + 1) + t * np.pad(np.full((12, 6, 1), 2.0), ((8, 8), (11, 11), (0, 0))) - t
    expected = field(x[np.newaxis].astype("float32"), t, np.array([label]))[0]
    found = images(everywhere(PAGE).evaluate(VELOCITY, [x.ravel().tolist(), t, label]))[0]
    off = np.abs(found - expected).max() / np.abs(expected).max()
    assert off < 1e-3, f"{LAB}/unet.js: off by {off:.1e} of the largest velocity, at t = {t} for the label {label}"


@pytest.mark.parametrize(("digit", "strength", "steps", "seed"), ASKED)
def test_a_drawing_is_what_the_library_samples_from_the_same_noise(everywhere, field, digit, strength, steps, seed):
    asked = {"digit": digit, "strength": strength, "steps": steps, "seed": seed}
    t, x, guess = (np.array(each) for each in zip(*everywhere(PAGE).evaluate(DRAW, asked), strict=True))
    none = digit == flow.NONE
    told = flow.guided(field, np.array([0 if none else digit]), 0 if none else strength)
    way = flow.sample(told, noise(seed)[np.newaxis].astype("float32"), steps, path=True)[:, 0]
    np.testing.assert_allclose(t, np.arange(steps + 1) / steps)
    np.testing.assert_allclose(images(x), way, atol=0.02, err_msg=f"{LAB}/path.js")
    guesses = [flow.image_from_field(one, told(one[np.newaxis], s)[0], s) for s, one in zip(t, way, strict=True)]
    np.testing.assert_allclose(images(guess), guesses, atol=0.02, err_msg=f"{LAB}/path.js: the guess")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"digit": 11}, "The digit is 11: choose one from 0 to 9, or none in particular."),
        ({"digit": None}, "The digit is null: choose one"),
        ({"strength": 5.5}, "Guidance: 5.5. Expected a number from 0 to 5."),
        ({"steps": 0}, "Steps: 0. Expected a whole number from 1 to 32."),
        ({"steps": 2.5}, "Steps: 2.5. Expected a whole"),
        ({"seed": 0}, "The number of the noise: 0. Expected a whole number from 1 to 9999."),
    ],
)
def test_what_cannot_be_drawn_is_refused(everywhere, change, message):
    assert message in everywhere(PAGE).evaluate(REFUSED, {"digit": 3, "strength": 2, "steps": 4, "seed": 1} | change)


@pytest.mark.parametrize(
    ("pixels", "t", "label", "message"),
    [(783, 0, 1, "783 pixels: expected 784"), (784, 1.5, 1, "The time is 1.5"), (784, 0, 11, "The label is 11")],
)
def test_a_velocity_that_nobody_can_say_is_refused(everywhere, pixels, t, label, message):
    asked = "([n, t, k]) => { try { kernelLab.unet.velocity(Array(n).fill(0), t, k) } catch (e) { return e.message } }"
    assert message in everywhere(PAGE).evaluate(asked, [pixels, t, label])


# What it shows.


@pytest.fixture
def fresh(browser):
    """Return a function that opens the lab in a new tab, on a screen of its own if asked."""
    contexts = []

    def open_fresh(**options):
        contexts.append(browser.new_context(**SCREENS["screen"] | options))
        tab = contexts[-1].new_page()
        open_lab(tab, PAGE)
        return tab

    yield open_fresh
    for context in contexts:
        context.close()


def fill(tab, **values):
    for name, value in values.items():
        if name == "digit":
            tab.locator(part(name)).select_option(str(value))
        else:
            tab.locator(part(name)).fill(str(value))


def said(tab):
    return tab.locator(part("message")).text_content()


def finish(tab):
    tab.wait_for_function(FINISHED)


def test_it_shows_noise_and_stands_still_until_somebody_draws(fresh):
    tab = fresh()
    for _ in range(2):
        assert_shows(pixels(tab, part("now")), noise(1)[..., 0], -1, 1, "gray_r")
        assert not pixels(tab, part("guess")).any(), "nobody has asked the network yet"
        assert tab.locator(part("place")).is_disabled()
        assert said(tab) == "Press Draw."
        tab.wait_for_timeout(300)
    fill(tab, seed=5)
    assert_shows(pixels(tab, part("now")), noise(5)[..., 0], -1, 1, "gray_r")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_each_step_can_be_walked_to_with_keys_and_is_said_in_words(fresh, screen, scheme):
    tab = fresh(**SCREENS[screen], color_scheme=scheme)
    fill(tab, digit=4, strength=1, steps=4)
    tab.locator(part("draw")).press("Enter")
    finish(tab)
    assert said(tab) == "Finished: a 4 in 4 steps. The network was asked 4 times."
    shown = tab.evaluate(SHOWN)
    assert (shown["step"], shown["settings"]) == (4, {"digit": 4, "strength": 1, "steps": 4, "seed": 1})
    place = tab.locator(part("place"))
    for key, step in (("ArrowLeft", 3), ("ArrowLeft", 2), ("Home", 0), ("ArrowRight", 1), ("End", 4)):
        place.press(key)
        assert said(tab) == f"Step {step} of 4, t = {step / 4:g}."
        assert place.get_attribute("aria-valuetext") == f"step {step} of 4"
        assert f"step {step} of 4" in tab.locator(part("now")).get_attribute("aria-label")
        for name, values in zip(("now", "guess"), shown["points"][step], strict=True):
            assert_shows(pixels(tab, part(name)), np.reshape(values, (28, 28)), -1, 1, "gray_r")
    tab.locator(part("back")).click()
    assert said(tab) == "Step 3 of 4, t = 0.75."
    tab.locator(part("on")).press("Enter")
    assert tab.locator(part("on")).is_disabled()
    assert place.evaluate("place => place === document.activeElement"), "the focus is not lost"


def test_the_distance_of_a_guess_is_its_mean_over_the_pixels(fresh):
    tab = fresh()
    fill(tab, digit=7, steps=2)
    tab.locator(part("draw")).click()
    finish(tab)
    about = tab.locator(part("about"))
    assert about.text_content() == "At the end the image is the guess."
    tab.locator(part("back")).click()
    points = tab.evaluate(SHOWN)["points"]
    mean = np.abs(np.subtract(points[1][1], points[2][0])).mean()
    found = float(about.text_content().split(" is ")[1].split(" away")[0])
    assert found == pytest.approx(mean, abs=0.0051)


def test_another_drawing_stops_the_one_before(fresh):
    tab = fresh()
    fill(tab, digit=3, steps=32)
    tab.locator(part("draw")).click()
    tab.wait_for_function("kernelLab.drawn().points.length > 1")
    assert tab.evaluate("kernelLab.drawn().busy")
    fill(tab, digit=6, steps=2)
    assert not tab.evaluate("kernelLab.drawn().busy"), "who changes something stops it"
    tab.locator(part("steps")).press("Enter")
    finish(tab)
    tab.wait_for_timeout(500)
    shown = tab.evaluate(SHOWN)
    assert shown["settings"] == {"digit": 6, "strength": 2, "steps": 2, "seed": 1}
    assert len(shown["points"]) == 3
    assert said(tab) == "Finished: a 6 in 2 steps. The network was asked 4 times."
    assert tab.locator(f"{part('kept')} li").all_text_contents() == ["6: guidance 2, 2 steps, noise 1"]


def test_the_last_six_drawings_stay_below_the_last_one_first(fresh):
    tab = fresh()
    fill(tab, digit=1, steps=1)
    for turn in range(7):
        tab.locator(part("other")).click()
        finish(tab)
        assert tab.locator(part("seed")).input_value() == str(turn + 2)
    words = tab.locator(f"{part('kept')} li").all_text_contents()
    assert words == [f"1: guidance 2, 1 step, noise {seed}" for seed in range(8, 2, -1)]
    last = np.reshape(tab.evaluate(SHOWN)["points"][-1][0], (28, 28))
    assert_shows(pixels(tab, tab.locator(f"{part('kept')} canvas").first), last, -1, 1, "gray_r")
    fill(tab, seed=9999)
    tab.locator(part("other")).click()
    assert tab.locator(part("seed")).input_value() == "1"


def test_no_digit_in_particular_asks_without_guidance(fresh):
    tab = fresh()
    fill(tab, digit=10, steps=2)
    assert tab.locator(part("strength")).is_disabled()
    tab.locator(part("draw")).click()
    finish(tab)
    assert said(tab) == "Finished: no digit in particular in 2 steps. The network was asked 2 times."
    fill(tab, digit=8)
    assert tab.locator(part("strength")).is_enabled()


@pytest.mark.parametrize(
    ("name", "text", "message", "right"),
    [
        ("steps", "0", "Steps: 0. Expected a whole number from 1 to 32.", "2"),
        ("steps", "", "Steps: no number. Expected a whole number from 1 to 32.", "1"),
        ("steps", "33", "Steps: 33. Expected", "2"),
        ("strength", "-1", "Guidance: -1. Expected a number from 0 to 5.", "0"),
        ("strength", "", "Guidance: no number. Expected", "1.25"),
        ("seed", "1.5", "The number of the noise: 1.5. Expected a whole number from 1 to 9999.", "77"),
    ],
)
def test_a_setting_out_of_its_range_is_told_and_nothing_is_drawn(fresh, name, text, message, right):
    tab = fresh()
    fill(tab, steps=2)
    fill(tab, **{name: text})
    assert message in said(tab)
    assert tab.locator(part(name)).get_attribute("aria-invalid") == "true"
    tab.locator(part("draw")).click()
    tab.wait_for_timeout(100)
    assert message in said(tab)
    assert tab.evaluate(SHOWN)["points"] == []
    fill(tab, **{name: right})
    assert tab.locator(part(name)).get_attribute("aria-invalid") is None
    tab.locator(part("draw")).click()
    finish(tab)
    assert said(tab).startswith("Finished: a 3 in ")


def test_without_a_digit_nothing_is_drawn(fresh):
    tab = fresh()
    tab.locator(part("digit")).evaluate("choice => { choice.value = ''; choice.dispatchEvent(new Event('input')); }")
    tab.locator(part("draw")).click()
    assert said(tab) == "The digit is no number: choose one from 0 to 9, or none in particular."
    assert tab.evaluate(SHOWN)["points"] == []


def test_where_motion_is_unwanted_the_end_alone_is_shown(fresh):
    tab = fresh(reduced_motion="reduce")
    tab.evaluate("""() => {
        window.steps = new Set();
        new MutationObserver(() => steps.add(kernelLab.drawn().step)).observe(
            document.querySelector('[data-part=caption-now]'), { childList: true });
    }""")
    fill(tab, steps=4)
    tab.locator(part("draw")).click()
    finish(tab)
    assert set(tab.evaluate("Array.from(steps)")) <= {0, 4}
    tab.locator(part("back")).click()
    assert said(tab) == "Step 3 of 4, t = 0.75."


def test_nothing_goes_wrong_and_nobody_is_asked(opened):
    tab, faults = opened(PAGE)
    bring_near(tab)
    fill(tab, steps=3)
    tab.locator(part("draw")).click()
    finish(tab)
    assert faults == []
