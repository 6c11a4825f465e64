import numpy as np
import pytest

from kernelbook import driving


def straight(frame):
    return 0.0


def test_collect_gives_as_many_frames_as_it_is_asked_for(home):
    frames, labels = driving.collect(home, 250, first=0)
    assert frames.shape == (250, 64, 64)
    first, second = (driving.drive(home, None, seed) for seed in (0, 1))
    np.testing.assert_array_equal(frames, np.concatenate([first.frames, second.frames[:50]]))
    np.testing.assert_array_equal(labels, np.concatenate([first.labels, second.labels[:50]]))
    driven = driving.collect(home, 30, first=0, policy=straight)
    np.testing.assert_array_equal(driven[0][0], first.frames[0])
    assert np.abs(driven[1]).max() > 0.1  # labels are the expert's, whoever drives


def test_aggregate_adds_frames_where_the_clone_drives(home, monkeypatch):
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
def test_train_teaches_a_clone_what_the_expert_steers(home):
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
        (lambda home: driving.collect(home, 0, 0), "count=0"),
        (lambda home: driving.collect(home, 2.5, 0), "count=2.5"),
        (lambda home: driving.collect(home, 1, -1), "first=-1"),
        (lambda home: driving.collect(home, 1, 0, policy=driving.driver()), "policy is a Sequential"),
        (lambda home: driving.aggregate(home, 100, 0, 0, rounds=1.5), "rounds=1.5"),
        (lambda home: driving.aggregate(home, 100, 0, "0"), "seed='0'"),
        (lambda home: driving.train(np.full((2, 64, 64), 255), np.zeros(2), 0), "frames has values from 255"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), np.full(2, np.nan), 0), "labels holds NaN"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), ["left", "right"], 0), "labels has dtype"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), np.zeros(2), 0, updates=0), "updates=0"),
        (lambda home: driving.aggregate(home, 100, 0, 0, rounds=0), "rounds=0"),
        (lambda home: driving.aggregate(home, 3, 0, 0, rounds=3), "fewer rounds than frames"),
        (lambda home: driving.train(np.zeros((2, 32, 32)), np.zeros(2), 0), r"frames has shape \(2, 32, 32\)"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), np.zeros(3), 0), r"labels \(3,\)"),
        (lambda home: driving.train(np.zeros((2, 64, 64)), np.full(2, 3.0), 0), "labels reach from 3.0 to 3.0"),
    ],
)
def test_learning_refuses_wrong_arguments(home, call, message):
    with pytest.raises(ValueError, match=message):
        call(home)
