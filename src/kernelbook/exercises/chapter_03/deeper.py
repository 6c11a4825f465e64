"""Exercises of the page "Going deeper": products of a larger tile, memory of one tile, and ways through layers."""

import numpy as np

from kernelbook.exercises.values import asks_for_number

# 03-tile: 4 × 4 results of a 3 × 3 kernel, by Winograd's idea along both axes.

TILE = asks_for_number(
    "03-tile",
    right=(4 + 3 - 1) ** 2,
    known={
        144: "that is the plain way: 16 results with 9 products each.",
        16: "that is the small tile, of 2 × 2 results.",
        64: "four small tiles take 64; one large tile shares more.",
        6: "that is one axis; along both, every product of one meets every product of the other.",
        49: "4 results and 3 weights need 4 + 3 - 1 points along an axis.",
        81: "4 results and 3 weights need 4 + 3 - 1 points along an axis.",
    },
    otherwise="not this number. How many points do 4 results and 3 weights need along one axis?",
    praise="6 points along each axis: 36 products instead of 144.",
)

# 03-block: bytes of 64 rows of the matrix of windows, kernels of 5 × 5, 16 channels, float32.

BLOCK = asks_for_number(
    "03-block",
    right=64 * (5 * 5 * 16) * 4,
    known={
        25_600: "those are the numbers; each has four bytes.",
        204_800: "float32 has four bytes, not eight.",
        6_400: "a window reaches through all 16 channels, and its numbers have four bytes each.",
        1_600: "that is one row of the matrix; the piece has 64.",
        819_200: "the 8 kernels stand in the other matrix.",
    },
    otherwise="not this number. How many numbers has a row, and how many bytes a number?",
    praise="64 · 400 · 4: a tenth of a megabyte, however many images there are.",
)

# 03-ways: ways from the middle pixel through three layers of kernel 3.

WAYS = asks_for_number(
    "03-ways",
    right=int(np.convolve(np.convolve([1, 1, 1], [1, 1, 1]), [1, 1, 1]).max()),
    known={
        27: "those are the ways from all pixels together.",
        6: "that is the pixel beside the middle.",
        3: "that is one layer less; slide [1, 1, 1] once more.",
        9: "ways must end at this unit: not every step may go anywhere.",
        1: "that is the pixel at the rim.",
    },
    otherwise="not this number. Slide [1, 1, 1] over [1, 2, 3, 2, 1], zeros around it.",
    praise="1, 3, 6, 7, 6, 3, 1: seven of 27 ways begin in the middle.",
)
