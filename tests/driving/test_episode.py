import numpy as np
import pytest

from kernelbook import driving
from kernelbook.driving import episode


def straight(frame):
    return 0.0


def test_drive_from_the_same_seed_gives_the_same_episode(home):
    a, b = (driving.drive(home, None, 7, steps=20, noise=0.1) for _ in range(2))
    other = driving.drive(home, None, 8, steps=20, noise=0.1)
    for part in ("frames", "labels", "actions", "offsets", "on_road"):
        np.testing.assert_array_equal(getattr(a, part), getattr(b, part))
    assert not np.array_equal(a.frames[0], other.frames[0])
    assert a.distance == b.distance


def test_drive_ends_where_who_steers_straight_leaves_the_road(home):
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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda home: driving.drive(home, None, 0, steps=0), "steps=0"),
        (lambda home: driving.drive(home, None, 0, noise=-1), "noise=-1"),
        (lambda home: driving.drive("racetrack-v1", None, 0), "track='racetrack-v1': expected a track"),
        (
            lambda home: driving.drive(home, driving.driver(), 0),
            r"policy is a Sequential: .*driving.as_policy\(network\)",
        ),
        (lambda home: driving.drive(home, 0.5, 0), "policy=0.5: expected a function"),
        (lambda home: driving.drive(home, None, -1), "seed=-1"),
        (lambda home: driving.drive(home, None, 0, steps=2.5), "steps=2.5"),
        (lambda home: driving.drive(home, None, 0, noise=np.nan), "noise=nan"),
        (lambda home: driving.drive(home, None, 0, camera="noisy"), "camera='noisy': expected a function"),
        (lambda home: driving.drive(home, None, 0, interventions=3), "interventions=3: expected True or False"),
        (lambda home: driving.drive(home, lambda frame: np.nan, 0), "expected one finite number"),
        (lambda home: driving.drive(home, lambda frame: [0, 1], 0), r"policy returned \[0.0, 1.0\]"),
    ],
)
def test_drive_refuses_wrong_arguments(home, call, message):
    with pytest.raises(ValueError, match=message):
        call(home)


def test_drive_takes_more_than_full_lock_for_full_lock(home):
    assert driving.drive(home, lambda frame: 3.0, 0, steps=1).actions.tolist() == [1]


def test_needs_help_until_the_middle_of_the_lane(home):
    home.place(0, 1, along=10, offset=1.2, angle=0.3, speed=10)
    assert episode.needs_help(home, helping=False)
    home.place(0, 1, along=10, offset=0.6)
    assert not episode.needs_help(home, helping=False)
    assert episode.needs_help(home, helping=True)
    home.place(0, 1, along=10, offset=0.4)
    assert not episode.needs_help(home, helping=True)
