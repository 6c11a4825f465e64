import json

import numpy as np
import pytest
from matplotlib.path import Path

import film_of_driving
from chapters import ROOT
from kernelbook import driving, models

FILE = "assets/labs/driving/drives.js, which scripts/film_of_driving.py writes"


@pytest.fixture(scope="module")
def shown():
    text = (ROOT / film_of_driving.TARGET).read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.filmOfDriving = ").removesuffix(";\n"))


def test_the_film_shows_what_the_networks_drive(home, shown):
    """The first seconds, before rounding on another processor can lead two drives apart."""
    assert shown["road"] == film_of_driving.road_edges(home)
    assert len(shown["drives"]["naive"]) < len(shown["drives"]["dagger"]) == film_of_driving.STEPS
    for name, weights in film_of_driving.DRIVERS.items():
        network = driving.driver()
        models.set_weights(network, models.load_weights(weights))
        poses = film_of_driving.drive(home, driving.as_policy(network))
        np.testing.assert_allclose(poses[:20], shown["drives"][name][:20], atol=0.05)


@pytest.mark.parametrize("name", film_of_driving.DRIVERS)
def test_every_pose_of_the_film_follows_from_the_one_before(shown, name):
    """At one speed, and to where the car heads: a pose that is lost, exchanged or changed leaves a gap."""
    poses = np.array(shown["drives"][name])
    way = np.diff(poses[:, :2], axis=0)
    length = np.hypot(*way.T)
    far = int(np.argmax(np.abs(length - np.median(length))))
    assert np.abs(length - np.median(length)).max() < 0.03, (
        f"{FILE}, {name}: from pose {far} to {far + 1} it is {length[far]:.2f} m"
    )
    heading = (poses[1:, 2] + poses[:-1, 2]) / 2
    aside = np.abs(np.angle(np.exp(1j * (np.arctan2(way[:, 1], way[:, 0]) - heading))))
    assert aside.max() < 0.2, f"{FILE}, {name}: from pose {aside.argmax()} on it moves to another side than it heads"
    assert shown["seconds"] == driving.track.INTERVAL


def test_in_the_film_the_naive_clone_alone_leaves_the_road_and_at_its_last_pose(shown):
    road = [Path([*left, *reversed(right)]) for left, _, right in shown["road"]]
    on_road = {
        name: np.any([piece.contains_points(np.array(poses)[:, :2]) for piece in road], axis=0)
        for name, poses in shown["drives"].items()
    }
    assert on_road["dagger"].all()
    assert on_road["naive"][:-1].all()
    assert not on_road["naive"][-1]
