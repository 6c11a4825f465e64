"""A detector on a borrowed body: EfficientNet-Lite0's feature maps, and a small head that says what stands where."""

import numpy as np

from kernelbook import guards
from kernelbook.models.photographs import MAPS, efficient_lite, features
from kernelbook.models.weights import get_weights, set_weights

PRIOR = 0.01  # how likely a cell names a class before anything is learned, as Lin et al. begin


def tree_detector(weights=None, classes=1, width=64):
    r"""Build a network that says for each cell of 8 × 8 pixels what stands there and how far it reaches.

    It takes two maps of `efficient_lite`: those of stride 8, 40 channels, and those of stride 16, 112 channels, which
    it enlarges to the same size. Two convolutions of 3 × 3, each normalized over the batch, read both, and one of
    1 × 1 answers. This head has 125,062 parameters that are learned. The body, 700,768 without what is coarser, is
    frozen: ``trainable`` of its layers is False. Not compiled.

    Parameters
    ----------
    weights : dict of str to ndarray, optional
        As `get_weights` returns them: those of the body, ``load_weights("efficient_lite")``, and if it has them those
        of the head. What else it holds is left aside. Without them all start at random, except that each cell begins by
        saying "background" with 0.99.
    classes : int
        Besides the background.
    width : int
        Channels of the head.

    Returns
    -------
    keras.Model
        Takes photographs (n, h, w, 3), scaled by `scaled_pixels`, of every size that 16 divides; gives
        (n, h / 8, w / 8, 1 + classes + 4), as `detection.decode` reads it with a stride of 8.

    Raises
    ------
    ValueError
        If weights of the body are missing, one has another shape, or another argument lies outside its range.

    References
    ----------
    Z. Tian et al.: FCOS: fully convolutional one-stage object detection. ICCV, 2019. doi:10.1109/ICCV.2019.00972.
    T.-Y. Lin et al.: Focal loss for dense object detection. ICCV, 2017. doi:10.1109/ICCV.2017.324
    """
    from keras import Model, layers

    guards.named_arrays("weights", {} if weights is None else weights)
    guards.whole("classes", classes, 1)
    guards.whole("width", width, 1)
    body = features(efficient_lite(None), MAPS[16])
    body.trainable = False
    fine, coarse = body.get_layer(MAPS[8]).output, body.outputs[0]
    h = layers.Concatenate(name="joined")([fine, layers.UpSampling2D(2, name="enlarged")(coarse)])
    for name in ("mix1", "mix2"):
        h = layers.Conv2D(width, 3, padding="same", use_bias=False, name=name)(h)
        h = layers.ReLU(name=f"{name}_relu")(layers.BatchNormalization(momentum=0.9, name=f"{name}_normal")(h))
    answers = layers.Conv2D(1 + classes + 4, 1, name="answers")
    network = Model(body.inputs[0], answers(h), name="tree_detector")
    answers.bias.assign([np.log(classes * (1 - PRIOR) / PRIOR), *np.zeros(classes + 4)])
    if weights is not None:
        fill(network, get_weights(body), weights)
    return network


def fill(network, needed, weights):
    """Give a network those of the weights that it knows; all names of `needed` must be among them."""
    if missing := sorted(needed.keys() - weights.keys()):
        raise ValueError(f"weights lack {len(missing)} of the body, such as {missing[0]!r}: expected efficient_lite's")
    own = get_weights(network)
    set_weights(network, own | {name: array for name, array in weights.items() if name in own})


def detector_head(network):
    """Build the part of a `tree_detector` behind its body: what learns from maps that were computed once.

    Nothing is copied: both networks have the same weights.

    Parameters
    ----------
    network : keras.Model
        As `tree_detector` returns it.

    Returns
    -------
    keras.Model
        Takes the two maps of ``features(network, [MAPS[8], MAPS[16]])``, (n, h, w, 40) and (n, h / 2, w / 2, 112),
        gives what the network gives.

    Raises
    ------
    ValueError
        If it is no Keras model, or lacks one of these maps.
    """
    from keras import Model

    guards.keras_model("network", network)
    known = [layer.name for layer in network.layers]
    if not {MAPS[8], MAPS[16], "answers"} <= set(known):
        raise ValueError(
            f"network={network.name!r} has no layers {MAPS[8]}, {MAPS[16]}, answers: expected a tree_detector"
        )
    maps = [network.get_layer(MAPS[stride]).output for stride in (8, 16)]
    return Model(maps, network.outputs[0], name="detector_head")
