"""Faces: where one is in a picture, and whether two pictures show the same person."""

from kernelbook.faces.identity import (
    arcface,
    arcface_loss,
    embed,
    from_bytes,
    prepare,
    similarities,
    to_bytes,
    train_embedding,
)
from kernelbook.faces.pictures import GLASSES, load_faceless, load_olivetti, load_patches, load_portrait
from kernelbook.faces.search import even_out, find, pyramid, train_searcher, vary

__all__ = [
    "GLASSES",
    "arcface",
    "arcface_loss",
    "embed",
    "even_out",
    "find",
    "from_bytes",
    "load_faceless",
    "load_olivetti",
    "load_patches",
    "load_portrait",
    "prepare",
    "pyramid",
    "similarities",
    "to_bytes",
    "train_embedding",
    "train_searcher",
    "vary",
]
