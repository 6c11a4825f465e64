"""The letters of chapter 21, and of its docstrings: checks of drift, and a queue."""

import numpy as np

from formulas.binding import bound
from kernelbook import drift
from kernelbook.drift import alarms, shares

ALARM = "drift.alarms.alarm_level"


@bound(rf"{ALARM}: \frac{{k}}{{\text{{draws}}+1}}", f"{ALARM}: k")
def false_alarms(draw):
    """The largest that is allowed: with one more, the first would not hold."""
    asked = [(0.01, 1000), (0.05, 399), (0.3, 10)]
    found = [{"rate": rate, "draws": draws, "k": alarms.allowed(rate, draws)} for rate, draws in asked]
    assert all((each["k"] + 1) / (each["draws"] + 1) > each["rate"] for each in found)
    return [{**each, "value": True} for each in found]


def counted_from_1(numbers):
    """Return an array whose first number stands at place 1."""
    return np.concatenate([[np.nan], np.asarray(numbers, float)])


def confidences(draw):
    """Return confidences and which answers were right, so that some right ones lie below the threshold."""
    c = draw(12, positive=True) / 2
    return c, np.random.default_rng(1).permutation(12) < 7


@bound(r"drift.confidence.confidence_threshold: \frac{1}{n}\sum_{i=1}^{n}[c_i\ge t]")
def threshold(draw):
    c, right = confidences(draw)
    y, named = counted_from_1(np.arange(12) % 3), counted_from_1((np.arange(12) + ~right) % 3)
    t = drift.confidence_threshold(c, right)
    return {"n": 12, "c": counted_from_1(c), "t": t, "y": y, "hat y": named, "ranges": {"i": 13}}


@bound(r"drift.confidence.estimated_accuracy: \hat a")
def estimated(draw):
    c, right = confidences(draw)
    now = draw(9, positive=True) / 2
    now[4] = t = drift.confidence_threshold(c, right)  # as sure as that one counts
    a = drift.estimated_accuracy(c, right, now)
    return {"m": 9, "c": counted_from_1(now), "t": t, "hat a": a, "ranges": {"i": 10}}


def similarity(w):
    """Return the kernel of two points, told by samples of two: of the three means two are known to be 1."""

    def k(x, y):
        return 1 - drift.kernel_two_sample(np.stack([x, x]), np.stack([y, y]), width=w) / 2

    return k


@bound("drift.distances.kernel_two_sample: M")
def two_samples(draw):
    x, y, w = draw(5, 3), draw(4, 3) + 0.4, 1.3
    M = drift.kernel_two_sample(x, y, width=w)
    return {"x": x, "y": y, "n": 5, "m": 4, "M": M, "w": w, "k": similarity(w)}


@bound("drift.distances.kernel_two_sample: k(x,y)")
def two_points(draw):
    return {"x": draw(3), "y": draw(3), "w": 1.3, "k": similarity(1.3)}


@bound("21_ship_it inline: k(a,b)")
def two_vectors(draw):
    return {"a": draw(3), "b": draw(3), "w": 1.3, "k": similarity(1.3)}


@bound(r"21_ship_it: \mathrm{MMD}^2")
def three_means(draw):
    """Pairs of one vector with itself are left out."""
    a, b, w = draw(5, 3), draw(4, 3) + 0.4, 1.3

    def pairs(x, y):
        found = np.array([similarity(w)(one, other) for one in x for other in y if not np.array_equal(one, other)])
        return found

    return {"a": a, "a'": a, "b": b, "b'": b, "k": pairs, "MMD^2": drift.kernel_two_sample(a, b, width=w)}


@bound("21_ship_it inline: L")
def inside(draw):
    """Requests that come and go while a clock is read every thousandth of its time."""
    come, stay, T = np.array([0.0, 0.5, 0.75, 2.0]), np.array([1.0, 0.25, 2.0, 1.5]), 4.0
    clock = (np.arange(4000) + 0.5) / 1000
    there = (come[:, np.newaxis] <= clock) & (clock < (come + stay)[:, np.newaxis])
    return {"lambda": len(come) / T, "W": stay.mean(), "L": there.sum(axis=0).mean()}


INDEX = "drift.shares.stability_index"


@bound(rf"{INDEX}: \text{{PSI}}", f"{INDEX}: p_b", f"{INDEX}: q_b", r"21_ship_it: \mathrm{PSI}")
def stability(draw):
    """Bins with given edges, of which one is empty now."""
    before, now, edges = 3 * draw(40), 2 * draw(25), [-4.0, -0.9, 1.4]
    n, m = (shares.counts(values, np.array(edges)) for values in (before, now))
    assert m.min() == 0 < n.min()
    p, q = (counted_from_1(shares.smoothed(counts)) for counts in (n, m))
    letters = {"p": p, "q": q, "n_": counted_from_1(n), "m_": counted_from_1(m), "n": 40, "m": 25, "B": 4}
    return {**letters, "PSI": drift.stability_index(before, now, bins=edges), "ranges": {"b": range(1, 5)}}
