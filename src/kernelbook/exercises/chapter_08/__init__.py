"""Exercises of chapter 08, "Make it better, make it faster", and of the page "My training does not learn"."""

from kernelbook.exercises.chapter_08.clinic import FLOOR, PATIENTS, START
from kernelbook.exercises.chapter_08.layers import FOLD, SEPARABLE
from kernelbook.exercises.chapter_08.training import RATE, VOTE

EXERCISES = [RATE, SEPARABLE, FOLD, VOTE, START, FLOOR, PATIENTS]
