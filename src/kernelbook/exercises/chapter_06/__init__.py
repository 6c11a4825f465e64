"""Exercises of chapter 06, "Judge the network, not just its accuracy"."""

from kernelbook.exercises.chapter_06.counts import IMAGES, MCNEMAR, RECALL
from kernelbook.exercises.chapter_06.probabilities import GAP, THRESHOLD

EXERCISES = [RECALL, IMAGES, MCNEMAR, GAP, THRESHOLD]
