"""Classical kernels, built from their formulas: shape (kh, kw), float64, to be slid without turning."""

import numpy as np

from kernelbook import guards

__all__ = ["box", "emboss", "gabor", "gaussian", "identity", "laplacian", "prewitt", "sharpen", "sobel"]


def centered(size, name="size"):
    """Return the coordinates of a kernel's pixels along one axis, 0 in the middle.

    Raises
    ------
    ValueError
        If `size` is not an odd whole number: an even kernel has no middle.
    """
    if not isinstance(size, int | np.integer) or isinstance(size, bool) or size < 1 or size % 2 == 0:
        raise ValueError(f"{name}={size!r}: expected an odd whole number, so that the kernel has a middle")
    return np.arange(int(size)) - int(size) // 2


def width(sigma):
    """Return the standard deviation of a bell where its square is a number: below, and above, the bell is the same."""
    return min(max(float(sigma), 0.02), 1e100)


def identity(size=3):
    """Return the kernel that leaves an image as it is: 1 in the middle, 0 elsewhere.

    Examples
    --------
    >>> identity()[1].tolist()
    [0.0, 1.0, 0.0]
    """
    line = (centered(size) == 0).astype(np.float64)
    return np.outer(line, line)


def box(size=3):
    r"""Return the mean of a window: every weight is :math:`1 / \text{size}^2`.

    Examples
    --------
    >>> float(box(5)[0, 0])
    0.04
    """
    return np.full((centered(size).size,) * 2, 1.0 / int(size) ** 2)


def gaussian(size=5, sigma=1.0):
    r"""Return a Gaussian blur, its weights summing to 1.

    .. math:: K_{m,n} \propto e^{-(m^2 + n^2) / (2 \sigma^2)}

    Parameters
    ----------
    size : int
        Odd; about 6 sigma holds nearly all of the bell.
    sigma : float
        Standard deviation in pixels.

    Examples
    --------
    >>> K = gaussian(3, sigma=1.0)
    >>> round(float(K.sum()), 6), round(float(K[1, 1] / K[1, 0]), 3)
    (1.0, 1.649)
    """
    guards.number("sigma", sigma, above=0)
    line = np.exp(-(centered(size) ** 2) / (2 * width(sigma) ** 2))
    return np.outer(line, line) / line.sum() ** 2


def derivative(smoothing, axis):
    """Return the difference along one axis, (-1, 0, 1), smoothed along the other."""
    if not guards.is_whole(axis) or axis not in (0, 1):
        raise ValueError(f"axis={axis!r}: expected 0 (down the rows) or 1 (along the columns)")
    K = np.outer(smoothing, [-1.0, 0.0, 1.0])
    return K if axis == 1 else K.T


def sobel(axis=1):
    """Return Sobel's edge kernel: positive where the image grows brighter along `axis`.

    References
    ----------
    I. Sobel, G. Feldman: A 3×3 isotropic gradient operator for image processing. Talk, Stanford, 1968.

    Examples
    --------
    >>> sobel().tolist()
    [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
    """
    return derivative([1.0, 2.0, 1.0], axis)


def prewitt(axis=1):
    """Return Prewitt's edge kernel: as Sobel's, with equal smoothing.

    Examples
    --------
    >>> prewitt(axis=0).tolist()
    [[-1.0, -1.0, -1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    """
    return derivative([1.0, 1.0, 1.0], axis)


def laplacian():
    r"""Return the sum of the second differences down and across: :math:`(1, -2, 1)` twice.

    Examples
    --------
    >>> laplacian().tolist()
    [[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]
    """
    second, middle = np.array([1.0, -2.0, 1.0]), np.array([0.0, 1.0, 0.0])
    return np.outer(second, middle) + np.outer(middle, second)


def sharpen(amount=1.0):
    """Return the identity minus `amount` times the Laplacian: edges stand out, flat parts stay.

    Examples
    --------
    >>> sharpen().tolist()
    [[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]
    """
    guards.number("amount", amount, -1e300, 1e300)
    return identity() - amount * laplacian()


def emboss():
    """Return a difference along the diagonal, added to the image: light seems to fall from the upper left.

    Examples
    --------
    >>> emboss().tolist()
    [[-2.0, -1.0, 0.0], [-1.0, 1.0, 1.0], [0.0, 1.0, 2.0]]
    """
    m, n = np.meshgrid(centered(3), centered(3), indexing="ij")
    return identity() + m + n


def gabor(size=11, *, wavelength=5.0, angle=0.0, sigma=2.5, phase=0.0):
    r"""Return a wave under a Gaussian bell, which answers to stripes of one width and direction.

    .. math:: K_{m,n} = e^{-(m^2 + n^2) / (2 \sigma^2)} \, \cos\left(\frac{2 \pi u}{\lambda} + \varphi\right),
              \qquad u = n \cos \theta + m \sin \theta

    Parameters
    ----------
    size : int
        Odd.
    wavelength, sigma : float
        Wavelength of the stripes and standard deviation of the bell, in pixels.
    angle : float
        Direction in which the wave runs, in radians from the columns' axis; 0 answers to upright stripes.
    phase : float
        In radians.

    References
    ----------
    J. G. Daugman: Uncertainty relation for resolution in space, spatial frequency, and orientation optimized by
    two-dimensional visual cortical filters. Journal of the Optical Society of America A, 1985.
    doi:10.1364/JOSAA.2.001160

    Examples
    --------
    >>> K = gabor()
    >>> K.shape, float(K[5, 5])
    ((11, 11), 1.0)
    """
    guards.number("wavelength", wavelength, 1e-100)
    guards.number("sigma", sigma, above=0)
    guards.number("angle", angle)
    guards.number("phase", phase)
    m, n = np.meshgrid(centered(size), centered(size), indexing="ij")
    along = n * np.cos(angle) + m * np.sin(angle)
    return np.exp(-(m**2 + n**2) / (2 * width(sigma) ** 2)) * np.cos(2 * np.pi * along / wavelength + phase)
