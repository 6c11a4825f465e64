"""Figures on a dark page: what is ink on paper turns around, images stay true, and paper stays light."""

import io

import pytest
from PIL import Image, ImageChops

pytestmark = pytest.mark.site
PAGE = "chapters/05_train_a_network.html"
INK, TRUE = ".bd-article img[data-ink]", ".bd-article img:not([data-ink])"


def seen(tab, selector):
    """Return the inner part of the first such picture, as the screen shows it."""
    tab.emulate_media(reduced_motion="reduce")  # or the page would still be moving
    picture = tab.locator(selector).first
    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")
    image = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    return image.crop((8, 8, image.width - 8, image.height - 8))


@pytest.fixture(params=[1280, 390])
def both(opened, request):
    """Return a page in the light and in the dark, on a screen and on a phone."""
    return [opened(PAGE, width=request.param, scheme=scheme)[0] for scheme in ("light", "dark")]


def test_ink_turns_around_and_images_stay_true(both):
    light, dark = (seen(tab, INK) for tab in both)
    assert min(light.getpixel((0, 0))) > 240
    assert max(dark.getpixel((0, 0))) < 40
    assert ImageChops.difference(*(seen(tab, TRUE) for tab in both)).getbbox() is None


def test_paper_is_light_even_where_no_script_turns_the_dark_off(opened):
    tab, _ = opened(PAGE, scheme="dark")
    read = "e => getComputedStyle(e).filter"
    assert "invert" in tab.locator(INK).first.evaluate(read)
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.locator(INK).first.evaluate(read) == "none"
    assert tab.locator(TRUE).first.evaluate(read) == "none"
