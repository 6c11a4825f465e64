"""Networks that draw digits, trained on few images or on many, and kept in the folder build; and who judges them."""

from generators.judging import as_shown, held_out, percent, read, reader
from generators.training import GENERATORS, TRAINED_BY, generator, images, kept

__all__ = [
    "GENERATORS",
    "TRAINED_BY",
    "as_shown",
    "generator",
    "held_out",
    "images",
    "kept",
    "percent",
    "read",
    "reader",
]
