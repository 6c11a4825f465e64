"""Exercises of chapter 08, "Make it better, make it faster"."""

from kernelbook.exercises.chapter_08.layers import FOLD, SEPARABLE
from kernelbook.exercises.chapter_08.training import RATE, VOTE

EXERCISES = [RATE, SEPARABLE, FOLD, VOTE]
