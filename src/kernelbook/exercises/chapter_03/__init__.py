"""Exercises of chapter 03, "Compute a convolution fast with NumPy"."""

from kernelbook.exercises.chapter_03.products import LIMIT, MEMORY, SEPARABLE, TAPS
from kernelbook.exercises.chapter_03.spectra import WRAP

EXERCISES = [TAPS, MEMORY, SEPARABLE, WRAP, LIMIT]
