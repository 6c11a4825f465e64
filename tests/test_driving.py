import json
import sys

import numpy as np
import pytest

import film_of_driving
from kernelbook import driving, models
from kernelbook.driving import camera, episode, expert
from kernelbook.driving import track as tracks


@pytest.fixture(scope="module")
def home():
    pytest.importorskip("highway_env", reason="the driving simulator is not installed: pip install highway-env==1.12.1")
    return driving.make_track("racetrack-v1")


def straight(frame):
    return 0.0


@pytest.mark.parametrize("name", driving.NAMES)
def test_the_expert_stays_on_the_road(name):
    pytest.importorskip("highway_env", reason="the driving simulator is not installed: pip install highway-env==1.12.1")
    track = driving.make_track(name)
    episodes = [driving.drive(track, None, seed) for seed in range(4)]
    assert all(e.finished and e.on_road.all() and e.frames.shape == (200, 64, 64) for e in episodes)
    assert np.mean([np.abs(e.offsets).mean() for e in episodes]) < 0.5
    assert all((e.actions == e.labels).all() for e in episodes)


def test_the_same_seed_gives_the_same_episode(home):
    a, b = (driving.drive(home, None, 7, steps=20, noise=0.1) for _ in range(2))
    other = driving.drive(home, None, 8, steps=20, noise=0.1)
    for part in ("frames", "labels", "actions", "offsets", "on_road"):
        np.testing.assert_array_equal(getattr(a, part), getattr(b, part))
    assert not np.array_equal(a.frames[0], other.frames[0])
    assert a.distance == b.distance


def test_who_steers_straight_leaves_the_road_and_this_ends_the_episode(home):
    driven = driving.drive(home, straight, 0)
    assert not driven.finished
    assert driven.on_road[:-1].all()
    assert not driven.on_road[-1]
    assert len(driven.frames) == len(driven.labels) == len(driven.actions) == len(driven.offsets) < 200
    assert (driven.actions == 0).all()
    assert driven.distance == pytest.approx(len(driven.labels) * 0.2 * home.car.speed)
    assert driven.interventions == 0


@pytest.mark.parametrize("seed", range(3))
def test_interventions_bring_the_car_back(home, seed):
    helped = driving.drive(home, straight, seed, interventions=True)
    assert helped.finished
    assert helped.interventions > 3
    taken = helped.actions != 0
    np.testing.assert_array_equal(helped.actions[taken], helped.labels[taken])
    assert np.sum(np.diff(taken.astype(int)) == 1) >= helped.interventions - 1


def test_the_expert_needs_no_help(home):
    assert driving.drive(home, None, 0, interventions=True).interventions == 0


@pytest.mark.parametrize(
    ("lane", "offset", "angle", "margin", "ahead"),
    [(0, 1, 0, 3.5, 3.5), (1, 1, 0.5, 1.5, 0.541), (0, -3, 0, -0.5, -0.5)],
)
def test_the_car_stands_where_it_is_put(home, lane, offset, angle, margin, ahead):
    home.place(0, lane, along=10, offset=offset, angle=angle)  # a straight along the x axis, its lanes at y = 0 and 5
    np.testing.assert_allclose(home.car.position, [52, 5 * lane + offset])
    assert (home.offset, home.angle) == (offset, angle)
    assert home.margin() == margin
    assert home.margin(ahead=2) == pytest.approx(ahead, abs=1e-3)
    assert home.on_road == (margin > 0)


def test_right_is_right_for_the_offset_the_steering_and_the_camera(home):
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


def test_a_steering_is_what_the_simulator_makes_of_it(home):
    home.place(0, 0, along=10, offset=0.5, angle=0.1, speed=9)
    home.simulator.step(np.array([0.3]))
    theirs, heading = home.car.position.copy(), home.car.heading
    home.place(0, 0, along=10, offset=0.5, angle=0.1, speed=9)
    home.step(0.3)
    assert home.simulator.config["policy_frequency"] == 1 / tracks.INTERVAL
    np.testing.assert_allclose(home.car.position, theirs)
    assert home.car.heading == pytest.approx(heading)


def test_pursuit_drives_in_the_circle_through_the_target(home):
    """The car starts at (40, 0) along the x axis, toward (46, 6): a quarter of a circle of radius 6."""
    steering = driving.pursue([40, 0], 0, [47, 7])
    beta = np.arctan(np.tan(steering * expert.LARGEST) / 2)
    assert np.sin(beta) / (expert.LENGTH / 2) == pytest.approx(1 / 7)
    assert driving.pursue([40, 0], 0, [47, -7]) == pytest.approx(-steering)


def test_noise_is_in_the_actions_and_not_in_the_labels(home):
    driven = driving.drive(home, None, 3, steps=60, noise=0.15)
    kicks = driven.actions - driven.labels
    assert 0.1 < kicks.std() < 0.4  # 0.15 / sqrt(1 - 0.7²) = 0.21
    home.reset(3)
    for frame, label, action in zip(driven.frames, driven.labels, driven.actions, strict=True):
        np.testing.assert_allclose(home.frame(), frame, atol=1e-5)
        assert driving.steer(home) == pytest.approx(label, abs=1e-5)
        home.step(float(action))
    assert (
        driving.drive(home, None, 3, steps=5).actions.tolist() == driving.drive(home, None, 3, steps=5).labels.tolist()
    )


def test_frames_show_the_road(home):
    frames = driving.drive(home, None, 0, steps=50).frames
    assert frames.dtype == np.float32
    assert frames.min() >= 0
    assert frames.max() == 1
    assert (frames[:, camera.CAR] == 1).all()
    outside = frames[:, ~camera.CAR]
    assert 0.3 < outside.mean() < 0.6
    assert (np.sort(outside, axis=1)[:, -50:] > 0.6).all()  # lines, in every frame


def test_the_camera_shows_what_the_simulator_draws(home, monkeypatch):
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


def test_a_frame_turns_with_the_car():
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


def test_the_network_steers_and_its_policy_agrees():
    network = driving.driver()
    assert network.count_params() == 28_409
    frames = np.random.default_rng(0).random((3, 64, 64), dtype=np.float32)
    steering = np.asarray(network(frames[..., np.newaxis]))[:, 0]
    assert (np.abs(steering) < 1).all()
    policy = driving.as_policy(network)
    np.testing.assert_allclose([policy(frame) for frame in frames], steering, atol=1e-5)
    assert set(models.get_weights(network)) >= {"conv1/kernel", "steering/bias"}


def test_frames_are_collected_to_the_number(home):
    frames, labels = driving.collect(home, 250, first=0)
    assert frames.shape == (250, 64, 64)
    first, second = (driving.drive(home, None, seed) for seed in (0, 1))
    np.testing.assert_array_equal(frames, np.concatenate([first.frames, second.frames[:50]]))
    np.testing.assert_array_equal(labels, np.concatenate([first.labels, second.labels[:50]]))
    driven = driving.collect(home, 30, first=0, policy=straight)
    np.testing.assert_array_equal(driven[0][0], first.frames[0])
    assert np.abs(driven[1]).max() > 0.1  # labels are the expert's, whoever drives


def test_aggregation_adds_frames_where_the_clone_drives(home, monkeypatch):
    learned = []
    monkeypatch.setattr(driving.learning, "train", lambda frames, labels, seed, updates: learned.append(len(frames)))
    monkeypatch.setattr(driving.learning, "as_policy", lambda network: straight)
    frames, labels = driving.aggregate(home, 120, first=0, seed=0, rounds=2)
    assert learned == [40, 80]
    assert frames.shape == (120, 64, 64)
    for k, policy in enumerate((None, straight, straight)):
        expected = driving.collect(home, 40, first=1000 * k, policy=policy)
        np.testing.assert_array_equal(frames[40 * k : 40 * (k + 1)], expected[0])
        np.testing.assert_array_equal(labels[40 * k : 40 * (k + 1)], expected[1])


@pytest.mark.slow
def test_a_clone_learns_what_the_expert_steers(home):
    frames, labels = driving.collect(home, 2000, first=10_000, noise=0.15)
    network = driving.train(frames, labels, seed=0, updates=800)
    held_out = driving.drive(home, None, 1000)
    policy = driving.as_policy(network)
    error = np.abs([policy(frame) - label for frame, label in zip(held_out.frames, held_out.labels, strict=True)])
    assert error.mean() < 0.7 * np.abs(held_out.labels - held_out.labels.mean()).mean()
    longer = driving.drive(home, policy, 1001), driving.drive(home, straight, 1001)
    assert len(longer[0].labels) > len(longer[1].labels)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda home: driving.make_track("monza"), "name='monza': no such track; there are"),
        (lambda home: home.step(1.5), r"steering=1.5: expected a number from -1 \(left\)"),
        (lambda home: home.step(np.nan), "steering=nan"),
        (lambda home: home.place(9, 0, 0), "segment=9, lane=0: no such lane"),
        (lambda home: home.place(0, 2, 0), "segment=0, lane=2: no such lane"),
        (lambda home: driving.drive(home, None, 0, steps=0), "steps=0"),
        (lambda home: driving.drive(home, None, 0, noise=-1), "noise=-1"),
        (lambda home: driving.drive(home, lambda frame: np.nan, 0), "expected one finite number"),
        (lambda home: driving.drive(home, lambda frame: [0, 1], 0), r"policy returned \[0.0, 1.0\]"),
        (lambda home: driving.steer(home, 0), "lookahead=0: expected meters above 0"),
        (lambda home: driving.pursue([1, 1], 0, [1, 1]), r"target \[1, 1\] is where the car is"),
        (lambda home: driving.collect(home, 0, 0), "count=0"),
        (lambda home: driving.aggregate(home, 100, 0, 0, rounds=0), "rounds=0"),
        (lambda home: driving.aggregate(home, 3, 0, 0, rounds=3), "fewer rounds than frames"),
        (lambda home: driving.train(np.zeros((2, 32, 32)), np.zeros(2), 0), r"frames has shape \(2, 32, 32\)"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), np.zeros(3), 0), r"labels \(3,\)"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), np.full(2, 3.0), 0), "labels reach from 3.0 to 3.0"),
        (lambda home: driving.darken(np.zeros((1, 64, 64))), "expected one frame"),
        (lambda home: driving.cover(np.full((64, 64), 255)), "floats from 0 to 1"),
    ],
)
def test_wrong_arguments_are_refused(home, call, message):
    with pytest.raises(ValueError, match=message):
        call(home)


def test_beyond_full_lock_is_full_lock(home):
    assert driving.drive(home, lambda frame: 3.0, 0, steps=1).actions.tolist() == [1]


def test_help_ends_in_the_middle_of_the_lane(home):
    home.place(0, 1, along=10, offset=1.2, angle=0.3, speed=10)
    assert episode.needs_help(home, helping=False)
    home.place(0, 1, along=10, offset=0.6)
    assert not episode.needs_help(home, helping=False)
    assert episode.needs_help(home, helping=True)
    home.place(0, 1, along=10, offset=0.4)
    assert not episode.needs_help(home, helping=True)


def test_a_missing_simulator_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "highway_env", None)
    with pytest.raises(ModuleNotFoundError, match=r"not installed: pip install highway-env==1\.12\.1"):
        driving.make_track()


def test_the_film_shows_what_the_networks_drive(home):
    """The first seconds, before rounding on another processor can lead two drives apart."""
    text = film_of_driving.TARGET.read_text(encoding="utf-8")
    shown = json.loads(text.removeprefix("window.filmOfDriving = ").removesuffix(";\n"))
    assert shown["road"] == film_of_driving.road_edges(home)
    assert len(shown["drives"]["naive"]) < len(shown["drives"]["dagger"]) == film_of_driving.STEPS
    for name, weights in film_of_driving.DRIVERS.items():
        network = driving.driver()
        models.set_weights(network, models.load_weights(weights))
        poses = film_of_driving.drive(home, driving.as_policy(network))
        np.testing.assert_allclose(poses[:20], shown["drives"][name][:20], atol=0.05)
