import numpy as np
import pytest

from kernelbook.drift import alarm_level, kolmogorov_smirnov, watch


def newest(before, now):
    return now[0]


def test_alarm_level_by_hand():
    """Of the draws 1 to 4, about a quarter are 4: the largest 300 of 1,000 reach down to 3, the largest 200 do not."""
    assert alarm_level(newest, [1, 2, 3, 4], size=1, rate=0.3) == 3
    assert alarm_level(newest, [1, 2, 3, 4], size=1, rate=0.2) == 4


def test_alarm_level_is_the_kth_largest_of_the_draws():
    values = iter(np.random.default_rng(0).permutation(199))
    assert alarm_level(lambda before, now: float(next(values)), np.arange(9), 2, rate=0.05, draws=199) == 189


def test_alarm_level_compares_a_window_with_the_rest():
    """No row stands on both sides, and none is lost."""
    seen = []
    alarm_level(lambda *parts: float(seen.append(parts) or 0), np.arange(10), 3, rate=0.5, draws=20)
    assert all(sorted([*before, *now]) == list(range(10)) and len(now) == 3 for before, now in seen)
    assert len({tuple(now) for _, now in seen}) > 15, "windows are drawn anew"


def gap(before, now):
    return abs(before.mean() - now.mean())


@pytest.mark.parametrize("check", [gap, kolmogorov_smirnov])
def test_alarm_level_keeps_the_rate_of_false_alarms(check):
    """Over 300 draws of everything, one alarm in ten: within three standard errors, and what equal values leave."""
    generator = np.random.default_rng(0)
    alarms = 0
    for k in range(300):
        before, now = np.split(generator.normal(size=330), [300])
        alarms += check(before, now) > alarm_level(check, before, 30, rate=0.1, draws=39, seed=k)
    assert 0.1 - 3 * np.sqrt(0.1 * 0.9 / 300) < alarms / 300 < 0.1 + 3 * np.sqrt(0.1 * 0.9 / 300)


def test_alarm_level_is_the_same_for_a_seed_and_smaller_for_larger_windows():
    values = np.random.default_rng(0).normal(size=500)
    levels = [alarm_level(kolmogorov_smirnov, values, size, draws=199) for size in (20, 50, 100)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == alarm_level(kolmogorov_smirnov, values, 20, draws=199)


def test_alarm_level_needs_enough_draws():
    with pytest.raises(ValueError, match=r"draws=98 at rate=0.01: expected 99 draws"):
        alarm_level(newest, [1, 2, 3], 1, draws=98)
    assert alarm_level(newest, [1, 2, 3], 1, draws=99) == 3


def test_alarm_level_refuses_a_check_without_a_number():
    with pytest.raises(ValueError, match="check gave nan"):
        alarm_level(lambda before, now: np.nan, [1, 2, 3], 1)


def test_a_watcher_fires_where_the_value_lies_above_its_level():
    watcher = watch(newest, [1, 2, 3, 4], size=1, rate=0.3)
    assert watcher.level == 3
    assert [watcher.fires([x]) for x in (2, 3, 3.5)] == [False, False, True]
    assert watcher.value([3.5]) == 3.5


def test_a_watcher_fires_at_drift_and_seldom_without():
    generator = np.random.default_rng(0)
    watcher = watch(kolmogorov_smirnov, generator.normal(size=1000), 50, draws=499)
    assert np.mean([watcher.fires(generator.normal(size=50) + 1.5) for _ in range(100)]) == 1
    assert np.mean([watcher.fires(generator.normal(size=50)) for _ in range(400)]) < 0.04


def test_a_watcher_takes_windows_of_its_size_alone():
    with pytest.raises(ValueError, match="now has shape \\(2,\\): expected a window of 1"):
        watch(newest, [1, 2, 3], 1, rate=0.3).fires([1, 2])
