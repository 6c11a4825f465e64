"""The letters of sizes inside sentences, named by the words before them."""

import numpy as np

from formulas.binding import bound
from kernelbook import convolution, kernels
from kernelbook.convolution.fft import dilate

SLIDE = "02_slide_a_kernel inline: after"


@bound(f"{SLIDE} the variance is")
def variance_of_a_box(draw):
    return [{"k": k, "value": kernels.box(k).sum(axis=0) @ (np.arange(k) - k // 2) ** 2} for k in (3, 5)]


@bound("reference notation inline: after sizes such as")
def inside(draw):
    return [{"n": n, "k": k, "value": convolution.output_size(n, k)} for n, k in ((9, 3), (12, 5))]


@bound(f"{SLIDE} both ends together")
def positions(draw):
    found = []
    for n, k, p in ((9, 3, 2), (12, 5, 3), (12, 5, 0)):
        letters = {"n": n, "k": k, "p": p, "value": convolution.output_size(n, k, padding=(p // 2, p - p // 2))}
        found.append(letters)
    return found


@bound(f"{SLIDE} of then covers", f"{SLIDE} The kernel covers", f"{SLIDE} at and covers")
def covered(draw):
    return [{"k": k, "d": d, "value": len(dilate(np.ones((k, k, 1, 1)), (d, d)))} for k, d in ((3, 2), (4, 5))]


@bound(f"{SLIDE} Each layer adds", f"{SLIDE} field grows by")
def grown(draw):
    field = convolution.receptive_field
    before = field([(7, 1, 1)])[0]
    return [{"k": k, "d": d, "value": field([(7, 1, 1), (k, 1, d)])[0] - before} for k, d in ((3, 2), (4, 5))]


@bound("convolution.sizes.receptive_field inline: after Layer l adds")
def grown_in_layer(draw):
    """The second layer of two, in steps of the stride of the first."""
    value = (convolution.receptive_field([(7, 3, 1), (4, 1, 5)])[0] - 7) / 3
    return {"l": 1, "d": np.array([1, 5]), "k": np.array([7, 4]), "value": value}


@bound(f"{SLIDE} window begins at")
def begins(draw):
    return [{"n": n, "s": s, "value": np.arange(99)[::s][n - 1]} for n, s in ((3, 2), (5, 4))]


@bound("reference conventions inline: after least possible size")
def least_size(draw):
    found = []
    for after, s, k in ((4, 3, 2), (5, 2, 3)):
        least = next(n for n in range(1, 99) if n >= k and convolution.output_size(n, k, strides=s) == after)
        found.append({"n'": after, "s": s, "k": k, "value": least})
    return found


@bound("reference faq inline: after of a convolution")
def size(draw):
    found = []
    for n, k, s, d, p in ((17, 3, 2, 2, 3), (20, 4, 3, 1, 2), (19, 2, 3, 4, 1), (18, 3, 1, 3, 2)):
        value = convolution.output_size(n, k, strides=s, padding=(p // 2, p - p // 2), dilation=d)
        found.append({"n": n, "k": k, "s": s, "d": d, "p": p, "value": value})
    return found


@bound("convolution.sizes.pad_amounts inline: after the output has")
def same_size(draw):
    sizes = ((17, 3), (18, 4), (20, 5))
    return [{"n": n, "s": s, "value": convolution.output_size(n, 3, strides=s, padding="same")} for n, s in sizes]


@bound("kernels.box inline: after every weight is")
def weight(draw):
    return [{"size": k, "value": kernels.box(k)[0, 0]} for k in (3, 5)]


@bound("03_compute_it_fast inline: after of 2 about")
def steps_of_the_transform(draw):
    """Splitting in two until one is left takes n steps a level."""
    return [{"n": n, "value": n * (n.bit_length() - 1)} for n in (8, 512)]


@bound("deeper 03_convolution inline: after products down to")
def products_of_the_transform(draw):
    """Each pair of points at each level has one product."""
    return [{"n": n, "value": n // 2 * (n.bit_length() - 1)} for n in (8, 512)]
