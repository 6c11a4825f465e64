"""Exercises of chapter 16, "Borrow a network that has seen a million photographs"."""

from kernelbook.exercises.chapter_16.blocks import DEPTHWISE, RUNNING_MEAN
from kernelbook.exercises.chapter_16.learning import FOCAL, PEOPLE

EXERCISES = [DEPTHWISE, PEOPLE, RUNNING_MEAN, FOCAL]
