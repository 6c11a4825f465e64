"""The exercise of chapter 03 about spectra: a convolution by the fast Fourier transform."""

import numpy as np

from kernelbook.exercises.exercise import Exercise
from kernelbook.exercises.old import call

NOT_THESE = "not these numbers. Try it on numbers by hand."

# 03-wrap: a full convolution by spectra.

WRAPPED = "it wraps around: the result has len(a) + len(b) - 1 numbers, and needs as many points."
CORRELATED = "that is the cross-correlation: for the convolution, take no conjugate and turn nothing."
COMPLEX = "expected real numbers: the imaginary part of the inverse is zero up to rounding, drop it."
PLAIN_PRODUCT = "that multiplies the rows themselves; multiply their spectra, and transform the product back."


def judge_wrap(answer):
    """Judge a function (a, b) against NumPy's convolution."""
    generator = np.random.default_rng(3)
    a, b = generator.normal(size=6), generator.normal(size=3)
    given, complaint = call(answer, "a and b", [(a, b), (b, b)])
    if complaint:
        return complaint
    found, square = given
    if found.shape == (6,):
        wrapped = np.fft.ifft(np.fft.fft(a, 6) * np.fft.fft(b, 6))
        return WRAPPED if np.allclose(found, wrapped) else PLAIN_PRODUCT
    if found.shape != (8,) or square.shape != (5,):
        return f"for 6 and 3 numbers it gave shape {found.shape}, expected (8,)."
    if np.allclose(found, np.convolve(a, b)) and np.allclose(square, np.convolve(b, b)):
        return None if np.isrealobj(found) else COMPLEX
    turned = np.fft.irfft(np.fft.rfft(a, 8) * np.conj(np.fft.rfft(b, 8)), 8)
    if np.allclose(found, turned) or np.allclose(found, np.correlate(a, b, "full")):
        return CORRELATED
    return NOT_THESE


def multiply_spectra(a, b, n=None, conjugate=False):
    """Convolve by spectra: the reference solution, or with other arguments a wrong one."""
    n = n or len(a) + len(b) - 1
    spectrum = np.fft.fft(b, n)
    return np.fft.ifft(np.fft.fft(a, n) * (np.conj(spectrum) if conjugate else spectrum)).real


WRAP = Exercise(
    id="03-wrap",
    judge=judge_wrap,
    praise="As many points as the result has numbers: nothing wraps around.",
    solution=lambda: multiply_spectra,
    wrong={
        WRAPPED: lambda: lambda a, b: multiply_spectra(a, b, n=max(len(a), len(b))),
        CORRELATED: lambda: lambda a, b: multiply_spectra(a, b, conjugate=True),
        COMPLEX: lambda: lambda a, b: multiply_spectra(a, b).astype(complex),
        PLAIN_PRODUCT: lambda: lambda a, b: a * np.pad(b, (0, len(a) - len(b))),
        NOT_THESE: lambda: lambda a, b: np.zeros(len(a) + len(b) - 1),
        "expected (8,)": lambda: lambda a, b: np.zeros(9),
        "expected a function": lambda: np.convolve([1, 2], [3, 4]),
        "raised": lambda: lambda a, b: np.fft.fft(a) * np.fft.fft(b),
    },
)
