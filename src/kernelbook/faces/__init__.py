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
from kernelbook.faces.pictures import (
    GLASSES,
    load_faceless,
    load_olivetti,
    load_patches,
    load_portrait,
    portrait_versions,
)
from kernelbook.faces.search import find, local_contrast_normalization, pyramid, train_searcher, vary
from kernelbook.renamed import old_names

__all__ = [
    "GLASSES",
    "arcface",
    "arcface_loss",
    "embed",
    "find",
    "from_bytes",
    "load_faceless",
    "load_olivetti",
    "load_patches",
    "load_portrait",
    "local_contrast_normalization",
    "portrait_versions",
    "prepare",
    "pyramid",
    "similarities",
    "to_bytes",
    "train_embedding",
    "train_searcher",
    "vary",
]
__getattr__ = old_names(__name__, {"even_out": "local_contrast_normalization"})
