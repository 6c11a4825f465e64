"""From noise to images: a field says where each point of a path must go, and drawing follows it. Chapter 19.

Noise x0 is normal, data x1 are images scaled to [-1, 1]. The time t goes from 0, all noise, to 1, all image, and
x_t = (1 - t) x0 + t x1 is what lies between. A *field* is a function ``field(x, t)`` that answers with a velocity for
each number of x, shape (n, ...), at one time for all, or at one for each row. A field of classes also takes labels.
"""

from kernelbook.flow.fields import gaussian_field, points_field
from kernelbook.flow.guidance import NONE, guided, network_field
from kernelbook.flow.learning import train
from kernelbook.flow.paths import flow_loss, image_from_field, interpolate, noise_from_field, score_from_field
from kernelbook.flow.steps import METHODS, inpaint, sample

__all__ = [
    "METHODS",
    "NONE",
    "flow_loss",
    "gaussian_field",
    "guided",
    "image_from_field",
    "inpaint",
    "interpolate",
    "network_field",
    "noise_from_field",
    "points_field",
    "sample",
    "score_from_field",
    "train",
]
