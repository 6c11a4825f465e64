import numpy as np
import pytest

from kernelbook import driving
from kernelbook.driving import camera
from kernelbook.driving import track as tracks


def test_frames_show_the_road(home):
    frames = driving.drive(home, None, 0, steps=50).frames
    assert frames.dtype == np.float32
    assert frames.min() >= 0
    assert frames.max() == 1
    assert (frames[:, camera.CAR] == 1).all()
    outside = frames[:, ~camera.CAR]
    assert 0.3 < outside.mean() < 0.6
    assert (np.sort(outside, axis=1)[:, -50:] > 0.6).all()  # lines, in every frame


def test_look_shows_what_the_simulator_draws(home, monkeypatch):
    """Where the car heads up on the simulator's own picture, both pictures show the same lines."""
    import gymnasium

    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")  # no screen is needed; under "dummy" all is black
    view = {"type": "GrayscaleObservation", "observation_shape": (128, 128), "stack_size": 1, "scaling": 2.0}
    config = tracks.CONFIG | {"observation": view | {"weights": list(camera.GRAY), "centering_position": [0.5, 0.5]}}
    simulator = gymnasium.make("racetrack-v1", config=config, disable_env_checker=True).unwrapped
    simulator.vehicle.position, simulator.vehicle.heading = np.array([122.0, -22.0]), -np.pi / 2
    theirs = simulator.observation_type.observe()[0].T / 255  # it gives columns first
    ours = camera.look(home.picture, home.origin, [122.0, -22.0], -np.pi / 2)
    shown = theirs[64 - 48 : 64 + 16, 32:96]
    away = ~camera.CAR & (np.hypot(camera.AHEAD, camera.RIGHT) > 5)
    lines, drawn = (ours > 0.6) & away, (shown > 0.6) & away
    near = np.zeros_like(lines)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            near |= np.roll(drawn, (i, j), axis=(0, 1))
    assert lines.sum() > 100
    assert near[lines].mean() > 0.95


def test_look_turns_with_the_car():
    picture = np.zeros((200, 200), np.float32)
    picture[100, 120] = 1  # 10 m to the right of the middle on the map, x = 60
    ahead = camera.look(picture, np.zeros(2), [50, 50], 0.0)
    ahead[camera.CAR] = 0
    i, j = np.argwhere(ahead > 0).mean(axis=0)
    assert (47.5 - i) / 2 == pytest.approx(10)
    assert j == pytest.approx(31.5)
    beside = camera.look(picture, np.zeros(2), [50, 50], -np.pi / 2)
    beside[camera.CAR] = 0
    i, j = np.argwhere(beside > 1e-3).mean(axis=0)
    assert i == pytest.approx(47.5)
    assert (j - 31.5) / 2 == pytest.approx(10)


def test_faults_of_the_camera(home):
    frame, generator = home.reset(0), np.random.default_rng(0)
    for fault in driving.FAULTS.values():
        worse = fault(frame, generator)
        assert worse.shape == frame.shape
        assert worse.dtype == np.float32
        assert worse.min() >= 0
        assert worse.max() <= 1
        assert not np.array_equal(worse, frame)
    np.testing.assert_allclose(driving.darken(frame, factor=0.5), frame / 2)
    np.testing.assert_array_equal(home.frame(), frame)
    assert not np.array_equal(driving.add_noise(frame, generator), driving.add_noise(frame, generator))
    assert (driving.cover(frame)[8:24, 24:40] == 0).all()
    assert driving.cover(frame, size=40).shape == (64, 64)
    seen = driving.drive(home, None, 0, steps=3, camera=driving.cover).frames
    assert (seen[:, 8:24, 24:40] == 0).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda home: driving.darken(np.zeros((1, 64, 64))), "expected one frame"),
        (
            lambda home: driving.cover(np.full((64, 64), 255)),
            "frame has values from 255 to 255: expected 0 to 1, so div",
        ),
        (lambda home: driving.blur(np.full((64, 64), np.nan)), "frame holds NaN"),
        (lambda home: driving.darken(np.zeros((64, 64)), factor=50), r"factor=50: .*such as 0.5 for 50%"),
        (lambda home: driving.add_noise(np.zeros((64, 64)), 0), "generator=0: expected a generator"),
        (lambda home: driving.blur(np.zeros((64, 64)), deviation=-1), "deviation=-1"),
        (lambda home: driving.cover(np.zeros((64, 64)), size=0), "size=0: expected a whole number from 1"),
        (lambda home: driving.draw_map(home), "road=<.*: expected the road of a simulator"),
        (lambda home: driving.look(home.picture, [0, 0], [0, np.nan], 0), "position holds NaN"),
        (lambda home: driving.look(home.picture, [0, 0, 0], [0, 0], 0), r"origin=\[0, 0, 0\]: expected two numbers"),
        (lambda home: driving.look(home.picture * 255 > 1, [0, 0], [0, 0], 0), "picture has .* dtype bool"),
        (lambda home: driving.look(home.picture, [0, 0], [0, 0], np.inf), "heading=inf"),
    ],
)
def test_faults_refuse_what_is_no_frame(home, call, message):
    with pytest.raises(ValueError, match=message):
        call(home)
