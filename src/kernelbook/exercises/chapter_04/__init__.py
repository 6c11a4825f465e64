"""Exercises of chapter 04, "Learn the kernels: send errors back through a convolution"."""

from kernelbook.exercises.chapter_04.adam import ADAM
from kernelbook.exercises.chapter_04.gradients import AVERAGE, CORNER, STRIDE, WEIGHT

EXERCISES = [WEIGHT, CORNER, STRIDE, AVERAGE, ADAM]
