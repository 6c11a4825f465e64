"""Exercises on where things lie: pieces that cover a large picture, a box in a picture that is turned."""

import numpy as np

from kernelbook.exercises.functions import asks_for_function

# 17-pieces: how few pieces cover an axis if neighbors share so many pixels at least.


def pieces(length, side, overlap):
    """Return how many pieces there are: one, and one more for each step, or part of a step, that is left."""
    return -(-(length - side) // (side - overlap)) + 1


def axis_of_pieces(generator):
    """Draw arguments; in half of them the pieces fit exactly, or nearly."""
    side = int(generator.integers(2, 65))
    overlap = int(generator.integers(side))
    steps = int(generator.integers(12)) * (side - overlap)
    rest = int(generator.choice([0, 0, 1, generator.integers(side)]))
    return side + steps + rest, side, overlap


PIECES = asks_for_function(
    "17-pieces",
    praise="Each piece but one adds what it does not share, and the last step may be a shorter one.",
    arguments="length, side and overlap",
    reference=pieces,
    inputs=axis_of_pieces,
    edges=(
        (10, 4, 1),
        (11, 4, 1),
        (9, 4, 1),
        (4, 4, 1),
        (8, 4, 0),
        (7, 1, 0),
        (1, 1, 0),
        (257, 256, 64),
        (1000, 256, 64),
        (2000, 100, 99),
        (40_000, 400, 40),
    ),
    wrong={
        "what is left over needs a piece too: round up.": (
            lambda length, side, overlap: (length - side) // (side - overlap) + 1
        ),
        "pieces are counted, and what is left over needs a whole one: round up.": (
            lambda length, side, overlap: (length - side) / (side - overlap) + 1
        ),
        "less than half a step that is left over needs a piece as well: round up, always.": (
            lambda length, side, overlap: round((length - side) / (side - overlap)) + 1
        ),
        "those pieces need not share anything: each begins only side - overlap pixels after the one before.": (
            lambda length, side, overlap: -(-length // side)
        ),
        "where they fit exactly that is one too many.": (
            lambda length, side, overlap: (length - side) // (side - overlap) + 2
        ),
        "that is how often a piece fits side by side; they share pixels, and what is left over is covered too.": (
            lambda length, side, overlap: length // side
        ),
        "those are the steps from piece to piece; there is one piece more than steps.": (
            lambda length, side, overlap: -(-(length - side) // (side - overlap))
        ),
        "each step adds side - overlap pixels, but one piece is whole: take its side off before you divide.": (
            lambda length, side, overlap: -(-length // (side - overlap))
        ),
        "that ends before the end, or goes beyond it: take the side of one piece off, divide, round up.": (
            lambda length, side, overlap: length // (side - overlap)
        ),
        "pieces that share pixels begin nearer to each other than a side, not farther.": (
            lambda length, side, overlap: -(-(length - side) // (side + overlap)) + 1
        ),
        "neighbors share the overlap once: take it off once.": (
            lambda length, side, overlap: -(-(length - side) // (side - 2 * overlap)) + 1
        ),
        "the overlap is what neighbors share, not how far apart they begin.": (
            lambda length, side, overlap: -(-(length - side) // overlap) + 1
        ),
        "that is for a picture as wide as high; one axis is asked for.": (
            lambda length, side, overlap: pieces(length, side, overlap) ** 2
        ),
    },
    otherwise="not these numbers. Draw 10 pixels, and pieces of 4 that share 1: there are three.",
)

# 17-turn: where a box is after its picture was turned counterclockwise, by a quarter of a turn.


def turned(box, size):
    """Return the box: columns, counted from the right, become rows, and rows become columns."""
    top, left, bottom, right = box
    width = size[1]
    return width - right, top, width - left, bottom


def box_in_picture(generator):
    """Draw arguments: an oblong picture, and a box in it with edges at quarters of pixels."""
    size = generator.choice(np.arange(5, 60), 2, replace=False)
    (top, bottom), (left, right) = (np.sort(generator.choice(4 * side + 1, 2, replace=False)) / 4 for side in size)
    return np.array([top, left, bottom, right]), size


TURN = asks_for_function(
    "17-turn",
    praise="A right box in a turned picture is one more example, and nobody had to draw it.",
    arguments="box and size",
    reference=turned,
    inputs=box_in_picture,
    edges=(
        (np.array([1.0, 2.0, 3.0, 8.0]), np.array([10, 20])),
        (np.array([0.0, 0.0, 10.0, 20.0]), np.array([10, 20])),
        (np.array([4.0, 6.0, 5.0, 7.0]), np.array([12, 7])),
        (np.array([2.5, 0.0, 8.25, 3.0]), np.array([9, 9])),
        (np.array([700.0, 30.0, 850.0, 60.0]), np.array([900, 400])),
    ),
    wrong={
        "that is a turn clockwise; counterclockwise, the right edge of the picture comes to the top.": (
            lambda box, size: (box[1], size[0] - box[2], box[3], size[0] - box[0])
        ),
        "columns become rows, counted from the right edge: from the width, not from the height.": (
            lambda box, size: turned(box, size[::-1])
        ),
        "top must be above bottom, and left before right: what was left is now below what was right.": (
            lambda box, size: (size[1] - box[1], box[0], size[1] - box[3], box[2])
        ),
        "that exchanges rows and columns, a mirror image; a turn counts one of them from the other end.": (
            lambda box, size: (box[1], box[0], box[3], box[2])
        ),
        "that exchanges rows and columns, and counts both from the other end: a turn counts one of them so.": (
            lambda box, size: (size[1] - box[3], size[0] - box[2], size[1] - box[1], size[0] - box[0])
        ),
        "that is half a turn.": (
            lambda box, size: (size[0] - box[2], size[1] - box[3], size[0] - box[0], size[1] - box[1])
        ),
        "that is mirrored, or left stands before top: what was a column is now a row, and top comes first.": (
            lambda box, size: (box[0], size[1] - box[3], box[2], size[1] - box[1])
        ),
        "that is mirrored, top to bottom; a turn makes rows of columns.": (
            lambda box, size: (size[0] - box[2], box[1], size[0] - box[0], box[3])
        ),
        "edges are lines, not pixels: the right edge of the picture is at its width, not one before.": (
            lambda box, size: (size[1] - 1 - box[3], box[0], size[1] - 1 - box[1], box[2])
        ),
        "the order is top, left, bottom, right; that has both rows first.": (
            lambda box, size: (size[1] - box[3], size[1] - box[1], box[0], box[2])
        ),
        "the picture is turned, and the box in it moves with it.": lambda box, size: box,
        "edges may lie between pixels: leave them as they are, do not round.": (
            lambda box, size: np.round(turned(box, size))
        ),
    },
    signs={
        "top must be above bottom, and left before right: what was left is now below what was right.": (
            lambda found, expected, box, size: found[0] > found[2] or found[1] > found[3]
        ),
    },
    otherwise="not this box. Draw a picture of two rows and three columns, mark a pixel, and turn the sheet.",
)
