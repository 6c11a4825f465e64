"""Sentences as vectors, and pictures found by words: an encoder of sentences that never saw a picture."""

from kernelbook.sentences.bridge import conse, search
from kernelbook.sentences.encoder import Encoder, encode, gelu, normalize
from kernelbook.sentences.files import ENCODER_PACKAGE, ENCODER_SHA256, load_encoder, load_name_vectors
from kernelbook.sentences.pieces import split_words, word_pieces

__all__ = [
    "ENCODER_PACKAGE",
    "ENCODER_SHA256",
    "Encoder",
    "conse",
    "encode",
    "gelu",
    "load_encoder",
    "load_name_vectors",
    "normalize",
    "search",
    "split_words",
    "word_pieces",
]
