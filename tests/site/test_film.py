"""The film of chapter 13, read back from its pixels: who drives where, moment by moment, in the order of the drives."""

import json
import re

import numpy as np
import pytest

from built_site import SITE
from canvases import SCREENS, colored, open_lab, pixels

PAGE, FILM = "chapters/13_steer_a_car.html", "#film-driving"
AROUND = 6.0  # meters between the road and the border of the picture
# Points of each car, in meters ahead of its middle and to the right: on its mark, a box or an arrowhead, and beside it.
ON = {"naive": [(2.2, 0.9), (2.2, -0.9)], "dagger": [(2.4, 0), (-1.8, 1.3), (-1.8, -1.3)]}
BESIDE = {"naive": [(3.6, 0), (2.2, 1.7), (2.2, -1.7)], "dagger": [(4.2, 0), (2.2, 0.8), (2.2, -0.8)]}

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def film():
    text = (SITE / "_static/labs/driving/drives.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.filmOfDriving = ").removesuffix(";\n"))


@pytest.fixture(scope="module", params=SCREENS)
def tab(browser, request):
    context = browser.new_context(**SCREENS[request.param])
    tab = context.new_page()
    tab.clock.install()  # time goes on as ever, and can be made to run
    open_lab(tab, PAGE)
    yield tab
    context.close()


def on_picture(picture, film, points):
    """Return rows and columns of the picture where points of the road lie, in meters."""
    x, y = np.reshape([point for piece in film["road"] for line in piece for point in line], (-1, 2)).T
    scale = picture.shape[1] / (np.ptp(x) + 2 * AROUND)
    column, row = (np.atleast_2d(points) - (x.min() - AROUND, y.min() - AROUND)).T * scale
    return row.astype(int), column.astype(int)


def around(pose, points):
    """Return points given from a car, ahead of it and to its right, on the road."""
    x, y, heading = pose
    ahead, right = np.transpose(points)
    c, s = np.cos(heading), np.sin(heading)
    return np.stack([x + c * ahead - s * right, y + s * ahead + c * right], axis=1)


def color(tab, name):
    """Return the color that the page's style gives the road or a driver."""
    style = "(e, name) => { e.style.color = `var(--film-${name})`; return getComputedStyle(e).color }"
    return [int(level) for level in re.findall(r"\d+", tab.locator(f"{FILM} p").evaluate(style, name))[:3]]


def move_to(tab, step):
    tab.locator(f"{FILM} input").evaluate("(e, step) => { e.value = step; e.dispatchEvent(new Event('input')) }", step)


def test_the_road_is_drawn_where_it_lies(tab, film):
    picture = pixels(tab, f"{FILM} canvas")
    road = colored(picture, color(tab, "road"))
    for left, middle, right in film["road"]:
        for edge in (left, right):
            between = (2 * np.array(edge)[2:-2] + np.array(middle)[2:-2]) / 3  # no line is near, only the cars
            share = road[on_picture(picture, film, between)].mean()
            assert share > 0.8, "film.js draws the road elsewhere; if its border is another on purpose, AROUND is too"
    assert picture[0, 0, 3] == 0, "beside the road there is paper"


@pytest.mark.parametrize("step", [0, 1, 42, 70, 84, 85, 110, 149])
def test_each_moment_shows_each_driver_at_its_pose_of_that_moment(tab, film, step):
    move_to(tab, step)
    picture = pixels(tab, f"{FILM} canvas")
    for name, poses in film["drives"].items():
        pose = poses[min(step, len(poses) - 1)]
        mark = colored(picture, color(tab, name), tolerance=40)
        shown = mark[on_picture(picture, film, around(pose, ON[name]))]
        assert shown.all(), f"film.js, step {step}: no {name} at {pose} (x, y, heading)"
        beside = mark[on_picture(picture, film, around(pose, BESIDE[name]))]
        assert not beside.any(), f"film.js, step {step}: the mark of {name} has another form, or heads elsewhere"
    gone = film["seconds"] * step, "has left" if step >= 84 else "is on"
    said = tab.locator(f"{FILM} p").text_content()
    assert said == "{:.1f} s: the plain clone {} the road; the clone of DAgger is on the road.".format(*gone)


def test_behind_a_car_lies_the_way_that_it_came(tab, film):
    move_to(tab, 149)
    picture = pixels(tab, f"{FILM} canvas")
    came = np.array(film["drives"]["dagger"])[:, :2]
    mark = colored(picture, color(tab, "dagger"), tolerance=40)
    assert mark[on_picture(picture, film, came[126:146])].mean() > 0.9
    assert mark[on_picture(picture, film, came[60:118])].mean() < 0.1, "only the last five seconds"


def test_it_plays_forward_pose_by_pose_and_stops_at_the_end(tab, film):
    move_to(tab, 0)
    moments = []
    tab.locator(f"{FILM} button").click()
    for _ in range(5):
        tab.clock.run_for(1000 * film["seconds"] / 2)  # twice as fast as it was driven
        moments.append(float(tab.locator(f"{FILM} p").text_content().split(" s")[0]))
    assert np.diff(moments) == pytest.approx(film["seconds"])
    tab.clock.run_for(20_000)
    assert tab.locator(f"{FILM} button").text_content() == "Play"
    assert tab.locator(f"{FILM} p").text_content().startswith("29.8 s")
