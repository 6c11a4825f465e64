"""What the law of a step's time is asked: how much faster, how many workers at best, and for how much energy."""

import math

from kernelbook import guards
from kernelbook.scale.law import counted, plain, step_time

JOULES = 3.6e6  # in a kilowatt hour: 1,000 watts for 3,600 seconds


def speedup(workers, *, computing, size, bandwidth, latency):
    r"""Compute how many times as fast workers are as one: the law of strong scaling, one batch for all.

    .. math:: S(k) = \frac{T(1)}{T(k)} = \frac{C}{T(k)}

    It is never above k. Without latency, it comes nearer to C β / (2 B) with each worker: all must still send their
    gradients, and receive the sum. Where that limit is below 1, each further worker makes the step longer.

    Parameters
    ----------
    workers, computing, size, bandwidth, latency
        As `step_time` takes them.

    Returns
    -------
    float or ndarray, of the shape of `workers`

    Raises
    ------
    ValueError
        As `step_time`.

    References
    ----------
    Derived in chapter 20.

    Examples
    --------
    Two workers compute for 4 seconds and talk for 1: 8 / 5.

    >>> speedup(2, computing=8, size=1e8, bandwidth=1e8, latency=0)
    1.6
    """
    return computing / step_time(workers, computing=computing, size=size, bandwidth=bandwidth, latency=latency)


def best_workers(*, computing, size, bandwidth, latency):
    r"""Find with how many workers a step takes least.

    Sorted by k, the law has a term that falls, (C - 2 B / β) / k, one that rises, 2 λ k, and the rest. The sum of both
    is least where they are equal:

    .. math:: k^2 = \frac{C - 2 B / \beta}{2 \lambda}

    Workers are whole, so the better neighbor is taken; of two alike, the smaller. If C is at most 2 B / β, nothing
    falls, and one worker is best.

    Parameters
    ----------
    computing, size, bandwidth : float
        C seconds, B bytes, β bytes a second: as `step_time` takes them.
    latency : float
        λ, in seconds, above 0: without it there is no best number, each further worker helps or none does.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If nothing is to be computed, the size is below 0, or there is no bandwidth or no latency.

    References
    ----------
    Derived in chapter 20.

    Examples
    --------
    (8 - 2) / 0.06 = 100, the square of 10.

    >>> best_workers(computing=8, size=1e8, bandwidth=1e8, latency=0.03)
    10
    """
    step_time(1, computing=computing, size=size, bandwidth=bandwidth, latency=latency)
    guards.number("latency", latency, above=0)
    falling = computing - 2 * size / bandwidth
    if falling <= 0:
        return 1
    below = max(1, math.floor(math.sqrt(falling) / math.sqrt(2 * latency)))
    return min((below, below + 1), key=lambda k: falling / k + 2 * latency * k)


def energy(workers, seconds, watts):
    r"""Compute what workers use up, in kilowatt hours.

    .. math:: E = \frac{k \, t \, P}{3.6 \cdot 10^6}

    Parameters
    ----------
    workers : int or array_like of int, any shape
        k, from 1.
    seconds : float
        t: how long they run, all of them.
    watts : float
        P: what one of them draws, computing or waiting: joules a second.

    Returns
    -------
    float or ndarray, of the shape of `workers`
        In kWh; times 3.6 million, in joules.

    Raises
    ------
    ValueError
        If there is no worker, or a time or a power below 0.

    References
    ----------
    1 kWh = 1,000 W × 3,600 s. BIPM: The International System of Units, 9th edition. 2019.

    Examples
    --------
    Four workers of 500 watts for half an hour: 2,000 watts, half an hour.

    >>> energy(4, 1_800, 500)
    1.0
    """
    k = counted(workers)
    guards.number("seconds", seconds, 0)
    guards.number("watts", watts, 0)
    return plain(k * seconds * watts / JOULES)
