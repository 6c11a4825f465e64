"""Straight paths from noise to data: where they pass, how fast, and what a velocity says about both ends."""

import numpy as np

from kernelbook import guards


def interpolate(x0, x1, t):
    r"""Go the share t of the straight way from noise to data, and say how fast it leads there.

    .. math:: x_t = (1 - t) \, x_0 + t \, x_1, \qquad v = x_1 - x_0

    Parameters
    ----------
    x0, x1 : ndarray or tensor of float, shape (n, ...)
        Noise and data.
    t : float, or ndarray or tensor of shape (n,)
        From 0, the noise, to 1, the data: one for all, or one for each row.

    Returns
    -------
    x_t, v : ndarray or tensor, shape (n, ...)
        The point on the path, and the velocity there, the same all along it.

    Raises
    ------
    ValueError
        If shapes differ, a time lies outside 0 to 1, or something holds NaN.

    References
    ----------
    Y. Lipman, R. T. Q. Chen, H. Ben-Hamu, M. Nickel, M. Le: Flow matching for generative modeling. ICLR 2023.
    doi:10.48550/arXiv.2210.02747. X. Liu, C. Gong, Q. Liu: Flow straight and fast: learning to generate and transfer
    data with rectified flow. ICLR 2023. doi:10.48550/arXiv.2209.03003

    Examples
    --------
    A quarter of the way from 2 to 10:

    >>> x_t, v = interpolate(np.array([2.0]), np.array([10.0]), 0.25)
    >>> x_t.tolist(), v.tolist()
    ([4.0], [8.0])
    """
    guards.on_path("x0", x0)
    guards.on_path("x1", x1)
    guards.alike(x0=x0, x1=x1)
    guards.times("t", t, x0)
    t = beside(t, x0)
    return (1 - t) * x0 + t * x1, x1 - x0


def beside(t, x):
    """Return times so that each row of x, (n, ...), has its own: a float, or shape (n, 1, ..., 1) in x's dtype.

    Examples
    --------
    >>> beside(np.array([0.0, 1.0]), np.zeros((2, 28, 28))).shape
    (2, 1, 1)
    """
    if not getattr(t, "shape", ()):
        return float(t) if guards.is_number(t) else t
    t = np.asarray(t, x.dtype) if isinstance(x, np.ndarray) else t
    return t[(slice(None),) + (None,) * (len(x.shape) - 1)]


def flow_loss(v, x0, x1):
    r"""Return how far velocities are from those of the paths, in mean squares.

    .. math:: L = \operatorname{mean} \left( (v - (x_1 - x_0))^2 \right)

    Many paths cross at one point, and a network sees the point alone. Of all answers the mean of their velocities has
    the least loss; so what it learns is the field :math:`u(x, t) = E[x_1 - x_0 \mid x_t = x]`.

    Parameters
    ----------
    v, x0, x1 : ndarray or tensor of float, shape (n, ...)
        What was answered at the points of the paths, and their two ends.

    Returns
    -------
    tensor, shape ()

    Raises
    ------
    ValueError
        If shapes differ, or values that can be seen are not finite.

    Examples
    --------
    One path goes from 0 to 2, the other from 1 to 1. To answer 1 for both costs 1 each.

    >>> float(flow_loss(np.array([1.0, 1.0]), np.array([0.0, 1.0]), np.array([2.0, 1.0])))
    1.0
    """
    from keras import ops

    guards.on_path("v", v)
    guards.on_path("x0", x0)
    guards.on_path("x1", x1)
    guards.alike(x0=x0, x1=x1)
    guards.alike(v=v, x0=x0)
    return ops.mean(ops.square(v - (x1 - x0)))


def image_from_field(x_t, v, t):
    r"""Return the best guess of the image: from x_t go straight on for the time that is left.

    .. math:: \hat x_1 = x_t + (1 - t) \, v

    If v is the field, this is :math:`E[x_1 \mid x_t]`, what the denoiser of a diffusion model learns to say.

    Parameters
    ----------
    x_t, v : ndarray or tensor of float, shape (n, ...)
    t : float, or ndarray or tensor of shape (n,)

    Returns
    -------
    ndarray or tensor, shape (n, ...)

    Raises
    ------
    ValueError
        As `interpolate`.

    Examples
    --------
    >>> image_from_field(np.array([4.0]), np.array([8.0]), 0.25).tolist()
    [10.0]
    """
    t = on_the_way(x_t, v, t)
    return x_t + (1 - t) * v


def noise_from_field(x_t, v, t):
    r"""Return the best guess of the noise: from x_t go straight back for the time that has passed.

    .. math:: \hat x_0 = x_t - t \, v

    If v is the field, this is :math:`E[x_0 \mid x_t]`, which Ho et al. let their network say. Arguments, result and
    errors are those of `image_from_field`.

    References
    ----------
    J. Ho, A. Jain, P. Abbeel: Denoising diffusion probabilistic models. NeurIPS 2020. doi:10.48550/arXiv.2006.11239

    Examples
    --------
    >>> noise_from_field(np.array([4.0]), np.array([8.0]), 0.25).tolist()
    [2.0]
    """
    t = on_the_way(x_t, v, t)
    return x_t - t * v


def score_from_field(x_t, v, t):
    r"""Return the score, the direction in which points of the paths become more likely: the slope of the log density.

    .. math:: s = \frac{\partial l}{\partial x_t} = -\frac{\hat x_0}{1 - t} = \frac{t \, v - x_t}{1 - t}

    Here l is the logarithm of how densely the points of all paths lie at the time t, v the field, and the guess of the
    noise that of `noise_from_field`. So field, guess of the image, guess of the noise and score are four ways to say
    one thing. For normal data it is :math:`-(x_t - t \mu) / ((1 - t)^2 + t^2 \sigma^2)`. Arguments, result and errors
    are those of `image_from_field`; besides, t must be below 1.

    References
    ----------
    Y. Song et al.: Score-based generative modeling through stochastic differential equations. ICLR 2021.
    doi:10.48550/arXiv.2011.13456

    Examples
    --------
    At the start all is noise, normal with mean 0 and variance 1, whose slope at 3 is -3.

    >>> score_from_field(np.array([3.0]), np.array([5.0]), 0.0).tolist()
    [-3.0]
    """
    t = on_the_way(x_t, v, t, end=False)
    return (t * v - x_t) / (1 - t)


def on_the_way(x_t, v, t, *, end=True):
    """Refuse what is no point with its velocity and time; return the time `beside` it."""
    guards.on_path("x_t", x_t)
    guards.on_path("v", v)
    guards.alike(x_t=x_t, v=v)
    guards.times("t", t, x_t, end=end)
    return beside(t, x_t)
