"""Fields that are known exactly: of normal data, and of data that are a finite collection."""

import numpy as np

from kernelbook import guards
from kernelbook.flow.paths import beside


def gaussian_field(x, t, mean, std):
    r"""Return the field for data that are normal, each number by itself.

    .. math:: u(x, t) = \mu + \frac{t \sigma^2 - (1 - t)}{(1 - t)^2 + t^2 \sigma^2} \, (x - t \mu)

    The velocity and the point are both normal, so the mean of one for a given other is a line. It passes through
    :math:`(t \mu, \mu)`, and its slope is their covariance over the variance of the point. Following it from x0 leads
    to :math:`t \mu + x_0 \sqrt{(1 - t)^2 + t^2 \sigma^2}`, at the end :math:`\mu + \sigma x_0`.

    Parameters
    ----------
    x : ndarray of float, shape (n, ...)
    t : float, or ndarray of shape (n,)
        From 0 to 1: one for all, or one for each row.
    mean, std : float or array_like
        Of the data, std above 0; numbers, or arrays that broadcast to the shape of x.

    Returns
    -------
    ndarray, of x's shape and dtype

    Raises
    ------
    ValueError
        If x holds NaN, a time lies outside 0 to 1, std is not above 0, or shapes do not fit.

    Examples
    --------
    Data as the noise is: halfway there, noise and data share alike in what is seen, and nothing tells the direction.

    >>> gaussian_field(np.array([3.0]), 0.5, mean=0.0, std=1.0).tolist()
    [0.0]
    """
    guards.array("x", x, kinds="f")
    guards.on_path("x", x)
    guards.times("t", t, x)
    for name, value in (("mean", mean), ("std", std)):
        guards.array(name, value)
        broadcasts(name, value, x)
    if not (np.asarray(std) > 0).all():
        raise ValueError(f"std={guards.shown(std)}: expected numbers above 0")
    t, mean, variance = beside(t, np.asarray(x, np.float64)), np.asarray(mean, float), np.asarray(std, float) ** 2
    slope = (t * variance - (1 - t)) / ((1 - t) ** 2 + t**2 * variance)
    return (mean + slope * (x - t * mean)).astype(x.dtype)


def broadcasts(name, value, x):
    """Refuse an array whose shape is not that of x, or shorter, or 1 along some axes."""
    try:
        fits = np.broadcast_shapes(np.shape(value), x.shape) == x.shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{name} has shape {np.shape(value)}: expected a number, or an array that fits x, {x.shape}")


def points_field(x, t, points):
    r"""Return the field for data that are a finite collection, each of its points as likely as any other.

    .. math:: A_k = \operatorname{softmax}_k \left( -\frac{\lVert x - t X_k \rVert^2}{2 (1 - t)^2} \right)

    .. math:: u(x, t) = \frac{\sum_k A_k X_k - x}{1 - t}

    It is the best guess of chapter 15 in other letters, and no network with the same data can have less loss. Whoever
    follows it ends on a point of the collection: it can only return what it has seen.

    Parameters
    ----------
    x : ndarray of float, shape (n, ...)
    t : float, or ndarray of shape (n,)
        From 0, and below 1: there only the points themselves are left, and no way to them.
    points : ndarray of float, shape (m, ...)
        The collection X.

    Returns
    -------
    ndarray, of x's shape and dtype
        Computed in float64: near the end, where differences of distances are divided by a square close to 0, float32
        would tell neighbors apart by their rounding.

    Raises
    ------
    ValueError
        If shapes do not fit, something holds NaN, or a time is below 0 or not below 1.

    Examples
    --------
    At the start each of two points is as likely as the other: their mean, 3, less where we are. Near the end the point
    nearby alone counts: 0.02 are left to it, in a hundredth of the time.

    >>> points = np.array([[2.0], [4.0]])
    >>> points_field(np.array([[1.0]]), 0.0, points).tolist()
    [[2.0]]
    >>> np.round(points_field(np.array([[1.98]]), 0.99, points), 6).tolist()
    [[2.0]]
    """
    guards.array("x", x, kinds="f")
    guards.on_path("x", x)
    guards.array("points", points, kinds="f")
    if np.shape(points)[1:] != x.shape[1:]:
        expected = ", ".join(map(str, ("m", *x.shape[1:])))
        raise ValueError(f"points has shape {np.shape(points)}: expected ({expected}), as x")
    guards.times("t", t, x, end=False)
    rows, X = (np.asarray(each, np.float64).reshape(len(each), -1) for each in (x, points))
    t = beside(t, rows)
    fit = t * (rows @ X.T - t * (X**2).sum(axis=1) / 2) / (1 - t) ** 2  # the part with x alone is the same for all
    A = np.exp(fit - fit.max(axis=1, keepdims=True))
    A /= A.sum(axis=1, keepdims=True)
    return ((A @ X - rows) / (1 - t)).reshape(x.shape).astype(x.dtype)
