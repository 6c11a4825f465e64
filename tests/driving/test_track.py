import sys

import numpy as np
import pytest

from kernelbook import driving
from kernelbook.driving import track as tracks


@pytest.mark.parametrize(
    ("lane", "offset", "angle", "margin", "ahead"),
    [(0, 1, 0, 3.5, 3.5), (1, 1, 0.5, 1.5, 0.541), (0, -3, 0, -0.5, -0.5)],
)
def test_place_puts_the_car_where_it_is_told(home, lane, offset, angle, margin, ahead):
    home.place(0, lane, along=10, offset=offset, angle=angle)  # a straight along the x axis, its lanes at y = 0 and 5
    np.testing.assert_allclose(home.car.position, [52, 5 * lane + offset])
    assert (home.offset, home.angle) == (offset, angle)
    assert home.margin() == margin
    assert home.margin(ahead=2) == pytest.approx(ahead, abs=1e-3)
    assert home.on_road == (margin > 0)


def test_step_steers_as_the_simulator_does(home):
    home.place(0, 0, along=10, offset=0.5, angle=0.1, speed=9)
    home.simulator.step(np.array([0.3]))
    theirs, heading = home.car.position.copy(), home.car.heading
    home.place(0, 0, along=10, offset=0.5, angle=0.1, speed=9)
    home.step(0.3)
    assert home.simulator.config["policy_frequency"] == 1 / tracks.INTERVAL
    np.testing.assert_allclose(home.car.position, theirs)
    assert home.car.heading == pytest.approx(heading)


def test_reset_draws_a_speed_from_7_to_10_and_step_keeps_it(home):
    speeds = []
    for seed in range(20):
        home.reset(seed)
        speeds.append(home.car.speed)
    assert 7 <= min(speeds) < 7.1 < 9.8 < max(speeds) <= 10, "chapter 13 says between 7 and 10 meters a second"
    home.step(0.3)
    assert home.car.speed == speeds[-1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda home: driving.make_track("monza"), "name='monza': no such track; there are"),
        (lambda home: home.step(1.5), r"steering=1.5: expected a number from -1 \(left\)"),
        (lambda home: home.step(np.nan), "steering=nan"),
        (lambda home: driving.make_track(["monza"]), r"name=\['monza'\]"),
        (lambda home: home.step("left"), "steering='left'"),
        (lambda home: home.place(0, 0, along=1e4), r"along=10000.0: expected a number from 0 to \d"),
        (lambda home: home.place(0, 0, along=-1), "along=-1: expected"),
        (lambda home: home.place(0, 0, 1, offset=np.nan), "offset=nan"),
        (lambda home: home.place(0, 0, 1, angle="a"), "angle='a'"),
        (lambda home: home.place(0, 0, 1, speed=-1), "speed=-1"),
        (lambda home: home.place(0.5, 0, 1), "segment=0.5: expected a whole number"),
        (lambda home: home.reset(-1), "seed=-1"),
        (lambda home: home.margin(np.nan), "ahead=nan"),
        (lambda home: home.place(9, 0, 0), "segment=9, lane=0: no such lane"),
        (lambda home: home.place(0, 2, 0), "segment=0, lane=2: no such lane"),
    ],
)
def test_tracks_refuse_wrong_arguments(home, call, message):
    with pytest.raises(ValueError, match=message):
        call(home)


def test_make_track_says_what_to_install_where_the_simulator_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "highway_env", None)
    with pytest.raises(ModuleNotFoundError, match=r"not installed: pip install highway-env==1\.12\.1"):
        driving.make_track()
