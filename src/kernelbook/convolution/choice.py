"""Which way computes a convolution with the least work, and where an FFT would lose digits."""

import math
from functools import reduce

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
DARK = 30


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

    With the rounding unit u, N padded pixels and X the whole image, a result of the FFT is off by about

    .. math:: u \, \log_2 N \; \operatorname{rms}(X) \, \lVert K \rVert

    so it is the brightest pixels anywhere that decide. A sum is off by about u times the pixels that the kernel sees.
    So these may not be much darker than the image: in each channel, each tile of pixels must hold one of a thirtieth of
    the root mean square or more. In float32 results are then off by some 1e-5 of what their windows hold, or less.
    Tiles are so small that each window covers one whole (with padding: half a window), and smaller still for a kernel
    that a few weights dominate, since it sees no more than what these meet.

    Numbers of more than 64 bits, NaN, infinity, and numbers whose spectrum may overflow are not for the FFT at all.
    """
    if images.itemsize > 8:
        return False
    peak, largest = float(max(images.max(), -images.min())), float(np.abs(kernels).max())
    terms = math.prod(shape.padded[1:]) * math.prod(shape.kernels[:3])
    if not peak * largest * terms < float(np.finfo(images.dtype).max):
        return False
    squares = np.square(images / (peak or 1))
    (dh, dw), tile = shape.dilation, tile_of(kernels, shape)
    phases = [(i, j) for i in range(min(dh, images.shape[1])) for j in range(min(dw, images.shape[2]))]
    seen = np.min([darkest(squares[:, i::dh, j::dw], tile) for i, j in phases], axis=0)
    means = squares.sum(axis=(1, 2)) / math.prod(shape.padded[1:3])
    return bool((means <= DARK**2 * seen).all())


def tile_of(kernels, shape):
    """Return rows and columns of a tile that each window covers, in steps of the dilation.

    Examples
    --------
    >>> from kernelbook.convolution.shapes import geometry
    >>> shape = geometry((1, 60, 60, 1), (13, 13, 1, 1))
    >>> spot = np.ones((13, 13, 1, 1))
    >>> spot[6, 6] = 1e8
    >>> tile_of(np.ones((13, 13, 1, 1)), shape), tile_of(spot, shape)
    ([7, 7], [1, 1])
    """
    weights = np.abs(kernels)
    peaks = weights.max(axis=(0, 1))
    shares = (weights / np.where(peaks > 0, peaks, 1)).mean(axis=(0, 1))
    share = math.sqrt(np.where(peaks > 0, shares, 1).min())
    reach = [(k + 1) // 2 if any(around) else k for k, around in zip(shape.kernels[:2], shape.padding, strict=True)]
    return [max(1, int(min(share * k, seen) + 1) // 2) for k, seen in zip(shape.kernels[:2], reach, strict=True)]


def darkest(size, tile):
    """Return the largest number of the darkest whole tile, of each image and channel: shape (n, c)."""
    n, h, w, c = size.shape
    rows, columns = (min(t, length) for t, length in zip(tile, (h, w), strict=True))
    size = size[:, : h // rows * rows, : w // columns * columns]
    lines = size.reshape(n, h // rows, rows, -1).max(axis=2).reshape(n, h // rows, -1, columns, c)
    return reduce(np.maximum, (lines[..., j, :] for j in range(columns))).min(axis=(1, 2))
