"""What is looked at in images: their ink, chapter 05's network's features of them, and how sure it is."""

from dataclasses import dataclass
from functools import cache

import keras
import numpy as np
from generators import reader

from kernelbook import evaluation

VIEWS = ("ink", "features", "confidences")


@dataclass
class Seen:
    """What a network saw in images, and what they show: tables of (n, 1) or (n, 64) by view, and labels."""

    tables: dict
    named: np.ndarray
    labels: np.ndarray

    @property
    def confidences(self):
        """Return how sure each answer is, from 0 to 1."""
        return self.tables["confidences"][:, 0]

    @property
    def right(self):
        """Return which answers are right."""
        return self.named == self.labels

    def part(self, rows):
        """Return what was seen in some of the images, in this order."""
        return Seen({view: table[rows] for view, table in self.tables.items()}, self.named[rows], self.labels[rows])


@cache
def body():
    """Return chapter 05's network with two outputs: features and logits."""
    network = reader()
    return keras.Model(network.inputs, [network.get_layer("dense").output, network.outputs[0]])


def see(images, labels):
    """Look at images from 0 to 1, shape (n, 28, 28)."""
    features, logits = body().predict(np.float32(images)[..., np.newaxis], batch_size=500, verbose=0)
    confidences = evaluation.softmax(logits.astype(float)).max(axis=1)
    tables = dict(zip(VIEWS, (images.mean(axis=(1, 2), dtype=float), features.astype(float), confidences), strict=True))
    tables = {view: table.reshape(len(images), -1) for view, table in tables.items()}
    return Seen(tables, logits.argmax(axis=1), np.asarray(labels))
