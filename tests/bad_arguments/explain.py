"""Explanations, recipes, learning without labels, attention."""

import functools

import keras
import numpy as np

from bad_arguments.spoiled import Call, Made

RNG = np.random.default_rng(0)
IMAGE = RNG.random((6, 5))
LAYER = "maps"
NOT_A_SHARE = "any number will do: images may be standardized"


@functools.cache
def model():
    """Build a small classifier."""
    return keras.Sequential(
        [
            keras.layers.Input((6, 5, 1)),
            keras.layers.Conv2D(2, 3, activation="relu", name=LAYER),
            keras.layers.Flatten(),
            keras.layers.Dense(3, name="logits"),
        ]
    )


@functools.cache
def encoder():
    """Build a network that turns images into vectors."""
    return keras.Sequential([keras.layers.Input((6, 5, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])


def same(x, generator):
    """Vary nothing."""
    return x


def weights():
    """Draw the weights of an attention layer."""
    return [RNG.normal(size=shape) for shape in ((3, 2, 4), (2, 4)) * 3 + ((2, 4, 3), (3,))]


EXPLAINED = {"model": Made(model), "image": IMAGE, "label": 1}
IMAGES = RNG.random((4, 6, 5))
X, Y = RNG.random((8, 6, 5, 1)), np.arange(8) % 3
TENSOR = RNG.normal(size=(4, 3))
FEWER = "any number of images"
CALLS = [
    Call("kernelbook.explain.saliency", EXPLAINED),
    Call(
        "kernelbook.explain.integrated_gradients",
        {**EXPLAINED, "baseline": 0.5, "steps": 4},
        {"baseline: negative": NOT_A_SHARE, "baseline: percent": NOT_A_SHARE},
    ),
    Call(
        "kernelbook.explain.occlusion",
        {**EXPLAINED, "size": 2, "fill": 0.5},
        {"fill: negative": NOT_A_SHARE, "fill: percent": NOT_A_SHARE},
    ),
    Call("kernelbook.explain.grad_cam", {**EXPLAINED, "layer": LAYER}),
    Call(
        "kernelbook.explain.all_maps", {"model": Made(model), "image": RNG.random((6, 5)), "label": 1, "layer": LAYER}
    ),
    Call(
        "kernelbook.explain.score_gradient",
        {"model": Made(model), "images": X, "label": 1},
        {"images: one less": FEWER},
    ),
    Call("kernelbook.explain.checked", EXPLAINED),
    Call("kernelbook.explain.layer_of", {"model": Made(model), "layer": LAYER}),
    Call(
        "kernelbook.explain.answers", {"model": Made(model), "images": X, "batch_size": 3}, {"images: one less": FEWER}
    ),
    Call("kernelbook.explain.maps_of", {"model": Made(model), "layer": LAYER, "unit": 0}),
    Call("kernelbook.explain.randomized", {"model": Made(model), "seed": 0}),
    Call(
        "kernelbook.explain.strongest",
        {"model": Made(model), "layer": LAYER, "unit": 0, "images": IMAGES, "count": 2},
        {"images: one less": FEWER},
    ),
    Call(
        "kernelbook.explain.maximize",
        {
            "model": Made(model),
            "layer": "logits",
            "unit": 0,
            "steps": 2,
            "rate": 0.05,
            "calm": 0.02,
            "seed": 0,
        },
        {"rate: percent": "any above 0", "calm: percent": "any from 0"},
    ),
    Call(
        "kernelbook.recipes.one_cycle",
        {"peak": 0.01, "steps": 10, "warm_up": 0.2},
        {"peak: percent": "any above 0"},
    ),
    Call(
        "kernelbook.recipes.train",
        {
            "network": Made(model),
            "x": X,
            "y": Y,
            "epochs": 2,
            "peak": 0.01,
            "batch_size": 4,
            "decay": 0.1,
            "smoothing": 0.1,
            "vary": same,
            "clean": 1,
            "seed": 0,
        },
        {"peak: percent": "any above 0", "decay: percent": "any from 0", "vary: none": "nothing varies"},
    ),
    Call(
        "kernelbook.contrast.contrastive_loss",
        {"U": TENSOR, "V": TENSOR[::-1], "temperature": 0.5},
        {"temperature: percent": "any above 0"},
    ),
    Call(
        "kernelbook.contrast.pretrain",
        {
            "encoder": Made(encoder),
            "x": X,
            "vary": same,
            "epochs": 2,
            "batch_size": 4,
            "peak": 0.01,
            "seed": 0,
        },
        {"x: one less": "what fills no batch is left out", "peak: percent": "any above 0"},
    ),
    Call("kernelbook.attention.attention", {"Q": TENSOR, "K": TENSOR, "V": TENSOR}, {"Q: one less": "any number asks"}),
    Call(
        "kernelbook.attention.multi_head_attention",
        {"X": RNG.normal(size=(2, 5, 3)), "weights": Made(weights)},
        {"X: one less": FEWER},
    ),
]
EXEMPT = {
    "kernelbook.attention.tokens": "a part of the others",
    "kernelbook.attention.as_weights": "a part of the others",
}
