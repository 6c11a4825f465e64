"""Pictures and words: captions of scenes, the tokens they are made of, and a loss that ties the two. Chapter 18."""

from kernelbook.words.captions import Caption, Group, describe, holds
from kernelbook.words.changes import CHANGES, falsify
from kernelbook.words.loss import pair_loss
from kernelbook.words.pictures import UNSEEN, album, arrange
from kernelbook.words.retrieval import ranks, recall_at, unit
from kernelbook.words.tokens import LENGTH, TOKENS, encode, parse, say, tokenize
from kernelbook.words.training import train

__all__ = [
    "CHANGES",
    "LENGTH",
    "TOKENS",
    "UNSEEN",
    "Caption",
    "Group",
    "album",
    "arrange",
    "describe",
    "encode",
    "falsify",
    "holds",
    "pair_loss",
    "parse",
    "ranks",
    "recall_at",
    "say",
    "tokenize",
    "train",
    "unit",
]
