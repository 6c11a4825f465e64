"""The letters of docstrings for chapter 21: codes of 8 bits, a student and its teacher, checks of drift."""

import numpy as np

from formulas.binding import bound
from kernelbook import compression, drift, evaluation
from kernelbook.drift import alarms, shares


@bound("compression.scales.scale_of: s", "compression.scales.scale_of: z")
def codes_of_a_range(draw):
    """Around 0 and not, where it is widened: below and above."""
    ends = [(-1.3, 4.1), (-2.7, 0.0), (0.0, 1.9)]
    found = [(low, high, *compression.scale_of(low, high)) for low, high in ends]
    return [{"l": low, "h": high, "s": s, "z": z, "round": np.round} for low, high, s, z in found]


@bound("compression.scales.quantize: Q")
def codes(draw):
    """Some lie beyond the codes, on both sides."""
    X, s, z = 40 * draw(24), 0.21, -9
    Q = compression.quantize(X, s, z).astype(int)
    assert {-128, 127} < set(Q.tolist())
    return {"X": X, "s": s, "z": z, "Q": Q, "round": np.round, "clip": np.clip}


@bound("compression.rounding.rescale: expression")
def rescaled(draw):
    """Ratios below and above 1; sums of both signs, and one that makes a half."""
    A = np.append(np.round(900 * draw(9)), [-3, -1, 1, 3]).astype(int)
    ratios = [compression.fixed_point(r) for r in (0.0137, 0.5, 2.6)]
    found = [(M, shift, compression.rescale(A, M, shift)) for M, shift in ratios]
    return [{"A": A, "M": M, "shift": shift, "value": Y.astype(int)} for M, shift, Y in found]


@bound("compression.integers.conv2d_int8: Y_{i,j,o}")
def convolved(draw):
    """Two maps in, three out; some results are cut off."""
    generator = np.random.default_rng(0)
    X, K = (generator.integers(-128, 128, shape, dtype=np.int8) for shape in ((4, 5, 2), (2, 3, 2, 3)))
    b, z_in, z_out = generator.integers(-900, 900, 3), -7, 11
    M, shift = compression.fixed_point(0.0061)
    Y = compression.conv2d_int8(X[np.newaxis], K, b, z_in, M, shift, z_out)[0].astype(int)
    letters = {"X": X.astype(int), "K": K.astype(int), "b": b, "z_in": z_in, "z_out": z_out, "Y": Y}

    def rescale(A):
        return compression.rescale(np.array([A], dtype=int), M, shift)[0]

    return {**letters, "rescale": rescale, "clip": np.clip}


LOSS = "compression.distillation.distillation_loss"


@bound(f"{LOSS}: L", f"{LOSS}: p", f"{LOSS}: q", f"{LOSS}: r")
def taught(draw):
    z, t, y = draw(5, 3), 3 * draw(5, 3), np.array([0, 2, 1, 1, 0])
    T, alpha, softmax = 2.5, 0.3, evaluation.softmax
    L = float(compression.distillation_loss(z, t, y, temperature=T, share=alpha))
    made = {"p": softmax(t / T), "q": softmax(z / T), "r": softmax(z)}
    return {"z": z, "t": t, "y": y, "T": T, "alpha": alpha, "L": L, **made, "softmax": softmax}


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


INDEX = "drift.shares.stability_index"


@bound(rf"{INDEX}: \text{{PSI}}", f"{INDEX}: p_b", f"{INDEX}: q_b")
def stability(draw):
    """Bins with given edges, of which one is empty now."""
    before, now, edges = 3 * draw(40), 2 * draw(25), [-4.0, -0.9, 1.4]
    n, m = (shares.counts(values, np.array(edges)) for values in (before, now))
    assert m.min() == 0 < n.min()
    p, q = (counted_from_1(shares.smoothed(counts)) for counts in (n, m))
    letters = {"p": p, "q": q, "n_": counted_from_1(n), "m_": counted_from_1(m), "n": 40, "m": 25, "B": 4}
    return {**letters, "PSI": drift.stability_index(before, now, bins=edges), "ranges": {"b": range(1, 5)}}
