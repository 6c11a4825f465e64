"""Attention: every token asks all tokens, and gets a mixture of what they say. Chapter 15."""

import numpy as np

from kernelbook import guards

__all__ = ["attention", "multi_head_attention"]

SHAPES = ("(d, heads, k)", "(heads, k)", "(d, heads, k)", "(heads, k)", "(d, heads, v)", "(heads, v)")
SHAPES += ("(heads, v, e)", "(e,)")


def attention(Q, K, V):
    r"""Mix values by how well their keys fit each query.

    .. math:: Y = \operatorname{softmax}\left(\frac{Q K^T}{\sqrt{d}}\right) V

    Parameters
    ----------
    Q : ndarray, shape (..., n, d)
        A query for each token that asks.
    K : ndarray, shape (..., m, d)
        A key for each token that is asked.
    V : ndarray, shape (..., m, c)
        What each of those has to say.

    Returns
    -------
    Y : ndarray, shape (..., n, c)
    A : ndarray, shape (..., n, m)
        How much each query listened to each key; rows add up to 1.

    Raises
    ------
    ValueError
        If queries and keys differ in length, keys and values in number, or the axes before in size, or if
        products of queries and keys are too large to be numbers.

    References
    ----------
    A. Vaswani et al.: Attention is all you need. NeurIPS 2017. doi:10.48550/arXiv.1706.03762

    Examples
    --------
    A query that fits both keys alike hears the mean of their values.

    >>> Y, A = attention(np.array([[0.0, 1.0]]), np.array([[1.0, 2.0], [-1.0, 2.0]]), np.array([[10.0], [20.0]]))
    >>> Y.tolist(), A.tolist()
    ([[15.0]], [[0.5, 0.5]])
    """
    Q, K, V = (tokens(name, array) for name, array in (("Q", Q), ("K", K), ("V", V)))
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q has shape {Q.shape} and K {K.shape}: queries and keys must have the same length")
    if K.shape[-2] != V.shape[-2]:
        raise ValueError(f"K has shape {K.shape} and V {V.shape}: there must be a value for each key")
    if not Q.shape[:-2] == K.shape[:-2] == V.shape[:-2]:
        raise ValueError(f"Q has shape {Q.shape}, K {K.shape}, V {V.shape}: the axes before the last two must agree")
    with np.errstate(over="ignore", invalid="ignore"):
        fit = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    if not np.isfinite(fit).all():
        largest = f"{abs(Q).max():g} and {abs(K).max():g}"
        raise ValueError(f"Q and K have numbers up to {largest}: expected smaller ones, whose products are finite")
    A = np.exp(fit - fit.max(axis=-1, keepdims=True))
    A /= A.sum(axis=-1, keepdims=True)
    return A @ V, A


def tokens(name, array):
    """Return numbers in rows as floating ones: of whole ones, the sums of products could wrap around."""
    guards.array(name, array)
    array = np.asarray(array)
    if array.ndim < 2:
        raise ValueError(f"{name} has shape {array.shape}: expected (…, tokens, numbers)")
    return array if array.dtype.kind == "f" else array.astype(float)


def multi_head_attention(X, weights):
    r"""Let the tokens look at each other, several times beside each other, and mix what the heads heard.

    .. math:: Y = \sum_h \operatorname{attention}(X W^Q_h + b^Q_h, \; X W^K_h + b^K_h, \; X W^V_h + b^V_h) \, W^O_h
              + b^O

    Parameters
    ----------
    X : ndarray, shape (n, tokens, d)
    weights : sequence of 8 ndarray
        As Keras' ``MultiHeadAttention`` keeps them: matrix, shape (d, heads, k), and bias, shape (heads, k), of the
        queries, keys and values; matrix, shape (heads, k, d), and bias, shape (d,), of the output.

    Returns
    -------
    Y : ndarray, shape (n, tokens, d)
    A : ndarray, shape (n, heads, tokens, tokens)

    Raises
    ------
    ValueError
        If there are not eight arrays, or they do not fit the tokens.

    References
    ----------
    Vaswani et al., as for `attention`.
    """
    guards.array("X", X, "(n, tokens, d)")
    X = tokens("X", X)
    weights = as_weights(weights, X.shape[-1])
    pairs = list(zip(weights[:6:2], weights[1:6:2], strict=True))
    with np.errstate(over="ignore", invalid="ignore"):
        Q, K, V = (np.einsum("ntd,dhk->nhtk", X, W) + b[:, np.newaxis] for W, b in pairs)
    if not all(np.isfinite(each).all() for each in (Q, K, V)):
        raise ValueError(f"X and weights have numbers up to {abs(X).max():g} and more: expected smaller ones")
    Y, A = attention(Q, K, V)
    return np.einsum("nhtk,hkd->ntd", Y, weights[6]) + weights[7], A


def as_weights(weights, d):
    """Return the eight weights of a layer for tokens of d numbers as arrays, or say which of them do not fit."""
    if not isinstance(weights, list | tuple):
        raise ValueError(f"weights={guards.shown(weights)}: expected a list of 8 arrays")
    if len(weights) != 8:
        raise ValueError(
            f"weights has {len(weights)} arrays: expected 8, a matrix and a bias for each of Q, K, V and Y"
        )
    guards.array("weights[0]", weights[0], SHAPES[0])
    if len(weights[0]) != d:
        raise ValueError(f"X has tokens of {d} numbers, the weights expect {len(weights[0])}")
    for number, (each, shape) in enumerate(zip(weights, SHAPES, strict=True)):
        guards.array(f"weights[{number}]", each, shape)
    weights = [np.asarray(each) for each in weights]
    sizes = {}
    for number, (each, shape) in enumerate(zip(weights, SHAPES, strict=True)):
        for letter, size in zip(shape.strip("(,)").split(", "), each.shape, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise ValueError(
                    f"weights[{number}] has shape {each.shape}: expected {shape}, {letter} = {sizes[letter]}"
                )
    return weights
