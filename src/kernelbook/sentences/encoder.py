"""An encoder of sentences, a small BERT: layers of attention, the mean of all tokens, length 1."""

from dataclasses import dataclass

import numpy as np

from kernelbook import guards
from kernelbook.attention import multi_head_attention
from kernelbook.sentences.pieces import word_pieces

LONGEST = 256  # tokens; what comes after is not read
EPSILON = 1e-12


@dataclass(frozen=True, eq=False)
class Encoder:
    """What an encoder of sentences has learned.

    Attributes
    ----------
    vocabulary : dict of str to int
        The number of each piece, which is its row in `words`.
    words : ndarray, shape (pieces, d)
    places : ndarray, shape (longest, d)
        What is added to the first token, to the second, and so on.
    start : tuple of 2 ndarray, shape (d,)
        Factors and shifts of the normalization before the first layer.
    layers : tuple of dict
        Of each layer: "attention", eight arrays as `multi_head_attention` takes them; "dense", matrix and bias to a
        wider layer and back; "normal", factors and shifts after the attention, and after the dense layers.
    """

    vocabulary: dict
    words: np.ndarray
    places: np.ndarray
    start: tuple
    layers: tuple


def encode(sentences, encoder):
    r"""Turn sentences into vectors, near each other where they mean nearly the same.

    The vectors of the pieces and of their places are added; each layer lets the tokens listen to each other, and looks
    at each by itself,

    .. math:: H = \operatorname{norm}(X + \operatorname{attention}(X)), \qquad
              Y = \operatorname{norm}(H + \operatorname{gelu}(H W_1 + b_1) \, W_2 + b_2)

    and the mean of all tokens of the last one gets the length 1.

    Parameters
    ----------
    sentences : sequence of str
    encoder : Encoder
        Such as `load_encoder` gives.

    Returns
    -------
    ndarray of float32, shape (n, d)

    Raises
    ------
    ValueError
        If `sentences` is no list of texts, or `encoder` is none.

    References
    ----------
    J. Devlin, M.-W. Chang, K. Lee, K. Toutanova: BERT: pre-training of deep bidirectional transformers for language
    understanding. NAACL, 2019. doi:10.18653/v1/N19-1423. N. Reimers, I. Gurevych: Sentence-BERT: sentence embeddings
    using Siamese BERT-networks. EMNLP, 2019. doi:10.18653/v1/D19-1410
    """
    if not isinstance(sentences, list | tuple) or not sentences:
        raise ValueError(f"sentences={guards.shown(sentences)}: expected a list of texts, one at least")
    if not isinstance(encoder, Encoder):
        raise ValueError(f"encoder={guards.shown(encoder)}: expected one as load_encoder() gives it")
    for number, sentence in enumerate(sentences):
        guards.text(f"sentences[{number}]", sentence)
    means = np.stack([read_tokens(number_pieces(each, encoder), encoder).mean(axis=0) for each in sentences])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def number_pieces(sentence, encoder):
    """Return the numbers of a sentence's pieces, of a long one the first ones and the last, which ends it."""
    numbers = [encoder.vocabulary[piece] for piece in word_pieces(sentence, encoder.vocabulary)]
    longest = min(LONGEST, len(encoder.places))
    return numbers if len(numbers) <= longest else [*numbers[: longest - 1], numbers[-1]]


def read_tokens(numbers, encoder):
    """Return what the last layer says of each token, shape (tokens, d)."""
    X = normalize(encoder.words[numbers] + encoder.places[: len(numbers)], *encoder.start)
    for layer in encoder.layers:
        Y, _ = multi_head_attention(X[np.newaxis], layer["attention"])
        H = normalize(X + Y[0].astype(X.dtype), *layer["normal"][:2])
        W1, b1, W2, b2 = layer["dense"]
        X = normalize(H + gelu(H @ W1 + b1) @ W2 + b2, *layer["normal"][2:])
    return X


def normalize(X, gamma, beta):
    r"""Give each token the mean 0 and the variance 1, then factors and shifts that were learned: layer normalization.

    .. math:: Y_i = \gamma_i \frac{X_i - \mu}{\sqrt{\sigma^2 + 10^{-12}}} + \beta_i

    with mean and variance over the d numbers of the token.

    Parameters
    ----------
    X : ndarray, shape (..., d)
    gamma, beta : ndarray, shape (d,)

    Returns
    -------
    ndarray of the shape of X

    Raises
    ------
    ValueError
        If X is no array of finite numbers, or factors and shifts are not as many as the numbers of a token.

    References
    ----------
    J. L. Ba, J. R. Kiros, G. E. Hinton: Layer normalization. 2016. doi:10.48550/arXiv.1607.06450

    Examples
    --------
    >>> normalize(np.array([[1.0, 3.0]]), np.array([1.0, 2.0]), np.array([0.0, 5.0])).round(6).tolist()
    [[-1.0, 7.0]]
    """
    guards.array("X", X)
    for name, each in (("gamma", gamma), ("beta", beta)):
        guards.array(name, each, "(d,)")
        if np.shape(each) != np.shape(X)[-1:]:
            raise ValueError(f"{name} has shape {np.shape(each)} and X {np.shape(X)}: expected a number for each of X")
    centered = X - np.mean(X, axis=-1, keepdims=True)
    return gamma * centered / np.sqrt(np.mean(centered**2, axis=-1, keepdims=True) + EPSILON) + beta


def gelu(x):
    r"""Let through what is large, and less and less of what is small: the Gaussian error linear unit.

    .. math:: y = \frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt{2}}\right)

    Parameters
    ----------
    x : ndarray

    Returns
    -------
    ndarray of the same shape

    Raises
    ------
    ValueError
        If x is no array of finite numbers.

    References
    ----------
    D. Hendrycks, K. Gimpel: Gaussian error linear units (GELUs). 2016. doi:10.48550/arXiv.1606.08415

    Examples
    --------
    >>> gelu(np.array([-10.0, 0.0, 1.0, 10.0])).round(3).tolist()
    [-0.0, 0.0, 0.841, 10.0]
    """
    from scipy.special import erf

    guards.array("x", x)
    x = np.asarray(x)
    return x * (1 + erf(x / np.sqrt(2).astype(np.float32))) / 2
