"""Which way computes a convolution with the least work, and where an FFT would lose digits."""

import math

import numpy as np

from kernelbook import guards
from kernelbook.convolution.im2col import FEW

# In multiply-adds of a matrix product, which took 13 picoseconds each on the two cores that share them: fitted once to
# the medians of results/convolution.json and results/choice.json, most closely where both methods take about as long.
# There half of the times are met within 9%.
START = {"im2col": 5e6, "fft": 11e6}  # the steps of Python, for each group
COPY, GATHER = 7.5, 30  # a number that im2col copies into its matrix: from a run of them, or one by one
TURN = 7.5  # a number of a transform, times the sum of the length's prime factors
PRODUCT = 170  # a product of two numbers of the spectra
DETOUR = 12  # Bluestein's transform of a length with large prime factors: so many times log2(2 n) at most

ROOM = 2**27  # numbers of spectra at most: 1 GB in float32
FINE = 1024  # rounding units, of what a window holds, that an FFT may be off by
CUT, HEAVY = 0.5, 0.25  # shares of the root mean square of pixels, and of the mean of weights: see `least_held`


def counted_work(shape, method):
    r"""Count the work of a convolution, in multiply-adds of a matrix product.

    im2col copies a number for each weight of a channel at each position, and multiplies it with each kernel. The FFT
    transforms each channel of each image, each kernel and each result at the padded size, and multiplies the spectra:
    its work does not depend on the kernel's size. With n' = h' w' positions and N = h w padded pixels,

    .. math:: \text{im2col:} \; n \, n' k_h k_w c_{in} \left(7.5 + \tfrac{c_{out}}{g}\right) \qquad
              \text{FFT:} \; 7.5 \, N (f_h + f_w) \left(n c_{in} + \tfrac{c_{in} c_{out}}{g} + n c_{out}\right)
              + 170 \, n \tfrac{N}{2} \tfrac{c_{in} c_{out}}{g}

    where f is the sum of a length's prime factors, 2 log2 h for a power of 2, and each of g groups costs a start. A
    copy costs 30 instead of 7.5 where its numbers do not lie side by side: with strides or groups, of at most four
    channels. The factors were measured on one machine, so they are rough on yours.

    Parameters
    ----------
    shape : Geometry
        As `convolution.shapes.geometry` returns it.
    method : "im2col" or "fft"

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the method is another one.

    Examples
    --------
    The larger the kernel, the more for im2col, until it is nearly as large as the image.

    >>> from kernelbook.convolution.shapes import geometry
    >>> shapes = [geometry((1, 512, 512, 1), (k, k, 1, 1)) for k in (3, 31, 512)]
    >>> [counted_work(shape, "im2col") < counted_work(shape, "fft") for shape in shapes]
    [True, False, True]
    """
    guards.one_of("method", method, list(START))
    n, h, w, c_out = shape.output
    kh, kw, c, _ = shape.kernels
    _, height, width, c_in = shape.padded
    if method == "im2col":
        copied = n * h * w * kh * kw * c * shape.groups
        few = c <= FEW and (shape.groups > 1 or shape.strides[1] > 1)
        return shape.groups * START[method] + (GATHER if few else COPY) * copied + copied * c_out / shape.groups
    transforms = n * c_in + c * c_out + n * c_out
    turns = TURN * height * width * (factors(height) + factors(width)) * transforms
    return shape.groups * START[method] + turns + PRODUCT * n * height * (width // 2 + 1) * c * c_out


def factors(n):
    """Return the sum of the prime factors of a length, or what the detour around large ones costs if that is less.

    Examples
    --------
    >>> factors(512), factors(500)
    (18, 19)
    """
    total, rest, p = 0, n, 2
    while p * p <= rest:
        while rest % p == 0:
            total, rest = total + p, rest // p
        p += 1
    return min(total + (rest if rest > 1 else 0), DETOUR * math.log2(2 * n))


def choose(images, kernels, shape):
    """Return the method that "auto" takes: the one with less work, and the FFT only where it keeps the digits.

    The FFT must also have room: its spectra may not be larger than 1 GB in float32.
    """
    n, height, width, c_in = shape.padded
    spectra = height * (width // 2 + 1) * (n * c_in + shape.kernels[2] * shape.kernels[3])
    less = counted_work(shape, "fft") < counted_work(shape, "im2col")
    return "fft" if less and spectra <= ROOM and keeps_digits(images, kernels, shape) else "im2col"


def keeps_digits(images, kernels, shape):
    r"""Say whether an FFT rounds nearly as finely as a sum of products does.

    With the rounding unit u, N padded pixels and X the whole image, a result of the FFT is off by no more than about

    .. math:: u \, \log_2 N \; \operatorname{rms}(X) \, \big( \lVert K \rVert_2 + \tfrac12 \lVert K \rVert_1 \big)

    so it is the brightest pixels anywhere that decide. A sum is off by about u times what its window holds: the
    products of pixels and weights without their signs. The FFT is taken only where each window surely holds so much
    (`least_held`) that the FFT is off by 1024 u of it, or less: in float32, by less than a ten-thousandth. As a rule
    windows hold far more than is sure, and results are off by some 1e-6 of it.

    Numbers of more than 64 bits, NaN, infinity, and numbers whose spectrum may overflow are not for the FFT at all.
    """
    if images.itemsize > 8:
        return False
    peak, largest = float(max(images.max(), -images.min())), float(np.abs(kernels).max())
    terms = math.prod(shape.padded[1:]) * math.prod(shape.kernels[:3])
    if not peak * largest * terms < float(np.finfo(images.dtype).max):
        return False
    light, pixels = np.abs(images), math.prod(shape.padded[1:3])
    light /= peak or 1
    means = np.sqrt(np.square(light).sum(axis=(1, 2)) / pixels)
    weights = np.abs(kernels).reshape(-1, *shape.kernels[2:])
    weights /= np.maximum(weights.max(axis=(0, 1)), np.finfo(images.dtype).tiny)
    size = np.sqrt(np.square(weights).sum(axis=0)) + weights.sum(axis=0) / 2
    rounded = math.log2(pixels) * np.einsum(
        "ngc,cgk->ngk", grouped(means, shape), size.reshape(len(size), shape.groups, -1)
    )
    return bool((rounded <= FINE * least_held(light, means, weights, shape)).all())


def least_held(light, means, weights, shape):
    r"""Return what each window holds at least, of each image and kernel: shape (n, g, c_out / g).

    Dark pixels may lie just where a kernel is heavy. But a window of M pixels whose kernel has S weights of at least
    :math:`\theta` leaves no more than M - S of its pixels to the lighter ones. So, with all pixels cut off at
    :math:`\tau`,

    .. math:: \sum_{i} |X_i| |K_i| \; \ge \; \theta \Big( \sum_i \min(|X_i|, \tau) - (M - S) \, \tau \Big)

    of any part of a window. The part is one of whole tiles, which each window covers: so the sums of all tiles are
    computed once. With padding, it lies in what the window shares with the image at least.
    """
    c, k = weights.shape[1], shape.kernels[3]
    tile, part = tile_and_part(shape)
    if 0 in part:
        return np.zeros((len(light), shape.groups, k // shape.groups))
    cut, heavy = CUT * means, HEAVY * weights.mean(axis=0)
    (dh, dw), light = shape.dilation, np.minimum(light, cut[:, np.newaxis, np.newaxis])
    count = [size // t for size, t in zip(part, tile, strict=True)]
    phases = [tile_sums(light[:, i::dh, j::dw], tile) for i in range(dh) for j in range(dw)]
    sums = np.min([least_sum(phase, count) for phase in phases], axis=0)
    below = (weights < heavy).reshape(*shape.kernels[:2], c * k)
    missing = below.sum(axis=(0, 1)) if shape.padded == shape.images else -least_sum(-1.0 * below[np.newaxis], part)
    missing, heavy = (each.reshape(c, shape.groups, -1).swapaxes(0, 1) for each in (missing, heavy))
    sums, cut = grouped(sums, shape)[..., np.newaxis], grouped(cut, shape)[..., np.newaxis]
    return ((sums - missing * cut).clip(0) * heavy).sum(axis=2)


def tile_and_part(shape):
    """Return the sides of a tile, and of a part of whole tiles that each window has, in steps of the dilation.

    Examples
    --------
    >>> from kernelbook.convolution.shapes import geometry
    >>> images, kernels = (1, 60, 60, 1), (13, 13, 1, 1)
    >>> [tile_and_part(geometry(images, kernels, padding=p)) for p in ("valid", "same", ((12, 12), (12, 12)))]
    [([3, 3], [9, 9]), ([1, 1], [7, 7]), ([1, 1], [1, 1])]
    """
    axes = zip(shape.kernels[:2], shape.padding, shape.dilation, shape.images[1:3], strict=True)
    inside = [max(0, min(k - max(-(-p // d) for p in around), length // d)) for k, around, d, length in axes]
    tile = [max(1, size // 4) for size in inside]
    return tile, [(size - t + 1) // t * t for size, t in zip(inside, tile, strict=True)]


def grouped(x, shape):
    """Return numbers of each channel, (n, c_in), as (n, g, c_in / g)."""
    return x.reshape(len(x), shape.groups, -1)


def tile_sums(x, tile):
    """Return the sum of each whole tile: shape (n, rows of tiles, columns of tiles, c)."""
    n, h, w, c = x.shape
    rows, columns = tile
    x = x[:, : h // rows * rows, : w // columns * columns]
    lines = x.reshape(n, h // rows, rows, -1).sum(axis=2).reshape(n, h // rows, -1, columns, c)
    return sum(lines[..., j, :] for j in range(columns))


def least_sum(x, size):
    """Return the least sum of all parts of some rows and columns, of each image and channel: shape (n, c).

    Examples
    --------
    >>> least_sum(np.arange(12.0).reshape(1, 3, 4, 1), (2, 2)).tolist()
    [[10.0]]
    """
    rows, columns = size
    x = sum(x[:, k : x.shape[1] - rows + 1 + k] for k in range(rows))
    return sum(x[:, :, k : x.shape[2] - columns + 1 + k] for k in range(columns)).min(axis=(1, 2))
