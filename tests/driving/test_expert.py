import numpy as np
import pytest

from kernelbook import driving
from kernelbook.driving import expert


@pytest.mark.parametrize("name", driving.NAMES)
def test_the_expert_stays_on_the_road(name):
    pytest.importorskip("highway_env", reason="the driving simulator is not installed: pip install highway-env==1.12.1")
    track = driving.make_track(name)
    episodes = [driving.drive(track, None, seed) for seed in range(4)]
    assert all(e.finished and e.on_road.all() and e.frames.shape == (200, 64, 64) for e in episodes)
    assert np.mean([np.abs(e.offsets).mean() for e in episodes]) < 0.5
    assert all((e.actions == e.labels).all() for e in episodes)


def test_steer_and_offset_and_camera_agree_on_what_is_right(home):
    middle = home.place(0, 0, along=10)
    assert driving.steer(home) == pytest.approx(0)
    to_the_right = home.place(0, 0, along=10, offset=1)
    assert driving.steer(home) < 0
    np.testing.assert_array_equal(
        to_the_right[:, 14:26], middle[:, 16:28]
    )  # a meter is two pixels: the line moves left
    for _ in range(5):
        home.step(-0.2)
    assert home.offset < 1
    assert home.angle < 0


def test_pursue_drives_in_the_circle_through_the_target(home):
    """The car starts at (40, 0) along the x axis, toward (46, 6): a quarter of a circle of radius 6."""
    steering = driving.pursue([40, 0], 0, [47, 7])
    beta = np.arctan(np.tan(steering * expert.LARGEST) / 2)
    assert np.sin(beta) / (expert.LENGTH / 2) == pytest.approx(1 / 7)
    assert driving.pursue([40, 0], 0, [47, -7]) == pytest.approx(-steering)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda home: driving.steer(home, 0), "lookahead=0: expected meters above 0"),
        (lambda home: driving.steer(home, "6"), "lookahead='6'"),
        (lambda home: driving.steer(None), "track=None: expected a track"),
        (lambda home: driving.pursue([1, 1, 1], 0, [1, 2]), r"position=\[1, 1, 1\]: expected two numbers"),
        (lambda home: driving.pursue([1, 1], 0, [1, np.nan]), "target holds NaN"),
        (lambda home: driving.pursue([1, 1], None, [1, 2]), "heading=None"),
        (lambda home: driving.pursue([1, 1], 0, [1, 1]), r"target \[1, 1\] is where the car is"),
    ],
)
def test_expert_refuses_wrong_arguments(home, call, message):
    with pytest.raises(ValueError, match=message):
        call(home)
