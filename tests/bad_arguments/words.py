"""Pictures and words: captions, tokens, scenes for them, the loss that ties them, and its training."""

import keras
import numpy as np

from bad_arguments.spoiled import Call, Made
from kernelbook import data, words

_, (IMAGES, LABELS) = data.load_mnist()
IMAGES, LABELS = IMAGES[:200], LABELS[:200]
SCENES = words.album(IMAGES, LABELS, 4, seed=0)
GENERATOR = Made(lambda: np.random.default_rng(0))
TOLD = words.describe(SCENES[0])
U = np.random.default_rng(1).normal(size=(4, 3)).astype(np.float32)
SQUARE = np.eye(3)


def pictures():
    """Build a small encoder of pictures."""
    layers = [keras.layers.Input((48, 48, 1)), keras.layers.AveragePooling2D(12), keras.layers.Flatten()]
    return keras.Sequential([*layers, keras.layers.Dense(4)])


def captions():
    """Build a small encoder of captions."""
    layers = [keras.layers.Input((words.LENGTH,), dtype="int32"), keras.layers.Embedding(len(words.TOKENS), 4)]
    return keras.Sequential([*layers, keras.layers.GlobalAveragePooling1D()])


TRAINING = {
    "pictures": Made(pictures),
    "captions": Made(captions),
    "scenes": SCENES,
    "epochs": 2,
    "batch_size": 2,
    "peak": 0.01,
    "negatives": ["size"],
    "tell": words.describe,
    "seed": 0,
    "report": None,
}
CALLS = [
    Call(
        "kernelbook.words.album",
        {
            "images": IMAGES,
            "labels": LABELS,
            "n": 2,
            "seed": 0,
            "unseen": False,
            "numbers": (0.15, 0.6, 0.25),
            "size": 48,
        },
        {"size: fraction": "refused by the composition's own check"},
    ),
    Call(
        "kernelbook.words.arrange",
        {"digits": list(IMAGES[:2]), "sides": [12, 20], "generator": GENERATOR, "size": 48, "noise": 0.05},
        {"noise: percent": "much noise"},
    ),
    Call(
        "kernelbook.words.describe",
        {"scene": SCENES[0], "generator": GENERATOR, "brief": 0.15, "absent": 0.15},
        {"generator: none": "everything is told, nothing drawn"},
    ),
    Call("kernelbook.words.encode", {"texts": ["a three"], "length": 16}, {"texts: empty": "no rows"}),
    Call("kernelbook.words.falsify", {"caption": TOLD, "kind": "digit", "generator": GENERATOR}),
    Call("kernelbook.words.holds", {"caption": TOLD, "scene": SCENES[0]}),
    Call(
        "kernelbook.words.pair_loss",
        {"U": U, "V": U[::-1].copy(), "scale": 3.0, "W": U + 1},
        {"W: none": "no hard negatives"},
    ),
    Call("kernelbook.words.parse", {"text": "a three"}),
    Call("kernelbook.words.ranks", {"scores": SQUARE}),
    Call("kernelbook.words.recall_at", {"k": 1, "places": np.array([1, 2])}, {"places: one less": "fewer queries"}),
    Call("kernelbook.words.say", {"caption": TOLD}),
    Call("kernelbook.words.tokenize", {"text": "a three"}),
    Call(
        "kernelbook.words.train",
        TRAINING,
        {"peak: percent": "a high rate", "report: none": "nobody is told", "negatives: empty": "none is shown"},
    ),
    Call("kernelbook.words.unit", {"vectors": U}, {"vectors: one less": "fewer vectors"}),
    Call("kernelbook.models.picture_encoder", {"size": 48, "width": 8, "channels": (4, 4, 8)}),
    Call(
        "kernelbook.models.caption_encoder",
        {"vocabulary": 9, "length": 6, "width": 8, "d": 8, "depth": 1, "heads": 2, "places": True},
    ),
]
