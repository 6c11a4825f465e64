"""The letters of the docstrings of sentences, for chapter 18."""

import numpy as np
from scipy.special import erf

from formulas.binding import bound
from kernelbook import attention, sentences
from kernelbook.sentences import encoder as encoders


@bound("sentences.bridge.conse: z_i", "sentences.bridge.conse: f_i")
def bridge(draw):
    """Four likely classes of six."""
    p, v = np.sort(draw(6, positive=True))[::-1] / 20, draw(6, 3)
    f = sentences.conse(p[np.newaxis], v, top=4)[0]
    return {"p": p[:4], "v": v[:4], "z": p[:4] @ v[:4], "f": f}


@bound("sentences.encoder.encode: H", "sentences.encoder.encode: Y")
def layer(draw):
    d, heads, k, wide = 4, 2, 3, 5
    weights = [each for _ in range(3) for each in (draw(d, heads, k), draw(heads, k))] + [draw(heads, k, d), draw(d)]
    W1, b1, W2, b2 = dense = [draw(d, wide), draw(wide), draw(wide, d), draw(d)]
    gamma, beta = np.ones(d), np.zeros(d)
    words, start = draw(6, d), [draw(d), draw(d)]
    X = sentences.normalize(words, *start)
    one = {"attention": weights, "dense": dense, "normal": [gamma, beta, gamma, beta]}
    network = sentences.Encoder({}, words, np.zeros((6, d)), start, (one,))

    def heard(tokens):
        return attention.multi_head_attention(tokens[np.newaxis], weights)[0][0]

    def norm(tokens):
        return sentences.normalize(tokens, gamma, beta)

    letters = {"X": X, "W_1": W1, "b_1": b1, "W_2": W2, "b_2": b2, "H": norm(X + heard(X))}
    read = encoders.read_tokens(list(range(6)), network)
    return {**letters, "Y": read, "attention": heard, "norm": norm, "gelu": sentences.gelu}


@bound("sentences.encoder.normalize: Y_i")
def normalization(draw):
    X, gamma, beta = draw(5), draw(5), draw(5)
    Y = sentences.normalize(X, gamma, beta)
    return {"X": X, "gamma": gamma, "beta": beta, "mu": X.mean(), "sigma": X.std(), "Y": Y}


@bound("sentences.encoder.gelu: y")
def unit(draw):
    return [{"x": x, "y": sentences.gelu(x), "erf": erf} for x in draw(4)]
