"""The letters of chapters 01 and 02, and of the docstrings that repeat them."""

import itertools

import numpy as np

from formulas.binding import bound
from kernelbook import convolution, kernels
from kernelbook.convolution.shapes import geometry
from kernelbook.convolution.sizes import pad_amounts


@bound("01_see_why: Y_{i,j}")
def dense_layer(draw):
    """A layer with weights of its own at each place, as a product with all windows."""
    X, W = draw(6, 5), draw(4, 4, 3, 2)
    windows = np.lib.stride_tricks.sliding_window_view(X, (3, 2))
    return {"X": X, "W": W, "Y": np.einsum("ijmn,ijmn->ij", windows, W)}


@bound(
    "01_see_why: Y_{i,j} #2",
    "02_slide_a_kernel: Y_{i,j}",
    "04_learn_the_kernels: Y_{i,j}",
    "convolution.formula.correlate2d: Y_{i,j}",
)
def correlation(draw):
    X, K = draw(6, 5), draw(3, 2)
    return {"X": X, "K": K, "Y": convolution.correlate2d(X, K)}


@bound("convolution.formula.convolve2d: Y_{i,j}", zero_outside="X")
def true_convolution(draw):
    X, K = draw(4, 3), draw(3, 2)
    return {"X": X, "K": K, "Y": convolution.convolve2d(X, K, mode="full")}


@bound(r"02_slide_a_kernel: \text{box:}K_{m,n}")
def box(draw):
    return [{"K": kernels.box(k), "k": k} for k in (3, 5)]


@bound(r"02_slide_a_kernel: \text{Gaussian:}K_{m,n}")
def gaussian(draw):
    """The sum of all powers, S, is one over the weight of the middle, whose power is 1."""
    found = [(k, sigma, kernels.gaussian(k, sigma)) for k, sigma in ((3, 0.8), (5, 1.7))]
    return [{"K": K, "r": (k - 1) / 2, "sigma": s, "S": 1 / K[k // 2, k // 2]} for k, s, K in found]


@bound("02_slide_a_kernel: n'")
def positions(draw):
    sizes = ((7, 3), (9, 4), (28, 5))
    return [{"n": n, "k": k, "n'": len(convolution.correlate2d(np.ones((n, n)), np.ones((k, k))))} for n, k in sizes]


@bound("02_slide_a_kernel: n' #2", "convolution.sizes.output_size: n'", r"02_slide_a_kernel inline: n'")
def size(draw):
    found = []
    for n, k, s, d, p in itertools.product((17, 20), (2, 3), (1, 2, 3), (1, 2), (0, 1, 3)):
        after = convolution.output_size(n, k, strides=s, padding=(p // 2, p - p // 2), dilation=d)
        found.append({"n": n, "k": k, "s": s, "d": d, "p": p, "n'": after})
    return found


@bound("convolution.sizes.pad_amounts: p")
def same_padding(draw):
    sizes = itertools.product((13, 17, 20), (1, 2, 5), (1, 2, 3), (1, 2))
    return [{"n": n, "k": k, "s": s, "d": d, "p": sum(pad_amounts(n, k, s, "same", d))} for n, k, s, d in sizes]


@bound("02_slide_a_kernel: n' #3")
def size_before(draw):
    """The sizes from which a convolution writes n numbers: their o pixels at the end are reached by no window."""
    found = []
    for before, k, s, d, p in itertools.product((17, 18, 20), (2, 3), (2, 3), (1, 2), (0, 2)):
        n = convolution.output_size(before, k, strides=s, padding=(p // 2, p // 2), dilation=d)
        covered = s * (n - 1) + d * (k - 1) + 1
        found.append({"n": n, "k": k, "s": s, "d": d, "p": p, "o": before + p - covered, "n'": before})
    return found


@bound(r"02_slide_a_kernel: 1\cdot(1,10,100)", r"02_slide_a_kernel: 2\cdot(1,10,100)", r"02_slide_a_kernel: \text{sum}")
def spread(draw):
    """What one number spreads, and both: by the transposed convolution of the library, zeros left out."""
    kernel = np.array([1.0, 10, 100]).reshape(1, 3, 1, 1)
    errors = np.array([1.0, 2]).reshape(1, 1, 2, 1)
    both = convolution.conv2d_transpose(errors, kernel, input_shape=(1, 1, 5, 1), strides=2)
    return {"sum": both.ravel()}


def layer(draw, method):
    """Return a layer's letters with stride 2 and dilation 3, one number of each axis its own."""
    X, K = draw(2, 11, 9, 3), draw(3, 2, 3, 4)
    return {"X": X, "K": K, "Y": method(X, K), "s": 2, "d": 3}


@bound("convolution.formula.conv2d_loops: Y_{b,i,j,k}")
def loops(draw):
    steps = {"strides": 2, "dilation": 3}
    return layer(draw, lambda X, K: convolution.formula.conv2d_loops(X, K, geometry(X.shape, K.shape, **steps)))


@bound("convolution.methods.conv2d: Y_{b,i,j,k}")
def conv2d(draw):
    return layer(draw, lambda X, K: convolution.conv2d(X, K, strides=2, dilation=3))


@bound(r"convolution.methods.depthwise_conv2d: Y_{b,i,j,cq+r}")
def depthwise(draw):
    """K[m, n, c, r]: each of 3 channels has q = 2 kernels."""
    X, K = draw(2, 11, 9, 3), draw(3, 2, 3, 2)
    Y = convolution.depthwise_conv2d(X, K, strides=2, dilation=3)
    return {"X": X, "K": K, "Y": Y, "s": 2, "d": 3, "q": 2}


@bound("models.photographs.efficient_lite: Y_{b,i,j,c}")
def depthwise_alone(draw):
    X, K = draw(2, 11, 9, 3), draw(3, 2, 3)
    return {"X": X, "K": K, "Y": convolution.depthwise_conv2d(X, K[..., np.newaxis], strides=2), "s": 2}


@bound("02_slide_a_kernel: Y_{i,j,k}")
def channels(draw):
    X, K = draw(5, 6, 3), draw(3, 2, 3, 4)
    return {"X": X, "K": K, "Y": convolution.conv2d(X[np.newaxis], K)[0]}
