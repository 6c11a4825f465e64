"""What a trained network looks at: which pixels move a score, and which images excite a unit. Chapter 07.

Each function takes a Keras model that gives logits, shape (n, k), for images, shape (n, h, w, c); a plain
``Sequential`` will do. A gray image may come without its axis of channels, (h, w), a color one is (h, w, 3). Values are
those that the model learned with, as a rule 0 to 1; images from 0 to 255 are refused, unless the model divides them.
"""

from kernelbook.explain.controls import all_maps, randomized
from kernelbook.explain.excitement import maps_of, strongest
from kernelbook.explain.gradients import grad_cam, integrated_gradients, saliency, score_gradient
from kernelbook.explain.inputs import answers, checked, layer_of
from kernelbook.explain.invention import maximize
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
