"""The lab "Watch it learn" in its page: it trains beside the page, shows what happens, and tells what cannot be."""

import re

import numpy as np
import pytest

from built_site import bring_near
from canvases import SCREENS, open_lab, part, pixels

PAGE = "chapters/labs/learning.html"
NO_WORKERS = "window.Worker = class { constructor() { throw new Error('no workers here'); } };"
MUTE_WORKERS = """window.Worker = class extends EventTarget {
  postMessage() { setTimeout(() => this.dispatchEvent(new Event('error'))); }
};"""
STEPPED = "count => kernelLab.learned().report?.step >= count && kernelLab.learned().curves.losses.length >= count"

pytestmark = pytest.mark.site


@pytest.fixture
def fresh(browser):
    """Return a function that opens the lab in a new tab, with settings in its address, after a script if asked."""
    contexts = []

    def open_fresh(query="", script="", **options):
        contexts.append(browser.new_context(**SCREENS["screen"] | options))
        tab = contexts[-1].new_page()
        if script:
            tab.add_init_script(script)
        open_lab(tab, PAGE, query)
        return tab

    yield open_fresh
    for context in contexts:
        context.close()


def said(tab):
    return tab.locator(part("message")).text_content()


def wait_for_words(tab, words):
    """Wait until the lab says them."""
    said_now = "words => document.querySelector('[data-part=message]').textContent.includes(words)"
    tab.wait_for_function(said_now, arg=words)


def press(tab, name):
    tab.locator(part(name)).click()


def learned(tab, what):
    return tab.evaluate(f"kernelLab.learned().{what}")


def step(tab, count):
    """Step by one batch, so many times."""
    for done in range(learned(tab, "curves.losses.length"), count):
        press(tab, "step")
        tab.wait_for_function(STEPPED, arg=done + 1)
    wait_for_words(tab, "Paused")


def test_nothing_is_loaded_before_somebody_begins_and_a_step_is_one_batch(fresh):
    tab = fresh("?batch=8#lab")
    assert tab.evaluate("kernelLab.learningDigits === undefined")
    assert said(tab).startswith("Press Run: then 5,000 digits are loaded")
    step(tab, 2)
    assert learned(tab, "worker"), "it trains beside the page, also from disk"
    assert said(tab).startswith("Paused: after 2 batches the loss is ")
    assert learned(tab, "curves.held.map(({ step }) => step)") == [0, 1, 2]
    assert tab.locator(f"{part('sizes')} tbody th").all_text_contents() == ["conv1", "logits"]
    assert " as " in tab.locator(part("misreadWords")).text_content()
    assert len(np.unique(pixels(tab, part("formed")).reshape(-1, 4), axis=0)) > 20
    assert "while len(losses) < 2:" in tab.locator(part("code")).text_content()


def test_it_runs_is_paused_and_begins_again_with_the_same_losses_beside_the_last_curve(fresh):
    tab = fresh("?batch=16#lab")
    press(tab, "run")
    tab.wait_for_function(STEPPED, arg=5)
    assert tab.locator(part("run")).text_content() == "Pause"
    press(tab, "run")
    wait_for_words(tab, "Paused: after")
    before = learned(tab, "curves.losses")
    tab.wait_for_timeout(300)
    assert learned(tab, "curves.losses") == before, "paused is paused"
    press(tab, "again")
    assert learned(tab, "curves.losses") == []
    assert learned(tab, "last.losses") == before
    step(tab, 3)
    assert learned(tab, "curves.losses") == before[:3], "the same seed has the same beginning"
    tab.locator(part("seed")).fill("1")
    tab.locator(part("seed")).press("Tab")
    tab.wait_for_function("location.search === '?batch=16&seed=1'")
    step(tab, 1)
    assert learned(tab, "curves.losses")[0] != before[0]


def test_a_training_that_falls_apart_says_so_and_can_be_repaired(fresh):
    tab = fresh("?rate=1000&kernels=2&activation=none#lab")
    press(tab, "run")
    wait_for_words(tab, "no number any more")
    state = tab.locator(part("state")).text_content()
    assert "Loss of the last batches: no number any more; held-out: " in state
    assert max(map(len, re.findall(r"[\d.]+", state))) < 10, "numbers that a person can read"
    assert "Try a smaller rate than 1000" in said(tab)
    assert tab.locator(part("run")).text_content() == "Run"
    press(tab, "step")
    assert said(tab).startswith("The loss is no number any more. Change a setting")
    tab.locator(part("rate")).fill("0.1")
    tab.locator(part("rate")).press("Tab")
    step(tab, 1)


def test_another_digit_is_looked_at_while_it_goes_on_training(fresh):
    tab = fresh("?batch=4#lab")
    press(tab, "run")
    tab.wait_for_function(STEPPED, arg=5)
    tab.locator(part("place")).fill("7")
    tab.locator(part("place")).press("Tab")
    tab.wait_for_timeout(300)  # what was on its way has come
    tab.wait_for_function(STEPPED, arg=learned(tab, "curves.losses.length") + 20)
    assert tab.locator(part("run")).text_content() == "Pause"


def test_a_loss_that_grows_is_told_while_it_trains(fresh):
    tab = fresh("?rate=1000&kernels=2#lab")
    press(tab, "run")
    wait_for_words(tab, "The loss is far above that of a guess")


@pytest.mark.parametrize("script", [NO_WORKERS, MUTE_WORKERS], ids=["none", "mute"])
def test_without_workers_the_page_trains_in_slices(fresh, script):
    tab = fresh("?batch=4#lab", script)
    press(tab, "run")
    tab.wait_for_function(STEPPED, arg=3)
    assert not learned(tab, "worker")
    press(tab, "run")
    wait_for_words(tab, "Paused: after")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [("rate", "1e9", "The rate: 1000000000."), ("batch", "5000", "The batch: 5000."), ("kernels", "0", "Kernels: 0.")],
)
def test_an_absurd_setting_is_told_and_the_old_one_counts(fresh, name, text, message):
    tab = fresh("?kernels=3&batch=4#lab")
    step(tab, 1)
    tab.locator(part(name)).fill(text)
    tab.locator(part(name)).press("Tab")
    assert said(tab).startswith(message)
    assert "What was set before still counts." in said(tab)
    assert tab.locator(part(name)).get_attribute("aria-invalid") == "true"
    assert len(learned(tab, "curves.losses")) == 1, "nothing is lost"
    press(tab, "run")
    tab.wait_for_timeout(200)
    assert said(tab).startswith(message)
    assert not learned(tab, "running")


def test_a_broken_address_is_told(fresh):
    tab = fresh("?__proto__=1&rate=x&kernels=4#lab")
    assert said(tab) == "The address could not be read in full, so these were left out: __proto__=1, rate=x."
    assert learned(tab, "settings.kernels") == 4


def test_a_tab_in_the_background_pauses_and_says_so(fresh):
    tab = fresh("?batch=4#lab")
    press(tab, "run")
    tab.wait_for_function(STEPPED, arg=2)
    tab.evaluate("""() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange')); }""")
    tab.wait_for_function("!kernelLab.learned().running")
    tab.wait_for_timeout(400)
    assert said(tab).startswith("Paused, since this tab went into the background.")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_curves_move_seldom_where_motion_is_unwanted(fresh, motion):
    """The page's clock stands still, so the time after which even a calm page draws again never comes."""
    tab = fresh("?batch=4#lab", "performance.now = () => 1;", reduced_motion=motion)
    step(tab, 2)
    before = pixels(tab, part("loss"))
    press(tab, "run")
    tab.wait_for_function(STEPPED, arg=30)
    assert (pixels(tab, part("loss")) == before).all() == (motion == "reduce")
    press(tab, "run")
    wait_for_words(tab, "Paused: after")
    assert (pixels(tab, part("loss")) != before).any(), "what rests is shown"


def test_digits_that_do_not_come_are_told(fresh):
    tab = fresh()
    tab.evaluate("document.querySelector('[data-lab=learning]').dataset.later = 'nowhere.js'")
    press(tab, "run")
    wait_for_words(tab, "The digits did not come")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_convolutions_fit_a_phone_that_is_turned(fresh, scheme):
    tab = fresh("?convolutions=2&kernels=12&batch=4#lab", **SCREENS["phone"], color_scheme=scheme)
    step(tab, 1)
    assert tab.locator(part("maps2")).is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.set_viewport_size({"width": 800, "height": 390})
    tab.wait_for_function("document.querySelector('[data-part=loss]').width > 500")
    assert len(learned(tab, "curves.losses")) == 1


def test_nothing_goes_wrong_and_nobody_is_asked(opened):
    tab, faults = opened(PAGE, query="?batch=4#lab")
    bring_near(tab)
    step(tab, 1)
    assert [fault for fault in faults if not fault.startswith("blob:")] == []
