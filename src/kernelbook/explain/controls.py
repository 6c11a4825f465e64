"""Controls: a model that has learned nothing, and all maps of an image side by side."""

from kernelbook.explain.gradients import grad_cam, integrated_gradients, saliency
from kernelbook.explain.perturbation import occlusion


def randomized(model, seed=0):
    """Return a copy of a model with new random weights: what an explanation of it shows, nobody has learned.

    References
    ----------
    J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt, B. Kim: Sanity checks for saliency maps. NeurIPS 2018.
    doi:10.48550/arXiv.1810.03292
    """
    import keras

    keras.utils.set_random_seed(seed)
    return keras.models.clone_model(model)


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
