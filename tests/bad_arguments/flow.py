"""Flows from noise to images."""

import functools

import numpy as np

from bad_arguments.spoiled import Call, Made
from kernelbook import flow, models

RNG = np.random.default_rng(0)
X, POINTS = RNG.normal(size=(4, 3, 2)), RNG.normal(size=(5, 3, 2))
TIMES = np.array([0.0, 0.2, 0.5, 0.9])
IMAGES, LABELS = RNG.uniform(-1, 1, (4, 28, 28, 1)), np.array([0, 3, 9, 3])


@functools.cache
def unet():
    """Build a small network."""
    return models.flow_unet((8, 8, 8), 4)


def field(x, t):
    """Lead to normal data."""
    return flow.gaussian_field(x, t, 0.5, 0.5)


def field_of_class(x, t, labels):
    """Lead nowhere, whatever the class is."""
    return np.zeros_like(x)


FEWER, AXES = "any number of images", "images of any shape"
ROWS = {"x0: one less": FEWER, "x0: an axis more": AXES}
POINT = {"x_t": X, "v": POINTS[:4], "t": TIMES}
CALLS = [
    Call("kernelbook.flow.interpolate", {"x0": X, "x1": POINTS[:4], "t": TIMES}),
    Call("kernelbook.flow.flow_loss", {"v": X, "x0": X[::-1], "x1": POINTS[:4]}),
    Call("kernelbook.flow.image_from_field", POINT),
    Call("kernelbook.flow.noise_from_field", POINT),
    Call("kernelbook.flow.score_from_field", POINT),
    Call(
        "kernelbook.flow.gaussian_field",
        {"x": X, "t": 0.5, "mean": 0.5, "std": 0.5},
        {
            "x: one less": FEWER,
            "x: an axis more": AXES,
            "mean: negative": "any number",
            "mean: percent": "any number",
            "std: percent": "any above 0",
        },
    ),
    Call(
        "kernelbook.flow.points_field",
        {"x": X, "t": TIMES, "points": POINTS},
        {
            "points: one less": "any number of points",
            "x: one less": "then there are too many times, which t's name says",
        },
    ),
    Call("kernelbook.flow.sample", {"field": field, "x0": X, "steps": 2, "method": "heun", "path": False}, ROWS),
    Call(
        "kernelbook.flow.inpaint",
        {"field": field, "x0": X, "known": POINTS[:4], "mask": X > 0, "steps": 2, "method": "euler"},
    ),
    Call("kernelbook.flow.network_field", {"network": Made(unet), "batch_size": 2}),
    Call(
        "kernelbook.flow.guided",
        {"field": field_of_class, "labels": LABELS, "strength": 0.5},
        {"labels: one less": FEWER, "strength: percent": "any from 0"},
    ),
    Call(
        "kernelbook.flow.train",
        {
            "network": Made(unet),
            "images": IMAGES,
            "labels": LABELS,
            "epochs": 1,
            "batch_size": 2,
            "peak": 0.01,
            "drop": 0.1,
            "average": 0.9,
            "seed": 0,
        },
        {"peak: percent": "any above 0"},
    ),
]
