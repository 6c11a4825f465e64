"""Losses for pixels of which most are background."""

import numpy as np

from kernelbook import guards


def weighted_cross_entropy(weights):
    r"""Make a cross-entropy, for Keras, in which the pixels of each class count with the weight of the class.

    .. math:: L = \frac{\sum_{i,j} w_{y_{ij}} \, (-\ln p_{ij,\, y_{ij}})}{\sum_{i,j} w_{y_{ij}}}

    Parameters
    ----------
    weights : sequence of float
        One for each class, above 0.

    Returns
    -------
    callable
        Of true classes, shape (n, h, w), and logits, shape (n, h, w, classes). It refuses other shapes, and classes
        without a weight where it can see them; inside a compiled training it cannot, and such a class gives NaN or an
        error of TensorFlow's.

    Raises
    ------
    ValueError
        If a weight is not above 0.

    Examples
    --------
    Two pixels of two classes, equal logits: each costs log 2, whatever the weights are.

    >>> loss = weighted_cross_entropy([1, 9])
    >>> round(float(loss(np.array([[[0, 1]]]), np.zeros((1, 1, 2, 2)))), 3)
    0.693
    """
    guards.array("weights", weights)
    weights = np.asarray(weights, np.float32)
    if weights.ndim != 1 or not (weights > 0).all():
        raise ValueError(f"weights={weights.tolist()}: expected a number above 0 for each class")

    def loss(truth, logits):
        from keras import losses, ops

        guards.pixel_classes("truth", truth, "logits", logits)
        if logits.shape[-1] != len(weights):
            raise ValueError(
                f"logits has shape {tuple(logits.shape)}: expected {len(weights)} classes, as many as weights"
            )
        each = losses.sparse_categorical_crossentropy(truth, logits, from_logits=True)
        counts = ops.cast(ops.take(weights, ops.cast(truth, "int32")), each.dtype)
        return ops.sum(each * counts) / ops.sum(counts)

    return loss


def dice_loss(truth, logits):
    r"""Return one minus the Dice coefficient, for Keras, with probabilities in the place of masks.

    .. math:: L = 1 - \frac{1}{|K|} \sum_{k \in K} \frac{2 \sum_{i,j} p_{ij,k} [k = y_{ij}] + 1}
              {\sum_{i,j} p_{ij,k} + \sum_{i,j} [k = y_{ij}] + 1}

    with the classes K and the pixels of the whole batch. The 1 keeps the quotient whole for a class that neither occurs
    nor is answered.

    Parameters
    ----------
    truth : tensor, shape (n, h, w)
        Classes, from 0. There is none to be left out, such as 255 for "ignore": inside a compiled training, where the
        values cannot be seen, such a pixel counts as one of no class.
    logits : tensor, shape (n, h, w, classes)

    Returns
    -------
    tensor, shape ()

    Raises
    ------
    ValueError
        If the shapes do not fit, such as (n, h, w, 1) of the truth, or a class lies outside, where it can be seen.

    References
    ----------
    F. Milletari, N. Navab, S.-A. Ahmadi: V-Net: fully convolutional neural networks for volumetric medical image
    segmentation. 3DV, 2016. doi:10.1109/3DV.2016.79

    Examples
    --------
    >>> logits = 50.0 * np.eye(2)[np.array([[[0, 1]]])]
    >>> round(float(dice_loss(np.array([[[0, 1]]]), logits)), 3)
    0.0
    """
    from keras import ops

    guards.pixel_classes("truth", truth, "logits", logits)
    p = ops.softmax(logits)
    y = ops.one_hot(ops.cast(truth, "int32"), p.shape[-1], dtype=p.dtype)
    pixels = tuple(range(len(p.shape) - 1))
    common, ours, theirs = (ops.sum(part, axis=pixels) for part in (p * y, p, y))
    return 1 - ops.mean((2 * common + 1) / (ours + theirs + 1))
