"""Exercises of chapter 14, "Follow nuclei from pixels to a diagnosis"."""

from kernelbook.exercises.chapter_14.measures import DICE, PREDICTIVE, SIZE
from kernelbook.exercises.chapter_14.patients import PATIENTS

EXERCISES = [SIZE, DICE, PREDICTIVE, PATIENTS]
