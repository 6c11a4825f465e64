"""Exercises of chapter 21, "Ship it, and watch it"."""

from kernelbook.exercises.chapter_21.accumulators import ACCUMULATOR
from kernelbook.exercises.chapter_21.batches import BATCHES
from kernelbook.exercises.chapter_21.scales import SCALE
from kernelbook.exercises.chapter_21.stability import STABILITY

EXERCISES = [SCALE, ACCUMULATOR, BATCHES, STABILITY]
