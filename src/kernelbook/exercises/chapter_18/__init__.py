"""Exercises of chapter 18, "Ask for a picture in words"."""

from kernelbook.exercises.chapter_18.captions import TURNED
from kernelbook.exercises.chapter_18.cutouts import BACKGROUND
from kernelbook.exercises.chapter_18.directions import WORDINGS
from kernelbook.exercises.chapter_18.losses import PAIRS

EXERCISES = [PAIRS, TURNED, WORDINGS, BACKGROUND]
