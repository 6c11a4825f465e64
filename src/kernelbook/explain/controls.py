"""Controls: a model that has learned nothing, and all maps of an image side by side."""

import random

from kernelbook import guards
from kernelbook.explain.gradients import grad_cam, integrated_gradients, saliency
from kernelbook.explain.perturbation import occlusion


def randomized(model, seed=0):
    """Return a copy of a model with new random weights: what an explanation of it shows, nobody has learned.

    The seed serves this copy alone: what Python, NumPy and Keras draw afterwards is what they would have drawn without.

    Raises
    ------
    ValueError
        If it is no Keras model, or the seed is no whole number from 0.

    References
    ----------
    J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt, B. Kim: Sanity checks for saliency maps. NeurIPS 2018.
    doi:10.48550/arXiv.1810.03292
    """
    import keras

    guards.keras_model("model", model)
    guards.whole("seed", seed, 0)
    before = random.getstate()  # where each of Keras' initializers that has no seed takes one from
    random.seed(seed)
    try:
        return keras.models.clone_model(model)
    finally:
        random.setstate(before)


def all_maps(model, image, label, *, layer="conv3"):
    """Return the four maps of chapter 07 for one image: dict of str to ndarray.

    ``"occlusion"`` with squares of 5 pixels, ``"saliency"``, ``"integrated gradients"`` from an empty image, and
    ``"Grad-CAM"`` at the named layer.
    """
    return {
        "occlusion": occlusion(model, image, label),
        "saliency": saliency(model, image, label),
        "integrated gradients": integrated_gradients(model, image, label),
        "Grad-CAM": grad_cam(model, image, label, layer),
    }
