"""What a trained network looks at: which pixels move a score, and which images excite a unit. Chapter 07.

Each function takes a Keras model that gives logits, shape (n, k), for gray images, shape (n, h, w, 1); a plain
``Sequential`` will do.
"""

from kernelbook.explain.controls import all_maps, randomized
from kernelbook.explain.excitement import maps_of, maximize, strongest
from kernelbook.explain.gradients import grad_cam, integrated_gradients, saliency, score_gradient
from kernelbook.explain.inputs import answers, checked, layer_of
from kernelbook.explain.perturbation import occlusion

__all__ = [
    "all_maps",
    "answers",
    "checked",
    "grad_cam",
    "integrated_gradients",
    "layer_of",
    "maps_of",
    "maximize",
    "occlusion",
    "randomized",
    "saliency",
    "score_gradient",
    "strongest",
]
