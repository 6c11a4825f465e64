"""What the site ships as drawn is what the code draws: the picture of the front page, the film of chapter 13."""

import json

import pytest

import figure_texts
import film_of_driving
import front_picture
import made_assets
from drawing_code import changed
from kernelbook import archive

FRONT, FILM = "front.png", "labs/driving/drives.js"
MAKE = {FRONT: "make front", FILM: "python scripts/film_of_driving.py"}
SCRIPTS = {FRONT: front_picture, FILM: film_of_driving}


def test_every_drawn_asset_is_known():
    assert made_assets.made().keys() == MAKE.keys()


@pytest.mark.parametrize("name", MAKE)
def test_a_drawn_asset_is_the_file_that_its_script_wrote(name):
    is_the_same = made_assets.made()[name]["sha256"] == archive.sha256(made_assets.ROOT / "assets" / name)
    assert is_the_same, (
        f"assets/{name} was changed after its script wrote it. Look at git log assets/{name}. "
        f"If the code was changed: {MAKE[name]}"
    )


@pytest.mark.parametrize("name", MAKE)
def test_a_drawn_asset_is_made_by_the_code_and_data_as_they_are(name):
    others = changed(made_assets.made()[name]["made_from"], SCRIPTS[name].made_from())
    assert others == [], (
        f"assets/{name} was made by older code or from older data. Look at what changed: {', '.join(others)}. "
        f"If it was meant: {MAKE[name]}, then look at it"
    )


def test_the_front_page_shows_what_the_code_draws():
    stored = "\n".join(made_assets.made()[FRONT]["written"])
    reason = figure_texts.difference(stored, front_picture.in_words())
    assert reason is None, f"assets/front.png is not what is drawn now: {reason}\nIf it was meant: make front"


def test_the_film_is_written_down_as_it_is():
    text = film_of_driving.TARGET.read_text(encoding="utf-8")
    film = json.loads(text.removeprefix("window.filmOfDriving = ").removesuffix(";\n"))
    assert film_of_driving.in_words(film).split("\n") == made_assets.made()[FILM]["written"]


@pytest.mark.parametrize("page", front_picture.PAGES)
def test_the_alternative_text_of_the_front_page_was_read_beside_its_picture(page):
    stored = made_assets.made()[FRONT]
    assert front_picture.alternative_texts()[page] == stored["alternative_text"], (
        f"{page}: the alternative text of assets/front.png changed. Read it beside the picture, in words "
        f"{stored['written']}. If it says what is seen, on README.md and index.md alike: make front"
    )
