"""The letters of chapter 03, of its deeper page, and of the docstrings that repeat them."""

import numpy as np

from formulas.binding import bound
from kernelbook import convolution
from kernelbook.convolution.im2col import conv2d_im2col, windows
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.taps import conv2d_taps


@bound("03_compute_it_fast: Y")
def taps(draw):
    """X^{(m,n)} is the image cut so that it begins at row m and column n."""
    X, K = draw(6, 5), draw(3, 2)
    cut = np.array([[X[m : m + 4, n : n + 4] for n in range(2)] for m in range(3)])
    return {"X": cut, "K": K, "Y": convolution.correlate2d(X, K)}


@bound("convolution.taps.conv2d_taps: Y")
def taps_of_a_layer(draw):
    X, K = draw(2, 6, 5, 3), draw(3, 2, 3, 4)
    shape = geometry(X.shape, K.shape)
    met = np.array([[X[shape.under(m, n)] for n in range(2)] for m in range(3)])
    return {"X": met, "K": K, "Y": conv2d_taps(X, K, shape)}


@bound("03_compute_it_fast: Y #2", "convolution.im2col.conv2d_im2col: Y")
def one_product(draw):
    X, K = draw(2, 6, 5, 3), draw(3, 2, 3, 4)
    shape = geometry(X.shape, K.shape)
    Y = conv2d_im2col(X, K, shape).reshape(-1, 4)
    return {"X": X, "K": K.reshape(-1, 4), "Y": Y, "im2col": lambda X: windows(X, shape).reshape(len(Y), -1)}


@bound("convolution.im2col.conv2d_im2col: expression")
def shapes_of_the_product(draw):
    """The formula's numbers are rows and columns: rows · depth times depth · kernels, multiplied out."""
    sizes = {"n": 2, "h'": 4, "w'": 5, "k_h": 3, "k_w": 2, "c_in": 7, "c_out": 6}
    X, K = draw(2, 6, 6, 7), draw(3, 2, 7, 6)
    matrix = windows(X, geometry(X.shape, K.shape)).reshape(-1, 3 * 2 * 7)
    return {**sizes, "value": matrix.size * K.reshape(-1, 6).size}


@bound("03_compute_it_fast: Y_{i,j}")
def separable(draw):
    X, u, v = draw(6, 5), draw(3), draw(2)
    return {"X": X, "u": u, "v": v, "Y": convolution.correlate2d(X, np.outer(u, v))}


@bound("03_compute_it_fast: (1+2x+3x^2)(4+5x)", "deeper 03_convolution: 1+2x+3x^2+4x^3")
def polynomials(draw):
    return [{"x": x} for x in (-1.7, 0.6, 2.3)]


@bound("03_compute_it_fast: F(Y)")
def spectra(draw):
    X, K = draw(5), draw(3)
    return {"X": X, "K": K, "Y": np.convolve(X, K), "F": lambda x: np.fft.fft(x, 7)}


@bound("convolution.fft.conv2d_fft: Y_k")
def layer_by_spectra(draw):
    """The transform takes the image as periodic; the windows inside it are the layer's."""
    X, K = draw(3, 6, 5), draw(3, 4, 3, 2)
    Y = convolution.conv2d(X.transpose(1, 2, 0)[np.newaxis], K.transpose(2, 3, 0, 1), method="fft")[0]
    inside = lambda Z: np.fft.ifft2(Z).real[:4, :4]  # noqa: E731
    letters = {"F": lambda x: np.fft.fft2(x, (6, 5)), "F^-1": inside, "overline": np.conj}
    return {**letters, "X": X, "K": K, "Y": Y.transpose(2, 0, 1)}


@bound("convolution.winograd.conv2d_winograd: Y")
def winograd(draw):
    """One tile of 4 × 4 pixels in 3 channels, with the matrices of the deeper page."""
    X, K = draw(3, 4, 4), draw(3, 3, 3)
    Y = convolution.conv2d(X.transpose(1, 2, 0)[np.newaxis], K.transpose(1, 2, 0)[..., np.newaxis], method="winograd")
    G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]).T
    A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]]).T
    return {"X": X, "K": K, "Y": Y[0, ..., 0], "G": G, "B": B, "A": A}


def two_results(draw):
    x, k = draw(4), draw(3)
    return x, k, convolution.correlate2d(x[np.newaxis], k[np.newaxis])[0]


@bound("deeper 03_convolution: y_0", "deeper 03_convolution: y_1")
def six_products(draw):
    x, k, y = two_results(draw)
    return {"x": x, "k": k, "y": y}


@bound("deeper 03_convolution: expression")
def shared_sum(draw):
    """Half the sum of weights at 1 times p, and half that at −1 times q, added up."""
    k, p, q = draw(3), 1.3, -0.4
    return {"k": k, "p": p, "q": q, "value": p * k.sum() / 2 + q * (k[0] - k[1] + k[2]) / 2}


@bound("deeper 03_convolution: expression #2")
def shared_difference(draw):
    k, p, q = draw(3), 1.3, -0.4
    return {"k": k, "p": p, "q": q, "value": p * k.sum() / 2 - q * (k[0] - k[1] + k[2]) / 2}


@bound(
    *(f"deeper 03_convolution: m_{number}" for number in (1, 2, 3, 4)),
    "deeper 03_convolution: y_0 #2",
    "deeper 03_convolution: y_1 #2",
)
def four_products(draw):
    """Products of the transformed tile and kernel, as the library transforms them along one axis."""
    x, k, y = two_results(draw)
    pixels = np.array([x[0] - x[2], x[1] + x[2], x[2] - x[1], x[1] - x[3]])
    weights = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]) @ k
    products = dict(zip(("m_1", "m_2", "m_3", "m_4"), pixels * weights, strict=True))
    return {"x": x, "k": k, "y": y, **products}
