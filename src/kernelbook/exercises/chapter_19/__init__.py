"""Exercises of chapter 19, "Draw digits from noise"."""

from kernelbook.exercises.chapter_19.guidance import LOUDER
from kernelbook.exercises.chapter_19.memory import COPIES
from kernelbook.exercises.chapter_19.points import FIELD
from kernelbook.exercises.chapter_19.steps import HEUN

EXERCISES = [FIELD, HEUN, LOUDER, COPIES]
