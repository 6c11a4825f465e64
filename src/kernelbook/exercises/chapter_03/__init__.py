"""Exercises of chapter 03, "Compute a convolution fast with NumPy", and of the page that goes deeper."""

from kernelbook.exercises.chapter_03.deeper import BLOCK, TILE, WAYS
from kernelbook.exercises.chapter_03.products import LIMIT, MEMORY, SEPARABLE, TAPS
from kernelbook.exercises.chapter_03.spectra import WRAP

EXERCISES = [TAPS, MEMORY, SEPARABLE, WRAP, LIMIT, TILE, BLOCK, WAYS]
