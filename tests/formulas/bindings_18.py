"""The letters of docstrings for chapter 18: what stands out in a photograph, sentences, pairs."""

import keras
import numpy as np
from scipy.special import erf

from formulas.binding import bound
from kernelbook import attention, models, segmentation, sentences, words
from kernelbook.sentences import encoder as encoders


@bound("models.saliency.u2net_p: L_{i,j}")
def weighed(draw):
    """A network of random weights: what its last layer reads, of six stages, and what it gives."""
    keras.utils.set_random_seed(0)
    network = models.u2net_p(32)
    network.get_layer("logits").set_weights([draw(1, 1, 6, 1), 5 + draw(1)])  # large, so that nothing cancels
    Z, L = models.features(network, ["sides", "logits"])(draw(1, 32, 32, 3).astype("float32"))
    w, b = network.get_layer("logits").get_weights()
    return {"Z": np.asarray(Z)[0], "L": np.asarray(L)[0, ..., 0], "w": w.ravel(), "b": b.item()}


@bound("models.saliency.cut_out: S_{i,j}", "models.saliency.cut_out: M_{i,j}")
def stretched(draw):
    """A network of one convolution, so that its logits can be told; the photograph keeps its size."""
    keras.utils.set_random_seed(0)
    network = keras.Sequential([keras.layers.Input((32, 32, 3)), keras.layers.Conv2D(1, 1)])
    X = np.random.default_rng(3).integers(0, 256, (1, 32, 32, 3))
    L = network.predict(models.standardized_pixels(X, 32), verbose=0)[0, ..., 0]
    S, M = (models.cut_out(network, X, stretched=stretched)[0] for stretched in (False, True))
    return {"L": L, "S": S, "M": M}


@bound("segmentation.cutouts.paste: Y_{i,j,c}", zero_outside=("M", "F"))
def pasted(draw):
    """Pixels are whole numbers; where the mask is 0 or 1, the sums are, too."""
    generator, (t, l) = np.random.default_rng(0), (2, 3)  # noqa: E741, as the formula has it
    B, F = (generator.integers(0, 256, (*shape, 3), dtype=np.uint8) for shape in ((9, 11), (4, 5)))
    M = generator.integers(0, 2, (4, 5))
    Y = segmentation.paste(B, F, M, (t, l))
    return {"B": B.astype(float), "F": F.astype(float), "M": M, "Y": Y.astype(float), "t": t, "l": l}


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


@bound("words.loss.pair_loss: L")
def pairs(draw):
    U, V, W = (words.unit(draw(3, 4)) for _ in "UVW")
    return {"s": 2 * U @ V.T, "h": 2 * (U * W).sum(axis=1), "n": 3, "L": float(words.pair_loss(U, V, 2.0, W))}


@bound("18_ask_in_words: s_{a,b}")
def scores(draw):
    """Vectors of length 1: the product is the cosine, as chapter 18 computes it."""
    u, v = words.unit(draw(3, 4)), words.unit(draw(3, 4))
    return {"u": u, "v": v, "T": 0.5, "s": u @ v.T / 0.5}


@bound("18_ask_in_words: L")
def pairs_alone(draw):
    U, V = (words.unit(draw(3, 4)) for _ in "UV")
    return {"s": 2 * U @ V.T, "n": 3, "L": float(words.pair_loss(U, V, 2.0))}


@bound("18_ask_in_words: z_j")
def place_among_names(draw):
    p, v = np.sort(draw(4, positive=True))[::-1] / 20, draw(4, 3)
    z = p @ v
    np.testing.assert_allclose(z / np.linalg.norm(z), sentences.conse(p[np.newaxis], v, top=4)[0])
    return {"p": p, "v": v, "z": z}


@bound("18_ask_in_words: Y_{i,j,c}")
def laid_on_white(draw):
    """Of one size, in whole numbers, where the mask is 0 or 1."""
    generator = np.random.default_rng(0)
    B, F = (generator.integers(0, 256, (4, 5, 3), dtype=np.uint8) for _ in "BF")
    M = generator.integers(0, 2, (4, 5))
    return {"B": B.astype(float), "F": F.astype(float), "M": M, "Y": segmentation.paste(B, F, M).astype(float)}
