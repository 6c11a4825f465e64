"""Exercises of chapter 08 about layers: what a separable one holds, and how two become one."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function
from kernelbook.exercises.values import asks_for_number

# 08-separable: the parameters of a separable convolution of 3 × 3, from 64 channels to 128, with biases.

FULL = "that is an ordinary convolution of 3 × 3."

SEPARABLE = asks_for_number(
    "08-separable",
    right=64 * 9 + 128 * (64 + 1),
    known={
        128 * (9 * 64 + 1): FULL,
        128 * 9 * 64: FULL,
        64 * 9 + 128 * 64: "the second step has a bias for each of its 128 kernels.",
        9 + 128 * (64 + 1): "each of the 64 channels has a kernel of its own in the first step.",
        64 * 10 + 128 * (64 + 1): "the first step has no bias; what it adds, the second could add as well.",
        64 * 10 + 128 * 64: "the biases are those of the second step, one for each of its 128 kernels.",
        64 * 9: "that is the first step alone; then 128 kernels of 1 × 1 mix the channels.",
        128 * (64 + 1): "that is the second step alone; before it, each channel meets a kernel of 3 × 3.",
        128 * 9 + 128 * (64 + 1): "the first step works on the 64 channels that come in.",
    },
    otherwise="not this number. Count the two steps one after the other.",
    praise="An ordinary convolution would have 73,856, more than eight times as many.",
)

# 08-fold: put batch normalization into the convolution before it.

BIAS = "the kernels are right, the bias is not: it is beta minus the mean, and the mean is scaled like the kernels."


def fold(K, gamma, beta, mean, variance, epsilon):
    """Return the kernels and the bias of the convolution that does both."""
    scale = gamma / np.sqrt(variance + epsilon)
    return K * scale, beta - mean * scale


def scaled(K, beta, mean, scale):
    """Fold with some scale."""
    return K * scale, beta - mean * scale


def layer(generator):
    """Draw a layer; in one of three all sizes are the same, so that a scale on a wrong axis fits and can be named."""
    size = generator.integers(1, 4, size=4)
    if generator.random() < 1 / 3:
        size[:] = size[0]
    gamma, beta, mean = generator.normal(size=(3, size[3]))
    variance, epsilon = generator.uniform(0, 2, size=size[3]), generator.uniform(0.01, 0.5)
    return generator.normal(size=size), gamma, beta, mean, variance, epsilon


def large_layer():
    """Draw a layer as networks have them: many channels, large means and variances, a small epsilon."""
    generator = np.random.default_rng(1)
    gamma, beta, mean = generator.normal(0, 20, size=(3, 14))
    return generator.normal(0, 9, size=(11, 12, 13, 14)), gamma, beta, mean, generator.uniform(0, 90, size=14), 0.001


def only_the_bias_is_wrong(found, expected, *layer):
    """Say whether all shapes and the kernels are right."""
    return [x.shape for x in found] == [x.shape for x in expected] and np.allclose(found[0], expected[0], rtol=1e-4)


FOLD = asks_for_function(
    "08-fold",
    praise="Where it follows its convolution, batch normalization costs nothing after training.",
    arguments="K, gamma, beta, mean, variance and epsilon",
    reference=fold,
    inputs=layer,
    edges=(
        (np.ones((1, 1, 1, 1)), np.array([2.0]), np.array([1.0]), np.array([3.0]), np.array([0.0]), 0.25),
        (np.ones((2, 2, 2, 2)), np.array([-2.0, 0.0]), np.zeros(2), np.array([3.0, 1.0]), np.array([0.0, 3.0]), 1.0),
        large_layer(),
    ),
    wrong={
        "divide by the root of the variance, not by the variance.": lambda K, g, b, m, v, e: scaled(
            K, b, m, g / (v + e)
        ),
        "the epsilon is missing; it is added to the variance, under the root.": lambda K, g, b, m, v, e: scaled(
            K, b, m, g / np.sqrt(v)
        ),
        "the epsilon stands under the root, with the variance.": lambda K, g, b, m, v, e: scaled(
            K, b, m, g / (np.sqrt(v) + e)
        ),
        "the kernel is right, the bias is not: the mean must be taken away, scaled like the kernel.": (
            lambda K, g, b, m, v, e: (fold(K, g, b, m, v, e)[0], b)
        ),
        "the kernel is right, the bias is not: the mean is divided by the root too, and multiplied by gamma.": (
            lambda K, g, b, m, v, e: (fold(K, g, b, m, v, e)[0], b - m)
        ),
        BIAS: lambda K, g, b, m, v, e: (fold(K, g, b, m, v, e)[0], b + m * g / np.sqrt(v + e)),
        "gamma is missing in the kernel.": lambda K, g, b, m, v, e: (K / np.sqrt(v + e), fold(K, g, b, m, v, e)[1]),
        "gamma is missing, in the kernel and in the bias.": lambda K, g, b, m, v, e: scaled(
            K, b, m, 1 / np.sqrt(v + e)
        ),
        "the bias is right, but the kernels are still those from before: scale them.": lambda K, g, b, m, v, e: (
            K,
            fold(K, g, b, m, v, e)[1],
        ),
        "the kernels come first, then the bias.": lambda *layer: fold(*layer)[::-1],
        "each kernel has its own scale: the last axis of K counts them.": lambda K, g, b, m, v, e: (
            K * (g / np.sqrt(v + e))[:, np.newaxis, np.newaxis, np.newaxis],
            fold(K, g, b, m, v, e)[1],
        ),
    },
    signs={BIAS: only_the_bias_is_wrong},
    otherwise="not these numbers. Try it on one kernel of one number, by hand.",
)
