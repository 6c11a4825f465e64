"""Numbers that are part of a name: the same words everywhere, computed once from what the book ships.

A sentence with exactly these words needs no cell for their numbers. Any other number in their place does.
"""

import re

import numpy as np

from kernelbook import data, evaluation, models


def mnist():
    (train, _), (test, _) = data.load_mnist()
    return train, test


def rows_and_columns():
    return "{} × {}".format(*mnist()[0].shape[1:])


def collection():
    return f"{sum(map(len, mnist())):,}"


def level():
    """Return the level of an interval for which none is asked."""
    return f"{evaluation.student_interval.__defaults__[0]:.0%} interval"


def parameters():
    return f"{sum(values.size for values in models.load_weights('digit_network').values()):,}"


FACTS = {
    "28 × 28": rows_and_columns,
    "70,000": collection,
    "60,000": lambda: f"{len(mnist()[0]):,}",
    "10,000 test images": lambda: f"{len(mnist()[1]):,} test images",
    "93,322": parameters,
    "0 to 255": lambda: "{0.min} to {0.max}".format(np.iinfo(mnist()[0].dtype)),
    "95% interval": level,
}
WORDS = re.compile("|".join(rf"(?<![\w,.]){re.escape(words)}(?![\w])(?![,.]\d)" for words in FACTS))


def spans(text):
    return [match.span() for match in WORDS.finditer(text)]
