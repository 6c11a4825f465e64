import numpy as np
import pytest

from kernelbook import data, results
from measurements import benchmark, expected_rows


def test_the_accuracies_on_hands_follow_from_the_stored_digits():
    script, stored = benchmark("hands"), results.read("hands")
    others, elsewhere = script.judged()
    for case, seed in script.RUNS:
        given = stored.labels(case, seed)
        if case in script.LEAKS:
            figures = {"accuracy on the half": script.judge(given, script.halves(seed)[0])}
        else:
            figures = {
                "accuracy on other pupils": script.judge(given[: len(others)], others),
                "accuracy with another camera": script.judge(given[len(others) :], elsewhere),
            }
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows == expected_rows(figures, case, seed)


@pytest.mark.parametrize("n", [1, 10, 30])
def test_the_shipped_features_reach_the_stored_curve(n):
    script, stored = benchmark("hands"), results.read("hands")
    case, (others, elsewhere) = f"{script.LINE}: {n}", script.judged()
    given = script.answers(case, script.learned(n, 0), np.concatenate([others, elsewhere]), 0)
    assert np.mean(given != stored.labels(case, 0)) < 0.01


def test_whom_another_camera_took_is_nobody_else():
    script = benchmark("hands")
    _, labels, who = script.hands()
    _, _, numbers = data.load_hand_features()
    people = data.pupils(labels, numbers)
    assert set(people[who == -1]).isdisjoint(people[who >= 0])
    assert len(set(people[who == -1])) == 21


def test_as_many_others_learn_the_same_digits():
    script = benchmark("hands")
    asked, rest = script.halves(0)
    others, labels = script.as_many_others(rest, 0), script.hands()[1]
    assert set(asked).isdisjoint(rest)
    assert abs(len(others) - len(rest)) <= 5  # a few pupils lack a digit, or have it twice
    counts = [np.bincount(labels[rows], minlength=10) for rows in (others, rest)]
    assert np.abs(np.subtract(*counts)).max() <= 3
