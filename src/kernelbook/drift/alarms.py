"""Alarms at a stated rate: how large a check's value must be, and a watcher that knows it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kernelbook import guards


def alarm_level(check, before, size, rate=0.01, draws=1000, seed=0):
    r"""Find the level that a check exceeds on at most a share of windows, where nothing has drifted.

    Windows of `size` rows are drawn from `before` itself, and each is compared with the rows that are left. A new
    window of the same distribution is as likely the largest of draws + 1 values as any of the draws. So it exceeds the
    k-th largest of the draws with a probability of

    .. math:: \frac{k}{\text{draws} + 1} \le \text{rate}, \qquad
              k = \lfloor \text{rate} \cdot (\text{draws} + 1) \rfloor

    That is exact for a new window that is compared with n - size rows, over everything that is drawn: the rows before,
    the windows, the new one. Compared with all n rows its value is a little smaller, and so are the false alarms,
    unless n is much larger than the window. And the rows before stay the same: of the windows that come after one
    another more are alarmed than that, or fewer, as these rows were drawn.

    Parameters
    ----------
    check : callable
        ``check(before, now)`` returns a number that grows with the drift.
    before : array_like, shape (n, ...)
    size : int
        Rows of a window, from 1 to n - 1.
    rate : float
        The share of false alarms, between 0 and 1.
    draws : int
        How many windows, at least 1 / rate - 1.
    seed : int
        From 0.

    Returns
    -------
    float
        In the unit of the check. An alarm is a value above it.

    Raises
    ------
    ValueError
        If there are too few rows or draws, an argument lies outside its range, or the check gives no finite number.

    References
    ----------
    B. Phipson, G. K. Smyth: Permutation p-values should never be zero. Statistical Applications in Genetics and
    Molecular Biology, 2010. doi:10.2202/1544-6115.1585

    Examples
    --------
    The check looks at the new row alone, which is 1, 2, 3 or 4. Of a thousand draws about 250 are 4, and none is above
    it; the 300th largest is 3.

    >>> alarm_level(lambda before, now: now[0], [1, 2, 3, 4], size=1, rate=0.3)
    3.0
    """
    guards.function("check", check, "a function of two arrays, such as kolmogorov_smirnov")
    guards.array("before", before, finite=False)
    rows = np.asarray(before)
    if rows.ndim == 0 or len(rows) < 2:
        raise ValueError(f"before has shape {rows.shape}: expected 2 rows at least")
    guards.whole("size", size, 1, len(rows) - 1)
    guards.share("rate", rate, ends=False)
    guards.whole("draws", draws, 1)
    guards.whole("seed", seed, 0)
    k = allowed(rate, draws)
    generator, values = np.random.default_rng(seed), np.empty(draws)
    for draw in range(draws):
        order = generator.permutation(len(rows))
        values[draw] = value_of(check, rows[order[size:]], rows[order[:size]])
    return float(np.sort(values)[-k])


def allowed(rate, draws):
    """Return which of the largest draws is the level, counted from the largest, 1; or refuse too few draws."""
    k = int(rate * (draws + 1) + 1e-9)
    if k < 1:
        raise ValueError(f"draws={draws} at rate={rate}: expected {int(np.ceil(1 / rate - 1 - 1e-9))} draws at least")
    return k


def value_of(check, before, now):
    """Return what a check says, or refuse it if that is no finite number."""
    value = check(before, now)
    if not guards.is_number(value):
        raise ValueError(f"check gave {guards.shown(value)}: expected a function that returns a finite number")
    return float(value)


@dataclass(frozen=True)
class Watcher:
    """A check with the rows that it compares with, and the level above which it fires: what `watch` returns.

    Parameters
    ----------
    check : callable
    before : ndarray, shape (n, ...)
    size : int
        Rows of a window: the level holds for no other number.
    level : float
    """

    check: Callable
    before: np.ndarray
    size: int
    level: float

    def value(self, now):
        """Return what the check says of a window, or refuse one of another size."""
        guards.array("now", now, finite=False)
        if np.ndim(now) == 0 or len(now) != self.size:
            raise ValueError(f"now has shape {np.shape(now)}: expected a window of {self.size}, as the level was found")
        return value_of(self.check, self.before, np.asarray(now))

    def fires(self, now):
        """Say whether a window is alarmed: whether its value lies above the level."""
        return self.value(now) > self.level


def watch(check, before, size, rate=0.01, draws=1000, seed=0):
    """Find the level of a check, and keep it with what it compares: a `Watcher`.

    Several watchers alarm more often than one, as each has its own false alarms: k of them at most k times as often.

    Parameters
    ----------
    check, before, size, rate, draws, seed
        As `alarm_level` takes them.

    Returns
    -------
    Watcher
        ``watcher.fires(now)`` says whether a window of `size` rows is alarmed.

    Raises
    ------
    ValueError
        As `alarm_level`; later, if a window has not `size` rows.

    References
    ----------
    As `alarm_level`; derived in chapter 21.

    Examples
    --------
    >>> from kernelbook.drift import kolmogorov_smirnov
    >>> watcher = watch(kolmogorov_smirnov, np.arange(100), size=10)
    >>> watcher.fires(np.arange(0, 100, 10)), watcher.fires(np.arange(90, 100))
    (False, True)
    """
    level = alarm_level(check, before, size, rate, draws, seed)
    return Watcher(check, np.asarray(before), size, level)
