"""Exercises of chapter 20, "Feed it: more images than memory, more machines than one"."""

from kernelbook.exercises.chapter_20.batches import AVERAGE
from kernelbook.exercises.chapter_20.rings import PAYS, RING
from kernelbook.exercises.chapter_20.shares import SHARE

EXERCISES = [RING, AVERAGE, SHARE, PAYS]
