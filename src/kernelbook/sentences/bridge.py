"""Names as the bridge from pictures to words: a picture is where the names of its likely classes are."""

import numpy as np

from kernelbook import guards


def conse(probabilities, vectors, top=10):
    r"""Place pictures among words: the mean of the vectors of their likely classes' names, by probability.

    .. math:: z_i = \sum_k p_k \, v_{k,i}, \qquad f_i = \frac{z_i}{\sqrt{\sum_j z_j^2}}

    The sum goes over the `top` likeliest classes k, whose names have the vectors v_k. The probabilities are not divided
    by their sum, since the length of z is lost anyway. ConSE: convex combination of semantic embeddings.

    Parameters
    ----------
    probabilities : ndarray, shape (n, classes)
        What a classifier says of each picture. At least one of the likeliest is above 0.
    vectors : ndarray, shape (classes, d)
        Those of the classes' names.
    top : int
        How many classes speak for a picture; of classes that are equally likely, the first ones.

    Returns
    -------
    ndarray, shape (n, d)
        Rows of length 1.

    Raises
    ------
    ValueError
        If probabilities are not from 0 to 1 or all 0, if there is not a vector for each class, if `top` is not from 1
        to the number of classes, or if the vectors of a picture cancel each other.

    References
    ----------
    M. Norouzi, T. Mikolov, S. Bengio, Y. Singer, J. Shlens, A. Frome, G. S. Corrado, J. Dean: Zero-shot learning by
    convex combination of semantic embeddings. ICLR, 2014. doi:10.48550/arXiv.1312.5650

    Examples
    --------
    Three fifths donkey and a quarter horse. With two classes, it lies between both, nearer to the donkey.

    >>> vectors = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    >>> conse(np.array([[0.6, 0.25, 0.15]]), vectors, top=1).tolist()
    [[1.0, 0.0]]
    >>> conse(np.array([[0.6, 0.25, 0.15]]), vectors, top=2).round(3).tolist()
    [[0.923, 0.385]]
    """
    guards.array("probabilities", probabilities, "(n, classes)", kinds="f")
    guards.array("vectors", vectors, "(classes, d)")
    p, v = np.asarray(probabilities), np.asarray(vectors)
    if p.min() < 0 or p.max() > 1 + 1e-6:
        raise ValueError(f"probabilities has values from {p.min():g} to {p.max():g}: expected 0 to 1")
    if len(v) != p.shape[1]:
        raise ValueError(f"probabilities has {p.shape[1]} classes and vectors {len(v)} rows: expected as many")
    guards.whole("top", top, 1, len(v))
    likeliest = np.argsort(-p, axis=1, kind="stable")[:, :top]
    spoken = np.zeros_like(p)
    np.put_along_axis(spoken, likeliest, np.take_along_axis(p, likeliest, axis=1), axis=1)
    z = spoken @ v
    lengths = np.linalg.norm(z, axis=1, keepdims=True)
    if not lengths.all():
        raise ValueError(
            f"probabilities and vectors give picture {int(np.argmin(lengths))} the vector 0: expected a direction"
        )
    return z / lengths


def search(query, pictures, n=5):
    """Find the pictures that are nearest to a query, by the cosine of the angle between their vectors.

    Parameters
    ----------
    query : ndarray, shape (d,)
        Of length 1.
    pictures : ndarray, shape (m, d)
        Rows of length 1, such as `conse` gives.
    n : int
        How many to find.

    Returns
    -------
    found : ndarray of int64, shape (n,)
        Where they stand, the nearest first; of those equally near, the first ones.
    cosines : ndarray, shape (n,)
        From −1 to 1.

    Raises
    ------
    ValueError
        If a vector is not of length 1, if query and pictures have not as many numbers, or if `n` is not from 1 to m.

    Examples
    --------
    >>> found, cosines = search(np.array([0.6, 0.8]), np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]), n=2)
    >>> found.tolist(), cosines.tolist()
    ([1, 0], [0.8, 0.6])
    """
    guards.unit_rows("query", query, "(d,)")
    guards.unit_rows("pictures", pictures, "(m, d)")
    query, pictures = np.asarray(query), np.asarray(pictures)
    if len(query) != pictures.shape[1]:
        raise ValueError(f"query has {len(query)} numbers and pictures {pictures.shape[1]}: expected as many")
    guards.whole("n", n, 1, len(pictures))
    cosines = pictures @ query
    found = np.argsort(-cosines, kind="stable")[:n]
    return found, cosines[found]
