"""The exercise of chapter 03 about spectra: a convolution by the fast Fourier transform."""

import numpy as np

from kernelbook.exercises.arrays import begins, quarters, sizes
from kernelbook.exercises.functions import asks_for_function, same

# 03-wrap: a full convolution by spectra.

WRAPPED = "it wraps around: the result has len(a) + len(b) - 1 numbers, and needs as many points."
FIXED = "longer rows wrap around: how many points are needed depends on them, it is len(a) + len(b) - 1."
CORRELATED = "that is the cross-correlation: for the convolution, take no conjugate and turn nothing."
TOO_LONG = "it goes on too long, with zeros: the result has len(a) + len(b) - 1 numbers."
PLAIN_PRODUCT = "that multiplies the rows themselves; multiply their spectra, and transform the product back."


def multiplied_spectra(a, b):
    """Convolve by spectra: as many points as the result has numbers."""
    return with_points(a, b, len(a) + len(b) - 1)


def with_points(a, b, n):
    """Convolve by spectra of n points."""
    return np.fft.irfft(np.fft.rfft(a, n) * np.fft.rfft(b, n), n)


def conjugated(a, b):
    """Correlate by spectra."""
    n = len(a) + len(b) - 1
    return np.fft.irfft(np.fft.rfft(a, n) * np.conj(np.fft.rfft(b, n)), n)


def without_length(a, b):
    """Transform back without saying how many points there were."""
    n = len(a) + len(b) - 1
    return np.fft.irfft(np.fft.rfft(a, n) * np.fft.rfft(b, n))


def plain_product(a, b):
    """Multiply the rows number by number, zeros behind both."""
    n = len(a) + len(b) - 1
    return np.pad(a, (0, n - len(a))) * np.pad(b, (0, n - len(b)))


WRAP = asks_for_function(
    "03-wrap",
    praise="As many points as the result has numbers: nothing wraps around.",
    arguments="a and b",
    reference=multiplied_spectra,
    inputs=lambda generator: tuple(quarters(generator, n) for n in sizes(generator, 2, most=6)),
    edges=(
        (np.array([1.0, 2.0, 4.0]), np.array([3.0, -1.0])),
        (np.array([1.0, -2.0]), np.array([3.0, 0.5, 1.0])),
        (np.array([2.0, 1.0]), np.array([1.0, -1.0])),
        (np.array([2.0, 1.0, 0.5]), np.array([4.0])),
        (np.array([2.0]), np.array([-3.0])),
        (quarters(np.random.default_rng(1), 700), quarters(np.random.default_rng(2), 500)),
    ),
    wrong={
        WRAPPED: lambda a, b: with_points(a, b, max(len(a), len(b))),
        FIXED: lambda a, b: with_points(a, b, 16)[: len(a) + len(b) - 1],
        CORRELATED: conjugated,
        "the way back must know how many points there were: without them it takes an even number.": without_length,
        TOO_LONG: lambda a, b: np.append(multiplied_spectra(a, b), 0.0),
        PLAIN_PRODUCT: plain_product,
    },
    signs={
        FIXED: lambda found, expected, a, b: (
            len(expected) > 64 and same([found], [with_points(a, b, found.size)]) and found.size < expected.size
        ),
        WRAPPED: lambda found, expected, a, b: (
            found.size < expected.size and same([found], [with_points(a, b, found.size)])
        ),
        CORRELATED: lambda found, expected, a, b: same([found], [np.correlate(a, b, "full")]),
        TOO_LONG: lambda found, expected, a, b: begins(found, expected) and not found[expected.size :].round(9).any(),
        PLAIN_PRODUCT: lambda found, expected, a, b: same([found], [plain_product(a, b)[: found.size]]),
    },
    otherwise="not these numbers. Try it on numbers by hand.",
)
