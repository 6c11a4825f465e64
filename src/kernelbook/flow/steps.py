"""Drawing: follow a field from noise to an image, in steps; and draw around pixels that are known."""

import numpy as np

from kernelbook import guards

METHODS = ("euler", "heun")


def sample(field, x0, steps, method="euler", path=False):
    r"""Follow a field from noise to images, in steps of equal length h = 1 / steps.

    .. math:: x_{t+h} = x_t + h \, u(x_t, t)

    Heun's method goes such a step on trial, asks again where it ended, and goes with the mean of both answers. Where
    Euler's error falls like h, Heun's falls like h², for two questions a step. Its last step is one of Euler's, as in
    Karras et al.: a field may have no value at t = 1. That costs one error of the order h², so the order stays.

    Parameters
    ----------
    field : callable
        ``field(x, t)`` answers for x of shape (n, ...) at a float t below 1 with velocities of the same shape.
    x0 : ndarray of float, shape (n, ...)
        Noise: ``np.random.default_rng(seed).standard_normal((n, 28, 28, 1), "float32")``. The same noise is drawn to
        the same images, for nothing else is left to chance.
    steps : int
        From 1.
    method : {"euler", "heun"}
    path : bool
        Return all points of the way, not the last alone.

    Returns
    -------
    ndarray, shape (n, ...), or with `path` (steps + 1, n, ...)
        In x0's dtype.

    Raises
    ------
    ValueError
        If x0 holds NaN, there is no step, the method is unknown, or the field answers with another shape or NaN.

    References
    ----------
    T. Karras, M. Aittala, T. Aila, S. Laine: Elucidating the design space of diffusion-based generative models.
    NeurIPS 2022. doi:10.48550/arXiv.2206.00364

    Examples
    --------
    If everything moves at 3, it has moved by 3 at the end.

    >>> sample(lambda x, t: np.full_like(x, 3), np.array([0.5]), steps=4).tolist()
    [3.5]
    >>> sample(lambda x, t: np.full_like(x, 3), np.array([0.5]), steps=2, path=True).ravel().tolist()
    [0.5, 2.0, 3.5]
    """
    setting(field, x0, steps, method)
    guards.flag("path", path)
    x, way = x0.copy(), [x0]
    for k in range(steps):
        x = step(field, x, k, steps, method)
        way += [x] if path else []
    return np.stack(way) if path else x


def inpaint(field, x0, known, mask, steps, method="euler"):
    r"""Draw the pixels that are not known: before each step, the known ones are put onto their path.

    .. math:: x_t \leftarrow m \left( (1 - t) \, x_0 + t \, k \right) + (1 - m) \, x_t

    So the field always sees the known pixels as a path to them would look, and what it draws fits them, more or less.
    It was never told that they are known: early, when little shows in the noise, it decides as it likes, and what was
    decided is not taken back when they become clear. What comes out is no fair draw from all images that have these
    pixels, and a seam may stay. Lugmayr et al. go back and forth between noise and image at every step, which mends
    much and takes many times as long.

    Parameters
    ----------
    field, x0, steps, method
        As in `sample`.
    known : ndarray of float, shape (n, ...)
        Images; only the pixels under the mask are looked at, but all must be finite.
    mask : ndarray of bool, shape (n, ...) or that of one image
        True where a pixel is known.

    Returns
    -------
    ndarray, shape (n, ...)
        In x0's dtype; known pixels exactly as they came.

    Raises
    ------
    ValueError
        If `known` has another shape than x0, `mask` another than x0 or one of its images, or as `sample`.

    References
    ----------
    A. Lugmayr et al.: RePaint: inpainting using denoising diffusion probabilistic models. CVPR 2022.
    doi:10.48550/arXiv.2201.09865

    Examples
    --------
    >>> x0, known, mask = np.array([[0.5, 0.5]]), np.array([[9.0, 0.0]]), np.array([True, False])
    >>> inpaint(lambda x, t: np.full_like(x, 3), x0, known, mask, steps=2).tolist()
    [[9.0, 3.5]]
    """
    setting(field, x0, steps, method)
    guards.array("known", known, kinds="f")
    guards.same_shape(known=known, x0=x0)
    guards.known_pixels("mask", mask, x0)
    known, x = np.asarray(known, x0.dtype), x0
    for k in range(steps):
        t = k / steps
        x = step(field, np.where(mask, (1 - t) * x0 + t * known, x), k, steps, method)
    return np.where(mask, known, x)


def setting(field, x0, steps, method):
    """Refuse what cannot be followed."""
    guards.function("field", field, "a function field(x, t)")
    guards.array("x0", x0, kinds="f")
    guards.on_path("x0", x0)
    guards.whole("steps", steps, 1)
    guards.one_of("method", method, METHODS)


def step(field, x, k, steps, method):
    """Go from the time k / steps to the next."""
    h = 1 / steps
    u = velocity(field, x, k * h)
    if method == "heun" and k < steps - 1:
        u = (u + velocity(field, x + h * u, (k + 1) * h)) / 2
    return x + h * u


def velocity(field, x, t):
    """Ask a field, and refuse what it answers if it does not fit."""
    u = field(x, t)
    guards.velocities("field", u, x)
    return np.asarray(u, x.dtype)
