"""How far a collection of images as a whole lies from another, whichever image stands where."""

import numpy as np

from kernelbook import guards


def frechet_distance(features, others):
    r"""Compare two collections by the means and covariances of their features: the Fréchet distance, squared.

    .. math:: d = \lVert \mu - \mu' \rVert^2
              + \operatorname{tr}(C) + \operatorname{tr}(C') - 2 \operatorname{tr}\left((C C')^{1/2}\right)

    It is the squared distance between the normal distributions that have these means and covariances, if each point of
    the one goes to a point of the other on the shortest ways. Taken on features of a network that names images it is
    called FID. Covariances of few images are off at random, which adds to the distance: of two collections drawn from
    the same images it is not 0, and compares only with others of the same size.

    Parameters
    ----------
    features, others : array_like, shape (n, f) and (m, f)
        A row for each image, n and m at least 2.

    Returns
    -------
    float
        In the unit of the features, squared; 0 if means and covariances agree.

    Raises
    ------
    ValueError
        If one of them is no table of two rows at least, their columns differ in number, or a value is not finite.

    References
    ----------
    M. Heusel, H. Ramsauer, T. Unterthiner, B. Nessler, S. Hochreiter: GANs trained by a two time-scale update rule
    converge to a local Nash equilibrium. NeurIPS 2017. doi:10.48550/arXiv.1706.08500

    Examples
    --------
    Two rows that lie 2 apart have variance 2, two that lie 4 apart have 8. The means are 3 apart: 9 + (√8 − √2)².

    >>> round(frechet_distance([[-1.0], [1.0]], [[1.0], [5.0]]), 6)
    11.0
    """
    features, others = (table(*each) for each in (("features", features), ("others", others)))
    if features.shape[1] != others.shape[1]:
        raise ValueError(f"features has {features.shape[1]} columns and others {others.shape[1]}: expected as many")
    C, D = (np.atleast_2d(np.cov(each, rowvar=False)) for each in (features, others))
    shares, axes = np.linalg.eigh(C)
    root = axes * np.sqrt(np.maximum(shares, 0)) @ axes.T
    both = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ D @ root), 0)).sum()  # the root's trace, of a symmetric matrix
    apart = np.sum((features.mean(axis=0) - others.mean(axis=0)) ** 2)
    return float(max(apart + np.trace(C) + np.trace(D) - 2 * both, 0))


def table(name, values):
    """Return values as a table of float64 with two rows at least, or refuse them."""
    guards.array(name, values)
    values = np.asarray(values, np.float64)
    if values.ndim != 2 or len(values) < 2:
        raise ValueError(f"{name} has shape {values.shape}: expected (n, f), a row for each of 2 images at least")
    return values
