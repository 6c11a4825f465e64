"""The loss that ties pictures to words: each picture finds its caption among a batch, each caption its picture."""

from kernelbook import guards


def pair_loss(U, V, scale, W=None):
    r"""Return the symmetric contrastive loss of n pictures and their n captions.

    Vectors are scaled to length 1; the scores are their inner products, times a factor that is learned:

    .. math:: L = -\frac{1}{2n} \sum_a \left( \ln \frac{e^{c \, u_a \cdot v_a}}{\sum_b e^{c \, u_a \cdot v_b} +
              e^{c \, u_a \cdot w_a}} + \ln \frac{e^{c \, u_a \cdot v_a}}{\sum_b e^{c \, u_b \cdot v_a}} \right)

    The term with w, a false caption of the same picture, stands there only if W is given.

    Parameters
    ----------
    U : tensor, shape (n, d)
        Vectors of pictures.
    V : tensor, shape (n, d)
        Vectors of their captions, in the same order.
    scale : tensor, shape (), or float
        c, above 0: one over the temperature.
    W : tensor, shape (n, d), or None
        Vectors of hard negatives: a caption for each picture that is nearly right, and false.

    Returns
    -------
    tensor, shape ()

    Raises
    ------
    ValueError
        If shapes differ, a vector is zero and so has no direction, or `scale` is a number that is not above 0.

    References
    ----------
    A. Radford et al.: Learning transferable visual models from natural language supervision. ICML 2021.
    doi:10.48550/arXiv.2103.00020

    Examples
    --------
    Two pictures whose captions are exchanged: every score is right by 0 and wrong by 1, so L = ln(1 + e).

    >>> import numpy as np
    >>> U = np.eye(2, dtype="float32")
    >>> round(float(pair_loss(U, U[::-1], 1.0)), 4), round(float(np.log(1 + np.e)), 4)
    (1.3133, 1.3133)
    """
    from keras import ops

    named = {"U": U, "V": V} if W is None else {"U": U, "V": V, "W": W}
    for name, vectors in named.items():
        guards.rank(name, vectors, "(n, d)")
        guards.floating(name, vectors)
        guards.directions(name, vectors)
    guards.same_shape(**named)
    if not hasattr(scale, "shape"):  # a tensor is let pass
        guards.number("scale", scale, above=0)
    U, V = (vectors / ops.norm(vectors, axis=1, keepdims=True) for vectors in (U, V))
    scores = scale * (U @ ops.transpose(V))
    right, rows = ops.diagonal(scores), scores
    if W is not None:
        wrong = scale * ops.sum(U * (W / ops.norm(W, axis=1, keepdims=True)), axis=1)
        rows = ops.concatenate([scores, wrong[:, None]], axis=1)
    lost = ops.logsumexp(rows, axis=1) + ops.logsumexp(scores, axis=0) - 2 * right
    return ops.mean(lost) / 2
