"""Exercises of chapter 17, "Find trees from the air"."""

from kernelbook.exercises.chapter_17.counts import ANNOTATORS, COUNT
from kernelbook.exercises.chapter_17.places import PIECES, TURN

EXERCISES = [PIECES, TURN, COUNT, ANNOTATORS]
