"""The letters of chapter 15, and of the docstrings of attention, views, variation and the choice of a method."""

import itertools

import numpy as np

from formulas.binding import bound
from kernelbook import contrast, evaluation
from kernelbook.attention import attention, multi_head_attention
from kernelbook.augmentation import move
from kernelbook.convolution.choice import PRODUCT, START, counted_work, factors
from kernelbook.convolution.shapes import geometry


@bound("15_place_todays_models: A", "15_place_todays_models: Y", "attention.attention: Y")
def one_head(draw):
    Q, K, V = draw(4, 3), draw(5, 3), draw(5, 2)
    Y, A = attention(Q, K, V)
    return {"Q": Q, "K": K, "V": V, "d": 3, "A": A, "Y": Y, "softmax": evaluation.softmax}


@bound("attention.multi_head_attention: Y")
def several_heads(draw):
    X = draw(1, 4, 3)
    weights = [each for _ in "QKV" for each in (draw(3, 2, 5), draw(2, 5))] + [draw(2, 5, 3), draw(3)]
    letters = dict(zip((f"{b}^{a}" for a, b in itertools.product("QKVO", "Wb")), weights, strict=True))
    for letter in "QKV":
        letters[f"W^{letter}"] = letters[f"W^{letter}"].swapaxes(0, 1)
    return {**letters, "X": X[0], "Y": multi_head_attention(X, weights)[0][0], "attention": lambda *a: attention(*a)[0]}


@bound(r"15_place_todays_models: \text{error}")
def scaling(draw):
    """In logarithms a power is a product."""
    a, P, alpha, b, D, beta, c = draw(7, positive=True)
    error = np.exp(np.log(a) - alpha * np.log(P)) + np.exp(np.log(b) - beta * np.log(D)) + c
    return {"a": a, "P": P, "alpha": alpha, "b": b, "D": D, "beta": beta, "c": c, "error": error}


def views(draw):
    U, V = draw(3, 4), draw(3, 4)
    every = np.concatenate([U, V])
    every /= np.linalg.norm(every, axis=1, keepdims=True)
    L = float(contrast.contrastive_loss(np.float32(U), np.float32(V), temperature=0.7))
    return {"s": every @ every.T, "T": 0.7, "n": 3, "L": L}


def twin(a):
    return (a + 3) % 6


@bound("15_place_todays_models: L")
def contrastive(draw):
    """The twin b is another for each view a."""
    return {**views(draw), "depends": {"b": twin}}


@bound("contrast.contrastive_loss: L")
def contrastive_of_the_library(draw):
    return {**views(draw), "b": twin}


@bound("15_place_todays_models: X_t")
def mixed(draw):
    """Shares whose squares add up to 1 are a cosine and a sine."""
    X, Z, angle = draw(6), draw(6), 0.6
    return {"X": X, "Z": Z, "t": np.sin(angle) ** 2, "X_t": np.cos(angle) * X + np.sin(angle) * Z}


def cleaned(draw):
    """The mixture is attention: of the square, what depends on the key alone is one more number of it."""
    X, X_t, t = draw(5, 4), draw(4), 0.3
    keys = np.column_stack([X, -(1 - t) * (X**2).sum(axis=1) / (2 * t)])
    query = np.append(X_t * np.sqrt(1 - t) / t, 1.0) * np.sqrt(keys.shape[1])
    Y, A = attention(query[np.newaxis], keys, X)
    return {
        "X": X,
        "X_t": X_t,
        "t": t,
        "A": A[0],
        "hat X": Y[0],
        "softmax": lambda z: evaluation.softmax(z[np.newaxis])[0],
    }


@bound("15_place_todays_models: A_k", r"15_place_todays_models: \hat X")
def denoised(draw):
    return cleaned(draw)


def counted(method):
    """Return the letters of a layer in two groups, and its work without the start."""
    shape = geometry((3, 30, 20, 10), (5, 4, 5, 14), groups=2)
    n, h, w, c_out = shape.output
    value = counted_work(shape, method) - 2 * START[method]
    sizes = {"n": n, "n'": h * w, "k_h": 5, "k_w": 4, "c_in": 10, "c_out": c_out, "g": 2, "N": 600}
    return {**sizes, "f_h": factors(30), "f_w": factors(20), "value": value}


@bound("convolution.choice.counted_work: expression")
def work_of_products(draw):
    return counted("im2col")


@bound("convolution.choice.counted_work: expression #2")
def work_of_spectra(draw):
    """The library counts half of the spectrum and its middle: that column more is taken away."""
    letters = counted("fft")
    return {**letters, "value": letters["value"] - PRODUCT * 3 * 30 * 5 * 14}


class Amounts:
    """A generator whose amounts are known: the angle, the factor, the shear, the shift down and to the right."""

    def __init__(self, *amounts):
        self.amounts = list(amounts)

    def uniform(self, low, high, size):
        count = 1 if np.ndim(size) == 0 else size[0]
        drawn, self.amounts = self.amounts[:count], self.amounts[count:]
        return np.reshape(drawn, size)


@bound(r"augmentation.move: \binom{i'}{j'}")
def moved(draw):
    """Images as bright as the row, or the column, tell where a pixel was looked up."""
    ramps, shift, found = np.indices((9, 12))[..., np.newaxis] / 10, [0.7, -0.4], []
    looked_up = [move(ramp[np.newaxis], Amounts(20.0, 1.3, 0.2, *shift))[0, ..., 0] * 10 for ramp in ramps]
    letters = {"m": np.array([4.0, 5.5]), "s": 1.3, "a": np.deg2rad(20), "g": 0.2, "t": np.array(shift)}
    for i, j in ((4, 5), (3, 7), (5, 4)):
        found.append({**letters, "i": i, "j": j, "i'": looked_up[0][i, j], "j'": looked_up[1][i, j]})
    return found


@bound(*(f"15_place_todays_models inline: {letter}" for letter in "QKV"))
def linear_maps(draw):
    X, found = draw(4, 3), {}
    for letter in "QKV":
        found[f"W_{letter}"] = draw(3, 2)
        found[letter] = np.einsum("td,dk->tk", X, found[f"W_{letter}"])
    return {**found, "X": X}
