"""The letters of chapter 21, and of its docstrings: codes of 8 bits, a student and its teacher."""

import numpy as np
from scipy.special import rel_entr

from formulas.binding import bound
from kernelbook import compression, convolution, evaluation

RANGE = "compression.scales.scale_of"


@bound(f"{RANGE}: s", f"{RANGE}: z", "21_ship_it: s", "21_ship_it: z")
def codes_of_a_range(draw):
    """Around 0 and not, where it is widened: below and above."""
    ends = [(-1.3, 4.1), (-2.7, 0.0), (0.0, 1.9)]
    found = [(low, high, *compression.scale_of(low, high)) for low, high in ends]
    ends = [{"x_min": min(low, 0), "x_max": max(high, 0), "s": s, "z": z} for low, high, s, z in found]
    return [{**each, "round": np.round} for each in ends]


@bound("21_ship_it inline: z")
def zero_of_a_range(draw):
    return {"z": compression.scale_of(-25.0, 38.75)[1]}


@bound("compression.scales.quantize: Q")
def codes(draw):
    """Some lie beyond the codes, on both sides."""
    X, s, z = 40 * draw(24), 0.21, -9
    Q = compression.quantize(X, s, z).astype(int)
    assert {-128, 127} < set(Q.tolist())
    return {"X": X, "s": s, "z": z, "Q": Q, "round": np.round, "clip": np.clip}


@bound("21_ship_it inline: q")
def codes_within(draw):
    x, s, z = draw(24), 0.031, -9
    return {"x": x, "s": s, "z": z, "q": compression.quantize(x, s, z).astype(int), "round": np.round}


def coded(draw, z):
    q, s = np.round(60 * draw(24)).astype(np.int8), 0.21
    return {"q": q.astype(int), "s": s, "z": z, "value": compression.dequantize(q, s, z)}


@bound("21_ship_it inline: after for the number")
def numbers_of_codes(draw):
    return coded(draw, -9)


@bound("21_ship_it inline: X")
def pixels_of_codes(draw):
    found = coded(draw, -9)
    return {"q_x": found["q"], "s_x": found["s"], "z_x": found["z"], "X": found["value"]}


@bound("21_ship_it inline: K")
def weights_of_codes(draw):
    found = coded(draw, 0)
    return {"q_k": found["q"], "s_k": found["s"], "K": found["value"]}


@bound("compression.rounding.rescale: expression")
def rescaled(draw):
    """Ratios below and above 1; sums of both signs, and one that makes a half."""
    A = np.append(np.round(900 * draw(9)), [-3, -1, 1, 3]).astype(int)
    ratios = [compression.fixed_point(r) for r in (0.0137, 0.5, 2.6)]
    found = [(M, shift, compression.rescale(A, M, shift)) for M, shift in ratios]
    return [{"A": A, "M": M, "shift": shift, "value": Y.astype(int)} for M, shift, Y in found]


@bound("21_ship_it: q_y", "21_ship_it: r")
def codes_of_sums(draw):
    """No sum lies at a half, where the library rounds upward and NumPy to the even number."""
    A, s_x, s_k, s_y, z_y = np.round(900 * draw(9)).astype(int), 0.02, 0.007, 0.011, -5
    r = s_x * s_k / s_y
    q_y = compression.rescale(A, *compression.fixed_point(r)).astype(int) + z_y
    scales = {"s_x": s_x, "s_k": s_k, "s_y": s_y, "r": r}
    return {"A": A, "z_y": z_y, "q_y": q_y, **scales, "round": np.round}


@bound("21_ship_it: Y_{i,j}")
def in_codes(draw):
    """The numbers that codes stand for, convolved as in chapter 02."""
    generator, s_x, s_k, z_x, q_b = np.random.default_rng(0), 0.25, 0.5, -7, 100
    Q, K = (generator.integers(-128, 128, shape, dtype=np.int8) for shape in ((4, 5), (2, 3)))
    letters = {"X": compression.dequantize(Q, s_x, z_x), "K": compression.dequantize(K, s_k), "b": s_x * s_k * q_b}
    Y = convolution.conv2d(letters["X"][np.newaxis, ..., np.newaxis], letters["K"][..., np.newaxis, np.newaxis])
    letters |= {"Y": Y[0, ..., 0] + letters["b"], "s_x": s_x, "s_k": s_k, "z_x": z_x, "q_b": q_b}
    return {**letters, "q^x": Q.astype(int), "q^k": K.astype(int)}


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


@bound(r"21_ship_it: \mathcal{L}")
def taught_in_the_mean(draw):
    """The teacher's part is a divergence: it is 0 where the student says what the teacher does."""
    a, u, T, alpha = draw(5, 3), 3 * draw(5, 3), 2.5, 0.3
    y = np.array([0, 2, 1, 1, 0])
    L = float(compression.distillation_loss(a, u, y, temperature=T, share=alpha))
    letters = {"a": a, "u": u, "T": T, "alpha": alpha, "y": np.eye(3)[y], "L": L, "sigma": evaluation.softmax}

    def cross_entropy(p, q):
        return -(p * np.log(q)).sum(axis=1).mean()

    def divergence(p, q):
        return rel_entr(p, q).sum(axis=1).mean()

    return {**letters, "CE": cross_entropy, "KL": divergence}
