"""Sentences: word pieces, the encoder, and pictures found by words."""

import numpy as np

from bad_arguments.spoiled import Call
from kernelbook import sentences

GENERATOR = np.random.default_rng(0)
D, WIDE = 4, 6
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cat")


def drawn(*shape):
    """Return numbers at random."""
    return GENERATOR.normal(size=shape)


ENCODER = sentences.Encoder(
    {piece: number for number, piece in enumerate(PIECES)},
    drawn(len(PIECES), D),
    drawn(8, D),
    (drawn(D), drawn(D)),
    (
        {
            "attention": [each for _ in range(3) for each in (drawn(D, 2, 2), drawn(2, 2))]
            + [drawn(2, 2, D), drawn(D)],
            "dense": [drawn(D, WIDE), drawn(WIDE), drawn(WIDE, D), drawn(D)],
            "normal": [drawn(D) for _ in range(4)],
        },
    ),
)
TEXT = {"text: another text": "any text has pieces"}
FEWER = "each picture stands alone"

CALLS = [
    Call(
        "kernelbook.sentences.conse",
        {"probabilities": GENERATOR.dirichlet(np.ones(5), 3), "vectors": drawn(5, D), "top": 2},
        {"probabilities: one less": FEWER},
    ),
    Call(
        "kernelbook.sentences.search",
        {"query": np.array([0.6, 0.8]), "pictures": np.array([[1.0, 0.0], [0.0, 1.0]]), "n": 1},
        {"pictures: one less": FEWER},
    ),
    Call("kernelbook.sentences.split_words", {"text": "a cat"}, TEXT),
    Call("kernelbook.sentences.word_pieces", {"text": "a cat", "vocabulary": PIECES}, TEXT),
    Call("kernelbook.sentences.encode", {"sentences": ["a cat", "a"], "encoder": ENCODER}),
    Call(
        "kernelbook.sentences.normalize",
        {"X": drawn(2, D), "gamma": drawn(D), "beta": drawn(D)},
        {"X: one less": "each token stands alone"},
    ),
    Call("kernelbook.sentences.gelu", {"x": drawn(3)}, {"x: one less": "each number stands alone", "x": "any shape"}),
]
EXEMPT = {
    "kernelbook.sentences.load_encoder": "reads files that do not ship; tests/sentences/test_files.py spoils its path",
    "kernelbook.sentences.load_name_vectors": "takes no arguments",
}
